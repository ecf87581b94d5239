"""Once a day: what need not be kept goes, in small pieces, and what is watched is looked over."""

from __future__ import annotations

import structlog

from bot.deps import Desk
from workflows import keeping, pruning, watch_keeping
from workflows.ports import Transaction

log = structlog.get_logger()

#: The setting that holds the last day (UTC, real time) on which this was done.
SETTING = "tidied_on"


async def tidy(desk: Desk) -> int:
    """Do the day's tidying unless it has been done; how many rows went. Two processes that do it
    at once do no harm."""
    real = desk.clock.real()
    today = real.date().isoformat()
    if await desk.run(lambda tx: tx.setting(SETTING)) == today:
        return 0
    gone = 0
    while chunk := await desk.run(pruning.prune, real):
        gone += chunk
    for board_id in await desk.run(_boards):
        await desk.run(_look_over, board_id, desk)
    await desk.run(lambda tx: tx.set_setting(SETTING, today))
    log.info("tidied", rows=gone)
    return gone


def _boards(tx: Transaction) -> list[str]:
    return [b.id for b in tx.boards.everywhere()]


def _look_over(tx: Transaction, board_id: str, desk: Desk) -> None:
    """Work out the days of what is watched anew: an older version of the program left none."""
    board = tx.boards.get(board_id)
    watch_keeping.recount(tx, board, keeping.local_day(desk.clock.now(), board))
