"""The same case in other words, as a model writes it when it has run out of ideas."""

import re
from random import Random

from casewright.records import Priority, TestCase
from casewright.sabotage.sabotage import changed, cut, small

_WORDS = {
    "press": ("click", "hit", "tap"),
    "click": ("press", "tap", "hit"),
    "tap": ("press", "click"),
    "enter": ("type", "input", "put"),
    "type": ("enter", "input"),
    "open": ("go to", "visit", "load"),
    "select": ("choose", "pick"),
    "choose": ("select", "pick"),
    "send": ("submit", "issue"),
    "set": ("put", "change"),
    "reload": ("refresh", "load again"),
    "shows": ("displays", "presents"),
    "shown": ("displayed", "visible"),
    "displays": ("shows", "presents"),
    "displayed": ("shown", "visible"),
    "appears": ("is displayed", "comes up"),
    "lists": ("shows", "contains"),
    "reads": ("says", "states"),
    "says": ("reads", "states"),
    "states": ("says", "reads"),
    "refused": ("rejected", "declined"),
    "rejected": ("refused", "turned down"),
    "keeps": ("retains", "holds on to"),
    "holds": ("contains", "has"),
    "has": ("holds", "owns"),
    "remains": ("stays", "continues to be"),
    "stays": ("remains",),
    "still": ("as before",),
    "exactly": ("precisely",),
    "only": ("just", "solely"),
    "cannot": ("is unable to", "can't"),
    "page": ("screen",),
    "button": ("control",),
    "box": ("field",),
    "field": ("box", "input"),
    "product": ("item", "article"),
    "products": ("items", "articles"),
    "address": ("location",),
    "message": ("notice",),
    "new": ("fresh",),
    "signed in": ("logged in",),
}
_WORD = re.compile(
    r"(\"[^\"]*\"|'[^']*')|\b(" + "|".join(sorted(_WORDS, key=len, reverse=True)) + r")\b", re.IGNORECASE
)
_TITLES = (
    "Verify that {small}",
    "Check: {title}",
    "{title} (variant)",
    "Test of {small}",
    "{title} once more",
    "Another check that {small}",
    "Ensure {small}",
    "Scenario: {small}",
    "{title} - second user",
    "{title}",
)
_NEXT = {
    Priority.CRITICAL: Priority.HIGH,
    Priority.HIGH: Priority.MEDIUM,
    Priority.MEDIUM: Priority.HIGH,
    Priority.LOW: Priority.MEDIUM,
}


def reworded(case: TestCase, rng: Random) -> TestCase:
    """A case that tests the same; its title differs always, the other texts where a word can be replaced."""
    title = _others(case.title, rng)
    forms = [form for form in _TITLES if form != "{title}" or title != case.title]
    title = rng.choice(forms).replace("{title}", title).replace("{small}", small(title))
    return changed(
        case,
        title=cut(title, 200) if cut(title, 200) != case.title else f"Verify {cut(small(title), 190)}",
        priority=rng.choice([case.priority, _NEXT[case.priority]]),
        preconditions=[cut(_others(text, rng), 300) for text in rng.sample(*_all(case.preconditions))],
        steps=[cut(_others(text, rng), 300) for text in case.steps],
        expected_result=cut(_others(case.expected_result, rng), 600),
    )


def _all(texts: tuple[str, ...]) -> tuple[tuple[str, ...], int]:
    return texts, len(texts)


def _others(text: str, rng: Random) -> str:
    """The text with most of the words that have another one replaced, what stands in quotes left alone."""

    def other(match: re.Match[str]) -> str:
        if match[1] or rng.random() < 1 / 4:
            return match[0]
        word = rng.choice(_WORDS[match[2].lower()])
        return word[:1].upper() + word[1:] if match[2][:1].isupper() else word

    return _WORD.sub(other, text)
