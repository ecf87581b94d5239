"""A draft register on the terminal: what `matters read FILE` shows to a person."""

from __future__ import annotations

from rich import box
from rich.console import Group, RenderableType
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from workflows.minutes.register import DraftAction, DraftMeeting, DraftRegister, Lines

_KINDS = {
    "decision": "green",
    "noting": "bright_black",
    "delegation": "magenta",
    "report_back": "cyan",
    "action": "yellow",
}


def draft_table(register: DraftRegister) -> RenderableType:
    """The register as tables, from head to oddities; empty parts are left out."""
    actions = [a for a in register.actions if a.explicit]
    implied = [a for a in register.actions if not a.explicit]
    parts: list[RenderableType] = [_head(register)]
    if register.resolutions:
        parts.append(_resolutions(register))
    if actions:
        parts.append(_actions("Actions", actions))
    if implied:
        parts.append(_actions("Implied by the discussion: accept or refuse", implied))
    if register.delegations:
        parts.append(_delegations(register))
    if register.recommendations:
        parts.append(_recommendations(register))
    if register.warnings:
        parts.append(_warnings(register))
    if not (register.resolutions or register.actions):
        parts.append(Text("No decisions and no actions were found in this paper.", style="yellow"))
    return Group(*parts)


def _table(title: str, *columns: str) -> Table:
    table = Table(
        title=title, title_justify="left", box=box.SIMPLE_HEAD, expand=True, pad_edge=False
    )
    for column in columns:
        narrow = column in ("Line", "Minute", "Kind", "Ref")
        table.add_column(
            column,
            no_wrap=narrow,
            style="bright_black" if column == "Line" else None,
            overflow="fold",
        )
    return table


def _lines(lines: Lines) -> str:
    return str(lines[0]) if lines[0] == lines[1] else f"{lines[0]}–{lines[1]}"


def _when(meeting: DraftMeeting | None) -> str:
    if meeting is None or meeting.date is None:
        return "not found"
    times = "–".join(t for t in (meeting.start, meeting.end) if t)
    return f"{meeting.date:%A} {meeting.date.day} {meeting.date:%B %Y}" + (
        f", {times}" if times else ""
    )


def _head(register: DraftRegister) -> RenderableType:
    text = Text()
    text.append(register.board or "Board not named", style="bold")
    text.append(f"\nMeeting       {_when(register.meeting)}")
    if register.meeting and register.meeting.venue:
        text.append(f"\nVenue         {register.meeting.venue}")
    text.append(f"\nNext meeting  {_when(register.next_meeting)}")
    people = register.attendance
    text.append(
        f"\nAttendance    {len(people.present)} present, {len(people.apologies)} "
        f"apologies, {len(people.in_attendance)} in attendance"
    )
    return Panel(text, box=box.ROUNDED)


def _resolutions(register: DraftRegister) -> Table:
    table = _table("Decisions", "Line", "Minute", "Kind", "What was decided")
    for resolution in register.resolutions:
        for at, clause in enumerate(resolution.clauses):
            words = Text(f"{clause.label}) " if clause.label else "")
            words.append(clause.text)
            kind = Text(clause.kind.replace("_", " "), style=_KINDS[clause.kind])
            table.add_row(
                _lines(clause.lines), (resolution.ref or "–") if at == 0 else "", kind, words
            )
    return table


def _actions(title: str, actions: list[DraftAction]) -> Table:
    table = _table(title, "Line", "Ref", "Owner", "Due", "Action")
    for action in actions:
        owner = (
            Text(", ".join(action.owners)) if action.owners else Text("nobody yet", style="yellow")
        )
        words = Text(action.text)
        if action.status:
            words.append(f"  [{action.status}]", style="green")
        table.add_row(
            _lines(action.lines), action.ref or action.minute_ref or "–", owner, _due(action), words
        )
    return table


def _due(action: DraftAction) -> Text:
    if action.due_date is not None:
        day = f"{action.due_date:%a} {action.due_date.day} {action.due_date:%b %Y}"
        return Text(day if action.due_kind == "date" else f"{day}, the next meeting")
    if action.due_phrase:
        return Text(f"“{action.due_phrase}”", style="cyan")
    return Text("no date", style="yellow")


def _delegations(register: DraftRegister) -> Table:
    table = _table("Delegations", "Line", "To", "In consultation with", "By", "What")
    for one in register.delegations:
        to = Text("; ".join(one.delegates)) if one.delegates else Text("not named", style="yellow")
        table.add_row(
            _lines(one.lines),
            to,
            Text("; ".join(one.consultees) or "–"),
            str(one.deadline or "–"),
            Text(one.text),
        )
    return table


def _recommendations(register: DraftRegister) -> Table:
    table = _table("Reports ask the board (not decided)", "Line", "Report", "What is asked")
    for one in register.recommendations:
        table.add_row(_lines(one.lines), Text(one.report or "–"), Text("\n".join(one.clauses)))
    return table


def _warnings(register: DraftRegister) -> Table:
    table = _table("Odd in the paper: shown, not mended", "Line", "What")
    for one in register.warnings:
        table.add_row(str(one.line), Text(one.text, style="yellow"))
    return table
