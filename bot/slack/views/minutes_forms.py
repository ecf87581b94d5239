"""The forms of /minutes: how papers come, a line is edited, and what Record will do.

Pure: data to blocks.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.slack import ids
from bot.slack.views.blocks import (
    Block,
    context,
    cut,
    divider,
    esc,
    file_input,
    input_block,
    modal,
    section,
    select,
    text_input,
)
from bot.slack.views.draft_lines import place
from bot.slack.views.minutes import warnings
from workflows.draft_lines import day_in
from workflows.draft_twins import NEW, WORK, asks_for_itself
from workflows.drafts import SITTING, Draft, DraftLine, LineKind, text_in
from workflows.minutes_plan import Plan

_CANDIDATES = 60
_HINTS = {
    LineKind.RESOLUTION: "One clause a row: a) …, b) …",
    LineKind.ATTENDANCE: "A row for each class, names between semicolons; in brackets the role, "
    "“remotely”, “item 7”. Substitutes: A for B.",
    LineKind.DECLARATION: "Name item 7: the interest (pecuniary, not registered)",
    LineKind.PROCEEDINGS: "A row each: Began: 10:35 · Ended: 12:33 · Minutes approved: "
    "2022-07-05 · Request to address: … · None: requests",
}
_ROWS = 40


def paper_form(private: str) -> Block:
    """The form of /minutes: files, or text that was copied."""
    return modal(
        ids.MINUTES_FORM,
        "Read minutes",
        [
            file_input(
                "file",
                "The paper",
                hint="Word, PDF, web page, Markdown or plain text, up to 20 MB each.",
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


def line_form(line: DraftLine, candidates: Sequence[tuple[str, str]], private: str) -> Block:
    """Change one line; saving it accepts it. A text too long for Slack's input is left alone.
    `candidates` are what on record it may stand for: (id, words)."""
    data, text = line.data, text_in(line)
    blocks: list[Block] = [context(f"The paper, {place(line)}: {esc(cut(_as_read(line), 2000))}")]
    if len(text) <= 3000:
        hint = _HINTS.get(line.kind, "")
        blocks.append(text_input("text", "Text", initial=text, multiline=True, hint=hint))
    else:
        told = "The text is too long for this form and stays as the paper has it."
        blocks.append(context(told))
    if line.kind in SITTING:
        return modal(
            ids.LINE_FORM, "Edit this line", blocks, submit="Save and accept", private=private
        )
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
    if line.kind in WORK:
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
    if candidates:
        blocks.append(_on_record(line, candidates))
    return modal(ids.LINE_FORM, "Edit this line", blocks, submit="Save and accept", private=private)


def _on_record(line: DraftLine, candidates: Sequence[tuple[str, str]]) -> Block:
    """What on record it stands for. Where that is only likely nothing is chosen beforehand."""
    there = line.data.get("on_record") or {}
    chosen = line.data.get("pair") or there.get("id") or NEW
    options = [("Nothing: a matter of its own", NEW)]
    options += [(words, each) for each, words in candidates[:_CANDIDATES]]
    initial = None if asks_for_itself(line) else chosen
    element = select("value", options, initial=initial, placeholder="Choose")
    return input_block(
        "pair", "Stands for on record", element, hint="Pair it with what was captured, or unpair."
    )


def names_in(line: DraftLine) -> str:
    """The owners or delegates of a line as its form shows them."""
    name = "delegates" if line.kind is LineKind.DELEGATION else "owners"
    return "; ".join(line.data.get(name, ()))


def _as_read(line: DraftLine) -> str:
    return str(line.data.get("quote") or line.data.get("as_read") or text_in(line))


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


def record_form(plan: Plan, private: str) -> Block:
    """What Record will do, before it is done."""
    blocks: list[Block] = []
    if printed := plan.draft.meeting.get("other_board"):
        blocks.append(
            section(f":warning: *The paper names “{esc(cut(str(printed), 150))}”.* Recording "
                    "says that it is yours all the same.")
        )  # fmt: skip
    blocks += [section(f"*{w}*") for w in plan.draft.warnings if "was cancelled" in w]
    blocks.append(section(f"{esc(plan.meeting)}."))
    blocks.append(section("*New:* " + (" · ".join(plan.new) or "nothing")))
    if plan.changes:
        blocks.append(section(f"*Changed on record ({len(plan.changes)}):*"))
        blocks += _rows(plan.changes)
    blocks.append(section(cut("*Told, once each:* " + (_told(plan) or "nobody"), 2900)))
    if plan.unsettled:
        told = f":warning: *Still open:* {esc(' · '.join(plan.unsettled))}. "
        blocks.append(section(told + "Record leaves this so; Cancel, then Edit, settles it."))
    if plan.left:
        blocks += [divider(), context("; ".join(plan.left) + ".")]
    return modal(ids.RECORD_DRAFT, "Record", blocks, submit="Record", private=private)


def _told(plan: Plan) -> str:
    return ", ".join(f"{esc(name)} ({n} action{'' if n == 1 else 's'})" for name, n in plan.told)


def _rows(rows: Sequence[str]) -> Iterator[Block]:
    for start in range(0, min(len(rows), _ROWS), 8):
        shown = rows[start : min(start + 8, _ROWS)]
        yield section("\n".join(f"• {esc(cut(row, 340))}" for row in shown))
    if len(rows) > _ROWS:
        yield context(f"and {len(rows) - _ROWS} more")


def said_view(draft: Draft) -> Block:
    """All warnings, and what the paper says that the register has no place for: shown only."""
    blocks: list[Block] = []
    if told := warnings(draft):
        blocks.append(section(":warning: *To be checked*"))
        for start in range(0, min(len(told), 160), 8):
            rows = (f"• {esc(cut(w, 340))}" for w in told[start : start + 8])
            blocks.append(section("\n".join(rows)))
    said = draft.meeting.get("said") or []
    if said:
        blocks += [
            divider(),
            section(
                "*Read, and shown only.* The register has no place for it: it is not recorded."
            ),
        ]
    for start in range(0, len(said), 5):
        told_here = (
            f"• *{esc(heading)}*{f', line {line}' if line else ''}: {esc(cut(words, 500))}"
            for heading, words, line in said[start : start + 5]
        )
        blocks.append(section("\n".join(told_here)))
    return modal(ids.DRAFT_SAID, "What else it says", blocks[:100], submit=None, close="Close")
