"""The review of what was read from a paper, page by page, and what became of it.

Pure: data to blocks. Forms stand in `minutes_forms`, a single line in `draft_lines`.
"""

from __future__ import annotations

from collections.abc import Sequence

from bot.slack import ids
from bot.slack.views.blocks import (
    Block,
    actions,
    button,
    context,
    cut,
    divider,
    esc,
    overflow,
    section,
    select,
)
from bot.slack.views.draft_lines import facts, line_blocks, line_text
from workflows.boards import Board
from workflows.deadlines import day_words
from workflows.draft_lines import day_in
from workflows.draft_owners import without_owner
from workflows.draft_twins import WORK, asks_for_itself
from workflows.drafts import SITTING, Choice, Draft, DraftLine, DraftState, LineKind, text_in

#: Three blocks for each line, so that a page stays under Slack's fifty.
PAGE = 10
#: Slack refuses a message whose blocks hold much more than 12,000 characters altogether
#: (msg_blocks_too_long, without a documented figure): a page of lines keeps well below.
PAGE_CHARACTERS = 7000
_WARNINGS = 8
_ORDER = (
    LineKind.RESOLUTION,
    LineKind.DELEGATION,
    LineKind.ACTION,
    LineKind.IMPLIED,
    LineKind.ATTENDANCE,
    LineKind.DECLARATION,
    LineKind.PROCEEDINGS,
)
_HEADINGS = {
    LineKind.RESOLUTION: "Resolutions",
    LineKind.DELEGATION: "Delegations",
    LineKind.ACTION: "Actions",
    LineKind.IMPLIED: "Implied: said in the discussion, not resolved. Each is accepted for itself",
    LineKind.ATTENDANCE: "Attendance",
    LineKind.DECLARATION: "Declarations of interest",
    LineKind.PROCEEDINGS: "Proceedings",
}


def reading(names: Sequence[str]) -> str:
    """What the officer hears at once."""
    shown = ", ".join(f"“{esc(cut(n, 80))}”" for n in names)
    return (
        f":mag: Reading {shown}. The draft comes to you in a direct message in a moment; nothing "
        "is recorded before you say so."
    )


def summary(draft: Draft) -> str:
    """ "2 resolutions, 6 clauses · 4 actions · 1 delegation · 3 warnings"."""
    by_kind = {kind: [x for x in draft.lines if x.kind is kind] for kind in LineKind}
    clauses = sum(len(x.data["clauses"]) for x in by_kind[LineKind.RESOLUTION])
    parts = []
    if by_kind[LineKind.RESOLUTION]:
        told = count(len(by_kind[LineKind.RESOLUTION]), "resolution")
        parts.append(f"{told}, {count(clauses, 'clause')}")
    for kind, word in (
        (LineKind.ACTION, "action"),
        (LineKind.IMPLIED, "implied action"),
        (LineKind.DELEGATION, "delegation"),
        (LineKind.DECLARATION, "declaration"),
    ):
        if by_kind[kind]:
            parts.append(count(len(by_kind[kind]), word))
    if warned := len(warnings(draft)):
        parts.append(count(warned, "warning"))
    return " · ".join(parts)


def count(n: int, word: str) -> str:
    return f"{n} {word}{'' if n == 1 else 's'}"


def warnings(draft: Draft) -> list[str]:
    """What is odd, with line numbers: in the paper, then in what it delegates."""
    told = [w[:1].upper() + w[1:] for w in draft.warnings]
    for line in draft.lines:
        told += [f"Line {line.lines[0]}: {w}" for w in line.data.get("warnings", [])]
    return told


def review(draft: Draft, board: Board) -> list[Block]:
    """The review: one page of lines with their buttons, and what is done with all of them. After
    recording it says what became of each line, and the buttons are gone."""
    if draft.state is DraftState.DISCARDED:
        return _put_away(draft)
    if draft.state is DraftState.SUPERSEDED:
        told = f"Another version of “{esc(draft.name)}” was read: its review took over from this."
        return [section(told), context("`/minutes review` sends it to you.")]
    if draft.state is DraftState.RECORDING:
        accepted = sum(x.choice is Choice.ACCEPTED for x in draft.lines)
        done = sum(bool(x.recorded_id) for x in draft.lines)
        told = f":hourglass: Recording “{esc(draft.name)}”: {done} of {count(accepted, 'line')}…"
        return [section(told), context("This message changes when it is done.")]
    if draft.state is DraftState.RECORDED:
        return _recorded(draft, board, in_order(draft))
    leaves = pages(draft)
    page = min(draft.page, len(leaves) - 1)
    blocks = _head(draft, board)
    kind = None
    for line in leaves[page]:
        if line.kind is not kind:
            kind = line.kind
            blocks.append(context(f"*{_HEADINGS[kind]}*"))
        blocks += line_blocks(draft, line)
    if len(leaves) > 1:
        blocks.append(_paging(draft, page, leaves))
    blocks += _warnings(draft)
    blocks.append(divider())
    blocks.append(_progress(draft.lines))
    blocks.append(_closing(draft))
    return blocks


def in_order(draft: Draft) -> list[DraftLine]:
    """The lines by kind, and within a kind as they stand in the paper."""
    return sorted(draft.lines, key=lambda x: (_ORDER.index(x.kind), x.lines, x.number))


def pages(draft: Draft) -> list[list[DraftLine]]:
    """The lines in order, cut into pages that Slack takes; one page at least."""
    found: list[list[DraftLine]] = [[]]
    room = PAGE_CHARACTERS
    for line in in_order(draft):
        length = len(line_text(line)) + sum(map(len, facts(line))) + 80
        if found[-1] and (length > room or len(found[-1]) == PAGE):
            found.append([])
            room = PAGE_CHARACTERS
        found[-1].append(line)
        room -= length
    return found


def meeting_words(draft: Draft) -> str:
    held = day_in(draft.meeting)
    return f"the meeting of {day_words(held)}" if held else "a meeting whose date is not named"


def _head(draft: Draft, board: Board) -> list[Block]:
    notes = [f"{esc(board.name)} · {esc(draft.name)}"]
    if draft.left_out:
        left = "line was" if draft.left_out == 1 else "lines were"
        notes.append(f"{draft.left_out} {left} left out: decided upon or recorded before.")
    blocks = [
        section(f"*Draft register of {meeting_words(draft)}*\n{summary(draft)}"),
        context(*notes),
    ]
    if words := draft.meeting.get("corrects_words"):
        blocks.append(section(f":page_facing_up: {esc(words)}"))
    if printed := draft.meeting.get("other_board"):
        packed = ids.pack(draft.id, draft.version)
        question = (
            f":warning: *Is this paper yours?* It names “{esc(cut(str(printed), 150))}”; "
            f"this is {esc(board.name)}."
        )
        ours = button("It is ours", f"{ids.DRAFT_STEP}ours", packed)
        blocks.append(section(question, accessory=ours))
    return blocks


def _paging(draft: Draft, page: int, leaves: Sequence[Sequence[DraftLine]]) -> Block:
    step = ids.DRAFT_STEP
    turns = []
    if page > 0:
        packed = ids.pack(f"{draft.id}/{page - 1}", draft.version)
        turns.append(button("← Earlier", f"{step}earlier", packed))
    if page + 1 < len(leaves):
        packed = ids.pack(f"{draft.id}/{page + 1}", draft.version)
        turns.append(button(f"Later → ({page + 2} of {len(leaves)})", f"{step}later", packed))
    options = [
        (_page_words(n, leaf), ids.pack(f"{draft.id}/{n}", draft.version))
        for n, leaf in enumerate(leaves)
    ]
    turns.append(select(f"{step}goto", options, initial=options[page][1]))
    return actions(turns, block_id=f"page:{draft.id}")


def _page_words(n: int, leaf: Sequence[DraftLine]) -> str:
    kinds = list(dict.fromkeys(_HEADINGS[x.kind].split(":")[0].lower() for x in leaf))
    waiting = sum(x.choice is Choice.WAITING for x in leaf)
    told = f"{waiting} to be decided" if waiting else "decided"
    if ownerless := sum(map(_ownerless, leaf)):
        told += f", {ownerless} without a known owner"
    return f"Page {n + 1}: {', '.join(kinds)} ({told})"


def _ownerless(line: DraftLine) -> bool:
    """Whether it would be recorded with nobody to do it, as things stand."""
    return line.kind in WORK and line.choice is not Choice.REJECTED and without_owner(line.data)


def _warnings(draft: Draft) -> list[Block]:
    told = warnings(draft)
    if not told:
        return []
    rows = [f"• {esc(cut(w, 200))}" for w in told[:_WARNINGS]]
    if len(told) > _WARNINGS:
        rows.append(f"and {len(told) - _WARNINGS} more: press “What else it says”")
    return [section(cut(":warning: *To be checked*\n" + "\n".join(rows), 2000))]


def _progress(lines: Sequence[DraftLine]) -> Block:
    told = {choice: sum(x.choice is choice for x in lines) for choice in Choice}
    words = (
        f"{told[Choice.ACCEPTED]} accepted · {told[Choice.REJECTED]} rejected · "
        f"{told[Choice.WAITING]} to be decided. Only what is accepted is recorded."
    )
    asking = sum(x.choice is Choice.WAITING and asks_for_itself(x) for x in lines)
    if asking:
        each = "1 asks" if asking == 1 else f"{asking} ask"
        words += f" {each} for a press of its own: it may be on record, or contradicts it."
    if ownerless := sum(map(_ownerless, lines)):
        words += f" {count(ownerless, 'action')} without a known owner."
    return context(words)


_ALL_OF_A_KIND = (
    ("reject_resolutions", "Reject all resolutions", LineKind.RESOLUTION),
    ("reject_actions", "Reject all actions", LineKind.ACTION),
    ("reject_implied", "Reject all implied", LineKind.IMPLIED),
    ("accept_implied", "Accept all implied", LineKind.IMPLIED),
)


def _closing(draft: Draft) -> Block:
    step, packed = ids.DRAFT_STEP, ids.pack(draft.id, draft.version)
    waiting = {x.kind for x in draft.lines if x.choice is Choice.WAITING}
    found = []
    if waiting & {LineKind.RESOLUTION, LineKind.DELEGATION}:
        found.append(button("Accept all resolutions", f"{step}all_resolutions", packed))
    if LineKind.ACTION in waiting:
        found.append(button("Accept all actions", f"{step}all_actions", packed))
    if waiting & SITTING:
        found.append(button("Accept attendance etc.", f"{step}all_sitting", packed))
    if any(x.choice is Choice.ACCEPTED for x in draft.lines):
        found.append(button("Record…", f"{step}record", packed, "primary"))
    found.append(button("Which meeting?", f"{step}day", packed))
    if draft.meeting.get("said") or len(warnings(draft)) > _WARNINGS:
        found.append(button("What else it says", f"{step}said", packed))
    if owed := draft.meeting.get("owed"):
        words = f"Still to come ({len(owed)})"
        found.append(button(words, ids.FORWARD_STEP + "pack", draft.id))
    if draft.meeting.get("agenda_read"):
        found.append(button("Take this agenda", ids.AGENDA_STEP + "from_paper", draft.id))
    found.append(button("Put away", f"{step}discard", packed))
    more = [
        (words, ids.pack(f"{draft.id}/{name}", draft.version))
        for name, words, kind in _ALL_OF_A_KIND
        if kind in waiting
    ]
    if more:
        found.append(overflow(f"{step}all", more))
    return actions(found, block_id=f"draft:{draft.id}")


def _put_away(draft: Draft) -> list[Block]:
    again = button("Open again", f"{ids.DRAFT_STEP}again", ids.pack(draft.id, draft.version))
    told = f"“{esc(draft.name)}” was put away. Nothing was recorded from this draft."
    return [section(told, accessory=again)]


def _recorded(draft: Draft, board: Board, lines: Sequence[DraftLine]) -> list[Block]:
    done = [x for x in lines if x.recorded_id]
    blocks = [
        section(
            f":white_check_mark: *Recorded from {meeting_words(draft)}*\n{_recorded_counts(done)}"
        ),
        context(f"{esc(board.name)} · {esc(draft.name)}"),
    ]
    rows = [
        f"*{esc(x.data.get('recorded_as', ''))}* {esc(cut(text_in(x).replace(chr(10), ' '), 110))}"
        for x in done
    ]
    shown = rows[:60]
    for start in range(0, len(shown), 10):
        blocks.append(section("\n".join(f"• {row}" for row in shown[start : start + 10])))
    if len(rows) > len(shown):
        blocks.append(context(f"and {len(rows) - len(shown)} more: `/action list` shows them"))
    notes = [str(n) for n in draft.meeting.get("notes", [])]
    if notes:
        blocks.append(section(cut("\n".join(esc(n) for n in notes), 2500)))
    if any(x.choice is Choice.WAITING for x in lines):
        packed = ids.pack(draft.id, draft.version)
        rest = button("Decide on the rest", f"{ids.DRAFT_STEP}rest", packed)
        blocks.append(actions([rest], block_id=f"rest:{draft.id}"))
    return blocks


def _recorded_counts(done: Sequence[DraftLine]) -> str:
    parts = []
    for kinds, word in (
        ({LineKind.RESOLUTION}, "resolution"),
        ({LineKind.DELEGATION}, "delegation"),
        ({LineKind.ACTION, LineKind.IMPLIED}, "action"),
        ({LineKind.DECLARATION}, "declaration"),
    ):
        n = sum(x.kind in kinds for x in done)
        if n:
            parts.append(count(n, word))
    parts += [str(x.data["recorded_as"]) for x in done if x.kind is LineKind.ATTENDANCE]
    return " · ".join(parts)


def open_drafts(drafts: Sequence[Draft]) -> str:
    """The reviews of a board that are not finished."""
    if not drafts:
        return "No draft waits for review here. Type `/minutes` to have a paper read."
    rows = []
    for draft in drafts:
        waiting = sum(x.choice is Choice.WAITING for x in draft.lines)
        rows.append(f"• {esc(draft.name)}: {summary(draft)}; {waiting} to be decided")
    return "*Under review*\n" + "\n".join(rows) + "\n`/minutes review` sends them to you again."
