"""Minutes in Slack: the form by which papers come, and the review of what was read from them.

Pure: data to blocks.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from bot.slack import ids
from bot.slack.views.blocks import (
    Block,
    actions,
    button,
    context,
    cut,
    divider,
    esc,
    file_input,
    modal,
    section,
    text_input,
)
from workflows.boards import Board
from workflows.deadlines import day_words
from workflows.draft_lines import day_in
from workflows.drafts import Choice, Draft, DraftLine, DraftState, LineKind
from workflows.minutes_review import text_in

#: Three blocks for each line, so that a page stays under Slack's fifty.
PAGE = 12
_LONGEST = 1200
_ORDER = (LineKind.RESOLUTION, LineKind.DELEGATION, LineKind.ACTION, LineKind.IMPLIED)
_NAMES = {
    LineKind.RESOLUTION: "Resolution",
    LineKind.DELEGATION: "Delegation",
    LineKind.ACTION: "Action",
    LineKind.IMPLIED: "Implied action",
}
_STATES = {
    Choice.WAITING: ":white_circle: to be decided",
    Choice.ACCEPTED: ":white_check_mark: *accepted*",
    Choice.REJECTED: ":heavy_multiplication_x: rejected",
}
_KIND_WORDS = {
    "decision": "decision",
    "noting": "noting",
    "delegation": "delegation",
    "report_back": "report back",
    "action": "action",
}


def paper_form(private: str) -> Block:
    """The form of /minutes: files, or text that was copied."""
    return modal(
        ids.MINUTES_FORM,
        "Read minutes",
        [
            file_input(
                "file", "The paper", hint="Word, PDF, Markdown or plain text, up to 20 MB each."
            ),
            text_input(
                "text",
                "Or paste the text",
                multiline=True,
                optional=True,
                hint="At most 3,000 characters; longer minutes come as a file.",
            ),
        ],
        submit="Read",
        private=private,
    )


def reading(names: Sequence[str]) -> str:
    """What the officer hears at once."""
    shown = ", ".join(f"“{esc(cut(n, 80))}”" for n in names)
    return (
        f":mag: Reading {shown}. The draft comes to you in a direct message in a moment; nothing "
        "is recorded before you say so."
    )


# --- the review -----------------------------------------------------------------------------------


def summary(draft: Draft) -> str:
    """ "2 resolutions, 6 clauses · 4 actions · 1 delegation · 3 warnings"."""
    by_kind = {kind: [x for x in draft.lines if x.kind is kind] for kind in LineKind}
    clauses = sum(len(x.data["clauses"]) for x in by_kind[LineKind.RESOLUTION])
    warned = len(draft.warnings) + sum(len(x.data.get("warnings", [])) for x in draft.lines)
    parts = []
    if by_kind[LineKind.RESOLUTION]:
        told = _count(len(by_kind[LineKind.RESOLUTION]), "resolution")
        parts.append(f"{told}, {_count(clauses, 'clause')}")
    for kind, word in (
        (LineKind.ACTION, "action"),
        (LineKind.IMPLIED, "implied action"),
        (LineKind.DELEGATION, "delegation"),
    ):
        if by_kind[kind]:
            parts.append(_count(len(by_kind[kind]), word))
    if warned:
        parts.append(_count(warned, "warning"))
    return " · ".join(parts)


def _count(n: int, word: str) -> str:
    return f"{n} {word}{'' if n == 1 else 's'}"


def review(draft: Draft, board: Board) -> list[Block]:
    """The review: one page of lines with their buttons, and what is done with all of them. After
    recording it says what became of each line, and the buttons are gone."""
    if draft.state is DraftState.DISCARDED:
        return [section(f"“{esc(draft.name)}” was put away. Nothing was recorded from this draft.")]
    lines = in_order(draft)
    if draft.state is DraftState.RECORDED:
        return _recorded(draft, board, lines)
    pages = page_count(draft)
    page = min(draft.page, pages - 1)
    blocks = _head(draft, board)
    for line in lines[page * PAGE : (page + 1) * PAGE]:
        blocks += _line_blocks(draft, line)
    if pages > 1:
        blocks.append(_paging(draft, page, pages))
    blocks += _warnings(draft)
    blocks.append(divider())
    blocks.append(_progress(lines))
    blocks.append(_closing(draft, lines))
    return blocks


def in_order(draft: Draft) -> list[DraftLine]:
    """The lines by kind, and within a kind as they stand in the paper."""
    return sorted(draft.lines, key=lambda x: (_ORDER.index(x.kind), x.lines, x.number))


def page_count(draft: Draft) -> int:
    return max(1, -(-len(draft.lines) // PAGE))


def _meeting_words(draft: Draft) -> str:
    held = day_in(draft.meeting)
    return f"the meeting of {day_words(held)}" if held else "a meeting whose date is not named"


def _head(draft: Draft, board: Board) -> list[Block]:
    notes = [f"{esc(board.name)} · {esc(draft.name)}"]
    if draft.left_out:
        left = "line was" if draft.left_out == 1 else "lines were"
        notes.append(f"{draft.left_out} {left} left out: decided upon or recorded before.")
    return [
        section(f"*Draft register of {_meeting_words(draft)}*\n{summary(draft)}"),
        context(*notes),
    ]


def _line_blocks(draft: Draft, line: DraftLine) -> list[Block]:
    packed = ids.pack(f"{draft.id}/{line.number}", draft.version)
    step = ids.DRAFT_STEP

    def choose(words: str, name: str, choice: Choice) -> Block:
        taken = line.choice is choice
        return button("Take back" if taken else words, step + ("wait" if taken else name), packed)

    return [
        section(_line_text(line)),
        context("  ·  ".join([_STATES[line.choice], *_facts(line)])),
        actions(
            [
                choose("Accept", "accept", Choice.ACCEPTED),
                button("Edit", f"{step}edit", packed),
                choose("Reject", "reject", Choice.REJECTED),
            ],
            block_id=f"line:{draft.id}:{line.number}",
        ),
    ]


def _line_text(line: DraftLine) -> str:
    data = line.data
    name = f"*{_NAMES[line.kind]}*"
    if line.kind is LineKind.RESOLUTION:
        where = " · ".join(esc(w) for w in (data["ref"], cut(data["item"], 120)) if w)
        told = f"{name}, minute {where}" if data["ref"] else f"{name} · {where}"
        rows = [told if where else name, *(_clause(c) for c in data["clauses"])]
        return cut("\n".join(rows), _LONGEST)
    numbered = f"{name} {esc(data['ref'])}" if data.get("ref") else name
    minute = data.get("minute_ref")
    head = f"{numbered}, minute {esc(minute)}" if minute else numbered
    return f"{head}\n>{esc(cut(data['text'], _LONGEST))}"


def _clause(clause: dict[str, str]) -> str:
    label = f"{clause['label']}) " if clause["label"] else ""
    return f">{esc(label + clause['text'])} _({_KIND_WORDS[clause['kind']]})_"


def _facts(line: DraftLine) -> list[str]:
    """What was read of a line beside its words, and where it stands."""
    data = line.data
    found: list[str] = []
    if line.kind in (LineKind.ACTION, LineKind.IMPLIED):
        found.append(esc(", ".join(data["owners_shown"]) or "nobody named"))
        found.append(esc(data["due_shown"]))
        found += [esc(cut(data[name], 200)) for name in ("status", "progress") if data[name]]
    if line.kind is LineKind.DELEGATION:
        found.append("to " + esc("; ".join(data["delegates"]) or "nobody named"))
        if data["consultees"]:
            found.append("consulting " + esc("; ".join(data["consultees"])))
        if data["deadline"]:
            found.append(f"until {day_words(date.fromisoformat(data['deadline']))}")
    if line.twin:
        found.append(f":twisted_rightwards_arrows: {esc(_on_record(line.twin))}")
    if data.get("stands"):
        found.append(f"the date on record stands: {esc(data['stands'])}")
    if "as_read" in data:
        found.append("edited")
    first, last = line.lines
    found.append(f"line {first}" if first == last else f"lines {first}–{last}")
    return found


def _on_record(twin: str) -> str:
    """What a line will be paired with: words, or the reference of an action."""
    return f"on record as {twin}" if any(c.isdigit() for c in twin) else twin


def _paging(draft: Draft, page: int, pages: int) -> Block:
    step = ids.DRAFT_STEP
    turns = []
    if page > 0:
        packed = ids.pack(f"{draft.id}/{page - 1}", draft.version)
        turns.append(button("← Earlier", f"{step}earlier", packed))
    if page + 1 < pages:
        packed = ids.pack(f"{draft.id}/{page + 1}", draft.version)
        turns.append(button(f"Later → ({page + 2} of {pages})", f"{step}later", packed))
    return actions(turns, block_id=f"page:{draft.id}")


def _warnings(draft: Draft) -> list[Block]:
    """What is odd, with line numbers: in the paper, then in what it delegates."""
    told = [w[:1].upper() + w[1:] for w in draft.warnings]
    for line in draft.lines:
        told += [f"Line {line.lines[0]}: {w}" for w in line.data.get("warnings", [])]
    if not told:
        return []
    rows = [f"• {esc(cut(w, 400))}" for w in told[:12]]
    if len(told) > 12:
        rows.append(f"and {len(told) - 12} more")
    return [section(cut(":warning: *To be checked*\n" + "\n".join(rows), 2900))]


def _progress(lines: Sequence[DraftLine]) -> Block:
    count = {choice: sum(x.choice is choice for x in lines) for choice in Choice}
    return context(
        f"{count[Choice.ACCEPTED]} accepted · {count[Choice.REJECTED]} rejected · "
        f"{count[Choice.WAITING]} to be decided. Only what is accepted is recorded."
    )


def _closing(draft: Draft, lines: Sequence[DraftLine]) -> Block:
    step, packed = ids.DRAFT_STEP, ids.pack(draft.id, draft.version)
    waiting = {x.kind for x in lines if x.choice is Choice.WAITING}
    found = []
    if waiting & {LineKind.RESOLUTION, LineKind.DELEGATION}:
        found.append(button("Accept all resolutions", f"{step}all_resolutions", packed))
    if LineKind.ACTION in waiting:
        found.append(button("Accept all actions", f"{step}all_actions", packed))
    if any(x.choice is Choice.ACCEPTED for x in lines):
        found.append(button("Record", f"{step}record", packed, "primary"))
    found.append(button("Which meeting?", f"{step}day", packed))
    found.append(button("Discard", f"{step}discard", packed))
    return actions(found, block_id=f"draft:{draft.id}")


def _recorded(draft: Draft, board: Board, lines: Sequence[DraftLine]) -> list[Block]:
    done = [x for x in lines if x.recorded_id]
    blocks = [
        section(
            f":white_check_mark: *Recorded from {_meeting_words(draft)}*\n{_recorded_counts(done)}"
        ),
        context(f"{esc(board.name)} · {esc(draft.name)}"),
    ]
    rows = [
        f"*{esc(x.data.get('recorded_as', ''))}* {esc(cut(text_in(x).replace(chr(10), ' '), 140))}"
        for x in done
    ]
    for start in range(0, len(rows), 10):
        blocks.append(section("\n".join(f"• {row}" for row in rows[start : start + 10])))
    notes = [str(n) for n in draft.meeting.get("notes", [])]
    if notes:
        blocks.append(section("\n".join(esc(n) for n in notes)))
    return blocks[:50]


def _recorded_counts(done: Sequence[DraftLine]) -> str:
    parts = []
    for kinds, word in (
        ({LineKind.RESOLUTION}, "resolution"),
        ({LineKind.DELEGATION}, "delegation"),
        ({LineKind.ACTION, LineKind.IMPLIED}, "action"),
    ):
        count = sum(x.kind in kinds for x in done)
        if count:
            parts.append(_count(count, word))
    return " · ".join(parts)


# --- forms ----------------------------------------------------------------------------------------


def line_form(line: DraftLine, private: str) -> Block:
    """Change one line; saving it accepts it. A text too long for Slack's input is left alone."""
    data, text = line.data, text_in(line)
    blocks: list[Block] = [context(f"What the paper says: {esc(cut(_as_read(line), 2000))}")]
    if len(text) <= 3000:
        hint = "One clause a row: a) …, b) …" if line.kind is LineKind.RESOLUTION else ""
        blocks.append(text_input("text", "Text", initial=text, multiline=True, hint=hint))
    if line.kind is not LineKind.RESOLUTION:
        label = "Delegated to" if line.kind is LineKind.DELEGATION else "Owners"
        blocks.append(
            text_input(
                "owners",
                label,
                initial=names_in(line),
                optional=True,
                hint="Names, initials, posts or “all members”, separated by commas; by semicolons "
                "where a post has commas in its name.",
            )
        )
    if line.kind in (LineKind.ACTION, LineKind.IMPLIED):
        blocks.append(
            text_input(
                "due",
                "By when?",
                initial=data["due_phrase"],
                optional=True,
                max_length=200,
                placeholder="next meeting, 13 March, end of April, tbc",
                hint="Read as of the day of the meeting.",
            )
        )
    if line.kind is not LineKind.DELEGATION:
        minute = data["ref"] if line.kind is LineKind.RESOLUTION else data["minute_ref"]
        blocks.append(
            text_input("minute_ref", "Minute", initial=minute, optional=True, max_length=40)
        )
    return modal(ids.LINE_FORM, "Edit this line", blocks, submit="Save and accept", private=private)


def names_in(line: DraftLine) -> str:
    """The owners or delegates of a line as its form shows them."""
    name = "delegates" if line.kind is LineKind.DELEGATION else "owners"
    return "; ".join(line.data.get(name, ()))


def _as_read(line: DraftLine) -> str:
    return str(line.data.get("as_read") or text_in(line))


def day_form(draft: Draft, private: str) -> Block:
    """Which meeting the paper is the minutes of."""
    held = day_in(draft.meeting)
    initial = f"{held.isoformat()}" if held else ""
    return modal(
        ids.DRAFT_DAY,
        "Which meeting?",
        [
            text_input(
                "day",
                "Day of the meeting",
                initial=initial,
                max_length=40,
                placeholder="14 October 2026",
                hint="Owners and due dates are read as of this day.",
            )
        ],
        private=private,
    )


def open_drafts(drafts: Sequence[Draft]) -> str:
    """The reviews of a board that are not finished."""
    if not drafts:
        return "No draft waits for review here. Type `/minutes` to have a paper read."
    rows = []
    for draft in drafts:
        waiting = sum(x.choice is Choice.WAITING for x in draft.lines)
        rows.append(f"• {esc(draft.name)}: {summary(draft)}; {waiting} to be decided")
    return "*Under review*\n" + "\n".join(rows) + "\n`/minutes review` sends them to you again."
