"""`python -m service`: serve the last choice; what is missing is one line, before a port is opened."""

import argparse
import sys

import uvicorn

from casewright.errors import CasewrightError
from service.app import create_app
from service.configuration import load_configuration


def main() -> None:
    """Load, then serve until stopped."""
    parser = argparse.ArgumentParser(prog="python -m service", description="Serve the last choice.")
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default: %(default)s)")
    parser.add_argument("--port", default=8001, type=int, help="port to listen on (default: %(default)s)")
    arguments = parser.parse_args()
    try:
        load_configuration()
    except CasewrightError as error:
        sys.exit(f"error: {error}")
    uvicorn.run(create_app(), host=arguments.host, port=arguments.port)


if __name__ == "__main__":
    main()
