from casewright.analysis import StoryText, SuiteText
from casewright.scorers.grounding import SCORER
from tests.builders import a_case, a_story, shipped_references, shipped_stories

FOREIGN_STEPS = ["Open the parcel locker", "Scan the barcode of the parcel"]
INVENTED = a_case(
    id="TC-009",
    title="External auditor exports the ledger to SAP",
    preconditions=["The SAP connector is online"],
    steps=["Sign in as the auditor", 'Press "Export to SAP"'],
    expected_result='SAP lists one posting with the status "Done"',
)


def rated(*cases, story=None):
    """The score of a suite for a story."""
    return SCORER(StoryText(story or a_story()), SuiteText(cases), None)


def shipped_suites():
    """Each shipped story with its reference suite."""
    suites = {suite.story_id: suite.test_cases for suite in shipped_references()}
    return [(story, suites[story.id]) for story in shipped_stories()]


def test_a_case_about_the_story_has_full_marks():
    """Title and oracle speak of the story, and the steps of what the case is about."""
    score = rated(a_case())

    assert (1.0, "nothing to find fault with") == (score.value, score.reason)


def test_steps_of_another_story_are_found():
    """The reason names what the steps speak of and nothing else does."""
    score = rated(a_case(steps=FOREIGN_STEPS))

    assert score.value < 0.2
    assert score.reason.startswith('case 1: the steps speak of "parcel", "locker", "scan", which neither')


def test_an_invented_requirement_is_found_among_others():
    """The case that the story never asked for is named, and takes its share."""
    score = rated(a_case(), INVENTED)

    assert 0.5 <= score.value < 0.75
    assert score.reason.startswith('case 2: title and oracle speak of "external", "auditor", "exports"')


def test_values_that_a_tester_makes_up_cost_nothing():
    """Names, messages and amounts in quotes are not missed in the story."""
    made_up = a_case(
        title='List shows only "Brook Kettle" for a price of "19.95"',
        preconditions=['The list holds "Brook Kettle" at €19.95 and "Fern Mug" at €31.00'],
        steps=['Enter "19.95" in "From" and "20.00" in "To"', 'Press "Filter"'],
        expected_result='The list shows "Brook Kettle" and the line "1 of 2, by colour of glaze"',
    )

    assert 1.0 == rated(made_up).value


def test_steps_may_be_about_what_the_preconditions_set_up():
    """An id or an address that a precondition brings in is no stranger to the steps."""
    case = a_case(preconditions=['The locker "L-77" holds a parcel'], steps=['Open the parcel locker "L-77"'])

    assert rated(case).value > rated(case.model_copy(update={"preconditions": ("Nothing is set",)})).value


def test_what_any_test_says_does_not_make_a_case_belong():
    """A case of words that fit every story is about none."""
    generic = a_case(
        title="Valid input is accepted",
        preconditions=["User is logged in"],
        steps=["Open the page", "Enter valid data", "Click the button"],
        expected_result="The result is displayed successfully",
    )

    assert rated(generic).value < 0.5


def test_a_common_word_counts_where_the_story_is_about_it():
    """Signing in is in many tests, and is the subject of a story that asks for it."""
    case = a_case(title="Sign-in with a wrong word", steps=["Sign in"], expected_result="No session")
    about_it = a_story(story="As a member, I want to sign in, so that I reach my letters and my photographs.")
    about_else = a_story(story="As a member, I want to paint, so that I reach my letters and my photographs.")

    assert rated(case, story=about_it).value > rated(case, story=about_else).value


def test_references_are_about_their_stories():
    """Good suites have nearly full marks, whatever data they invent."""
    values = [rated(*cases, story=story).value for story, cases in shipped_suites()]

    assert sum(values) / len(values) >= 0.95


def test_suites_of_other_stories_are_not():
    """Put beside the story that comes next, nearly every suite falls, in one shop though they are."""
    suites = shipped_suites()
    moved = [cases for _, cases in suites[1:] + suites[:1]]
    lower = [
        rated(*cases, story=story).value > rated(*foreign, story=story).value
        for (story, cases), foreign in zip(suites, moved, strict=True)
    ]

    assert sum(lower) / len(lower) >= 0.95


def test_steps_moved_to_the_next_story_are_noticed():
    """Every suite falls when its steps are those of the next story."""
    suites = shipped_suites()
    moved = [cases for _, cases in suites[1:] + suites[:1]]
    lower = [
        rated(*cases, story=story).value
        > rated(
            *[
                case.model_copy(update={"steps": foreign[at % len(foreign)].steps})
                for at, case in enumerate(cases)
            ],
            story=story,
        ).value
        for (story, cases), foreign in zip(suites, moved, strict=True)
    ]

    assert sum(lower) / len(lower) >= 0.95


def test_a_story_that_names_nothing_crashes_nothing():
    """A story of marks has no topics; no case can be about it."""
    assert 0.0 == rated(a_case(), story=a_story(story="? " * 20 + "!!")).value
