"""What an import did, on the terminal."""

from __future__ import annotations

from rich import box
from rich.console import Group, RenderableType
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from bot.importing import Entry, Imported, What

_TITLES: dict[What, tuple[str, str, str]] = {
    "recorded": ("Recorded", "Would be recorded", "green"),
    "updated": ("On record already, updated", "On record already, would be updated", "cyan"),
    "unchanged": ("On record already, as the paper says", "", "bright_black"),
    "skipped": ("Not recorded", "Would not be recorded", "yellow"),
}

_COUNTED: tuple[tuple[What, str], ...] = (
    ("recorded", "recorded"),
    ("updated", "updated"),
    ("unchanged", "unchanged"),
    ("skipped", "not recorded"),
)


def import_table(done: Imported, dry_run: bool, tell: bool) -> RenderableType:
    """The outcome from head to count; `dry_run` says that nothing of it was kept."""
    parts: list[RenderableType] = [_head(done, dry_run)]
    for what in _TITLES:
        if entries := done.of(what):
            parts.append(_table(what, entries, dry_run))
    if done.warnings:
        parts.append(_list("Odd in the paper: shown, not mended", done.warnings, "yellow"))
    notes = list(done.notes)
    if done.meeting is None and done.left_out:
        lines = "1 line was" if done.left_out == 1 else f"{done.left_out} lines were"
        notes.append(f"Of it {lines} decided upon or recorded before.")
    if done.meeting and not tell and done.of("recorded"):
        notes.append("Owners are not told by an import; --tell does so.")
    if notes:
        parts.append(_list("To know", notes, ""))
    parts.append(Text(count_words(done, dry_run), style="bold"))
    return Group(*parts)


def count_words(done: Imported, dry_run: bool) -> str:
    """What was done in one line: "3 recorded · 1 updated · 2 not recorded"."""
    counts = [f"{len(done.of(what))} {words}" for what, words in _COUNTED if done.of(what)]
    if done.left_out:
        counts.append(f"{done.left_out} decided upon before")
    told = " · ".join(counts) or "nothing"
    if dry_run:
        return f"Dry run, nothing was changed. It would be: {told}"
    return told if done.meeting else f"Nothing was changed: {told}"


def _head(done: Imported, dry_run: bool) -> RenderableType:
    text = Text()
    text.append(done.board.name, style="bold")
    if done.meeting_words:
        text.append(f"\nMeeting  {done.meeting_words}")
    text.append(f"\nOfficer  {done.officer.name}")
    if dry_run:
        text.append("\nDry run: nothing is changed", style="yellow")
    return Panel(text, box=box.ROUNDED)


def _table(what: What, entries: list[Entry], dry_run: bool) -> Table:
    title, would, style = _TITLES[what]
    table = Table(
        title=Text(would if dry_run and would else title, style=style),
        title_justify="left",
        box=box.SIMPLE_HEAD,
        expand=True,
        pad_edge=False,
    )
    table.add_column("Line", no_wrap=True, style="bright_black")
    table.add_column("Kind", no_wrap=True)
    table.add_column("Ref", overflow="fold", max_width=16)
    table.add_column("What", overflow="fold", ratio=1)
    for entry in entries:
        first, last = entry.lines
        words = Text(entry.text)
        under = " · ".join(x for x in (entry.owners, entry.due) if x)
        if under:
            words.append(f"\n{under}", style="cyan")
        if entry.why:
            words.append(f"\n{entry.why}", style="yellow")
        table.add_row(
            str(first) if first == last else f"{first}–{last}",
            entry.kind.value,
            Text(entry.reference or "–"),
            words,
        )
    return table


def _list(title: str, sentences: list[str] | tuple[str, ...], style: str) -> RenderableType:
    text = Text(f"{title}\n", style="italic")
    for sentence in sentences:
        text.append(f"· {sentence}\n", style=f"not italic {style}".strip())
    return text
