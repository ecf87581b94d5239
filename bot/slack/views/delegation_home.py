"""What somebody may decide under a delegation, as their Home shows it. Pure: data to blocks."""

from __future__ import annotations

from collections.abc import Sequence

from bot.slack import ids
from bot.slack.views.blocks import Block, button, context, cut, esc, header, section
from bot.slack.views.delegations import terms
from workflows.boards import Board
from workflows.delegation_overview import Held

_MOST = 6


def held_blocks(held: Sequence[tuple[Board, Held]]) -> list[Block]:
    """Each power that is in force, with its terms and the button that opens its record."""
    if not held:
        return []
    blocks: list[Block] = [header(f"You may decide ({len(held)})")]
    for board, each in held[:_MOST]:
        grant = each.delegation
        lock = ":lock: " if grant.exempt else ""
        press = button(
            "Record a decision",
            f"{ids.DELEGATION_STEP}decide",
            ids.pack(grant.id, grant.version),
        )
        said = f"{lock}*{esc(grant.reference)}* {esc(cut(grant.text, 300))}\n"
        said += esc(cut(f"{board.short_name or board.name} · {terms(each)}", 600))
        blocks.append(section(said, press))
    if len(held) > _MOST:
        blocks.append(context(f"and {len(held) - _MOST} more: `/delegation list`"))
    return blocks
