"""What is said of an action after something was done: what happened, and whose turn it is. Pure:
data to text."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from bot.slack.views.actions import due_line, state_words, title, title_cut
from bot.slack.views.blocks import cut, esc
from workflows.absences import Away
from workflows.action_steps import Step
from workflows.actions import LIVE, Action, Turn
from workflows.deadlines import DueKind, day_words, describe
from workflows.owners import owner_words


def recorded(action: Action, today: date, away: Sequence[Away] = ()) -> str:
    """The echo after recording: what was read, what is still missing, and which of the owners are
    `away`."""
    said = f"Recorded {title(action)}\n{esc(owner_words(action.owners))} · " + esc(
        due_line(action, today)
    )
    missing = []
    if not action.owners:
        missing.append("it has no owner")
    elif not all(o.known for o in action.owners):
        missing.append("an owner is not yet known")
    if action.due.kind is DueKind.NONE:
        missing.append("it has no date")
    if action.due.day and action.due.day < today:
        missing.append("its date is already past")
    if missing:
        where = "`/meeting check`" if action.live else "Edit on its card"
        said += f"\n:triangular_flag_on_post: {', '.join(missing).capitalize()}; use {where}."
    said += "".join(f"\n:palm_tree: {esc(away_words(a))}" for a in away)
    if action.live:
        item = f" under item {esc(action.item)}" if action.item else ""
        said += (
            f"\n_Captured in the open meeting{item}: nobody is told before it is issued. "
            "`/action undo` takes it back._"
        )
    return said


def away_words(away: Away) -> str:
    """ "Tom Hallam is away until Mon 17 Aug 2027; Bea Lindqvist answers meanwhile." """
    who = away.answering.name if away.answering else "nobody stands in: the committee officer"
    meanwhile = f"{who} {'answers' if away.answering else 'hears'} meanwhile"
    return f"{away.person.name} is away until {day_words(away.absence.until)}; {meanwhile}."


def answered(action: Action, today: date, step: Step | None = None, *, noted: bool = False) -> str:
    """What happened, what it is like now, and whose turn it is. `noted`: the word of one of many,
    for whom somebody else answers, moved nothing."""
    state = state_words(action, today)
    if noted:
        leads = ", ".join(o.printed for o in action.owners if o.lead) or "the chair"
        said = f"Kept as a note: {esc(leads)} or a committee officer answers for all"
        return f"{title_cut(action, 80)} — {state}. {said}, and reminders go on."
    turn = {
        Turn.OWNER: "It is the owner’s turn.",
        Turn.OFFICER: "It is the committee officer’s turn.",
        Turn.NOBODY: "Nobody will be reminded of it.",
    }[action.turn]
    changed = _what_changed(action, today, step)
    return f"{title_cut(action, 80)} — {state}.{' ' + changed if changed else ''} {turn}"


def _what_changed(action: Action, today: date, step: Step | None) -> str:
    """The part that the step changed, read back."""
    asked = action.slips[-1] if action.slips else None
    match step:
        case Step.REASSIGN:
            return f"Owners now: {esc(owner_words(action.owners))}."
        case Step.EXTEND | Step.AGREE:
            return f"It is now {esc(due_line(action, today))}."
        case Step.ASK_TIME if asked:
            until = esc(describe(asked.to_due, today=today))
            return f"More time asked for: {until}. Until it is agreed the date stands."
        case Step.REFUSE:
            return f"More time is refused; it stays {esc(due_line(action, today))}."
        case Step.HUSH | Step.PROGRESS:
            quiet = max((d for d in _quiet_days(action) if d), default=today)
            limit = ", at most to the next meeting" if step is Step.HUSH else ""
            said = f"No reminders to the end of {day_words(quiet)}{limit}."
            return said if quiet > today else ""
        case Step.ASK_CHAIR:
            return "The chair is asked, in a message, to invite the owner to the meeting."
        case Step.TRANSFER if action.notes:
            return f"{esc(cut(action.notes[-1].text, 200))}."
        case Step.DONE if action.status in LIVE:
            left = [o.printed for o in action.owners if o.known and o.done_on is None]
            return f"Noted; still awaited: {esc(', '.join(left))}." if left else ""
        case _:
            return ""


def _quiet_days(action: Action) -> list[date | None]:
    return [action.hushed_until, *(o.quiet_until for o in action.owners)]
