"""`python -m bench.bare_loop HOST CALLS CONCURRENCY`: the official client as it comes, and nothing else.

The floor that `bench.generate` measures the stage against: the same questions with the same schema, the
answers read as JSON and dropped.
"""

import asyncio
import json
import sys

from ollama import AsyncClient

from casewright.parsing import response_schema

SYSTEM = "You are a senior QA engineer. You write test cases for user stories, as JSON. " * 12


async def run(host: str, calls: int, concurrency: int) -> int:
    """How many answers held test cases."""
    client, schema, waiting = AsyncClient(host=host), response_schema(), iter(range(calls))
    good = 0

    async def work() -> None:
        nonlocal good
        for number in waiting:
            story = f"As a librarian, I want to lend book number {number}, so that readers can take it home."
            answer = await client.chat(
                model="fixed:1b",
                messages=[{"role": "system", "content": SYSTEM}, {"role": "user", "content": story}],
                format=schema,
                options={"temperature": 0.0, "seed": 42, "num_ctx": 8192, "num_predict": 4096},
            )
            good += bool(json.loads(answer.message.content or "")["test_cases"])

    await asyncio.gather(*(work() for _ in range(concurrency)))
    return good


if __name__ == "__main__":
    print(asyncio.run(run(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))))
