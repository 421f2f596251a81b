"""Slips: words that are missing, run together or cut off."""

from casewright.story_quality.anatomy import Anatomy, Part
from casewright.story_quality.wording import ALSO_NO_VERBS, DETERMINERS, NEVER_LAST, PRONOUNS, VERBS, words

_HARDLY_A_BENEFIT = PRONOUNS | words("it can will am the to be able")
_VERBS_IN_ION = words(
    """mention question position reposition function condition station partition petition provision audition
    transition caution champion fashion cushion portion apportion proportion ration commission decommission
    version vision envision requisition reason"""
)
_NO_VERBS_AT_ALL = words("the a an my our your their")


def cut_off(story: Anatomy) -> tuple[int, int] | None:
    """The last words, in tokens, of a text that has no end."""
    tokens, last = story.tokens, len(story.tokens)
    if not tokens:
        return None
    if tokens[-1] in NEVER_LAST and not story.text.rstrip().endswith((".", ")", "]", '"', "'")):
        return max(0, last - 2), last
    if story.text.rstrip().endswith(("…", "...")) or tokens[-1] in (",", ":"):
        return max(0, last - 2), last
    benefit = story.benefit
    if benefit and benefit.at and benefit.end >= last - 1 and _HARDLY_A_BENEFIT.issuperset(story.of(benefit)):
        return benefit.at, last
    return None


def slip(story: Anatomy) -> tuple[int, int, str] | None:
    """The first slip around the words that announce the parts: its tokens and what to do."""
    wish, benefit, tokens = story.wish, story.benefit, story.tokens
    if story.role and _has_glued_article(story):
        return story.role.at, story.role.begin + 1, "put a space behind the article"
    if story.is_glued and wish:
        return wish.at, wish.begin, 'put a space before "I"'
    if benefit and tokens[benefit.begin - 1] == "thati":
        return benefit.at, benefit.begin, 'put a space before "I"'
    return _missing(story, wish) if wish else None


def _has_glued_article(story: Anatomy) -> bool:
    """`As anInspector`: the word behind "As" begins with an article and goes on with a capital."""
    role = story.role
    if role is None or role.begin != role.at + 1 or role.begin >= len(story.tokens):
        return False
    start, end = story.span(role.begin, role.begin + 1)
    word = story.text[start:end]
    return any(word.startswith(article) and word[len(article) :][:1].isupper() for article in ("a", "an"))


def _missing(story: Anatomy, wish: Part) -> tuple[int, int, str] | None:
    """A word that is missing right behind the sign of the wish."""
    tokens, begin = story.tokens, wish.begin
    for i in range(begin, min(begin + 3, wish.end - 1)):
        if tokens[i] in ("able", "ability") and tokens[i + 1] not in _AFTER_ABLE:
            return i, i + 2, '"to" is missing between the two'
    if begin + 1 >= wish.end:
        return None
    verb, following = tokens[begin], tokens[begin + 1]
    is_certain = following in DETERMINERS or verb not in ALSO_NO_VERBS
    if not story.is_action and verb in VERBS and is_certain:
        return begin - 1, begin + 1, '"to" is missing between the two'
    if story.is_action and tokens[begin - 1] == "to" and _is_no_verb(verb):
        return begin - 1, begin + 1, "a verb is missing between the two"
    return None


_AFTER_ABLE = words("to of in for and , . body bodied")


def _is_no_verb(word: str) -> bool:
    return word in _NO_VERBS_AT_ALL or (word.endswith("ion") and word not in _VERBS_IN_ION)
