"""The whole reading, in the order in which one part needs another."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, replace
from datetime import date
from typing import Any

from workflows.minutes.actions import read_actions
from workflows.minutes.around import read_around
from workflows.minutes.attendance import read_attendance
from workflows.minutes.blocks import blocks_of
from workflows.minutes.board_name import is_same_board
from workflows.minutes.decisions import read_decisions
from workflows.minutes.declarations import read_declarations
from workflows.minutes.delegations import read_delegations
from workflows.minutes.document import Document
from workflows.minutes.implied import read_implied
from workflows.minutes.items import read_items
from workflows.minutes.layout import Layout, laid_out
from workflows.minutes.meeting import read_meetings
from workflows.minutes.oddities import read_oddities
from workflows.minutes.register import DraftMeeting, DraftRegister, DraftWarning
from workflows.minutes.signoffs import named_by_forms, read_sign_offs
from workflows.minutes.surroundings import read_report_backs, read_used_authority


def read_minutes(document: Document) -> DraftRegister:
    """The draft register of a paper: same paper, same register; every text cites its lines."""
    layout = laid_out(blocks_of(document))
    meetings = read_meetings(layout, document.name)
    on = meetings.minuted.date if meetings.minuted else None
    coming = meetings.coming.date if meetings.coming else None
    register = read_around(layout, document, meetings)
    forms = list(read_sign_offs(layout.blocks))
    used = named_by_forms(list(read_used_authority(layout, list(register.recommendations))), forms)
    without = tuple(
        DraftWarning(d.lines[0], "Delegated authority was used; its grant is not in this paper.")
        for d in used or forms
    )
    used = sorted([*used, *forms], key=lambda d: d.lines)
    register = replace(
        register,
        delegations=tuple(used),
        warnings=(*register.warnings, *without),
        further_minutes=tuple(_further(layout, document, meetings.board)),
    )
    register = _with_minutes(register, layout, on, coming)
    odd = [*register.warnings, *read_oddities(layout, register)]
    warnings = sorted(dict.fromkeys(odd), key=lambda w: (w.line, w.text))
    return replace(register, warnings=tuple(warnings))


def _further(layout: Layout, document: Document, board: str | None) -> Iterator[DraftRegister]:
    """The other minutes of the same board in the file, each read as a paper of its own."""
    for first, last in layout.others:
        lines = tuple(line for line in document.lines if first <= line.number <= last)
        read = read_minutes(Document(document.name, lines))
        if is_same_board(read.board, board):
            yield read


def _with_minutes(
    register: DraftRegister, layout: Layout, on: date | None, coming: date | None
) -> DraftRegister:
    minutes = layout.minutes
    resolutions, warnings, used = read_decisions(minutes) if minutes else ([], [], set())
    actions = read_actions(layout, resolutions, used, on, coming)
    if minutes is None:
        return replace(
            register, actions=tuple(actions), report_backs=tuple(read_report_backs(actions))
        )
    implied = read_implied(minutes, resolutions, actions, on, coming)
    everything = sorted([*actions, *implied], key=lambda a: a.lines)
    return replace(
        register,
        attendance=read_attendance(minutes),
        declarations=tuple(read_declarations(minutes)),
        items=tuple(read_items(minutes)),
        resolutions=tuple(resolutions),
        actions=tuple(everything),
        delegations=(*read_delegations(resolutions, on), *register.delegations),
        report_backs=tuple(read_report_backs(everything)),
        warnings=(*register.warnings, *warnings),
    )


def to_json(register: DraftRegister, file: str) -> dict[str, Any]:
    """The register as the JSON object that `matters read --json` prints."""
    plain = _plain(asdict(register))
    assert isinstance(plain, dict)
    for resolution in plain["resolutions"]:
        for clause in resolution["clauses"]:
            del clause["lines"]
        resolution.update(_vote(resolution.pop("vote")))
    for substitute in plain["attendance"]["substitutes"]:
        substitute["for"] = substitute.pop("absent")
    plain["further_minutes"] = [
        {k: v for k, v in to_json(other, file).items() if k != "file"}
        for other in register.further_minutes
    ]
    plain["meeting"] = _short(register.meeting)
    plain["next_meeting"] = _short(register.next_meeting)
    return {"file": file, **plain}


def _vote(vote: dict[str, Any] | None) -> dict[str, Any]:
    """Mover, seconder and votes: the numbers printed, else the word for all, else null."""
    if vote is None:
        return {"mover": None, "seconder": None, "votes": None}
    counted = {"for": vote["in_favour"], "against": vote["against"], "abstained": vote["abstained"]}
    numbers = {k: v for k, v in counted.items() if v is not None}
    return {
        "mover": vote["mover"],
        "seconder": vote["seconder"],
        "votes": numbers or vote["outcome"],
    }


def _short(meeting: DraftMeeting | None) -> dict[str, Any] | None:
    if meeting is None:
        return None
    plain = _plain(asdict(meeting))
    assert isinstance(plain, dict)
    return {
        k: v
        for k, v in plain.items()
        if k not in ("kind", "lines")
        and not (k.startswith("actual") and meeting.kind != "minuted")
        and not (k in ("end", "venue") and meeting.kind == "future")
    }


def _plain(value: object) -> object:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, dict):
        return {k: _plain(v) for k, v in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(v) for v in value]
    return value
