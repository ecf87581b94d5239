"""What the program does for itself: once a day, in small pieces, what need not be kept goes; and
after an update whose rules move reminders, the days of all that waits are worked out anew."""

from __future__ import annotations

import structlog

from bot.deps import Desk
from workflows import keeping, ladder, pruning, watch_keeping
from workflows.ports import Transaction

log = structlog.get_logger()

#: The settings that hold the last day (UTC, real time) on which this was done, and the version of
#: the rules by which the stored days were worked out.
SETTING, RULES = "tidied_on", "rules"


async def renew_days(desk: Desk) -> int:
    """Work out the next days of everything anew, if another version of the rules did it last; how
    many actions moved."""
    if await desk.behind(lambda tx: tx.setting(RULES)) == ladder.RULES:
        return 0
    moved = 0
    for board_id in await desk.behind(_boards):
        moved += await desk.behind(_work_out_anew, board_id, desk)
    await desk.behind(lambda tx: tx.set_setting(RULES, ladder.RULES))
    log.info("reminders worked out anew", rules=ladder.RULES, moved=moved)
    return moved


async def tidy(desk: Desk) -> int:
    """Do the day's tidying unless it has been done; how many rows went. Two processes that do it
    at once do no harm."""
    await renew_days(desk)
    real = desk.clock.real()
    today = real.date().isoformat()
    if await desk.behind(lambda tx: tx.setting(SETTING)) == today:
        return 0
    gone = 0
    while chunk := await desk.behind(pruning.prune, real):
        gone += chunk
    for board_id in await desk.behind(_boards):
        await desk.behind(_look_over, board_id, desk)
    await desk.behind(lambda tx: tx.set_setting(SETTING, today))
    log.info("tidied", rows=gone)
    return gone


def _boards(tx: Transaction) -> list[str]:
    return [b.id for b in tx.boards.everywhere()]


def _work_out_anew(tx: Transaction, board_id: str, desk: Desk) -> int:
    board = tx.boards.get(board_id)
    return keeping.recount(tx, board, keeping.local_day(desk.clock.now(), board))


def _look_over(tx: Transaction, board_id: str, desk: Desk) -> None:
    """Work out the days of what is watched anew: an older version of the program left none."""
    board = tx.boards.get(board_id)
    watch_keeping.recount(tx, board, keeping.local_day(desk.clock.now(), board))
