"""The last choice behind an HTTP API: a user story in, its test cases out."""

NAME = "test-case-api"
"""What logs and `GET /` call the service."""

VERSION = "0.1.0"
