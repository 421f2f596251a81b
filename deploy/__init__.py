"""Configuration of what runs around the service, and the tools that make it."""
