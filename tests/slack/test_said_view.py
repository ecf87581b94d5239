"""What a paper says beside its decisions fits Slack's limits, however much it is; a vote is shown
with its decision."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from bot.slack.views.draft_lines import line_blocks
from bot.slack.views.minutes_forms import said_view
from bot.workspace.blocks import check_view, too_large
from tests.support.papers import BESIDE
from workflows.draft_lines import resolution_data, said_beside
from workflows.drafts import Draft, DraftLine, LineKind
from workflows.minutes import read_minutes
from workflows.minutes.document import Document
from workflows.minutes.register import DraftNote, DraftRegister

NOW = datetime(2027, 1, 13, 9, 0, tzinfo=UTC)
HOSTILE = "<!channel> <@U1> & ~*_`x`_*~ many words " * 40


def draft(register: DraftRegister, *lines: DraftLine, warnings: tuple[str, ...] = ()) -> Draft:
    told = {"board": "", "said": said_beside(register)}
    return Draft("d1", "b1", "0" * 64, "m.txt", "p1", NOW, lines, None, told, warnings)


def shown(blocks: Any) -> str:
    return str(blocks).replace("\\n", " ")


def test_what_else_a_paper_says_is_shown_with_its_lines() -> None:
    view = said_view(draft(read_minutes(Document.from_text("m.txt", BESIDE))))
    assert not check_view(view)
    told = shown(view)
    flood = 1 + next(n for n, line in enumerate(BESIDE.split("\n")) if "flood" in line)
    assert f"*Urgent item, minute 6*, line {flood}: An urgent item on the flood" in told
    assert "*Review*, line" in told


def test_a_pack_that_says_very_much_fits() -> None:
    notes = tuple(DraftNote(HOSTILE, (n, n), "5 & <6>") for n in range(1, 400))
    register = replace(DraftRegister(), urgent_items=notes)
    view = said_view(draft(register, warnings=(HOSTILE,) * 300))
    assert not check_view(view)
    assert not too_large(view)
    assert "<!channel>" not in shown(view)
    assert "minute 5 &amp; &lt;6&gt;" in shown(view)


def test_a_decision_is_shown_with_its_mover_and_votes() -> None:
    (resolution, *_) = read_minutes(Document.from_text("m.txt", BESIDE)).resolutions
    line = DraftLine(1, LineKind.RESOLUTION, resolution_data(resolution), resolution.lines, "f")
    told = shown(line_blocks(draft(DraftRegister(), line), line))
    assert "moved by Ann Able, seconded by Bo Baker, 7 for, 3 against" in told


def test_a_draft_of_an_earlier_day_has_no_vote() -> None:
    (resolution, *_) = read_minutes(Document.from_text("m.txt", BESIDE)).resolutions
    data = resolution_data(resolution)
    for name in ("mover", "seconder", "vote"):
        del data[name]
    line = DraftLine(1, LineKind.RESOLUTION, data, resolution.lines, "f")
    told = shown(line_blocks(draft(DraftRegister(), line), line))
    assert "to be decided" in told
    assert "moved by" not in told
