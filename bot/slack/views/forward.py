"""The forward plan in Slack: what is owed, meeting by meeting. Pure: data to blocks."""

from __future__ import annotations

from collections.abc import Sequence

from bot.documents.forward_plan_files import note_of, sections, withheld_words
from bot.slack import ids
from bot.slack.views.blocks import (
    SECTION_MAX,
    Block,
    actions,
    button,
    context,
    cut,
    esc,
    section,
)
from workflows.dates import day_words
from workflows.forward_plan import Entry, ForwardPlan

#: Entries of one meeting or month in a message; the papers have all of them.
_MOST = 12
#: Sections in a message.
_SECTIONS = 36


def heading(plan: ForwardPlan) -> str:
    """For notifications."""
    return f"{plan.board.name}: forward plan to {day_words(plan.until)}"


def message(plan: ForwardPlan, *, may_post: bool = False, posted: bool = False) -> list[Block]:
    """The plan, with what its reader may do with it; none of that where it is `posted` for all."""
    matters = "1 matter" if plan.count == 1 else f"{plan.count} matters"
    blocks = [
        section(
            f"*Forward plan of {esc(plan.board.name)}*, to {day_words(plan.until)}: {matters} owed"
        )
    ]
    if not plan.meetings:
        blocks.append(
            section(
                "No meeting is scheduled, so what is owed to the next one has no place yet: "
                "`/meeting schedule 14 March 10:00-12:00`"
            )
        )
    there = list(sections(plan))
    for title, entries in there[:_SECTIONS]:
        blocks.append(section(f"*{esc(title)}*\n{_lines(entries)}"))
    notes = [f"and {len(there) - _SECTIONS} more sections"] if len(there) > _SECTIONS else []
    notes += [words for words in (withheld_words(plan),) if words]
    if notes:
        blocks.append(context("; ".join(notes)))
    if not posted:
        blocks.append(actions(_buttons(plan, may_post)))
    return blocks


def _buttons(plan: ForwardPlan, may_post: bool) -> list[Block]:
    value = f"{plan.board.id}|{plan.until.isoformat()}"
    found = [button("Send me Word, CSV and calendar", ids.FORWARD_STEP + "files", value)]
    if may_post and plan.board.channel_id:
        found.append(button("Post it in the channel", ids.FORWARD_STEP + "post", value))
    return found


def _lines(entries: Sequence[Entry]) -> str:
    if not entries:
        return "_nothing is owed yet_"
    return fitting([line(e) for e in entries], _MOST)


def fitting(lines: Sequence[str], most: int) -> str:
    """So many lines at most as one section holds, and how many it does not."""
    shown: list[str] = []
    room = SECTION_MAX - 100
    for each in lines[:most]:
        room -= len(each) + 1
        if room < 0:
            break
        shown.append(each)
    left = len(lines) - len(shown)
    return "\n".join([*shown, *([f"_and {left} more_"] if left else [])])


def line(entry: Entry) -> str:
    """One thing owed, in a line."""
    sign = ":red_circle:" if entry.late else ("◦" if entry.projected else "•")
    lock = ":lock: " if entry.exempt else ""
    facts = [entry.words.lower(), entry.who, note_of(entry)]
    if entry.until or entry.kind in ("deadline", "group"):
        facts.insert(1, entry.when)
    elif entry.day is None and entry.phrase:
        facts.insert(1, entry.phrase)
    told = " · ".join(esc(cut(f, 160)) for f in facts if f)
    return f"{sign} {lock}{esc(cut(entry.title, 160))} — _{told}_"


def on_its_way(plan_of: str) -> str:
    return (
        f"The forward plan of {esc(plan_of)} is on its way to you in our direct message, as .docx, "
        ".csv and .ics."
    )
