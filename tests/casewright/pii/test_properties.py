"""What holds for every text."""

import re

from hypothesis import given, settings
from hypothesis import strategies as st

from casewright.pii import Policy, Scrubber, scrub
from casewright.pii.catalogue import finders
from casewright.pii.placeholders import PLACEHOLDER
from casewright.pii.recogniser import Page

FRAGMENTS = st.sampled_from(
    [
        "ana@acme.com", "+1 415-679-0968", "4067 3454 6247 5253", "DE63892645435164981114", "006-27-4783",
        "8.173.132.216",
        "BF:BA:CA:0C:DD:D7", "password=", "Zx81!Spectrum", "token: ", "https://a:b1234@acme.com/?token=",
        "Name: ", "Anna", "Smith", "Mr. ",
        "Hi ", "born on ", "24.12.2001", "346 Schmidt Road", ", ", "NM 40467", "Calle Mayor 39", "user: ",
        "@diazs", "<EMAIL_1>", "<", ">",
        "contraseña temporal: ", "mysql -uroot -p", "REDIS_AUTH=", "one-time code ", "217443",
        " geboren", "Jr.",
        "Résidence Linden, ", "12 rue du Port, 06000 Nice", "ana[@]acme[.]com", "GIRARD", "Antoine ",
        '"Tony" ',
        "passport no ", "CNI n° ", "github.com/", "<password>", "</password>", "x%40acme.com",
        "\n", " ", "|", "\u200b", "e\u0301", "ß", "-----BEGIN PRIVATE KEY-----", "'s", "x", "7",
    ]
)  # fmt: skip
VALUES = [
    "ana@acme.com", "+1 415-679-0968", "4067 3454 6247 5253", "DE63892645435164981114", "8.173.132.216",
    "BF:BA:CA:0C:DD:D7", "Ms Ana Navarro", "Calle Mayor 39, 28013 Madrid", "eli@acme.com",
    "password: Zx81!Spectrum",
]  # fmt: skip
WORDS = [
    "As", "a", "Store", "Manager,", "I", "want", "to", "log", "in", "as", "mgarcia", "user", "password",
    "secret",
    "at", "acme", "dot", "com", "born", "street", "so-called", "Anna", "Smith", "user's", "street.",
    "(optional)",
    "\n", ":", "'x'", "call", "named", "regards", "Hi", "page", "Mark", "Complete", "MAC", "token",
    "né", "möchte",
]  # fmt: skip
TEXTS = st.one_of(
    st.text(max_size=120),
    st.lists(FRAGMENTS, max_size=14).map("".join),
    st.lists(FRAGMENTS, max_size=10).map(" ".join),
)


@settings(max_examples=300, deadline=None)
@given(TEXTS)
def test_idempotent(text: str) -> None:
    """Scrubbing a scrubbed text changes nothing, and no text makes it fail."""
    once = scrub(text).text

    assert once == scrub(once).text


@settings(max_examples=300, deadline=None)
@given(TEXTS)
def test_rest_is_untouched(text: str) -> None:
    """Between the placeholders stands the original text, and no word of it is split."""
    scrubbed = scrub(text)
    at, rebuilt = 0, ""
    for span in scrubbed.spans:
        rebuilt += text[at : span.start] + span.placeholder
        at = span.end

        assert not (span.start and text[span.start - 1].isalnum() and text[span.start].isalnum())
        assert not (span.end < len(text) and text[span.end - 1].isalnum() and text[span.end].isalnum())

    assert rebuilt + text[at:] == scrubbed.text


@settings(max_examples=200, deadline=None)
@given(st.lists(st.sampled_from(VALUES), min_size=1, max_size=8))
def test_same_value_same_placeholder(values: list[str]) -> None:
    """In a document each value has one placeholder, and different values have different ones."""
    document = Scrubber()
    seen = {value: document.scrub(f"see: {value}").text for value in values}

    assert all(document.scrub(f"see: {value}").text == text for value, text in seen.items())
    assert len(set(seen.values())) == len(seen)


@settings(max_examples=300, deadline=None)
@given(st.lists(st.one_of(st.sampled_from(WORDS), st.from_regex(r"[a-z]{1,9}", fullmatch=True)), max_size=20))
def test_shortcut_for_quiet_texts(words: list[str]) -> None:
    """Of a text of ordinary words, the finders that are left out would have found nothing."""
    page = Page(" ".join(words))
    few = [found for finder in finders(None, quiet=True) for found in finder.find(page)]
    every = [found for finder in finders(None) for found in finder.find(page)]

    assert not page.quiet or few == every


@settings(max_examples=200, deadline=None)
@given(TEXTS)
def test_counts_what_it_put(text: str) -> None:
    """The counts are those of the placeholders that were not there before."""
    scrubbed = scrub(text)
    before, after = len(PLACEHOLDER.findall(text)), len(PLACEHOLDER.findall(scrubbed.text))

    assert sum(scrubbed.counts.values()) == after - before


@settings(max_examples=100, deadline=None)
@given(st.from_regex(r"[a-z]{1,8}\.[a-z]{1,8}@(?:mail\.)?example\.(?:com|org|net)", fullmatch=True))
def test_example_addresses_stay(address: str) -> None:
    """No address at a reserved host goes by default, and each goes on request."""
    assert address == scrub(address).text
    assert "<EMAIL_1>" == scrub(address, policy=Policy(example_hosts=False)).text


@settings(max_examples=100, deadline=None)
@given(st.from_regex(r"As an? [a-z]{3,9} I want to see page [0-9]{1,3} of [0-9]{1,3}", fullmatch=True))
def test_plain_stories_stay(story: str) -> None:
    """A story without personal data stays as it is."""
    assert re.sub(r"\s+", " ", story) == scrub(re.sub(r"\s+", " ", story)).text
