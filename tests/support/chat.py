"""What stands in a person's direct message with the bot, and on their Home: wait until it does."""

from __future__ import annotations

from typing import Any

from tests.support.product import Product
from tests.support.serving import until
from tests.support.workspace import plain


def dm(p: Product, user: str) -> list[dict[str, Any]]:
    p.settled()
    return p.ws.messages(p.ws.dm(user), user)


def dm_with(p: Product, user: str, words: str) -> dict[str, Any]:
    def found() -> dict[str, Any] | None:
        return next((m for m in reversed(dm(p, user)) if words in plain(m)), None)

    message: dict[str, Any] = until(found, 10, f"“{words}” for {user}")
    return message


def home_with(p: Product, user: str, *words: str) -> dict[str, Any]:
    def found() -> dict[str, Any] | None:
        home = p.ws.home(user)
        return home if home and all(w in plain(home) for w in words) else None

    view: dict[str, Any] = until(found, 10, f"{words} on the Home of {user}")
    return view
