import asyncio
import random
from dataclasses import dataclass, field

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.envelope import RefusedError
from service.gate import Gate
from tests.service.instant import now_s, run, settle


def gate(limit: int = 1, queue: int = 8, wait_s: float = 2.0) -> Gate:
    """A gate by the running loop's clock."""
    return Gate(limit, queue, wait_s, clock=now_s)


async def hold(one: Gate, seconds: float, entered: list[str] | None = None, name: str = "") -> float:
    """Go in, stay, leave; how long it had to wait."""
    async with one.place() as place:
        if entered is not None:
            entered.append(name)
        await asyncio.sleep(seconds)
    return place.waited_s


def retry_after(error: RefusedError) -> int:
    """Seconds, of a refusal for being too busy."""
    assert error.status_code == 429
    return int(error.headers["Retry-After"])


def test_as_many_as_the_limit_go_in_without_waiting():
    """The counts tell who is inside and who waits."""

    async def scenario() -> tuple[int, int, list[float]]:
        one = gate(limit=2)
        tasks = [asyncio.create_task(hold(one, 1)) for _ in range(3)]
        await settle()
        counts = one.in_flight, one.waiting
        return *counts, await asyncio.gather(*tasks)

    assert run(scenario()) == (2, 1, [0.0, 0.0, 1.0])


def test_turns_come_in_the_order_of_arrival():
    """A newcomer does not overtake those who wait, even in the moment in which a place is free."""

    async def scenario() -> list[str]:
        one, entered = gate(), list[str]()
        place = await one.enter()
        tasks = [asyncio.create_task(hold(one, 0.1, entered, name)) for name in "abc"]
        await settle()
        one.leave(place)
        tasks.append(asyncio.create_task(hold(one, 0.1, entered, "newcomer")))
        await asyncio.gather(*tasks)
        return entered

    assert run(scenario()) == ["a", "b", "c", "newcomer"]


def test_a_full_queue_refuses_at_once():
    """429 names the setting; nobody who waits is touched."""

    async def scenario() -> tuple[str, float]:
        one = gate(queue=1)
        tasks = [asyncio.create_task(hold(one, 1)) for _ in range(2)]
        await settle()
        with pytest.raises(RefusedError) as caught:
            await one.enter()
        refused_s = now_s()
        await asyncio.gather(*tasks)
        return caught.value.message, refused_s

    assert run(scenario()) == (
        "too busy: 1 stories wait for their turn (SERVICE_QUEUE); come back after the seconds of Retry-After",
        0.0,
    )


def test_a_queue_of_none_refuses_whoever_cannot_go_in():
    """No waiting is a setting like any other."""

    async def scenario() -> int:
        one = gate(queue=0)
        async with one.place():
            with pytest.raises(RefusedError):
                await one.enter()
        async with one.place():
            return one.in_flight

    assert run(scenario()) == 1


def test_nobody_waits_longer_than_the_setting():
    """Whoever has not had its turn by then is refused, and leaves no hole in the queue."""

    async def scenario() -> tuple[str, float, int, float]:
        one = gate(wait_s=2)
        place = await one.enter()
        late = asyncio.create_task(hold(one, 1))
        await asyncio.sleep(1)
        in_time = asyncio.create_task(hold(one, 1))
        with pytest.raises(RefusedError, match="no turn within 2 s") as caught:
            await late
        refused_s = now_s()
        await asyncio.sleep(0.5)
        one.leave(place)
        return caught.value.message, refused_s, retry_after(caught.value), await in_time

    message, refused_s, seconds, waited_s = run(scenario())

    assert "(SERVICE_QUEUE_WAIT_S)" in message
    assert (2.0, 1.5) == (refused_s, waited_s)
    assert seconds >= 1


@pytest.mark.parametrize(
    ("limit", "waiting", "wait_s", "expected"),
    [(1, 0, 99, 4), (4, 0, 99, 1), (2, 1, 99, 4), (1, 8, 99, 36), (4, 8, 99, 9), (1, 8, 2, 6)],
)
def test_who_is_refused_is_told_when_a_turn_is_to_be_expected(limit, waiting, wait_s, expected):
    """Retry-After is a story's time over the places there are, for each ahead that does not give up first."""

    async def scenario() -> int:
        one = gate(limit, waiting, wait_s)
        for place in [await one.enter() for _ in range(limit)]:
            asyncio.get_running_loop().call_later(4 - place.number / 1000, one.leave, place)
        await asyncio.sleep(4)
        tasks = [asyncio.create_task(hold(one, 4)) for _ in range(limit + waiting)]
        await settle()
        with pytest.raises(RefusedError) as caught:
            await one.enter()
        await asyncio.gather(*tasks, return_exceptions=True)
        return retry_after(caught.value)

    assert expected == run(scenario())


def test_before_the_first_has_left_its_age_is_what_is_known():
    """A model that hangs from the start promises nobody a turn within a second."""

    async def scenario() -> int:
        one = gate(queue=0)
        async with one.place():
            await asyncio.sleep(20)
            with pytest.raises(RefusedError) as caught:
                await one.enter()
        return retry_after(caught.value)

    assert run(scenario()) == 20


def test_a_waiter_that_is_cancelled_leaves_no_hole():
    """Its place in the queue goes to those behind it."""

    async def scenario() -> tuple[float, int, int]:
        one = gate()
        first, second, third = (asyncio.create_task(hold(one, 1)) for _ in range(3))
        await settle()
        second.cancel()
        waited_s = (await asyncio.gather(first, third))[1]
        return waited_s, one.in_flight, one.waiting

    assert run(scenario()) == (1.0, 0, 0)


def test_a_waiter_that_is_cancelled_as_it_is_let_in_gives_its_place_back():
    """The place is handed over and the task cancelled in the same step of the loop."""

    async def scenario() -> tuple[float, int]:
        one = gate()
        place = await one.enter()
        gone, next_one = (asyncio.create_task(hold(one, 1)) for _ in range(2))
        await settle()
        one.leave(place)
        gone.cancel()
        return await next_one, one.in_flight

    assert run(scenario()) == (0.0, 0)


def test_a_waiter_that_is_cancelled_before_it_is_let_in_is_passed_over():
    """Cancelled and let in within one step of the loop, in that order: the place goes to the next."""

    async def scenario() -> tuple[float, int]:
        one = gate()
        place = await one.enter()
        gone, next_one = (asyncio.create_task(hold(one, 1)) for _ in range(2))
        await settle()
        gone.cancel()
        one.leave(place)
        return await next_one, one.in_flight

    assert run(scenario()) == (0.0, 0)


def test_a_waiter_may_be_cancelled_in_the_moment_in_which_its_time_is_up():
    """Nothing is raised where nobody would catch it."""

    async def scenario() -> list[str]:
        loop, one, raised = asyncio.get_running_loop(), gate(wait_s=2), list[str]()
        loop.set_exception_handler(lambda _, context: raised.append(str(context)))
        async with one.place():
            gone = asyncio.create_task(hold(one, 1))
            loop.call_at(2.0, gone.cancel)
            await asyncio.wait([gone])
            await asyncio.sleep(1)
        return raised

    assert run(scenario()) == []


def test_a_place_is_given_back_once():
    """A second `leave` lets nobody in who would be too many."""

    async def scenario() -> int:
        one = gate()
        place = await one.enter()
        tasks = [asyncio.create_task(hold(one, 1)) for _ in range(2)]
        await settle()
        one.leave(place)
        one.leave(place)
        inside = one.in_flight
        await asyncio.gather(*tasks)
        return inside

    assert run(scenario()) == 1


def test_a_higher_limit_lets_in_who_waits_and_a_lower_one_turns_nobody_out():
    """The limit belongs to the configuration, which changes while stories are written."""

    async def scenario() -> list[tuple[int, int]]:
        one, seen = gate(limit=1, wait_s=5), []
        tasks = [asyncio.create_task(hold(one, 1)) for _ in range(5)]
        await settle()
        for limit, seconds in ((3, 0.0), (1, 0.0), (1, 1.5)):
            one.resize(limit)
            await asyncio.sleep(seconds)
            seen.append((one.in_flight, one.waiting))
        await asyncio.gather(*tasks)
        return seen

    assert run(scenario()) == [(3, 2), (3, 2), (1, 1)]


@dataclass
class Crowd:
    """Visitors of one gate, and what became of each."""

    gate: Gate
    tasks: list[asyncio.Task[None]] = field(default_factory=list)
    inside: int = 0
    most: int = 0
    entered: dict[int, int] = field(default_factory=dict)
    """The visitor of each place, by the order in which the gate gave them."""

    def arrive(self, stays_s: float) -> None:
        """One more comes."""
        self.tasks.append(asyncio.create_task(self._visit(len(self.tasks), stays_s)))

    async def _visit(self, number: int, stays_s: float) -> None:
        async with self.gate.place() as place:
            self.entered[place.number] = number
            self.inside += 1
            self.most = max(self.most, self.inside)
            try:
                await asyncio.sleep(stays_s)
            finally:
                self.inside -= 1


STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("arrive"), st.sampled_from([0.0, 0.5, 1.0, 3.0])),
        st.tuples(st.just("cancel"), st.integers(0, 30)),
        st.tuples(st.just("wait"), st.sampled_from([0.0, 0.5, 1.0, 2.0])),
        st.tuples(st.just("resize"), st.integers(1, 4)),
    ),
    max_size=40,
)


@given(limit=st.integers(1, 4), queue=st.integers(0, 6), steps=STEPS)
def test_never_more_than_the_limit_and_nobody_is_lost(limit, queue, steps):
    """Whatever comes, goes and is cancelled: every visitor ends, in order, and the gate is empty after."""

    async def scenario() -> tuple[Crowd, int, list[object]]:
        crowd, highest = Crowd(gate(limit, queue, wait_s=2)), limit
        for step, value in steps:
            if step == "arrive":
                crowd.arrive(value)
            elif step == "cancel" and value < len(crowd.tasks):
                crowd.tasks[value].cancel()
            elif step == "resize":
                crowd.gate.resize(value)
                highest = max(highest, value)
            elif step == "wait":
                await asyncio.sleep(value)
            assert crowd.gate.waiting <= queue
        return crowd, highest, await asyncio.gather(*crowd.tasks, return_exceptions=True)

    crowd, highest, ends = run(scenario())
    visitors = [crowd.entered[place] for place in sorted(crowd.entered)]

    assert all(isinstance(end, RefusedError | asyncio.CancelledError | None) for end in ends)
    assert crowd.most <= highest
    assert sorted(visitors) == visitors
    assert {n for n, end in enumerate(ends) if end is None} <= set(visitors)
    assert (0, 0) == (crowd.gate.in_flight, crowd.gate.waiting)


def test_of_a_thousand_at_once_each_goes_in_or_is_refused():
    """A gate of 4 with 8 waiting: 12 are written, 988 are told when to come back, none hangs."""

    async def scenario() -> list[object]:
        one = gate(limit=4)
        stays = random.Random(7)
        visits = [hold(one, stays.uniform(0.1, 0.5)) for _ in range(1000)]
        return await asyncio.gather(*visits, return_exceptions=True)

    ends = run(scenario())
    refused = [end for end in ends if isinstance(end, RefusedError)]

    assert (988, 12) == (len(refused), sum(isinstance(end, float) for end in ends))
    assert all(retry_after(error) >= 1 for error in refused)
