import asyncio
import json
import resource
from collections import Counter
from collections.abc import Iterator

import httpx
import pytest

from tests.fake_ollama import FakeOllama
from tests.service.conftest import STORY, Project, serving

CLIENTS = 1000


@pytest.fixture
def _files() -> Iterator[None]:
    """Enough of them for both ends of every connection."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = 4 * CLIENTS
    if soft != resource.RLIM_INFINITY and soft < wanted:
        if hard != resource.RLIM_INFINITY and hard < wanted:
            pytest.skip(f"{hard} open files allowed, {wanted} needed; raise `ulimit -n`")
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
    yield
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


async def ask(address: httpx.URL, client: int) -> tuple[int, bool]:
    """The status of one client's story, and whether it is told when to return."""
    body = json.dumps({"user_story": f"{STORY} I am shopper {client}."})
    reader, writer = await asyncio.open_connection(address.host, address.port)
    writer.write(
        f"POST /test-use-cases/ HTTP/1.1\r\nHost: {address.host}\r\nConnection: close\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n{body}".encode()
    )
    answer = (await reader.read()).decode()
    writer.close()
    await writer.wait_closed()
    return int(answer.split()[1]), "retry-after: " in answer.lower()


async def ask_at_once(address: httpx.URL) -> list[tuple[int, bool]]:
    """What a thousand clients get."""
    return await asyncio.gather(*(ask(address, client) for client in range(CLIENTS)))


@pytest.mark.usefixtures("_files")
def test_of_a_thousand_clients_at_once_each_is_answered_or_told_when_to_return(project: Project):
    """A gate of 4 with 8 waiting: never more than 4 chats, 201 or 429 for everybody, and nobody hangs."""
    with FakeOllama(slots=8, delay_s=0.05) as ollama:
        project.choose_model("llama3.2:1b", ollama, concurrency=4)
        with serving(service_queue=8) as client:
            answers = asyncio.run(ask_at_once(client.base_url))
            after = client.get("/live").status_code
        written, peak = sum(ollama.finished.values()), ollama.peak
    statuses = Counter(status for status, _ in answers)

    assert {201, 429} == set(statuses)
    assert (CLIENTS, written) == (statuses.total(), statuses[201])
    assert all(is_told for status, is_told in answers if status == 429)
    assert (4, 200) == (peak, after)
