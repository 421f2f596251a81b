"""Goals: what a story says that somebody wants, as phrases that fit into other sentences."""

import re
from dataclasses import dataclass

from casewright.baseline.families import VERBS
from casewright.baseline.phrases import core_of, definite, thing_of, verb_of
from casewright.baseline.wording import (
    capital,
    is_plural,
    mend_article,
    shorten,
    squeeze,
    third_person,
    third_person_clause,
    with_article,
    words,
)

_WANT = (
    r"(?:i|we)\s*(?:['’]d like|would like|would love|only want|don['’]t want|do not want"
    r"|want(?:ed|s)?|need|wish|can|must|should)\b|(?<=\s)would like\b"
)
_MODALS = frozenset({"can", "must", "should", "may", "shall"})
# From the template to what is left of it. A role's article may be missing or stuck to the role.
_SHAPES = tuple(
    re.compile(shape, re.IGNORECASE)
    for shape in (
        rf"^as\s+(?P<article>an?(?=(?-i:[A-Z])|\s)|the\b)?\s*(?:l\s+)?(?P<role>.+?)[\s,]*(?P<want>{_WANT})\s*,?\s*(?P<goal>.+)$",
        rf"^(?P<want>{_WANT})\s*(?P<goal>.+)$",
        r"^(?:(?P<article>an?|the|all|every|each)\s+)?(?P<role>[a-z][a-z-]*(?: [a-z][a-z-]*){0,3}?)\s+"
        r"(?P<want>can|may|must|should|shall|wants?|needs?)\s+(?P<goal>.+)$",
    )
)
_BENEFIT_FIRST = re.compile(r"^in order to (?P<benefit>.+?),? (?=as an? )", re.IGNORECASE)
_BENEFIT = re.compile(
    r"[\s,;.]*\b(?:so\s*that(?=i\b|\b)|so(?=\s+(?:i|we|my|others|users)\b)|in order that\b|in order to\b),?",
    re.IGNORECASE,
)
_BENEFIT_ACTION = re.compile(
    r"^\s*(?:i|we) (?:can|could|am able to|will be able to|are able to) (?:then )?"
    r"(?P<action>(?:[^;:.]|[:.](?=\d))+)",
    re.IGNORECASE,
)
_NOT_AN_ACTION = words(
    """be feel have know understand decide stay relate trust better more remain learn suffer ensure make get
    satisfy go come"""
)

_ROLE_ADDITION = re.compile(
    r",|\s(?=(?:who|that|with|on|without|from|in|working)\b|\w+ing (?:an?|the|my|card|for|to|on|in)\b)"
)
_OPEN_ROLES = re.compile(r"\b(?:guest|visitor|public|anonymous|unregistered|passer-?by)\b", re.IGNORECASE)
_ANY_USER = re.compile(
    r"^(?:(?:website|registered|mobile|web|end)[ -])?(?:user|person|people|shopper)$", re.IGNORECASE
)
_ANY_CUSTOMER = re.compile(r"\b(?:customer|buyer|subscriber|signed-in)\b", re.IGNORECASE)
_OWN = re.compile(r"\bmy\b", re.IGNORECASE)

_ABLE = re.compile(
    r"^,?\s*(?:to\b)?,?\s*(?:be able to\b|(?:have )?(?:the |an )?(?:ability|option|possibility|opportunity"
    r"|chance)(?: to| of)?\b|help\b)?\s*(?:to\b)?\s*",
    re.IGNORECASE,
)
_ENSURE = re.compile(
    r"^(?:be (?:sure|assured|confident|certain)|ensure|make sure)(?: that)? (?P<clause>.+)$", re.IGNORECASE
)
_INFINITIVE = re.compile(
    r"^(?P<subject>(?!an? |one |more |permission|access)(?:(?! that | which | who )[^,])+?) to "
    r"(?P<adverbs>(?:(?:\w+ly|more|only|not|also|always) )*)(?P<verb>[a-z]+)\b(?P<rest>.*)$"
)
_NO_SUBJECT_END = re.compile(r"\b(?:tools?|apps?|as|related|easy|way|up|access)$")
_PARTICIPLE = re.compile(
    r"^(?P<subject>(?!an? |one |more |up )(?:(?!that|which|when|who|once|where|if|how|what)[\w'’/()-]+ )+?)"
    r"(?P<participle>(?:\w+ly )?(?:[a-z]{3,}ed|kept|held|sent|shown|made|built|paid|given|hidden))\b"
    r"(?P<rest>.*)$",
    re.IGNORECASE,
)
_NO_SUBJECT = words("the a an my all any every each have has been is are be derived additional")
_NO_PARTICIPLE = words("need speed feed indeed embed exceed red shared related")
_AFTER_PARTICIPLE = words(
    """by from in on at with within via through using without until after before when while once if into to
    for as and"""
)
_NO_VERB_AFTER_TO = _AFTER_PARTICIPLE | words("where it them him her me us")
_NO_ARTICLE_BEFORE = words("a an the and or my to for in on with out up")
_QUALIFIER = re.compile(r" (?:before|after|until|unless|when|while|without)\b")
_ACCESS = re.compile(r"have (?:access|full|read-?\s?only)\b", re.IGNORECASE)
_CAUSED = re.compile(r"have (?:the|my|it|[A-Z])")
_NOUN_VERBS = (
    (
        re.compile(r"\b(?:e-?mails?|notifications?|messages?|reminders?|alerts?)\b(?!\()", re.IGNORECASE),
        "receive",
    ),
    (
        re.compile(r"\b(?:information|info|lists?|pages?|dashboard|view|display|overview)\b", re.IGNORECASE),
        "see",
    ),
    (re.compile(r""), "use"),
)


@dataclass(frozen=True, kw_only=True)
class Goal:
    """What somebody wants, ready to be put into sentences."""

    role: str
    """Who wants it, without article: `store manager`."""
    a_role: str
    """The same with article and everything the story adds: `a customer on a shared computer`."""
    access: str
    """Who may: anybody (`open`), `signed_in` people, each on their `own`, or the role only (`restricted`)."""
    verb: str
    """The base form of the action, lower case; empty when a state is wanted."""
    phrase: str
    """The action from its verb on, `rename a product in the back office`, or the wanted state as a clause."""
    core: str
    """The action short enough to be repeated: `rename a product`."""
    thing: str
    """What is acted on, always definite: `the product`."""
    benefit: str = ""
    """The action that it enables, `find a product`; empty when the story names none."""

    @property
    def is_state(self) -> bool:
        """Whether something is to be the case, rather than somebody to do it."""
        return not self.verb

    @property
    def headline(self) -> str:
        """The goal reached, as a sentence without its full stop."""
        return capital(self.phrase if self.is_state else f"{self.role} can {self.phrase}")


def parse_goal(story: str) -> Goal:
    """The goal of a story that follows the template more or less; of any other text, the text itself."""
    text = squeeze(story).rstrip(".!").strip()
    reason = ""
    if first := _BENEFIT_FIRST.match(text):
        reason, text = f"I can {first['benefit']}", text[first.end() :]
    match = next((match for shape in _SHAPES if (match := shape.match(text))), None)
    if match is None:
        return _quoted_goal(text)
    parts = match.groupdict()
    aim, *reasons = _BENEFIT.split(parts["goal"])
    aim = mend_article(aim.strip(" ,;."))
    if len(aim) < 3:
        return _quoted_goal(text)
    role, a_role = _role(parts.get("role") or "user", parts.get("article") or "")
    verb, phrase, subject = _act(aim, role, parts["want"].lower())
    return Goal(
        role=role,
        a_role=a_role,
        access=_access(role, aim),
        verb=verb,
        phrase=phrase,
        core=core_of(phrase),
        thing=thing_of(phrase) if verb else definite(subject),
        benefit=_benefit(reasons[0] if reasons else reason, role),
    )


def _quoted_goal(text: str) -> Goal:
    quote = shorten(text.replace("“", "").replace("”", ""), 100)
    return Goal(
        role="user",
        a_role="a user",
        access="open",
        verb="do",
        phrase=f"do what the story asks: “{quote}”",
        core="do what the story asks",
        thing="the result",
    )


def _role(stated: str, article: str) -> tuple[str, str]:
    """The role alone, and with its article and whatever the story adds to it."""
    stated = stated.strip(" ,.")
    alone = _ROLE_ADDITION.split(stated)[0].strip() or stated
    # Without article the word may be a plural: "Users can ...".
    if article.lower() in ("", "all") and is_plural(alone) and len(alone) > 3:
        alone = stated = alone[:-1].lower()
    alone, stated = shorten(alone, 60), shorten(third_person_clause(stated, alone), 120)
    return alone, with_article(stated, article)


def _access(role: str, aim: str) -> str:
    if _OPEN_ROLES.search(role):
        return "open"
    if _OWN.search(aim):
        return "own"
    if _ANY_USER.match(role):
        return "open"
    return "signed_in" if _ANY_CUSTOMER.search(role) else "restricted"


def _act(aim: str, role: str, want: str) -> tuple[str, str, str]:
    """The verb and phrase of an action, or the clause of a state and its subject without a verb."""
    if "not" in want or "n't" in want.replace("’", "'") or re.match(r"no \w", aim):
        return _unwanted(aim, role)
    is_action = bool(re.match(r"to\b", aim, re.IGNORECASE)) or want.split()[-1] in _MODALS
    phrase = _ABLE.sub("", aim, count=1) or aim
    phrase = re.sub(r"^(\w+), (?=(?:the|an?|my|to)\b)", r"\1 ", phrase)  # "Track  the drafts" was no list
    is_action = (
        is_action
        or phrase != aim
        or (verb_of(phrase) in VERBS and not re.match(r"(?i)\w+ (?:to|is)\b", phrase))
    )
    if sure := _ENSURE.match(phrase):
        return _state(*(_clause_parts(sure["clause"])), role)
    if is_action and (passive := re.match(r"be (?=\w+(?:ed|nt|ld|id)\b)", phrase)):
        return _state(f"the {role}", f"is {phrase[passive.end() :]}", role)
    if is_action and re.match(r"have ", phrase, re.IGNORECASE) and not _ACCESS.match(phrase):
        is_action = bool(_CAUSED.match(phrase)) and not _clause(phrase[5:])
        phrase = phrase if is_action else phrase[5:]
    if not is_action:
        if clause := _clause(phrase):
            return _state(*clause, role)
        phrase = f"{next(verb for pattern, verb in _NOUN_VERBS if pattern.search(phrase))} {phrase}"
    phrase = third_person_clause(_found_out(_lower_titles(phrase)), role)
    return verb_of(phrase), phrase, ""


def _state(subject: str, predicate: str, role: str) -> tuple[str, str, str]:
    subject = third_person_clause(subject, role)
    return "", third_person_clause(f"{subject} {predicate}", role), subject


def _unwanted(aim: str, role: str) -> tuple[str, str, str]:
    if wish := re.match(r"to (?P<verb>\w+) (?P<rest>.*)", aim):
        clause = f"the {role} does not {wish['verb']} {wish['rest']}"
        return "", third_person_clause(clause, role), wish["rest"].split(" displayed ")[0]
    what = third_person_clause(aim.removeprefix("no "), role)
    subject = _QUALIFIER.split(what)[0]
    are = "is" if aim.startswith("no ") and not is_plural(subject) else "are"
    return "", f"there {are} no {what}", subject


def _clause_parts(clause: str) -> tuple[str, str]:
    """Subject and predicate, as far as an auxiliary marks the border."""
    match = re.match(
        r"(?P<subject>.+?) (?P<predicate>(?:is|are|does|do|has|have|can|will|don't|includes?)\b.*)", clause
    )
    if match is None:
        return clause.split(" ")[0], " ".join(clause.split(" ")[1:])
    return match["subject"], match["predicate"]


def _clause(wanted: str) -> tuple[str, str] | None:
    """Subject and predicate when `wanted` is a thing and what shall become of it."""
    if (match := _PARTICIPLE.match(wanted)) and _is_state(match):
        subject = match["subject"].strip()
        return subject, f"{'are' if is_plural(subject) else 'is'} {match['participle']}{match['rest']}"
    match = _INFINITIVE.match(wanted)
    if match is None or _NO_SUBJECT_END.search(match["subject"]) or match["verb"] in _NO_VERB_AFTER_TO:
        return None
    subject, verb = match["subject"], match["verb"]
    agreed = ("are" if verb == "be" else verb) if is_plural(subject) else third_person(verb)
    return subject, f"{match['adverbs']}{agreed}{match['rest']}"


def _is_state(match: re.Match[str]) -> bool:
    before = match["subject"].split()
    follows_noun = before[-1].lower() not in _NO_SUBJECT and match["participle"].lower() not in _NO_PARTICIPLE
    following = match["rest"].strip().split(" ")[0].lower()
    return follows_noun and (
        not following or following in _AFTER_PARTICIPLE or following.endswith(("ly", ","))
    )


def _found_out(phrase: str) -> str:
    """Knowing made an action: "know when" gives "find out when"."""
    phrase = re.sub(
        r"^(?:know|understand) (?=if|when|what|how|whether|as|why|who|where)", "find out ", phrase
    )
    return re.sub(r"^know (?=that)", "see ", phrase)


def _lower_titles(phrase: str) -> str:
    """`phrase` as running text: "Pay Fee" gives "pay the fee"."""
    tokens = phrase.split(" ")
    content = [word for word in tokens if len(word) > 3]
    if len(tokens) > 1 and all(re.fullmatch(r"[A-Z][a-z]+(?:-[a-z]+)?s?", word) for word in content):
        tokens = [word.lower() if word.istitle() else word for word in tokens]
        if tokens[1] not in _NO_ARTICLE_BEFORE:
            tokens.insert(1, "the")
        return " ".join(tokens)
    verb = verb_of(phrase)
    return " ".join(
        word.lower()
        if word.istitle() and (i == 0 or word.lower() == verb or (tokens[i - 1] == "and" and i == 2))
        else word
        for i, word in enumerate(tokens)
    )


def _benefit(reason: str, role: str) -> str:
    match = _BENEFIT_ACTION.match(reason)
    if match is None or verb_of(match["action"]) in _NOT_AN_ACTION:
        return ""
    return shorten(third_person_clause(match["action"].strip(), role), 110)
