"""Metadata that a story can come without: its domain and its difficulty, derived by rules that anyone can read.

The rules are in `docs/story-quality.md`. They read English; a text in another language gets few points and the
domain `general`.
"""

import re
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache

from casewright.records.stories import Difficulty

GENERAL = "general"
"""The domain of a story that no rule places."""

_DOMAINS = {
    "account": """account:2 profile:3 address-book:3 address:1 avatar:3 membership:2 registered:0 username:3
        preference:2 personal:1 member:1""",
    "analytics": """analytic:3 revenue:3 statistic:3 stats:3 metric:3 kpi:3 dashboard:3 insight:2 trend:2 usage:2
        chart:2 compare:1 average:2 conversion:2""",
    "authentication": """authenticat:3 login:3 logon:2 password:3 sign-in:2 signed:1 two-factor:3 totp:3
        session:2 sso:3 oauth:3 registration:2 lockout:3 credential:3 captcha:3 otp:3 mfa:3 passkey:3 locked:1
        biometric:3 permission:2 access:1""",
    "cart": "cart:3 basket:3",
    "catalogue": """catalogue:3 catalog:3 product:1 department:2 category:2 categories:2 sorting:1 rename:1
        brand:1 variant:2 pagination:1 listing:2""",
    "checkout": "checkout:4 purchase:1 order:1 gift-message:2",
    "content": """content:2 article:3 page:1 news:2 faq:3 blog:3 homepage:2 cms:3 publish:1 editor:1 teaser:2
        website:1 site:0 logo:2 document:1 documentation:2""",
    "data": """data:1 dataset:3 database:2 metadata:2 schema:2 csv:1 file:1 field:1 record:1 derive:2
        derivation:2 historical:1 validation:1 migration:2 import:1 package:1 loader:2 visualisation:2
        visualization:2""",
    "integration": """integrat:3 api:3 webhook:3 plugin:3 connector:3 sync:2 endpoint:3 interface:1 feed:1
        sdk:3 embed:2 third-party:2""",
    "administration": """admin:1 administrator:1 administration:3 permission:2 role:1 configur:2 setting:1
        moderat:1 onboard:2 audit:2 back-office:1 workload:2 assign:1 tenant:2""",
    "inventory": "inventory:3 stock:2 warehouse:3 reorder:3 shelf:3 stock-count:3 reserv:1 supplier:2 held:1",
    "notifications": """notif:3 alert:2 e-mail:1 email:1 newsletter:3 reminder:3 sms:3 subscribe:2 push:1
        inform:1 resend:2""",
    "payment": """pay:2 payment:3 card:1 gift-card:2 bank:2 invoice:3 fee:3 billing:3 charged:1 balance:2 iban:3
        paypal:3 cardholder:2 tax:2 currency:1 bill:2 fees:3""",
    "privacy": "privacy:3 gdpr:3 consent:3 private:2 anonym:2 personal:1 encrypt:3 erase:2 cookie:2 secur:1",
    "promotions": "promotion:3 voucher:2 coupon:3 discount:2 banner:2 bundle:3 loyalty:1 campaign:3 reward:2 percentage:1",
    "reporting": "report:2 reporting:3 summary:1 export:1 pdf:2 audit:1 overview:1",
    "returns": "return:2 refund:3 inspection:1 partial-refund:2 exchange:2 complaint:1",
    "reviews": "review:2 rating:3 rate:2 reviewer:2 comment:2 star:2 testimonial:3 feedback:2",
    "scheduling": """schedul:3 calendar:3 appointment:3 meeting:3 slot:2 booking:3 deadline:2 hearing:2 event:2
        date:1 course:1 class:1""",
    "search": "search:3 filter:2 find:1 suggestion:2 keyword:3 query:2 autocomplete:3 sort:1 facet:3 narrow:2",
    "shipping": """ship:3 shipping:3 shipment:2 delivery:2 parcel:2 tracking:2 courier:3 postcode:1 carrier:3
        postage:3""",
    "wishlist": "wishlist:4 favourite:3 favorite:3 wish:0",
}
"""Words and their weights, by domain. A word counts when it begins with the stem and goes on for three letters
at most; a weight of 0 keeps a word from counting for a shorter stem."""


def _index() -> dict[str, tuple[tuple[str, int], ...]]:
    index: dict[str, list[tuple[str, int]]] = {}
    for domain, entries in _DOMAINS.items():
        for entry in entries.split():
            stem, weight = entry.split(":")
            index.setdefault(stem, []).append((domain, int(weight)))
    return {stem: tuple(hits) for stem, hits in index.items()}


_STEMS = _index()
_LONGEST_ENDING = 5
_WORD = re.compile(r"\w+(?:-\w+)*")
_WISH = re.compile(
    r"(?i)\b(?:want|need|can|must|should|like)\b(?P<wish>.*?)(?:\bso that\b|\bin order to\b|$)", re.DOTALL
)
_TAG_WEIGHT = 2
_WISH_WEIGHT = 2


def derive_domain(story: str, tags: Sequence[str] = ()) -> str:
    """The domain with the most points, `general` where none has any or two have as many.

    A word gives its weight to its domains once: twice over where it stands in the wish or is a tag.
    """
    wish = _WISH.search(story)
    weights: dict[str, int] = dict.fromkeys(_words(story), 1)
    weights |= dict.fromkeys(_words(wish["wish"]) if wish else (), _WISH_WEIGHT)
    weights |= dict.fromkeys((word for tag in tags for word in _words(tag)), _TAG_WEIGHT)
    points: Counter[str] = Counter()
    for word, factor in weights.items():
        for domain, weight in _hits(word):
            points[domain] += factor * weight
    ranked = points.most_common(2)
    if not ranked or ranked[0][1] == 0 or (len(ranked) > 1 and ranked[0][1] == ranked[1][1]):
        return GENERAL
    return ranked[0][0]


def _words(text: str) -> list[str]:
    words = [word.lower() for word in _WORD.findall(text)]
    return words + [part for word in words if "-" in word for part in word.split("-")]


@lru_cache(maxsize=8192)
def _hits(word: str) -> tuple[tuple[str, int], ...]:
    """The domains and weights of the longest stem that `word` begins with."""
    for length in range(min(len(word), 40), max(1, len(word) - _LONGEST_ENDING - 1), -1):
        if word[:length] in _STEMS:
            return _STEMS[word[:length]]
    return ()


_LIMIT = re.compile(r"(?<![\w.])[£€$]?\d[\d.,]*(?![\w])")
_CONDITION = re.compile(
    r"(?i)\b(?:if|when|unless|until|only|except|once|before|after|while|whether|even if|without|instead)\b"
)
_HARD_WORDS = re.compile(
    r"(?i)\b(?:secur\w*|password|encrypt\w*|permission\w*|authenticat\w*|concurren\w*|simultaneous\w*|real[- ]time"
    r"|expir\w*|lock(?:ed|out)?|retr(?:y|ies)|idempoten\w*|refund\w*|rounding|rounded|token\w*|migrat\w*|sync\w*"
    r"|integrat\w*|api|third[- ]party|several tabs|at the same time|twice|never|valid(?:ate\w*|ation\w*|ity)?"
    r"|duplicate\w*|derive?\w*|historical|performance|audit\w*|attempts?|nobody else|single-use|stolen)\b"
)
_JOINT = re.compile(r"(?i)\b(?:and|or)\b|/|&")
_TIME = re.compile(r"(?i)\b\d+[- ]?(?:seconds?|minutes?|hours?|days?|weeks?|months?)\b")


def derive_difficulty(story: str, acceptance_criteria: Sequence[str] = ()) -> Difficulty:
    """How hard the story is to test, by the points of what is in it."""
    points = _points(story, acceptance_criteria)
    if points < 3:
        return Difficulty.EASY
    return Difficulty.MEDIUM if points < 6 else Difficulty.HARD


def _points(story: str, acceptance_criteria: Sequence[str]) -> float:
    return (
        min(2, len(_LIMIT.findall(story)))
        + min(2, len(_CONDITION.findall(story)))
        + min(3, len({word.lower() for word in _HARD_WORDS.findall(story)}))
        + min(2, len(_JOINT.findall(story)) / 2)
        + (len(story) > 150)
        + (len(_TIME.findall(story)) > 1)
        + (len(acceptance_criteria) > 5)
    )
