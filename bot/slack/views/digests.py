"""The digest ahead of a meeting and the day's message. Pure: data to blocks.

A digest is read whole in ten lines on a telephone: one line for each list, the worst first, the
rest in the attached log.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from bot.slack.views.actions import Card, card, title_cut
from bot.slack.views.blocks import Block, context, cut, divider, esc, section
from workflows.actions import Action
from workflows.deadlines import day_words
from workflows.delegations import Delegation
from workflows.digests import Digest
from workflows.owners import owner_words


def sentence(digest: Digest) -> str:
    """The state in one sentence."""
    when = f"{day_words(digest.meeting.day)}"
    live = len(digest.overdue) + len(digest.due_here) + len(digest.still_open)
    parts = [f"{live} open"]
    if digest.overdue:
        parts.append(f"{len(digest.overdue)} overdue")
    parts.append(f"{len(digest.completed)} completed since the last meeting")
    days = digest.working_days_left
    left = "today" if days == 0 else f"in {days} working day{'' if days == 1 else 's'}"
    return f"{digest.board.name} meets {left}, on {when}: {', '.join(parts)}."


def digest_blocks(digest: Digest, *, for_chair: bool) -> list[Block]:
    """The digest as one section a line."""
    meeting, zone = digest.meeting, digest.board.zone
    start, end = (
        t.astimezone(zone).strftime("%H:%M") for t in (meeting.starts_at, meeting.ends_at)
    )
    place = " · ".join(x for x in (f"{start}–{end}", esc(meeting.venue), meeting.link) if x)
    lines = [f"*{esc(sentence(digest))}*", place]
    if for_chair and digest.for_chair:
        lines.append(f":point_right: *For the chair:* {esc('; '.join(digest.for_chair))}")
    lines.append(_line(":red_circle:", "Overdue", digest.overdue))
    lines.append(_line(":calendar:", "Due at this meeting", digest.due_here))
    lines.append(_line(":white_circle:", "Open", digest.still_open))
    lines.append(_line(":white_check_mark:", "Completed since the last meeting", digest.completed))
    lines.append(_delegations(digest.delegations))
    blocks = [section("\n".join(lines))]
    notes = ["Action log attached as .docx and .pdf, the meeting as .ics"]
    if digest.withheld:
        notes.append(f"{digest.withheld} exempt matter(s) not shown here")
    blocks.append(context("; ".join(notes)))
    return blocks


def _line(sign: str, name: str, rows: Sequence[Action]) -> str:
    if not rows:
        return f"{sign} {name}: none"
    said = [
        f"{esc(a.reference)} {esc(cut(owner_words(a.owners), 40))}, {esc(cut(a.text, 60))}"
        for a in rows[:2]
    ]
    more = f" · and {len(rows) - 2} more" if len(rows) > 2 else ""
    return f"{sign} *{name} ({len(rows)}):* {' · '.join(said)}{more}"


def _delegations(rows: Sequence[Delegation]) -> str:
    if not rows:
        return ":scales: Delegated decisions to report: none"
    said = [f"{esc(d.reference)} {esc(cut(d.used_for or d.text, 60))}" for d in rows[:2]]
    more = f" · and {len(rows) - 2} more" if len(rows) > 2 else ""
    return f":scales: *Delegated decisions to report ({len(rows)}):* {' · '.join(said)}{more}"


def day_text(own: int, settle: int) -> str:
    """The line of the notification."""
    parts = []
    if own:
        parts.append(f"{own} action{'' if own == 1 else 's'} for you")
    if settle:
        parts.append(f"{settle} waiting for you as officer")
    return "Today: " + " and ".join(parts)


def day_blocks(own: Sequence[Card], settle: Sequence[Card], today: date) -> list[Block]:
    """The one message of the day, worst first, with buttons; at most 12 cards."""
    blocks: list[Block] = [section(f"*{day_text(len(own), len(settle))}* — {day_words(today)}")]
    room = 12
    for heading, cards in (("", own), ("*Waiting for you as officer*", settle)):
        if heading and cards:
            blocks += [divider(), section(heading)]
        for each in cards[:room]:
            blocks += card(each)
        rest = cards[room:]
        room = max(room - len(cards), 0)
        if rest:
            names = ", ".join(title_cut(c.action, 40) for c in rest[:5])
            blocks.append(context(cut(f"and {len(rest)} more, on my Home tab: {names}", 2000)))
    return blocks
