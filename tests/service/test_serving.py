import asyncio
import uuid
from collections import Counter

from service.breaker import Breaker
from service.configuration import Configuration, load_configuration
from service.serving import Role, Served, Serving
from tests.conftest import eventually
from tests.fake_ollama import FakeOllama
from tests.service.conftest import Project


async def opened(configuration: Configuration, role: Role = Role.CHAMPION) -> Served:
    """A configuration at work."""
    return await Served(role, configuration, Breaker(5, 30.0)).open()


def test_a_canary_gets_its_share_of_the_stories(project: Project):
    """About one story in ten by correlation id, and the same story every time that it is sent."""
    project.choose_baseline()
    configuration = load_configuration()
    identities = [str(uuid.UUID(int=number)) for number in range(1000)] + [f"ci-{n}" for n in range(1000)]

    async def run() -> list[list[Role]]:
        serving = Serving(await opened(configuration), canary_share=0.1)
        serving.put(await opened(configuration, Role.CANARY))
        return [[serving.pick(identity).role for identity in identities] for _ in range(2)]

    first, second = asyncio.run(run())

    assert first == second
    assert 150 < Counter(first)[Role.CANARY] < 250
    assert 60 < Counter(first[:1000])[Role.CANARY] < 140


def test_without_a_canary_all_stories_go_to_the_champion(project: Project):
    """A share of nothing is nothing, and a canary that is dropped gets no more."""
    project.choose_baseline()
    configuration = load_configuration()

    async def run() -> list[Role]:
        serving = Serving(await opened(configuration), canary_share=1.0)
        roles = [serving.pick("a").role]
        serving.put(await opened(configuration, Role.CANARY))
        roles.append(serving.pick("a").role)
        serving.drop_canary()
        return [*roles, serving.pick("a").role]

    assert asyncio.run(run()) == [Role.CHAMPION, Role.CANARY, Role.CHAMPION]


def test_the_replaced_keeps_its_connections_while_it_is_used(project: Project, ollama: FakeOllama):
    """They close with the end of the last story that began with them, and not before."""
    project.choose_model("llama3.2:1b", ollama)
    configuration = load_configuration()

    async def run() -> list[bool]:
        first = await opened(configuration)
        serving = Serving(first)
        closed = []
        with serving.pick("a").in_use() as one, serving.pick("b").in_use() as other:
            serving.put(await opened(configuration))
            with serving.pick("a").in_use() as after:
                assert after is not one
            assert one is other is first
            assert (await one.writer.connectivity()).problem is None
            closed.append(first.is_closed)
        closed.append(await eventually(lambda: first.is_closed))
        closed.append(serving.champion.is_closed)
        await serving.close()
        return closed

    assert asyncio.run(run()) == [False, True, False]
    assert not ollama._connections


def test_whoever_listens_hears_of_every_change(project: Project):
    """The gate and the metrics have to know what is served, from the first configuration on."""
    project.choose_baseline()
    configuration = load_configuration()
    heard: list[tuple[Role, Served | None]] = []

    async def run() -> Serving:
        serving = Serving(await opened(configuration), 0.5, lambda *change: heard.append(change))
        serving.put(await opened(configuration, Role.CANARY))
        serving.put(await opened(configuration))
        serving.drop_canary()
        serving.drop_canary()
        return serving

    serving = asyncio.run(run())

    assert [Role.CHAMPION, Role.CANARY, Role.CHAMPION, Role.CANARY] == [role for role, _ in heard]
    assert heard[2][1] is serving.champion
    assert heard[3][1] is None
