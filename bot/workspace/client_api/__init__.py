"""What the page in the browser asks for, and what persons do through it."""

from __future__ import annotations

from bot.workspace.client_api import acts, reading, stream

ROUTES = [*reading.ROUTES, *acts.ROUTES, *stream.ROUTES]
