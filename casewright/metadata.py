"""Metadata that a story can come without, by rules that anyone can read: its domain and its difficulty.

The rules are told in `docs/story-quality.md`. They read English; in other languages little is recognised.
"""

import re
from collections import Counter
from collections.abc import Sequence
from functools import cache, lru_cache

import snowballstemmer

from casewright.records.stories import Difficulty
from casewright.story_quality.anatomy import Anatomy, read

GENERAL = "general"
"""The domain of a story that no rule places."""

_WEIGHTS = (4, 2, 1)
_DOMAINS: dict[str, tuple[str, str, str]] = {
    "account": ("account profile username avatar", "address-book membership preferences", "address member"),
    "administration": (
        "administration tenant",
        "onboard workload configure settings",
        "admin role moderate",
    ),
    "analytics": (
        "analytics revenue kpi statistics stats metric",
        "dashboard usage trend analyst insight",
        "chart",
    ),
    "authentication": (
        "authentication login logout password sso oauth mfa totp two-factor passkey credentials captcha",
        "sign-in session registration log-in lockout",
        "signed locked permissions",
    ),
    "cart": ("cart basket", "", ""),
    "catalogue": ("catalogue catalog", "department category variant product-title", "product brand sorting"),
    "checkout": ("checkout", "buy gift-message", "purchase order"),
    "content": (
        "article faq blog cms teaser",
        "content news homepage documentation",
        "page publish logo website",
    ),
    "data": ("dataset schema", "database metadata migrate loader", "data csv file import field record"),
    "integration": (
        "integrate integration api webhook plugin connector sdk",
        "sync endpoint embed third-party",
        "",
    ),
    "inventory": ("inventory warehouse stock-count reorder", "stock shelf supplier", "reserve reservation"),
    "notifications": (
        "notify notification newsletter reminder sms",
        "alert subscribe resend",
        "e-mail email inform! confirmation!",
    ),
    "payment": (
        "payment invoice cardholder paypal iban billing gift-card",
        "pay fee bank",
        "card balance tax charge",
    ),
    "privacy": ("privacy gdpr consent encrypt", "private anonymous anonymously cookie erase", "personal"),
    "promotions": (
        "promotion coupon voucher campaign",
        "discount banner bundle reward",
        "offer sale loyalty",
    ),
    "reporting": ("reporting", "report summary", "export pdf overview"),
    "returns": ("returns refund", "return partial-refund exchange", "inspection"),
    "reviews": ("rating reviewer testimonial", "reviews feedback comment rate", "star review"),
    "scheduling": (
        "schedule calendar appointment booking",
        "meeting deadline hearing event",
        "course date slot",
    ),
    "search": ("search keyword autocomplete facet", "filter suggestions query", "find sort narrow"),
    "shipping": ("shipping courier postage carrier", "delivery parcel shipment tracking!", "ship postcode"),
    "wishlist": ("wishlist", "favourite favorite", ""),
}
"""Words that speak for a domain: for four points, for two, for one. With a mark: in this form alone."""

_WORD = re.compile(r"\w+(?:-\w+)*")
_HEAD = 6
"""Tokens at the beginning of a wish that tell most."""
_MEMORY = 16384
"""Words whose points are remembered."""


def derive_domain(story: str, tags: Sequence[str] = ()) -> str:
    """The domain with the most points; `general` where none has any or two have as many.

    A word's points count once where it stands in the story, once more in the wish, once more at the wish's
    beginning, and twice more as a tag.
    """
    anatomy = read(story)
    points: Counter[str] = Counter()
    tagged = _words(" ".join(tags))
    for words in (_words(story), _words(_wish(anatomy)), _words(_wish(anatomy, _HEAD)), tagged, tagged):
        for word in words:
            for domain, weight in _points_of(word):
                points[domain] += weight
    best = points.most_common(2)
    if not best or (len(best) == 2 and best[0][1] == best[1][1]):
        return GENERAL
    return best[0][0]


def _wish(anatomy: Anatomy, most: int | None = None) -> str:
    """The words of the wish, at most the first `most` tokens of them; empty where there is no wish."""
    wish = anatomy.wish
    if wish is None or wish.begin >= wish.end:
        return ""
    start, end = anatomy.span(wish.begin, min(wish.end, wish.begin + most) if most else wish.end)
    return anatomy.text[start:end]


def _words(text: str) -> set[str]:
    """The words of `text` in lower case; one with hyphens is there as a whole and in its parts."""
    words = {word.lower() for word in _WORD.findall(text)}
    return words.union(*(word.split("-") for word in words if "-" in word))


@lru_cache(maxsize=_MEMORY)
def _points_of(word: str) -> tuple[tuple[str, int], ...]:
    """What the word says: as it is, or else by its stem."""
    by_word, by_stem = _tables()
    return by_word.get(word) or by_stem.get(_stemmer().stemWord(word), ()) if len(word) < 40 else ()


@cache
def _stemmer() -> snowballstemmer.EnglishStemmer:
    return snowballstemmer.stemmer("english")


Table = dict[str, tuple[tuple[str, int], ...]]


@cache
def _tables() -> tuple[Table, Table]:
    """Points by domain, of whole words and of stems."""
    by_word: Table = {}
    by_stem: Table = {}
    for domain, lists in _DOMAINS.items():
        for weight, words in zip(_WEIGHTS, lists, strict=True):
            for word in words.split():
                plain = word.rstrip("!")
                by_word[plain] = (*by_word.get(plain, ()), (domain, weight))
                if plain == word:
                    by_stem.setdefault(_stemmer().stemWord(word), ((domain, weight),))
    return by_word, by_stem


def _pattern(words: str) -> re.Pattern[str]:
    """For text in lower case: told to ignore case, `re` takes three times as long."""
    return re.compile(rf"\b(?:{'|'.join(words.split())})\b")


_NUMBER = re.compile(r"(?<![\w.,])[£€$]?\d[\d.,]*")
_JOINT = re.compile(r"\b(?:and|or)\b|&")
_CONDITION = _pattern(
    "if when unless until except once whether otherwise even without only before after while"
)
_TIME = _pattern(r"seconds? minutes? hours? days? weeks? months? daily real[-\x20]time expir\w+ deadlines?")
_SAFETY = _pattern(
    r"""secur\w* passwords? encrypt\w* permission\w* authenticat\w* two-factor codes? prove\w* verif\w*
    confirm\w* tokens? single-use one-time lock\w* nobody anybody approv\w* private privacy access valid\w*
    never prevent\w* fraud\w* audit\w* refund\w* payments? stolen"""
)
_AT_ONCE = _pattern(
    r"""same\x20time concurren\w* simultaneous\w* twice parallel duplicate\w* retry retries attempts?
    several\x20tabs sessions? devices? held merge\w* sync\w* conflict\w* at\x20once multiple"""
)
_OUTSIDE = _pattern(
    r"""e-?mails? sms bank apis? csv json excel xml pdf files? import\w* export\w* integrat\w* links? feeds?
    database loader historical deriv\w* convert\w* migrat\w* maps? upload\w* download\w* generat\w*
    calculat\w* aggregat\w*"""
)
_LENGTHS = (20, 30, 40)
"""Words in a story, each a point."""
_MEDIUM_FROM = 3
_HARD_FROM = 7


def derive_difficulty(story: str, acceptance_criteria: Sequence[str] = ()) -> Difficulty:
    """How hard the story is to test, by points for what makes test cases many."""
    points = _story_points(story) + _criteria_points(acceptance_criteria)
    if points < _MEDIUM_FROM:
        return Difficulty.EASY
    return Difficulty.MEDIUM if points < _HARD_FROM else Difficulty.HARD


def _story_points(story: str) -> int:
    wish = (_wish(read(story)) or story).lower()
    length = len(_WORD.findall(story))
    story = story.lower()
    return (
        sum(length >= step for step in _LENGTHS)
        + _at_most(2, _NUMBER, story)
        + _at_most(2, _CONDITION, wish)
        + _at_most(2, _JOINT, wish)
        + _at_most(1, _TIME, wish)
        + _at_most(1, _OUTSIDE, wish)
        + _at_most(3, _SAFETY, story)
        + _at_most(2, _AT_ONCE, story)
    )


def _criteria_points(criteria: Sequence[str]) -> int:
    """Points of the criteria; one where there are none, as what is not said has to be found out."""
    if not criteria:
        return 1
    text = "\n".join(criteria).lower()
    return (_at_most(4, _SAFETY, text) == 4) + (_at_most(3, _AT_ONCE, text) == 3) + (len(criteria) > 6)


def _at_most(most: int, pattern: re.Pattern[str], text: str) -> int:
    """How many different things `pattern` finds in a text in lower case, counted up to `most`."""
    return min(most, len(set(pattern.findall(text))))
