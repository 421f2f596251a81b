from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casewright.records.stories import Criterion
from casewright.story_quality import Uniformity, issues_of
from tests.builders import shipped_stories

BACKLOGS = sorted(Path("../shared/backlogs").glob("*.txt"))
GOOD = "As a buyer, I want to pay by card, so that my order is sent today."


def found(story, criterion):
    """What the issues of one criterion point at; None where one is about the whole."""
    return [
        story[slice(*issue.span)] if issue.span else None
        for issue in issues_of(story)
        if issue.criterion is criterion
    ]


def form_issues(stories):
    """The uniformity issues of a set, story by story."""
    uniformity = Uniformity()
    for story in stories:
        uniformity.add(story)
    return [uniformity.issue(story) for story in stories]


def wish(words):
    """A story that wants `words`."""
    return f"As a buyer, I want {words}, so that my order is sent today."


def test_a_good_story_has_no_issue():
    """Role, wish, benefit, one thing, plain words: nothing to say."""
    assert () == issues_of(GOOD)


WELL_FORMED = [
    ("The invoice shows an error when the total is 0.", [None]),
    ("I want to pay by card, so that my order is sent.", [None]),
    ("As a buyer who needs help, so that I can go on.", [None]),
    ("As a buyer, I want", ["I want"]),
    ("As a , I want to pay by card, so that it is sent.", ["As a"]),
    (wish("to upload"), ["upload"]),
    (wish("a dark mode"), ["a dark mode"]),
    (wish("to register"), []),
    (wish("the total to follow at once"), []),
    (wish("one e-mail when it is sent"), []),
    ("Buyers can filter the list by price.", []),
    ("The buyer should be able to filter the list.", []),
    ("To save time, as a buyer, I want to filter the list.", []),
    ("As buyers we need to filter the list.", []),
    ("US-12: As a buyer, I'd like to filter the list so I can compare.", []),
]
ATOMIC = [
    (wish("to edit and delete my reviews"), ["and delete my reviews"]),
    (wish("to create/delete lists"), ["/delete lists"]),
    (wish("to save my card and delete it later"), ["and delete it later"]),
    (wish("to upload a photo & crop it"), ["& crop it"]),
    (wish("to read the rules and to select a service"), ["and to select a service"]),
    (wish("to see my orders and I also want to cancel them"), ["and I also"]),
    ("As a buyer and an editor, I want to see drafts.", ["buyer and an editor"]),
    (wish("to drag and drop files"), []),
    (wish("to accept the terms and conditions"), []),
    (wish("to search and filter by price and brand"), []),
    (wish("to filter, sort and aggregate data by price"), []),
    (wish("to enter my postcode and get a list of shops"), []),
    (wish("to set a price and be told when it is reached"), []),
    (wish("to export orders and returns"), []),
    (wish("to find out how agencies create and delete files"), []),
    (wish("to have accurate and complete data"), []),
]
MINIMAL = [
    (f"{GOOD} The card must be valid.", ["The card must be valid."]),
    (f"{GOOD} See ticket PAY-12.", ["See ticket"]),
    (wish("to pay by card (only in the app)"), ["(only in the app)"]),
    (wish("to pay by card (see ticket PAY-12)"), ["(see ticket PAY-12)"]),
    ("As a buyer, I want to pay so that it is sent so that I am glad.", ["so that"]),
    (f"{GOOD} Note: not in the app", ["Note:"]),
    (wish("to use two-factor authentication (2FA) for my account(s)"), []),
    (wish("to pay by card, e.g. Visa"), []),
    ("As a buyer. I want to pay by card. So that it is sent.", []),
    ("As a buyer, I want to call Mr. Miller at no. 5 so that it is sent.", []),
]
FULL_SENTENCE = [
    ("as a buyer, I want to pay by card.", ["a"]),
    ("- As a buyer, I want to pay by card.", ["- "]),
    ("As a buyer, I want to pay by\n- card\n- cash", ["\n- "]),
    ("As a buyer, I want to pay by card and", ["card and"]),
    ("As a buyer, I want to pay by card so that I can", ["so that I can"]),
    ("As a buyer, I want to pay by card, cash…", [", cash"]),
    ("As a buyer, I want pay the bill.", ["want pay"]),
    ("As a buyer, I want to be able pay the bill.", ["able pay"]),
    ("As a buyer, I want to submission errors shown.", ["to submission"]),
    ("As a buyerI want to pay the bill.", ["buyerI want to"]),
    ("As anEditor, I want to pay the bill.", ["As anEditor"]),
    ("As a buyer, I want to pay the bill so thatI can go.", ["so thatI"]),
    ("eBay sellers can see the members that they connect with.", []),
    ("As a buyer, I want access to the bill.", []),
    ("As a buyer, I want to mention a friend.", []),
]
HAS_BENEFIT = [
    ("As a buyer, I want to pay by card.", [None]),
    ("As a buyer, I want to see how so many others have paid.", [None]),
    ("As a buyer, I want to see all bills since 2007.", [None]),
    ("As a buyer, I want to pay by card so I can go.", []),
    ("As a buyer, I want to pay by card in order to go.", []),
    ("As a buyer, I want to pay by card because I have no cash.", []),
    ("In order to go, as a buyer, I want to pay by card.", []),
    ("As a buyer, I want to pay by card to avoid queues.", []),
]
UNAMBIGUOUS = [
    (wish("to pay easily and quickly"), ["easily", "quickly"]),
    (wish("a User-Friendly page to be shown"), ["User-Friendly"]),
    (wish("the bill sent as soon as possible"), ["as soon as possible"]),
    (wish("to see names, dates etc."), ["etc"]),
    (wish("to pay by card and/or cash"), ["and/or"]),
    (wish("to search by a few fields"), ["a few"]),
    ("As a buyer, I want to pay by card so that TBD.", ["TBD"]),
    ("As a buyer, I want to pay by card so that I can easily go.", []),
    ("As a quick buyer, I want to pay by card.", []),
    (wish("to see how many are left"), []),
    (wish("a quick view to be shown for some reason"), []),
]


@pytest.mark.parametrize(
    ("criterion", "story", "expected"),
    [
        (criterion, story, expected)
        for criterion, rows in (
            (Criterion.WELL_FORMED, WELL_FORMED),
            (Criterion.ATOMIC, ATOMIC),
            (Criterion.MINIMAL, MINIMAL),
            (Criterion.FULL_SENTENCE, FULL_SENTENCE),
            (Criterion.HAS_BENEFIT, HAS_BENEFIT),
            (Criterion.UNAMBIGUOUS, UNAMBIGUOUS),
        )
        for story, expected in rows
    ],
)
def test_each_criterion_points_at_what_it_means(criterion, story, expected):
    """An issue is raised for what the criterion means, at the words that it means, and for nothing else."""
    assert expected == found(story, criterion)


@pytest.mark.parametrize(
    "story",
    [
        "Como usuario registrado, quiero filtrar productos por precio, para que encuentre lo que busco.",
        "Als Kunde möchte ich meine Bestellung stornieren, damit ich mein Geld zurück bekomme.",
        "En tant que client, je veux payer par carte afin de recevoir ma commande.",
        "As a user, quiero ver el dashboard para que pueda decidir.",
        "كمستخدم أريد أن أدفع بالبطاقة حتى أحصل على البضائع",
        "作为用户，我想用卡付款，以便收到货物。",
        "😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀",
        '{"id": 12, "points": [1, 2, 3]}',
        "",
    ],
)
def test_a_text_that_is_not_english_gets_no_advice(story):
    """Rules that know English alone stay silent on everything else."""
    assert () == issues_of(story)
    assert [None] * 6 == form_issues([story] * 6)


def test_a_story_within_json_or_emoji_is_read():
    """What stands around a story does not hide it."""
    assert () == issues_of(f'{{"story": "{GOOD}"}}')
    assert () == issues_of(f"😀 {GOOD} 😀")


def test_a_message_is_one_short_line_however_long_the_words():
    """What is quoted is cut, and its line breaks are gone."""
    story = wish(f"to edit and\ndelete the {'long ' * 60}list")
    messages = [issue.message for issue in issues_of(story)]

    assert ['This asks for two things ("and delete the long"): make each a story of its own.'] == messages
    assert all(len(issue.message) < 160 for issue in issues_of(wish("the " + "card " * 2000)))


def test_at_most_five_vague_terms_are_named():
    """A hopeless story does not drown the report."""
    story = wish("to pay easily quickly smoothly efficiently properly nicely flexibly some several bills")

    assert 5 == len(found(story, Criterion.UNAMBIGUOUS))


def test_the_shipped_stories_are_nearly_clean():
    """Two of the 49 get advice: one wants two things, one says "several"."""
    flagged = {
        story.id: [issue.criterion for issue in issues_of(story.story)]
        for story in shipped_stories()
        if issues_of(story.story)
    }

    assert {"US-010": [Criterion.ATOMIC], "US-048": [Criterion.UNAMBIGUOUS]} == flagged
    assert not any(form_issues([story.story for story in shipped_stories()]))


def test_the_form_that_differs_is_named_beside_the_common_one():
    """The issue shows both forms; a missing benefit alone is no other form."""
    *others, odd = form_issues([GOOD] * 5 + ["As a buyer, I want to go.", "Buyers can pay by card."])

    assert [None] * 6 == others
    assert Criterion.UNIFORM is odd.criterion
    assert 'reads "Can …"' in odd.message
    assert '"As a … I want … so that …"' in odd.message


def test_want_and_need_are_two_forms():
    """The verb of the wish is a part of the form, the article of the role is not."""
    issues = form_issues(
        [GOOD] * 6 + ["As an editor, I need to go, so that I rest."] + ["As an editor, I want to go."]
    )

    assert [False] * 6 + [True, False] == [issue is not None for issue in issues]


@pytest.mark.parametrize(
    "stories",
    [
        [GOOD] * 3 + ["Buyers can pay by card."],
        [GOOD] * 3 + ["Buyers can pay by card."] * 3,
        ["The list is sorted by the date of birth."] * 6,
        [],
    ],
)
def test_without_a_common_form_nothing_differs(stories):
    """Fewer than five stories, no majority, or no form at all: silence."""
    assert not any(form_issues(stories))


def test_a_story_added_later_counts():
    """Asking does not end the counting."""
    uniformity = Uniformity()
    odd = "Buyers can pay by card."
    for story in [odd] * 5:
        uniformity.add(story)
    before = uniformity.issue(odd)
    for story in [GOOD] * 6:
        uniformity.add(story)

    assert before is None
    assert uniformity.issue(odd) is not None


FRAGMENTS = st.sampled_from(
    [
        "As a",
        "As an",
        "user",
        ",",
        "I want",
        "to",
        "so that",
        "thatI",
        "userI",
        "in order to",
        "(",
        ")",
        "note:",
        "and",
        "or",
        "/",
        "&",
        "+",
        "I",
        "I'd",
        "be able",
        "the ability",
        "etc",
        "would like",
        ".",
        "…",
        "See ticket",
        "\n- ",
        "İ",
        "😀",
        "عربي",
        "need",
        "can",
        "so",
        "to avoid",
        "since",
        "to make it more",
        "delete",
        "it",
        "é",
    ]
)


@given(
    st.one_of(
        st.text(), st.lists(FRAGMENTS).map(" ".join), st.lists(FRAGMENTS | st.text(max_size=4)).map("".join)
    )
)
def test_no_text_breaks_the_rules(story):
    """Any text gets issues in one line each, whose spans lie within it and hold something."""
    issues = issues_of(story)

    assert all("\n" not in issue.message for issue in issues)
    assert all(0 <= issue.span[0] < issue.span[1] <= len(story) for issue in issues if issue.span)
    assert issues == issues_of(story)


@given(st.lists(st.lists(FRAGMENTS).map(" ".join), min_size=5, max_size=12))
def test_no_set_breaks_uniformity(stories):
    """In any set fewer than half of the stories have an issue with their form."""
    flagged = sum(issue is not None for issue in form_issues(stories))

    assert 2 * flagged < len(stories) or flagged == 0


@pytest.mark.skipif(not BACKLOGS, reason="the published backlogs are not beside the repository")
def test_on_published_backlogs_advice_stays_rare():
    """Where almost all stories are well made, almost none gets advice on how it is made."""
    stories = [line for path in BACKLOGS for line in path.read_text(encoding="utf-8").splitlines() if line]
    structural = {Criterion.ATOMIC, Criterion.MINIMAL, Criterion.FULL_SENTENCE, Criterion.WELL_FORMED}
    flagged = [story for story in stories if structural & {issue.criterion for issue in issues_of(story)}]

    assert len(flagged) < len(stories) / 10
