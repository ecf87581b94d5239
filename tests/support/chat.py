"""Talking to the bot in a test, as its users do: type a command and read the answer, look at what
stands in a direct message, on a Home and in the record. `p` is the fixture of that name in
tests/conftest.py."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from tests.support.product import ASHA, BOARD, Product
from tests.support.serving import until
from tests.support.workspace import plain
from workflows.boards import Board
from workflows.keeping import local_day
from workflows.meetings import Meeting, MeetingState

# --- what the bot says ------------------------------------------------------------------------


def last(p: Product, user: str = ASHA, channel: str = BOARD) -> dict[str, Any]:
    """The last message in the board's channel that only this person sees, to press on."""
    found: dict[str, Any] = [m for m in p.ws.messages(channel, user) if m.get("ephemeral")][-1]
    return found


def said(p: Product, typed: str, user: str = ASHA, channel: str = BOARD) -> str:
    """Type a whole command ("/meeting agenda") in the board's channel; the words of its answer."""
    p.ws.command(user, channel, typed)
    return plain(last(p, user, channel))


def card(p: Product, words: str, channel: str = BOARD) -> dict[str, Any]:
    """The newest message that everybody in the channel sees and that holds these words."""
    p.settled()
    everybodys = [m for m in p.ws.messages(channel) if not m.get("ephemeral")]
    return [m for m in everybodys if words in plain(m)][-1]


def form(p: Product, typed: str, user: str = ASHA) -> dict[str, Any]:
    """Type a command that opens a form; the form."""
    p.ws.command(user, BOARD, typed)
    found: dict[str, Any] = p.ws.open_view(user)
    return found


def pressed(p: Product, message: dict[str, Any], action_id: str, user: str = ASHA) -> str:
    """Press a button that answers with words; those words."""
    p.ws.press(user, message, action_id)
    return plain(last(p, user))


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


# --- what the record says ---------------------------------------------------------------------


def the_board(p: Product) -> Board:
    """The sample board."""
    found: Board = p.look(lambda tx: tx.boards.everywhere()[0])
    return found


def today(p: Product) -> date:
    """The bot's today at the sample board."""
    return local_day(p.bot.desk.clock.now(), the_board(p))


def in_days(p: Product, days: int) -> date:
    """The day that is so many days after the bot's today."""
    return today(p) + timedelta(days=days)


def meetings(p: Product) -> list[Meeting]:
    """All of the sample board's, earliest first."""
    board = the_board(p)
    found: list[Meeting] = p.look(lambda tx: tx.meetings.of_board(board.id))
    return found


def planned(p: Product) -> Meeting:
    """The next planned meeting."""
    since = today(p)
    return next(m for m in meetings(p) if m.day >= since and m.state is MeetingState.PLANNED)
