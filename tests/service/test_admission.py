import asyncio
from collections.abc import Sequence
from contextlib import suppress

import pytest

from casewright.errors import ServerError
from casewright.records import Attempt, AttemptTiming, Cell, Outcome
from service.admission import Admission, Turn
from service.answer import Failure
from service.breaker import Breaker, State
from service.envelope import RefusedError
from service.gate import Gate
from tests.service.instant import now_s, run, settle

CELL = Cell(model="llama3.2:1b", prompt="basic")
TIMING = AttemptTiming(
    number=1, wall_s=1.0, queue_s=0.0, load_s=0.0, prompt_s=0.0, generation_s=1.0, validation_s=0.0
)


def admission(limit: int = 1, queue: int = 8, wait_s: float = 2.0, deadline_s: float = 60.0) -> Admission:
    """A way in by the running loop's clock."""
    return Admission(Gate(limit, queue, wait_s, clock=now_s), deadline_s)


def breaker(failures: int = 1) -> Breaker:
    """One that opens for 30 s of the running loop."""
    return Breaker(failures, 30.0, clock=now_s)


async def story(
    way: Admission, one: Breaker, seconds: float = 1.0, outcomes: Sequence[Outcome] = (Outcome.OK,)
) -> float:
    """Go in, make the attempts in equal parts of the time, leave; how long it had to wait."""
    async with await way.enter(one, CELL) as turn:
        for number, outcome in enumerate(outcomes, 1):
            turn.begun(number)
            await asyncio.sleep(seconds / len(outcomes))
            turn.ended(Attempt(number=number, seed=number, outcome=outcome), TIMING)
    return turn.waited_s


async def refused(
    way: Admission, one: Breaker, seconds: float = 1.0, outcomes: Sequence[Outcome] = (Outcome.OK,)
) -> RefusedError:
    """The refusal of a story."""
    with pytest.raises(RefusedError) as caught:
        await story(way, one, seconds, outcomes)
    return caught.value


def test_a_story_goes_in_when_its_turn_comes():
    """It knows how long it waited, and whoever looks knows how many there are."""

    async def scenario() -> tuple[int, list[float], int]:
        way, one = admission(), breaker()
        tasks = [asyncio.create_task(story(way, one)) for _ in range(2)]
        await settle()
        under_way = way.under_way
        return under_way, await asyncio.gather(*tasks), way.under_way

    assert run(scenario()) == (2, [0.0, 1.0], 0)


def test_the_deadline_ends_a_story_and_says_what_its_attempts_came_to():
    """504 counts the attempt that was cut off; the place is free at once."""

    async def scenario() -> tuple[RefusedError, float, int]:
        way, one = admission(deadline_s=10), breaker()
        error = await refused(way, one, 16, [Outcome.NOT_JSON, Outcome.OK])
        return error, now_s(), way.gate.in_flight

    error, ended_s, in_flight = run(scenario())

    assert (504, 10.0, 0) == (error.status_code, ended_s, in_flight)
    assert error.message == (
        "no valid test cases within 10 s (SERVICE_DEADLINE_S); attempts so far: not_json, timeout"
    )
    assert error.data == Failure(outcome=Outcome.TIMEOUT, attempts=2, model="llama3.2:1b", prompt="basic")


def test_waiting_counts_towards_the_deadline():
    """A story that waited for 4 of 10 s has 6 left to be written."""

    async def scenario() -> float:
        way, one = admission(wait_s=8, deadline_s=10), breaker()
        first = asyncio.create_task(story(way, one, 4))
        await settle()
        await refused(way, one, 60)
        await first
        return now_s()

    assert run(scenario()) == 10.0


def test_a_deadline_that_comes_while_waiting_is_one_too():
    """504, although there was no attempt, and nothing is said against the server."""

    async def scenario() -> tuple[RefusedError, State]:
        way, one = admission(wait_s=20, deadline_s=10), breaker()
        place = await way.gate.enter()
        error = await refused(way, one)
        way.gate.leave(place)
        await story(way, one)
        return error, one.state

    error, state = run(scenario())

    assert (504, State.CLOSED) == (error.status_code, state)
    assert error.message.endswith("attempts so far: none")


@pytest.mark.parametrize(
    ("outcomes", "expected"),
    [
        ([Outcome.SERVER_ERROR], State.OPEN),
        ([Outcome.NOT_JSON, Outcome.TIMEOUT], State.OPEN),
        ([Outcome.SERVER_ERROR, Outcome.OK], State.CLOSED),
        ([Outcome.NOT_JSON] * 3, State.CLOSED),
        ([], State.CLOSED),
    ],
)
def test_the_last_attempt_tells_whether_the_server_is_there(outcomes, expected):
    """What went right in the end was no failure; the baseline makes no attempts and is always there."""

    async def scenario() -> State:
        way, one = admission(), breaker()
        await story(way, one, outcomes=outcomes)
        return one.state

    assert expected is run(scenario())


def failing_with(error: BaseException) -> State:
    """What the breaker makes of a story that ends with `error`."""

    async def scenario() -> State:
        way, one = admission(), breaker()
        with pytest.raises(type(error)):
            async with await way.enter(one, CELL):
                raise error
        assert way.gate.in_flight == way.under_way == 0
        return one.state

    return run(scenario())


def test_a_missing_server_counts_and_a_fault_of_ours_does_not():
    """What a story ends with is raised as it is."""
    assert failing_with(ServerError("it is not there")) is State.OPEN
    assert failing_with(LookupError("lost")) is State.CLOSED
    assert failing_with(TimeoutError("of something else")) is State.CLOSED


def test_a_deadline_counts_against_the_server():
    """It was with the server that the time went by."""

    async def scenario() -> State:
        way, one = admission(deadline_s=10), breaker()
        await refused(way, one, 60)
        return one.state

    assert run(scenario()) is State.OPEN


@pytest.mark.parametrize(
    ("writes_for_s", "expected"), [(30, State.CLOSED), (7, State.CLOSED), (4, State.OPEN), (0, State.OPEN)]
)
@pytest.mark.parametrize("ends_itself", [False, True])
def test_a_model_that_is_still_writing_when_its_time_is_over_is_there(writes_for_s, ends_itself, expected):
    """A story can make it run on; one that has fallen silent counts, by the deadline or the attempt's own."""

    async def scenario() -> State:
        way, one = admission(deadline_s=10), breaker()
        with suppress(RefusedError):
            async with await way.enter(one, CELL) as turn:
                turn.begun(1)
                for second in range(9 if ends_itself else 60):
                    await asyncio.sleep(1)
                    if second < writes_for_s:
                        turn.text("x")
                turn.ended(Attempt(number=1, seed=1, outcome=Outcome.TIMEOUT), TIMING)
        return one.state

    assert expected is run(scenario())


def test_clients_that_leave_count_neither_way():
    """Cancelled in the middle of the first attempt: the place is free, and the breaker as it was."""

    async def scenario() -> tuple[State, int]:
        way, one = admission(), breaker()
        for _ in range(3):
            gone = asyncio.create_task(story(way, one, 5))
            await asyncio.sleep(1)
            gone.cancel()
            await asyncio.wait([gone])
        return one.state, way.gate.in_flight

    assert run(scenario()) == (State.CLOSED, 0)


def test_who_waits_when_the_breaker_opens_is_refused_without_a_call():
    """What was asked before queueing is asked again after it, and the place goes on to the next."""

    async def scenario() -> tuple[list[int], int, int]:
        way, one = admission(wait_s=20), breaker()
        failing = asyncio.create_task(story(way, one, 1, [Outcome.SERVER_ERROR]))
        await settle()
        errors = await asyncio.gather(*(refused(way, one) for _ in range(3)))
        await failing
        return [error.status_code for error in errors], way.under_way, way.gate.in_flight

    assert run(scenario()) == ([503] * 3, 0, 0)


def test_after_a_while_one_story_tries_the_server():
    """Of four that come then, one is written and three are refused; after it, all are."""

    async def scenario() -> tuple[list[object], State]:
        way, one = admission(limit=4), breaker()
        await story(way, one, 1, [Outcome.TIMEOUT])
        await asyncio.sleep(30)
        ends = await asyncio.gather(*(story(way, one) for _ in range(4)), return_exceptions=True)
        return [end.status_code if isinstance(end, RefusedError) else end for end in ends], one.state

    assert run(scenario()) == ([0.0, 503, 503, 503], State.CLOSED)


def test_configurations_share_the_gate_and_have_a_breaker_each():
    """A canary whose server fails keeps no story from the champion."""

    async def scenario() -> tuple[int, State, int]:
        way, champion, canary = admission(), breaker(), breaker()
        await story(way, canary, 1, [Outcome.SERVER_ERROR])
        error = await refused(way, canary)
        held = asyncio.create_task(story(way, champion))
        await settle()
        in_flight = way.gate.in_flight
        await held
        return error.status_code, champion.state, in_flight

    assert run(scenario()) == (503, State.CLOSED, 1)


def test_a_stream_is_refused_before_it_begins_and_holds_its_place_to_its_end():
    """The turn is taken by the route, and used by the task that writes."""

    async def scenario() -> tuple[int, list[str], float]:
        way, one, sent = admission(queue=0), breaker(), asyncio.Queue[str]()

        async def write(turn: Turn) -> None:
            async with turn:
                for piece in "abc":
                    await asyncio.sleep(1)
                    await sent.put(piece)

        writing = asyncio.create_task(write(await way.enter(one, CELL)))
        first = await sent.get()
        status = (await refused(way, one)).status_code
        rest = [await sent.get(), await sent.get()]
        await writing
        return status, [first, *rest], await story(way, one)

    assert run(scenario()) == (429, ["a", "b", "c"], 0.0)


def test_a_turn_that_nobody_uses_ends_with_its_deadline():
    """A route that was cancelled between asking and using takes no place for good."""

    async def scenario() -> list[int]:
        way, one = admission(deadline_s=10), breaker()
        await way.enter(one, CELL)
        await asyncio.sleep(9)
        before = way.under_way
        await asyncio.sleep(2)
        return [before, way.under_way, way.gate.in_flight]

    assert run(scenario()) == [1, 0, 0]


def test_once_closed_new_stories_are_turned_away_and_the_others_finish():
    """503 asks the client to come back on another connection; who waits has its turn all the same."""

    async def scenario() -> tuple[RefusedError, list[float], float]:
        way, one = admission(wait_s=20), breaker()
        tasks = [asyncio.create_task(story(way, one, 3)) for _ in range(2)]
        await settle()
        way.close()
        error = await refused(way, one)
        waited_s = await asyncio.gather(*tasks)
        return error, waited_s, now_s()

    error, waited_s, ended_s = run(scenario())

    assert ([0.0, 3.0], 6.0) == (waited_s, ended_s)
    assert error.status_code == 503
    assert {"Retry-After": "5", "Connection": "close"} == error.headers
    assert "about to stop" in error.message
