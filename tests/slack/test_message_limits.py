"""Messages of many long cards stay within what Slack takes."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from bot.slack.views.actions import Card, owner_tasks
from bot.slack.views.blocks import Block
from bot.slack.views.digests import day_blocks
from bot.workspace.blocks import check_message
from workflows.action_steps import Step
from workflows.actions import Action, Note, NoteKind, Owner, Slip
from workflows.deadlines import Due, DueKind

DAY = date(2027, 1, 11)
NOW = datetime(2027, 1, 11, 9, tzinfo=UTC)
DUE = Due(DueKind.DATE, "1 February", date(2027, 2, 1))


def card(n: int) -> Card:
    """A card with everything on it, each text at its longest."""
    long = "A <long> & winding text. " * 120
    action = Action(
        id=f"a{n}",
        board_id="b",
        reference=f"110127/{n:02}",
        text=long[:3000],
        owners=tuple(Owner(f"Owner number {i} of a very long list") for i in range(20)),
        due=DUE,
        original_due=replace(DUE, day=date(2026, 12, 1)),
        created_by="p",
        created_at=NOW,
        exempt="paragraph 3",
        notes=(Note("n", NOW, "p", long[:3000], NoteKind.PROGRESS),),
        slips=(Slip("s", DUE, DUE, long[:900], "p", NOW),) * 2,
    )
    return Card(action, DAY, "A Board", "Mon 11 Jan 2027", tuple(Step), {}, ("paper.pdf",) * 9)


@pytest.mark.parametrize("own", [0, 1, 11, 12, 13, 40])
@pytest.mark.parametrize("settle", [0, 1, 12, 40])
def test_the_days_message(own: int, settle: int) -> None:
    blocks = day_blocks([card(n) for n in range(own)], [card(n + 50) for n in range(settle)], DAY)
    fine(blocks)
    words = str(blocks)
    shown = sum(f"110127/{n:02}*" in words for n in range(own))
    if own > shown or settle:
        assert "more" in words or shown == own


@pytest.mark.parametrize("count", [1, 11, 12, 13, 40])
def test_what_an_owner_is_told(count: int) -> None:
    fine(owner_tasks([card(n) for n in range(count)], "A Board"))


def fine(blocks: list[Block]) -> None:
    assert len(blocks) <= 50
    assert check_message(blocks) == []
