"""Layers around the application, each of them pure ASGI."""
