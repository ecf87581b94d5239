"""The planning tick: what is due now is written to the outbox, workspace by workspace."""

from __future__ import annotations

import structlog

from bot.deps import Desk
from workflows import delegation_keeping, invitations, reminders, sounding_closing
from workflows.errors import DomainError
from workflows.ports import Transaction

log = structlog.get_logger()


async def plan(desk: Desk) -> int:
    """Plan everything that is due; the number of actions handled. Safe to run at any time, from
    any number of processes: what has been planned is not planned twice."""
    try:
        await desk.load_clock()
        total = await _plan_all(desk)
    except DomainError as busy:
        # The record is busy or full: what is due stays due, and the next tick finds it.
        log.warning("planning put off to the next tick", reason=busy.message)
        return 0
    if total:
        log.info("planned", actions=total)
    desk.wake.set()
    return total


async def _plan_all(desk: Desk) -> int:
    now = desk.clock.now()
    total = await desk.behind(sounding_closing.close_due, now)
    for team in await desk.behind(_teams):
        await desk.behind(delegation_keeping.settle_team, team, now)
        await desk.behind(invitations.settle, team, now)
        while True:
            handled = await desk.behind(reminders.plan, team, now)
            total += handled
            if handled < reminders.CHUNK:
                break
    return total


def _teams(tx: Transaction) -> list[str]:
    return list(dict.fromkeys(b.team_id for b in tx.boards.everywhere()))
