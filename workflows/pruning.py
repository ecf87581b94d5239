"""What need not be kept for ever: rows of the outbox that have long been sent or dropped, links
that have long expired, and the keys by which a repeated request is known. docs/reliability.md says
what is kept and why."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from workflows.ports import Transaction

#: Rows deleted in one transaction, so that nothing waits for long.
CHUNK = 500
#: Days for which a key that is sent again is known: Slack repeats a request within the hour.
ONCE_DAYS = 30
#: Beginnings of keys that cannot come again (they name a day, a version, or a state that is past),
#: or whose coming again is a new row in its own right (a Home tab, a re-rendered card), and the
#: days after which such a row goes. A digest's key could be put again while its meeting is ahead,
#: so it stays for more than a year. Any other key stays.
OUTBOX_DAYS: Mapping[str, int] = {
    **dict.fromkeys(
        (
            "day:",
            "home:",
            "update:",
            "again:",
            "card:",
            "resolution:",
            "meeting:",
            "issued:",
            "tell:",
            "review:",
            "said:",
            "unreachable:",
            "undelivered:",
        ),
        90,
    ),
    "digest:": 400,
}


#: Days after which a link that has expired goes.
LINK_DAYS = 90


def prune(tx: Transaction, real: datetime) -> int:
    """Delete one chunk of what may go at that moment of real time; how many rows that were. Call
    again until it is 0."""
    gone = 0
    for beginning, days in OUTBOX_DAYS.items():
        if gone < CHUNK:
            gone += tx.outbox.prune(beginning, real - timedelta(days=days), CHUNK - gone)
    if gone < CHUNK:
        gone += tx.links.prune(real - timedelta(days=LINK_DAYS), CHUNK - gone)
    if gone < CHUNK:
        gone += tx.forget_once((real - timedelta(days=ONCE_DAYS)).date(), CHUNK - gone)
    return gone
