"""A draft register on the terminal: what `matters read FILE` shows to a person."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from textwrap import shorten

from rich import box
from rich.console import Group, RenderableType
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from workflows.dates import day_words
from workflows.minutes.beside import Beside, beside, vote_words
from workflows.minutes.personal_data import without_contacts
from workflows.minutes.register import DraftAction, DraftMeeting, DraftRegister, Lines

_KINDS = {
    "decision": "green",
    "noting": "bright_black",
    "delegation": "magenta",
    "report_back": "cyan",
    "action": "yellow",
}
#: Of what is only shown so many characters are.
_LONGEST = 240


def draft_table(register: DraftRegister) -> RenderableType:
    """The register as tables, from head to oddities, and at the end its count; empty parts are left
    out."""
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
    if told := [*_said_at_the_meeting(register), *beside(register)]:
        parts.append(_beside(told))
    if register.warnings:
        parts.append(_warnings(register))
    if not (register.resolutions or register.actions):
        parts.append(Text("No decisions and no actions were found in this paper.", style="yellow"))
    parts.append(Text(count_words(register), style="bold"))
    return Group(*parts)


def count_words(register: DraftRegister) -> str:
    """What was found, in one line: "2 resolutions, 11 clauses · 4 actions · 3 warnings"."""
    clauses = sum(len(r.clauses) for r in register.resolutions)
    explicit = sum(a.explicit for a in register.actions)
    counted = [
        f"{_count(len(register.resolutions), 'resolution')}, {_count(clauses, 'clause')}",
        _count(explicit, "action"),
    ]
    if implied := len(register.actions) - explicit:
        counted.append(f"{implied} implied")
    more = (
        (len(register.delegations), "delegation"),
        (len(register.recommendations), "recommendation"),
        (len(register.warnings), "warning"),
    )
    counted += [_count(n, what) for n, what in more if n]
    return " · ".join(counted)


def _count(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"


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


def _said_at_the_meeting(register: DraftRegister) -> Iterator[Beside]:
    """What the review in chat offers as lines of their own: substitutes, interests, requests to
    address, earlier minutes."""
    for one in register.attendance.substitutes:
        yield Beside("Substitute", f"{one.by} for {one.absent}")
    for declared in register.declarations:
        about = (declared.member, declared.item, declared.nature)
        yield Beside("Declaration of interest", " · ".join(x for x in about if x), declared.lines)
    for asked in register.requests_to_address:
        yield Beside("Request to address", asked.text, asked.lines)
    for previous in register.previous_minutes:
        yield Beside("Earlier minutes approved", day_words(previous.date), previous.lines)


def _head(register: DraftRegister) -> RenderableType:
    text = Text()
    text.append(register.board or "Board not named", style="bold")
    text.append(f"\nMeeting       {_when(register.meeting)}")
    if register.meeting and register.meeting.venue:
        text.append(f"\nVenue         {register.meeting.venue}")
    text.append(f"\nNext meeting  {_when(register.next_meeting)}")
    people = register.attendance
    counted = (
        (len(people.present), "present", True),
        (len(people.apologies), "apologies", True),
        (len(people.in_attendance), "in attendance", True),
        (len(people.absent), "absent", False),
        (len(people.remotely), "from afar", False),
    )
    told = ", ".join(f"{n} {what}" for n, what, always in counted if n or always)
    text.append(f"\nAttendance    {told}")
    return Panel(text, box=box.ROUNDED)


def _resolutions(register: DraftRegister) -> Table:
    table = _table("Decisions", "Line", "Minute", "Kind", "What was decided")
    for resolution in register.resolutions:
        vote = vote_words(resolution.vote)
        for at, clause in enumerate(resolution.clauses):
            words = Text(f"{clause.label}) " if clause.label else "")
            words.append(clause.text)
            if vote and at + 1 == len(resolution.clauses):
                words.append(f"\n{vote}", style="bright_black")
            kind = Text(clause.kind.replace("_", " "), style=_KINDS[clause.kind])
            table.add_row(
                _lines(clause.lines), (resolution.ref or "–") if at == 0 else "", kind, words
            )
    return table


def _actions(title: str, actions: list[DraftAction]) -> Table:
    """Each action with its owners and its due beneath, so that it is read at 80 columns too."""
    table = _table(title, "Line", "Ref", "Action")
    for action in actions:
        words = Text(action.text)
        if action.status:
            words.append(f"  [{action.status}]", style="green")
        words.append("\n")
        if action.owners:
            words.append(", ".join(action.owners), style="bold")
        else:
            words.append("nobody yet", style="yellow")
        words.append(" · ").append(_due(action))
        table.add_row(_lines(action.lines), action.ref or action.minute_ref or "–", words)
    return table


def _due(action: DraftAction) -> Text:
    """The due in the paper's words, and the day that they mean where they mean one."""
    said = f"“{action.due_phrase}”" if action.due_phrase else ""
    if action.due_date is None:
        return Text(said, style="cyan") if said else Text("no date", style="yellow")
    day = f"{action.due_date:%a} {action.due_date.day} {action.due_date:%b %Y}"
    if action.due_kind == "next_meeting":
        day = f"{day}, the next meeting"
    return Text(f"{said} → {day}" if said else day, style="cyan")


def _delegations(register: DraftRegister) -> Table:
    table = _table("Delegations", "Line", "What")
    for one in register.delegations:
        words = Text(f"{one.text}\nto ")
        if one.delegates:
            words.append("; ".join(one.delegates), style="bold")
        else:
            words.append("nobody named", style="yellow")
        if one.consultees:
            words.append(f", in consultation with {'; '.join(one.consultees)}")
        if one.deadline:
            words.append(f" · by {one.deadline:%a} {one.deadline.day} {one.deadline:%b %Y}")
        table.add_row(_lines(one.lines), words)
    return table


def _recommendations(register: DraftRegister) -> Table:
    table = _table("Reports ask the board (not decided)", "Line", "Report", "What is asked")
    for one in register.recommendations:
        table.add_row(_lines(one.lines), Text(one.report or "–"), Text("\n".join(one.clauses)))
    return table


def _beside(told: Sequence[Beside]) -> Table:
    """What the register has no table for, one entry each; a long text is cut, `--json` has it."""
    table = _table("Also in the paper", "Line", "What")
    for one in told:
        words = Text(f"{one.heading}: ", style="bold")
        words.append(shorten(without_contacts(one.words), _LONGEST, placeholder=" …"), style="none")
        table.add_row(_lines(one.lines) if one.lines else "–", words)
    return table


def _warnings(register: DraftRegister) -> Table:
    table = _table("Odd in the paper: shown, not mended", "Line", "What")
    for one in register.warnings:
        table.add_row(str(one.line), Text(one.text, style="yellow"))
    return table
