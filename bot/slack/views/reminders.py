"""When and whom a board reminds: the policy in words, its form, and the preview of one action.
Pure: data to blocks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, time

from bot.slack import ids
from bot.slack.views.blocks import (
    Block,
    actions,
    button,
    context,
    cut,
    divider,
    esc,
    input_block,
    modal,
    option,
    section,
    select,
    text_input,
)
from workflows.board_reminders import Changed, closed_ahead, nation_words
from workflows.boards import Board, NudgePolicy, To
from workflows.calendars import NATIONS
from workflows.dates import day_words
from workflows.ladder_preview import Line, Preview
from workflows.policy_words import (
    TO_WORDS,
    after_sentences,
    before_sentences,
    joined,
    meeting_sentences,
    officer_sentences,
    typed_days,
    typed_follows,
)

#: Lines of a preview that a message shows; the command line shows them all.
_MOST_AHEAD = 8
_MOST_SENT = 6
_FOLLOWS_HINT = (
    "Working days after, and who hears then: owner, deputy, officer, lead officer or chair. "
    "A line such as “10 chair” asks the chair to invite the owner."
)


def policy(board: Board, today: date, *, may_change: bool) -> list[Block]:
    """The policy in plain sentences, grouped as it happens; for officers a way to change it."""
    closed = closed_ahead(board, today)
    days = (
        f"At {board.policy.hour:%H:%M} ({esc(board.time_zone)}), on working days of "
        f"{nation_words(board.nation)}."
    )
    shut = f"Closed besides: {'; '.join(closed)}." if closed else "Closed on no other days."
    group = "its chair alone" if board.groups_answer == "chair" else "every member"
    groups = (
        ("Before it is due", before_sentences(board.policy)),
        ("Once it is late", after_sentences(board.policy)),
        ("After an answer", officer_sentences(board.policy)),
        ("Ahead of each meeting", meeting_sentences(board.policy)),
        ("Hour and days", (days, shut, f"Of what a group owns, {group} is reminded.")),
    )
    blocks: list[Block] = [section(f"*When {esc(board.name)} reminds*")]
    for heading, sentences in groups:
        blocks.append(section("\n".join([f"*{heading}*", *(f"• {s}" for s in sentences)])))
    if may_change:
        change = button("Change the reminders", ids.REMINDERS_STEP + "board", board.id, "primary")
        blocks.append(actions([change]))
    blocks.append(
        context("`/board reminders 060922/02` shows on which days one action’s reminders go out.")
    )
    return blocks


def policy_form(board: Board, today: date) -> Block:
    """The form that changes all of it. Block ids are the fields of `PolicyForm`."""
    policy = board.policy
    nations = [(nation_words(n), n) for n in NATIONS]
    answers = [("Every member of it", "members"), ("Its chair alone", "chair")]
    blocks = [
        context("Days are working days. Leave a field empty for none."),
        section("*Before it is due*"),
        _days("before_meeting", "Before a meeting", policy.before_meeting),
        _days("before_date", "Before a date", policy.before_date, "0 is the day itself."),
        _recipients("before_to", "Who hears beforehand", policy.before_to),
        divider(),
        section("*Once it is late*"),
        *_late(policy),
        _number(
            "outcome_grace",
            "Time to record a meeting’s outcome",
            policy.outcome_grace,
            "Working days after a meeting in which nobody is reminded of what was due there.",
        ),
        divider(),
        section("*After an answer*"),
        _days(
            "officer_turn",
            "What waits for the officer",
            policy.officer_turn,
            "Working days after an answer such as done or blocked, until it is accepted.",
        ),
        _number(
            "progress_hush",
            "Peace after a word of progress",
            policy.progress_hush,
            "Working days for which the owner of something overdue is then left alone.",
        ),
        divider(),
        section("*Ahead of each meeting*"),
        _days("digest_before", "Digest with the action log", policy.digest_before),
        _days(
            "agenda_before",
            "Publish the agenda",
            policy.agenda_before,
            "The officer hears of it on these days until it is published.",
        ),
        divider(),
        section("*Hour and days*"),
        _hour(policy.hour),
        input_block("nation", "Working days of", select("value", nations, board.nation)),
        text_input(
            "closed_days",
            "Closed besides bank holidays",
            initial="\n".join(closed_ahead(board, today)),
            multiline=True,
            optional=True,
            placeholder="24 December 2026 to 2 January 2027",
            hint="A date or a range of dates on each line. What is past is kept, and not shown.",
        ),
        input_block(
            "groups_answer",
            "Of what a group owns, reminders go to",
            select("value", answers, board.groups_answer),
        ),
    ]
    private = ids.pack(board.id, board.version)
    return modal(ids.BOARD_REMINDERS_FORM, "Reminders", blocks, submit="Save", private=private)


def ladder_inputs(policy: NudgePolicy, before: Sequence[int]) -> list[Block]:
    """The part of a policy that one action can have for itself."""
    return [
        _days("before", "Days before it is due", before, "0 is the day itself."),
        _recipients("before_to", "Who hears beforehand", policy.before_to),
        *_late(policy),
        _hour(policy.hour),
    ]


def _late(policy: NudgePolicy) -> list[Block]:
    return [
        text_input(
            "overdue",
            "Who hears once it is late",
            initial=typed_follows(policy.overdue),
            optional=True,
            placeholder="3 owner, 3 deputy, 5 officer, 5 lead officer",
            hint=_FOLLOWS_HINT,
            max_length=400,
        ),
        _number(
            "overdue_every",
            "Then again every so many working days",
            policy.overdue_every,
            "5 is weekly, 0 is never again.",
        ),
        _recipients("weekly_to", "Who hears every time", policy.weekly_to),
    ]


def _days(field: str, label: str, days: Sequence[int], hint: str = "") -> Block:
    return text_input(
        field,
        label,
        initial=typed_days(days),
        optional=True,
        placeholder="none",
        hint=hint,
        max_length=60,
    )


def _number(field: str, label: str, number: int, hint: str) -> Block:
    return text_input(field, label, initial=str(number), hint=hint, max_length=60)


def _hour(hour: time) -> Block:
    element: Block = {
        "type": "timepicker",
        "action_id": "value",
        "initial_time": f"{hour:%H:%M}",
    }
    hint = "Local time. A person on several boards hears once a day, at the earliest hour."
    return input_block("hour", "Hour", element, hint=hint)


def _recipients(field: str, label: str, chosen: Sequence[To]) -> Block:
    options = {to: option(words[4:].capitalize(), to) for to, words in TO_WORDS.items()}
    element: Block = {
        "type": "multi_static_select",
        "action_id": "value",
        "placeholder": {"type": "plain_text", "text": "nobody"},
        "options": list(options.values()),
    }
    if chosen:
        element["initial_options"] = [options[to] for to in TO_WORDS if to in chosen]
    return input_block(field, label, element, optional=True)


def changed(done: Changed) -> str:
    """What a saved form did."""
    if not done.changes:
        return "Nothing was changed: the form held what the board has already."
    lines = [f"*{esc(done.board.name)}* now reminds as you wrote it."]
    lines += [
        f"• {what}: {esc(cut(was, 300))} → *{esc(cut(now, 300))}*"
        for what, was, now in done.changes
    ]
    moved = {
        0: "No action’s next reminder moved.",
        1: "The next reminder of one action moved to another day.",
    }
    many = f"The next reminders of {done.moved} actions moved to other days."
    lines.append(moved.get(done.moved, many))
    return "\n".join(lines)


# --- one action -------------------------------------------------------------------------------


def preview(data: Preview, head: str, *, may_change: bool) -> list[Block]:
    """When one action's reminders go out, to whom and why; `head` is its title as its reader may
    see it."""
    blocks: list[Block] = [section(head), context(summary(data))]
    if may_change:
        packed = ids.pack(data.action.id, data.action.version)
        change = button("Change for this action", ids.REMINDERS_STEP + "action", packed)
        blocks.append(actions([change]))
    ahead, sent = _steps(data.ahead), _steps(data.sent)[-_MOST_SENT:]
    shown = ahead[:_MOST_AHEAD]
    if sent:
        lines = [f"• {_when(step[0])} → {_whom(step)}: {esc(step[0].why)}" for step in sent]
        blocks.append(section("\n".join(["*Sent*", *lines])))
    told = _lines(shown)
    for start in range(0, len(told), 4):
        lines = told[start : start + 4]
        blocks.append(section("\n".join([*(["*Ahead*"] if not start else []), *lines])))
    if left := len(ahead) - len(shown):
        blocks.append(context(f"and {left} more up to {day_words(data.until)}"))
    return blocks


def _steps(lines: Sequence[Line]) -> list[list[Line]]:
    """What goes out at one moment for one reason, together, whoever it goes to."""
    found: dict[tuple[datetime, str, str], list[Line]] = {}
    for line in lines:
        found.setdefault((line.at, line.why, line.silent), []).append(line)
    return list(found.values())


def summary(data: Preview) -> str:
    """ "Would go out Fri 27 Jan 2023, Fri 3 Feb 2023, …; skipped: 1 bank holiday (Good Friday)"."""
    going = [line for line in data.ahead if not line.silent]
    if not going:
        return esc(data.nothing)
    days = list(dict.fromkeys(day_words(line.day) for line in going))
    more = ", …" if len(days) > 4 else ""
    said = f"Would go out {', '.join(days[:4])}{more}"
    if skipped := _closures(going):
        said += f"; skipped: {skipped}"
    return esc(said + ". An answer, or a meeting that moves, changes what lies ahead.")


def _closures(lines: Sequence[Line]) -> str:
    """The closed weekdays that are skipped on the way, each once, by name."""
    found = {s.day: s.why for line in lines for s in line.skipped if not s.weekend}
    holidays = [why for why in found.values() if why != "closed day"]
    own = len(found) - len(holidays)
    said = []
    if holidays:
        named = ", ".join(dict.fromkeys(holidays))
        said.append(f"{len(holidays)} bank holiday{'' if len(holidays) == 1 else 's'} ({named})")
    if own:
        said.append(f"{own} day{'' if own == 1 else 's'} on which the board is closed")
    return " and ".join(said)


def _lines(steps: Sequence[Sequence[Line]]) -> list[str]:
    """A line for each moment; a closed day is named where it is first skipped, and not again."""
    found, named = [], set[date]()
    for step in steps:
        new = [replace(step[0], skipped=tuple(s for s in step[0].skipped if s.day not in named))]
        named |= {s.day for s in step[0].skipped}
        found.append(_step(step, _closures(new)))
    return found


def _step(step: Sequence[Line], skipped: str) -> str:
    line = step[0]
    why = f"{line.why}; skipped: {skipped}" if skipped else line.why
    if line.silent:
        return f"• ~{_when(line)}~ {_whom(step)}: _{esc(line.silent)}_"
    return f"• *{_when(line)}* → {_whom(step)}: {esc(why)}"


def _when(line: Line) -> str:
    return f"{day_words(line.day)}, {line.at:%H:%M}"


def _whom(step: Sequence[Line]) -> str:
    return esc(", ".join(f"{joined(x.people)} ({TO_WORDS[x.to][4:]})" for x in step))


def preview_modal(data: Preview, head: str, *, may_change: bool) -> Block:
    """The preview over whatever the button stood on."""
    packed = ids.pack(data.action.id, data.action.version)
    blocks = preview(data, head, may_change=may_change)
    return modal(
        ids.ACTION_REMINDERS, "Reminders", blocks, submit=None, close="Close", private=packed
    )
