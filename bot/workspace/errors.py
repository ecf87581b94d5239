"""The two ways in which the workspace refuses: to the bot as Slack does, to the page in words."""

from __future__ import annotations

from typing import Any


class ApiError(Exception):
    """A Web API call is refused with one of Slack's error codes.

    `extra` is merged into the answer (`needed`, `provided`, `response_metadata`, …).
    """

    def __init__(self, code: str, *, status: int = 200, **extra: Any) -> None:
        super().__init__(code)
        self.code = code
        self.status = status
        self.extra = extra

    def body(self) -> dict[str, Any]:
        """The JSON that Slack would answer."""
        return {"ok": False, "error": self.code, **self.extra}


class PageError(Exception):
    """A call of the page is refused; `message` is for the person to read."""

    def __init__(self, code: str, message: str = "", *, status: int = 400) -> None:
        super().__init__(code)
        self.code = code
        self.message = message
        self.status = status

    def body(self) -> dict[str, Any]:
        """The JSON that the page gets."""
        return {"ok": False, "error": self.code, "message": self.message}


def with_messages(code: str, messages: list[str]) -> ApiError:
    """An error that carries Slack's `response_metadata.messages`."""
    return ApiError(code, response_metadata={"messages": messages})
