"""The attendance of a meeting in Slack: a card that one thumb fills in, its form, answers, and
attendance over time. Pure: data to blocks.

A name is a button: pressed, it is marked as the card's mode says (here, remotely, apologies,
absent) and goes to the list above. What was marked wrongly is taken back by the menu below.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.slack import ids
from bot.slack.views.blocks import (
    Block,
    actions,
    button,
    context,
    cut,
    esc,
    input_block,
    modal,
    section,
    select,
    text_input,
)
from workflows import quorum
from workflows.attendance_record import IN_A_ROW, AttendanceRecord, MemberRecord
from workflows.attendance_sheet import Sheet, row_words
from workflows.attendance_taking import Mark, Taken
from workflows.attendances import Attendance, Attends, Capacity
from workflows.deadlines import day_words
from workflows.declarations import Declaration
from workflows.declaring import number_of
from workflows.meetings import MeetingState

MODES = {
    Mark.HERE: "Here",
    Mark.REMOTELY: "Remotely",
    Mark.APOLOGIES: "Apologies",
    Mark.ABSENT: "Absent",
}
#: Buttons in one block of Slack's.
_IN_ONE = 25
#: Names on the card; beyond that they are typed.
_MOST_NAMES = 150
_MOST_LISTED = 40
_LISTS = (
    (Attends.PRESENT, "Here"),
    (Attends.IN_ATTENDANCE, "In attendance"),
    (Attends.APOLOGIES, "Apologies"),
    (Attends.ABSENT, "Absent"),
)


def heading(sheet: Sheet) -> str:
    """The line of the notification."""
    here = len(sheet.of(Attends.PRESENT))
    return f"Attendance, {day_words(sheet.meeting.day)}: {here} here"


def card(sheet: Sheet, mode: Mark = Mark.HERE, barred: Sequence[Declaration] = ()) -> list[Block]:
    """The whole card. `barred` are those who take no part in the item that is open."""
    blocks = [section(f"*Attendance, {day_words(sheet.meeting.day)}*{_where(sheet)}")]
    if words := quorum_line(sheet):
        blocks.append(section(words))
    if told := barred_words(barred, sheet.meeting.current_item):
        blocks.append(section(told))
    blocks += list(_lists(sheet))
    if sheet.vacant:
        blocks.append(context(f"Vacant: {esc('; '.join(sheet.vacant))}"))
    waiting = sheet.of(Attends.NONE)
    if waiting:
        blocks.append(_modes(sheet, mode))
        blocks.append(context(f"Tap a name: *{MODES[mode].lower()}*."))
        blocks += list(_names(sheet, waiting[:_MOST_NAMES], mode))
    blocks.append(_closing(sheet, waiting))
    return blocks


def _where(sheet: Sheet) -> str:
    if sheet.meeting.state is not MeetingState.OPEN or not sheet.meeting.current_item:
        return ""
    return f"\nat item {esc(cut(sheet.meeting.current_item, 120))}"


def quorum_line(sheet: Sheet) -> str:
    """The quorum with its sign, and who does not count, but for interests, which are said apart;
    empty where the board has set none."""
    words = quorum.quorum_words(sheet.quorate)
    if not words:
        return ""
    sign = ":white_check_mark:" if sheet.quorate.enough else ":warning:"
    others = [u for u in sheet.quorate.uncounted if u[1] != quorum.INTEREST]
    for name, why in others[:6]:
        words += f"\n• {name} {why}"
    return f"{sign} {esc(words)}"


def barred_words(barred: Sequence[Declaration], item: str) -> str:
    """Who takes no part in the item; empty if nobody."""
    if not barred:
        return ""
    who = ", ".join(esc(d.name) for d in barred)
    takes = "takes" if len(barred) == 1 else "take"
    return f":no_entry: Item {esc(number_of(item))}: {who} {takes} no part (declared interest)."


def _lists(sheet: Sheet) -> Iterator[Block]:
    for attends, words in _LISTS:
        rows = sheet.of(attends)
        if rows:
            told = "; ".join(esc(row_words(r)) for r in rows[:_MOST_LISTED])
            more = f" and {len(rows) - _MOST_LISTED} more" if len(rows) > _MOST_LISTED else ""
            yield section(f"*{words} ({len(rows)}):* {told}{more}")


def _modes(sheet: Sheet, mode: Mark) -> Block:
    buttons = [
        button(
            f"● {words}" if each is mode else words,
            f"{ids.ATTENDANCE_STEP}mode:{each.value}",
            ids.pack(f"{sheet.meeting.id}/{each.value}"),
            "primary" if each is mode else None,
        )
        for each, words in MODES.items()
    ]
    return actions(buttons, block_id="modes")


def _names(sheet: Sheet, waiting: Sequence[Attendance], mode: Mark) -> Iterator[Block]:
    for start in range(0, len(waiting), _IN_ONE):
        yield actions(
            [_name(sheet, row, mode) for row in waiting[start : start + _IN_ONE]],
            block_id=f"names:{start}",
        )


def _name(sheet: Sheet, row: Attendance, mode: Mark) -> Block:
    words = row.name
    if row.capacity is Capacity.SUBSTITUTE:
        words += f" (for {row.for_name})"
    elif row.capacity not in (Capacity.MEMBER, Capacity.ASSOCIATE):
        words += " (officer)" if row.capacity is Capacity.OFFICER else " (guest)"
    value = ids.pack(f"{sheet.meeting.id}/{mode.value}/{row.id}", row.version)
    return button(cut(words, 75), f"{ids.ATTENDANCE_STEP}mark:{row.id}", value)


def _closing(sheet: Sheet, waiting: Sequence[Attendance]) -> Block:
    meeting = sheet.meeting
    step = ids.ATTENDANCE_STEP
    found = [button("Substitute or guest…", f"{step}more", ids.pack(meeting.id, meeting.version))]
    seated = [r for r in waiting if r.capacity in (Capacity.MEMBER, Capacity.ASSOCIATE)]
    if seated and len(seated) < len(sheet.rows):
        state = sum(r.version for r in sheet.rows)
        packed = ids.pack(f"{meeting.id}/{len(seated)}", state)
        found.append(button(f"The other {len(seated)}: absent", f"{step}rest", packed))
    marked = [r for attends, _ in _LISTS for r in sheet.of(attends)]
    if marked:
        options = [
            (row_words(r), ids.pack(f"{meeting.id}/{Mark.NOT_YET.value}/{r.id}", r.version))
            for r in marked
        ]
        found.append(select(f"{step}back", options, placeholder="Take back…"))
    return actions(found, block_id="closing")


def more_form(sheet: Sheet) -> Block:
    """Whoever is not on the list: a substitute for a member, or a guest for an item."""
    members = [
        (r.name, r.id)
        for r in sheet.rows
        if r.capacity in (Capacity.MEMBER, Capacity.ASSOCIATE) and r.attends is not Attends.PRESENT
    ]
    blocks = [
        text_input("who", "Who?", max_length=200, placeholder="Name, or a post"),
    ]
    if members:
        blocks.append(
            input_block(
                "member",
                "On behalf of",
                select("value", members, placeholder="A member who is not here"),
                optional=True,
                hint="Leave empty for a guest or an officer.",
            )
        )
    blocks += [
        text_input("items", "Only for item", optional=True, max_length=60, placeholder="7"),
        input_block(
            "how",
            "Where?",
            select("value", [("In the room", "here"), ("Remotely", "remotely")], "here"),
        ),
    ]
    private = ids.pack(sheet.meeting.id, sheet.meeting.version)
    return modal(ids.ATTENDANCE_FORM, "Substitute or guest", blocks, private=private)


# --- answers --------------------------------------------------------------------------------------


def taken_words(taken: Taken) -> str:
    """What was marked, how many are there, and what the officer should know."""
    sheet = taken.sheet
    told = []
    if taken.changed:
        names = "; ".join(_now(r, r.id in taken.back) for r in taken.changed[:12])
        more = f" and {len(taken.changed) - 12} more" if len(taken.changed) > 12 else ""
        told.append(f":white_check_mark: {esc(names)}{more}.")
    told += [f":warning: {esc(w)}" for w in taken.told]
    told.append(f"{day_words(sheet.meeting.day)}: {counts(sheet)}.")
    if words := quorum_line(sheet):
        told.append(words)
    return "\n".join(told)


_STATE_WORDS = {
    Attends.PRESENT: "here",
    Attends.IN_ATTENDANCE: "in attendance",
    Attends.APOLOGIES: "apologies",
    Attends.ABSENT: "absent",
    Attends.NONE: "not marked",
}


def _now(row: Attendance, back: bool = False) -> str:
    if back:
        return f"{row_words(row)} is back"
    if row.left and row.attends is Attends.PRESENT:
        return row_words(row)
    return f"{row_words(row)}: {_STATE_WORDS[row.attends]}"


def counts(sheet: Sheet) -> str:
    """ "5 here (1 has left), 2 apologies, 3 not marked"."""
    told = []
    for attends, words in _STATE_WORDS.items():
        rows = sheet.of(attends)
        gone = sum(bool(row.left) for row in rows)
        left = f" ({gone} {'has' if gone == 1 else 'have'} left)" if gone else ""
        if rows:
            told.append(f"{len(rows)} {words}{left}")
    return ", ".join(told) or "nobody is on the list"


# --- over time ------------------------------------------------------------------------------------


def over_time(record: AttendanceRecord) -> list[Block]:
    """Of how many possible meetings each was at how many, and who missed several in a row."""
    since, until = day_words(record.since), day_words(record.until)
    blocks = [section(f"*Attendance of {esc(record.board.name)}*\n{since} to {until}")]
    lacking = record.meetings - len(record.recorded)
    told = f"{len(record.recorded)} of {record.meetings} meetings have their attendance on record"
    blocks.append(context(f"{told}; the others are not counted." if lacking else f"{told}."))
    rows = [_member(m) for m in record.members]
    for start in range(0, min(len(rows), 80), 10):
        blocks.append(section("\n".join(rows[start : start + 10])))
    if not rows:
        blocks.append(section("No attendance is on record in these days."))
    if often := record.often_missing:
        names = ", ".join(f"{esc(m.name)} ({m.missed})" for m in often)
        blocks.append(section(f":warning: *Missed {IN_A_ROW} or more in a row:* {names}"))
    return blocks


def _member(member: MemberRecord) -> str:
    of = f"*{member.present} of {member.possible}*"
    told = [f"{esc(member.name)}{' (associate)' if member.associate else ''}: {of}"]
    for number, words in (
        (member.remotely, "remotely"),
        (member.apologies, "apologies"),
        (member.absent, "absent"),
        (member.substituted, "sent a substitute"),
        (member.unmarked, "not marked"),
    ):
        if number:
            told.append(f"{number} {words}")
    return " · ".join(told)
