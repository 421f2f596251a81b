"""`python -m bench.service_floors echo|proxy MODEL_HOST PORT`: what a server costs that does next to nothing.

`echo` is FastAPI with a model in and a model out; `proxy` is aiohttp, which sends a body on to the model
server and its answer back.
"""

import sys

import aiohttp
import uvicorn
from aiohttp import web
from fastapi import FastAPI
from pydantic import BaseModel


class Story(BaseModel):
    """What the service takes."""

    user_story: str
    acceptance_criteria: tuple[str, ...] = ()


def echo(port: int) -> None:
    """FastAPI as it comes, but for its own telemetry, which is off in the service too."""
    api = FastAPI(telemetry={"tracing": False, "metrics": False, "logs": False, "operation_spans": False})

    @api.get("/")
    async def alive() -> str:
        return "ok"

    @api.post("/", status_code=201)
    async def told(body: Story) -> Story:
        return body

    uvicorn.run(api, host="127.0.0.1", port=port, log_level="error", access_log=False)


def proxy(host: str, port: int) -> None:
    """Nothing but two connections."""

    async def alive(_: web.Request) -> web.Response:
        return web.Response()

    async def sent_on(request: web.Request) -> web.Response:
        session = request.app[_SESSION]
        async with session.post(f"{host}/api/chat", data=await request.read()) as answer:
            return web.Response(body=await answer.read(), content_type="application/x-ndjson")

    async def application() -> web.Application:
        app = web.Application()
        app[_SESSION] = aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0))
        app.add_routes([web.get("/", alive), web.post("/", sent_on)])
        return app

    web.run_app(application(), host="127.0.0.1", port=port, access_log=None, print=None)


_SESSION = web.AppKey("session", aiohttp.ClientSession)

if __name__ == "__main__":
    if sys.argv[1] == "echo":
        echo(int(sys.argv[3]))
    else:
        proxy(sys.argv[2], int(sys.argv[3]))
