"""The notice clock in chat: the working of one meeting, and the form of a board's notice rules.
Pure: data to blocks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from bot.slack import ids
from bot.slack.views.blocks import (
    Block,
    actions,
    button,
    context,
    esc,
    input_block,
    modal,
    option,
    section,
    select,
    text_input,
)
from workflows.board_reminders import Changed
from workflows.boards import Board
from workflows.dates import day_words
from workflows.meetings import HELD, Meeting, MeetingState
from workflows.notice import (
    KEY_DECISION,
    MINUTES_ISSUE,
    PRIVATE_MEETING,
    PRIVATE_SECOND,
    Deadline,
    Notice,
    Published,
)
from workflows.notice_giving import WORDS
from workflows.notice_rules import BODY_WORDS, law_of
from workflows.notice_setting import EXECUTIVE_WORDS
from workflows.notice_words import (
    NOT_ADVICE,
    deadline_words,
    law_lines,
    published_words,
    row,
    rule_words,
)

_LABELS = {
    PRIVATE_MEETING: "Private: given",
    PRIVATE_SECOND: "Private again: given",
    KEY_DECISION: "Key decisions: given",
    MINUTES_ISSUE: "Minutes are out",
}
#: Days in one section: no name of a holiday makes them too long for it.
_ROWS = 25


@dataclass(frozen=True)
class Shown:
    """The working of one meeting for one reader. `registered`: the register has that meeting, with
    its hour; else only a day was asked about. `private`: it is held without the public. `given`: on
    which day each notice was. `meeting` for those who may say that one was."""

    board: Board
    notice: Notice
    published: Published | None
    registered: bool
    overdue: bool
    may_change: bool
    private: bool = False
    given: Mapping[str, date] = field(default_factory=dict)
    meeting: Meeting | None = None


def summary(data: Shown) -> str:
    """In one line, for where blocks are not shown."""
    day, last = day_words(data.notice.meeting_day), data.notice.last_publication_day
    return f"{data.board.name} meets on {day}: publish the agenda by {day_words(last)}"


def working(data: Shown) -> list[Block]:
    """The last day, every day counted or left out, the other deadlines, and the law."""
    notice = data.notice
    starts = notice.starts_at.astimezone(data.board.zone)
    head = f"*Notice of {esc(data.board.name)}, {day_words(notice.meeting_day)}"
    head += f", {starts:%H:%M}*" if data.registered else "*"
    said = [head, rule_words(notice.profile)]
    if not data.registered:
        said.append("No meeting of that day is in the register; this is what would hold.")
    if data.private:
        said.append("It is private: no public notice is asked for. These would be its days.")
    said.append(f"*Publish the agenda by {day_words(notice.last_publication_day)}.*")
    if data.published:
        sign = ":red_circle:" if data.published.late else ":white_check_mark:"
        said.append(f"{sign} {published_words(notice, data.published)}")
    elif data.overdue:
        said.append(":red_circle: That day has passed and the agenda is not out: it will be late.")
    blocks = [section("\n".join(said)), *_table(notice)]
    if notice.deadlines:
        lines = [f"• {deadline_words(d)}{_given(data, d)}" for d in notice.deadlines]
        blocks.append(section("\n".join(["*Deadlines*", *lines])))
    if notice.cautions:
        blocks.append(section("\n".join(f":warning: {c}" for c in notice.cautions)))
    if data.may_change:
        change = button("Change the notice rules", ids.NOTICE_STEP + "rules", data.board.id)
        blocks.append(actions([*_to_give(data), change]))
    return [*blocks, context(" ".join([*law_lines(notice.profile), NOT_ADVICE]))]


def _given(data: Shown, deadline: Deadline) -> str:
    """That it has been given, and when."""
    on = data.given.get(deadline.key)
    return f" — :white_check_mark: {day_words(on)}" if on else ""


def _to_give(data: Shown) -> list[Block]:
    """A button for each notice that may be marked as given now."""
    if data.meeting is None:
        return []
    ready = {MINUTES_ISSUE} if data.meeting.state in HELD else set(WORDS) - {MINUTES_ISSUE}
    if data.meeting.state not in {*HELD, MeetingState.PLANNED}:
        return []
    value = ids.pack(data.meeting.id, data.meeting.version)
    keys = [d.key for d in data.notice.deadlines if d.key in ready and d.key not in data.given]
    return [button(_LABELS[k], f"{ids.NOTICE_STEP}given:{k}", value) for k in keys]


def recorded(meeting: Meeting, kind: str, late: str) -> str:
    """That a notice was given, or minutes issued; what was late is flagged."""
    on = next((n.on for n in meeting.notices if n.kind == kind), meeting.day)
    done = "are out since" if kind == MINUTES_ISSUE else "was given on"
    said = (
        f":mega: Recorded: the {WORDS[kind]} of {day_words(meeting.day)} {done} {day_words(on)}. "
        "Nobody will be reminded of it."
    )
    return f"{said}\n:red_circle: {late[0].upper()}{late[1:]}." if late else said


def _table(notice: Notice) -> list[Block]:
    """Day by day, in letters of one width; a long notice over a long closure in several parts."""
    rows = [row(d) for d in notice.days]
    parts = (rows[n : n + _ROWS] for n in range(0, len(rows), _ROWS))
    return [section("```\n" + "\n".join(part) + "\n```") for part in parts]


def rules_form(board: Board) -> Block:
    """The form that changes a board's notice rules. Block ids are the fields of `NoticeForm`."""
    rules = board.notice
    bodies = [(words[0].upper() + words[1:], body.value) for body, words in BODY_WORDS.items()]
    law = law_of(board.nation, board.body).clear_days
    blocks = [
        context("Days are working days. What your constitution says wins over what is usual."),
        input_block("body", "Kind of body", select("value", bodies, board.body.value)),
        text_input(
            "clear_days",
            "Clear days of notice",
            initial="" if board.clear_days is None else str(board.clear_days),
            optional=True,
            placeholder=f"the law’s: {law}",
            hint="Only if the board has a number of its own. Empty: as the law says.",
            max_length=20,
        ),
        _number(
            "participation_before",
            "Requests to speak, days before the meeting",
            rules.participation_before,
            "1 is the working day before, 0 the day itself. Empty: none are taken.",
        ),
        input_block(
            "participation_hour",
            "Until",
            {
                "type": "timepicker",
                "action_id": "value",
                "initial_time": f"{rules.participation_hour:%H:%M}",
            },
        ),
        _number(
            "minutes_within",
            "Minutes issued within",
            rules.minutes_within,
            "Working days after the meeting. Empty: no target.",
        ),
        _executive(board),
    ]
    private = ids.pack(board.id, board.version)
    return modal(ids.NOTICE_FORM, "Notice of meetings", blocks, submit="Save", private=private)


def _number(field: str, label: str, number: int | None, hint: str) -> Block:
    initial = "" if number is None else str(number)
    return text_input(field, label, initial=initial, optional=True, hint=hint, max_length=20)


def _executive(board: Board) -> Block:
    options = {key: option(words, key) for key, words in EXECUTIVE_WORDS.items()}
    element: Block = {
        "type": "multi_static_select",
        "action_id": "value",
        "placeholder": {"type": "plain_text", "text": "none"},
        "options": list(options.values()),
    }
    if chosen := [options[key] for key in EXECUTIVE_WORDS if getattr(board.notice, key)]:
        element["initial_options"] = chosen
    hint = "For executives (a cabinet) and what a constitution puts on the same footing."
    return input_block("executive", "Switched on besides", element, optional=True, hint=hint)


def changed(done: Changed) -> str:
    """What a saved form did."""
    if not done.changes:
        return "Nothing was changed: the form held what the board has already."
    lines = [f"*{esc(done.board.name)}* now gives notice as you wrote it."]
    lines += [f"• {what}: {esc(was)} → *{esc(now)}*" for what, was, now in done.changes]
    lines.append("The agenda’s reminders follow. `/meeting notice` shows the days.")
    return "\n".join(lines)
