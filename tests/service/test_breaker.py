from dataclasses import dataclass, field

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casewright.records import Outcome
from service.breaker import Breaker, State, Verdict, verdict_on
from service.envelope import RefusedError


@dataclass
class Clock:
    """Stands still unless it is moved."""

    now_s: float = 1000.0

    def __call__(self) -> float:
        """The time."""
        return self.now_s


@dataclass
class Watched:
    """A breaker that opens for 30 s after 3 failures, with its clock and what it told of its states."""

    clock: Clock = field(default_factory=Clock)
    told: list[State] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.breaker = Breaker(3, 30.0, self.told.append, self.clock)

    def story(self, verdict: Verdict) -> None:
        """One story from begin to end."""
        self.breaker.end(self.breaker.begin(), verdict)

    def open(self) -> None:
        """Fail until it is open."""
        for _ in range(3):
            self.story(Verdict.FAILED)


@pytest.fixture
def watched() -> Watched:
    """A closed one."""
    return Watched()


def test_it_opens_after_as_many_failures_in_a_row(watched: Watched):
    """Not before, and whoever comes then is refused with the time left."""
    for _ in range(2):
        watched.story(Verdict.FAILED)
    before = watched.breaker.state
    watched.story(Verdict.FAILED)
    watched.clock.now_s += 9.5
    with pytest.raises(RefusedError) as caught:
        watched.breaker.begin()

    assert (State.CLOSED, State.OPEN) == (before, watched.breaker.state)
    assert (503, "21") == (caught.value.status_code, caught.value.headers["Retry-After"])
    assert "failed 3 times in a row (SERVICE_BREAKER_FAILURES)" in caught.value.message
    assert watched.told == [State.OPEN]


def test_an_answer_in_between_begins_the_count_anew(watched: Watched):
    """In a row means in a row."""
    for verdict in (Verdict.FAILED, Verdict.FAILED, Verdict.ANSWERED, Verdict.FAILED, Verdict.FAILED):
        watched.story(verdict)

    assert watched.breaker.state is State.CLOSED


def test_what_tells_nothing_of_the_server_changes_nothing(watched: Watched):
    """Clients that leave neither open it nor interrupt a row of failures."""
    for _ in range(10):
        watched.story(Verdict.UNKNOWN)
    before = watched.breaker.state
    for verdict in (Verdict.FAILED, Verdict.UNKNOWN, Verdict.FAILED, Verdict.UNKNOWN, Verdict.FAILED):
        watched.story(verdict)

    assert (State.CLOSED, State.OPEN) == (before, watched.breaker.state)


def test_half_open_lets_one_story_through(watched: Watched):
    """The probe; all others are refused until it has come back."""
    watched.open()
    watched.clock.now_s += 30
    watched.breaker.begin()
    for _ in range(50):
        with pytest.raises(RefusedError) as caught:
            watched.breaker.begin()

    assert caught.value.headers["Retry-After"] == "1"
    assert watched.breaker.state is State.HALF_OPEN
    assert watched.told == [State.OPEN, State.HALF_OPEN]


def test_a_probe_that_is_answered_closes_it(watched: Watched):
    """One good sign is enough, and the count begins at nothing."""
    watched.open()
    watched.clock.now_s += 30
    watched.story(Verdict.ANSWERED)
    for _ in range(2):
        watched.story(Verdict.FAILED)

    assert watched.breaker.state is State.CLOSED
    assert watched.told == [State.OPEN, State.HALF_OPEN, State.CLOSED]


def test_a_probe_that_fails_opens_it_for_as_long_again(watched: Watched):
    """One failure is enough here."""
    watched.open()
    watched.clock.now_s += 30
    watched.story(Verdict.FAILED)
    watched.clock.now_s += 29
    still = watched.breaker.state
    watched.clock.now_s += 1

    assert (State.OPEN, State.HALF_OPEN) == (still, watched.breaker.state)


def test_a_probe_that_tells_nothing_hands_over_to_the_next(watched: Watched):
    """A client that leaves as the probe does not keep the others out."""
    watched.open()
    watched.clock.now_s += 30
    watched.story(Verdict.UNKNOWN)
    watched.story(Verdict.ANSWERED)

    assert watched.breaker.state is State.CLOSED


@pytest.mark.parametrize("late", [Verdict.ANSWERED, Verdict.FAILED])
def test_news_of_an_earlier_state_is_no_news(watched: Watched, late: Verdict):
    """Stories from before it opened neither close it, nor count as the probe."""
    begun = watched.breaker.begin()
    watched.open()
    watched.breaker.end(begun, late)
    opened = watched.breaker.state
    watched.clock.now_s += 30
    watched.breaker.begin()
    watched.breaker.end(begun, late)

    assert (State.OPEN, State.HALF_OPEN) == (opened, watched.breaker.state)


@pytest.mark.parametrize(
    ("outcome", "expected"),
    [
        (Outcome.OK, Verdict.ANSWERED),
        (Outcome.NOT_JSON, Verdict.ANSWERED),
        (Outcome.SCHEMA_VIOLATION, Verdict.ANSWERED),
        (Outcome.TRUNCATED, Verdict.ANSWERED),
        (Outcome.ABORTED, Verdict.ANSWERED),
        (Outcome.TIMEOUT, Verdict.FAILED),
        (Outcome.SERVER_ERROR, Verdict.FAILED),
    ],
)
def test_only_a_server_that_gave_no_answer_has_failed(outcome: Outcome, expected: Verdict):
    """What a model wrote, or a story made it write, says nothing against its server."""
    assert expected is verdict_on(outcome)


@given(st.lists(st.one_of(st.sampled_from(["begin", *Verdict]), st.floats(0, 40)), max_size=80))
def test_whatever_happens_an_open_one_lets_nobody_and_a_half_open_one_a_single_story_through(events):
    """Stories overlap and end in any order; a failure in a row opens it, and nothing leaves it stuck."""
    watched, under_way, probes = Watched(), list[int](), 0
    for event in events:
        state = watched.breaker.state
        if isinstance(event, float):
            watched.clock.now_s += event
        elif event == "begin":
            try:
                under_way.append(watched.breaker.begin())
            except RefusedError:
                assert state is State.OPEN or (state is State.HALF_OPEN and probes == 1)
            else:
                assert state is State.CLOSED or (state is State.HALF_OPEN and probes == 0)
                probes += state is State.HALF_OPEN
        elif under_way:
            watched.breaker.end(under_way.pop(), event)
            probes = len([era for era in under_way if era == watched.breaker._era]) if probes else 0
    for era in under_way:
        watched.breaker.end(era, Verdict.UNKNOWN)
    watched.clock.now_s += 30
    watched.story(Verdict.ANSWERED)

    assert watched.breaker.state is State.CLOSED
