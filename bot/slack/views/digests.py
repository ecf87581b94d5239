"""The digest ahead of a meeting. Pure: data to blocks.

A digest is read whole in ten lines on a telephone: one line for each list, the worst first, the
rest in the attached log.
"""

from __future__ import annotations

from collections.abc import Sequence

from bot.slack.views.blocks import Block, context, cut, esc, section
from workflows.actions import Action
from workflows.deadlines import day_words
from workflows.digests import Digest
from workflows.exercises import Exercise
from workflows.owners import initials


def sentence(digest: Digest) -> str:
    """The state in one sentence."""
    live = len(digest.overdue) + len(digest.due_here) + len(digest.still_open)
    overdue = f" ({len(digest.overdue)} overdue)" if digest.overdue else ""
    days = digest.working_days_left
    left = "today" if days == 0 else f"in {days} working day{'' if days == 1 else 's'}"
    name = digest.board.short_name or digest.board.name
    return (
        f"{name} meets {left}, on {day_words(digest.meeting.day)}: "
        f"{live} open{overdue}, {len(digest.completed)} completed."
    )


def digest_blocks(digest: Digest, *, for_chair: bool, with_calendar: bool = True) -> list[Block]:
    """The digest as one section a line. `with_calendar`: the meeting goes with it as a file, for
    whoever has no invitation to it."""
    meeting, zone = digest.meeting, digest.board.zone
    start, end = (
        t.astimezone(zone).strftime("%H:%M") for t in (meeting.starts_at, meeting.ends_at)
    )
    join = f"<{meeting.link}|join>" if meeting.link else ""
    venue = esc(cut(meeting.venue.split(",")[0], 18))
    place = " · ".join(x for x in (f"{start}–{end}", venue, join) if x)
    lines = [f"*{esc(sentence(digest))}*", place]
    if for_chair and digest.for_chair:
        lines.append(f":point_right: *For you:* {esc(', '.join(digest.for_chair))}")
    lines.append(_line(":red_circle:", "Overdue", digest.overdue))
    lines.append(_line(":calendar:", "Due here", digest.due_here))
    lines.append(_line(":white_circle:", "Open", digest.still_open))
    lines.append(_line(":white_check_mark:", "Completed", digest.completed))
    lines.append(_decided(digest.decided))
    lines += [f":date: {esc(cut(said, _PHONE))}" for said in digest.ahead]
    blocks = [section("\n".join(lines))]
    both = "The log and the calendar file are in the thread"
    notes = [both if with_calendar else "The log is in the thread"]
    if digest.missing:
        notes.append(f"{digest.missing} due and not on the agenda yet")
    if digest.withheld:
        several = "" if digest.withheld == 1 else "s"
        notes.append(f"{digest.withheld} exempt matter{several} not shown here")
    blocks.append(context("; ".join(notes)))
    return blocks


def _line(sign: str, name: str, rows: Sequence[Action]) -> str:
    """One line on a telephone: the count, and of the first whose it is and what."""
    return _one_line(sign, name, [(_whose(a), _without_owner(a)) for a in rows])


def _decided(rows: Sequence[Exercise]) -> str:
    return _one_line(":scales:", "Decided, to report", [(e.reference, e.decision) for e in rows])


def _whose(action: Action) -> str:
    """The first owner's initials; the reference where nobody is named."""
    return initials(action.owners[0].printed).upper() if action.owners else action.reference


def _without_owner(action: Action) -> str:
    """The text without the owner's name at its head, which the initials say already."""
    text = action.text
    for owner in action.owners:
        for head in (f"{owner.printed} to ", f"the {owner.printed} to "):
            if text.casefold().startswith(head.casefold()):
                return text[len(head) :]
    return text


#: Characters that stand side by side at 390 pixels.
_PHONE = 37


def _one_line(sign: str, name: str, rows: Sequence[tuple[str, str]]) -> str:
    if not rows:
        return f"{sign} {name}: none"
    whose, text = rows[0]
    more = f" +{len(rows) - 1}" if len(rows) > 1 else ""
    head = f"{name} {len(rows)}:"
    room = _PHONE - len(f"   {head} {whose} {more}")
    return f"{sign} *{head}* {esc(whose)} {esc(cut(text, max(room, 6)))}{more}"
