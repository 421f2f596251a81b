"""`python -m service`: serve the last choice; what is missing is one line, before a port is opened."""

import argparse
import logging
import sys

import uvicorn
from starlette.types import ASGIApp

from casewright.errors import CasewrightError
from service import NAME, logs
from service.app import create_app
from service.binding import require_safe_binding
from service.configuration import load_configuration
from service.draining import DrainingServer
from service.production import check_records
from service.protocol import BoundedProtocol
from service.settings import ServiceSettings, load_settings

_KEEP_ALIVE_S = 75
"""Longer than a reverse proxy keeps its own idle connections (60 s), so that none breaks in its hands."""
_LAST_PORT = 65_535
_NOT_STARTED = 3
"""The exit status that uvicorn's own command has then; the log says why."""

_log = logging.getLogger("service")


def main() -> None:
    """Check, then serve until stopped."""
    parser = argparse.ArgumentParser(prog="python -m service", description="Serve the last choice.")
    parser.add_argument("--host", help="address to listen on; else SERVICE_HOST")
    parser.add_argument("--port", type=_port, help="port to listen on; else SERVICE_PORT")
    given = {
        f"service_{name}": value for name, value in vars(parser.parse_args()).items() if value is not None
    }
    try:
        settings = load_settings().model_copy(update=given)
        application = _checked(settings)
    except CasewrightError as error:
        sys.exit(f"error: {error}")
    _log.info("%s starts", NAME, extra={"settings": settings.model_dump(mode="json", exclude_unset=True)})
    _serve(application, settings)


def _port(text: str) -> int:
    """A port; the system would take 65536 for 0, and so on."""
    if not (text.isascii() and text.isdecimal() and int(text) <= _LAST_PORT):
        raise argparse.ArgumentTypeError(f"{text!r} is no port; expected 0 to {_LAST_PORT}, 0 for a free one")
    return int(text)


def _checked(settings: ServiceSettings) -> ASGIApp:
    """The application, once all that a start needs is known to be there."""
    require_safe_binding(
        settings.service_host,
        has_keys=bool(settings.service_api_keys),
        may_be_public=settings.service_allow_public_without_keys,
    )
    load_configuration(settings)
    check_records(settings)
    application = create_app(settings=settings)
    logs.configure(settings)
    return application


def _serve(application: ASGIApp, settings: ServiceSettings) -> None:
    """Answer until a signal comes; what is in flight then has SERVICE_SHUTDOWN_S to finish."""
    config = uvicorn.Config(
        application,
        host=settings.service_host,
        port=settings.service_port,
        http=BoundedProtocol,
        ws="none",
        log_config=None,
        access_log=False,
        proxy_headers=False,
        server_header=False,
        timeout_keep_alive=_KEEP_ALIVE_S,
    )
    server = DrainingServer(config, settings.service_shutdown_s)
    server.run()
    if not server.started:
        sys.exit(_NOT_STARTED)


if __name__ == "__main__":
    main()
