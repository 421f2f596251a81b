"""A project's folder with a choice in it, as the service's own tests have it."""

from tests.service.conftest import project

__all__ = ["project"]
