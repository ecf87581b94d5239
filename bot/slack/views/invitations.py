"""Invitations in Slack and, through the same blocks, in e-mails; who is expected at a meeting; the
forms by which an officer notes an answer. Pure: data to blocks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.slack import ids
from bot.slack.views.blocks import (
    Block,
    actions,
    answer_here,
    button,
    context,
    esc,
    input_block,
    modal,
    section,
    select,
    text_input,
)
from bot.slack.views.meetings import hours, words
from workflows.attendances import Attendance, Reply
from workflows.boards import Board
from workflows.deadlines import day_words
from workflows.invitation_replies import REPLY_WORDS, Expected
from workflows.invitations import Invited, Told
from workflows.meetings import Meeting, MeetingState
from workflows.quorum import quorum_words

_MOST_MEETINGS = 8
#: What the subject of an e-mail begins with.
_SUBJECTS: Mapping[Told, str] = {
    Told.INVITED: "Invitation",
    Told.MOVED: "Changed",
    Told.CANCELLED: "Cancelled",
    Told.REVIVED: "Held after all",
    Told.UNINVITED: "No longer expected",
}


def answered_words(row: Attendance) -> str:
    """ "coming", "Bea Lindqvist comes instead"; empty where nothing was answered."""
    if row.reply is Reply.NONE:
        return ""
    if row.reply is Reply.SUBSTITUTE:
        return f"{row.substitute_name} comes instead"
    return REPLY_WORDS[row.reply]


# --- to one guest, and to a channel ---------------------------------------------------------------


@dataclass(frozen=True)
class Letter:
    """What one guest is told of a meeting."""

    meeting: Meeting
    board: Board
    told: Told
    row: Attendance
    reason: str = ""
    open: bool = True


def letter_text(letter: Letter) -> str:
    """The subject."""
    when = f"{day_words(letter.meeting.day)}, {hours(letter.meeting, letter.board)}"
    return f"{_SUBJECTS[letter.told]}: {letter.board.name}, {when}"


def letter_blocks(letter: Letter) -> list[Block]:
    """What happened, when and where in words, and the answers, as long as one is asked for."""
    blocks = [section(_what(letter))]
    if letter.told in (Told.CANCELLED, Told.UNINVITED) or not letter.open:
        return blocks
    blocks.append(section(_where(letter.meeting, letter.board)))
    if said := answered_words(letter.row):
        blocks.append(context(f"Your answer: {esc(said)}. You can change it."))
    blocks.append(buttons(letter.meeting))
    return blocks


def _what(letter: Letter) -> str:
    meeting, name = letter.meeting, f"*{esc(letter.board.name)}*"
    day = f"*{day_words(meeting.day)}* ({hours(meeting, letter.board)})"
    why = f" Reason: {esc(letter.reason)}" if letter.reason else ""
    match letter.told:
        case Told.INVITED:
            return f":calendar: You are invited to the meeting of {name} on {day}."
        case Told.CANCELLED:
            return f":no_entry_sign: The meeting of {name} on {day} is cancelled.{why}"
        case Told.REVIVED:
            return f":calendar: The meeting of {name} on {day} is held after all."
        case Told.UNINVITED:
            return f":calendar: You are no longer expected at the meeting of {name} on {day}."
    if meeting.moved_from and meeting.moved_from != meeting.day:
        before = day_words(meeting.moved_from)
        return f":calendar: The meeting of {name} of {before} has moved to {day}.{why}"
    return f":calendar: The meeting of {name} on {day} has changed.{why}"


def _where(meeting: Meeting, board: Board) -> str:
    start = meeting.starts_at.astimezone(board.zone)
    lines = [f"*When:* {day_words(meeting.day)}, {hours(meeting, board)} ({start:%Z})"]
    if meeting.venue:
        lines.append(f"*Where:* {esc(meeting.venue)}")
    if meeting.link:
        lines.append(f"*Online:* <{esc(meeting.link)}>")
    return "\n".join(lines)


def buttons(meeting: Meeting) -> Block:
    """The answers; in an e-mail the guest's link stands here."""
    value, step = ids.pack(meeting.id), ids.INVITATION_STEP
    elements = [
        button("Coming", step + "coming", value, "primary"),
        button("Not coming", step + "not_coming", value),
        button("Somebody comes instead", step + "substitute", value),
    ]
    return answer_here("meeting", "invitation", meeting.id, elements)


def card_text(meeting: Meeting, board: Board) -> str:
    """The notification of the channel's card."""
    return f"{board.name}: meeting of {day_words(meeting.day)}, please say whether you come"


def card_blocks(meeting: Meeting, board: Board, expected: Expected, *, ahead: bool) -> list[Block]:
    """For the channel: when and where, how many have answered what, and the buttons. No names."""
    name = f"*{esc(board.name)}*"
    if meeting.state is MeetingState.CANCELLED:
        day = day_words(meeting.day)
        return [section(f":no_entry_sign: The meeting of {name} of {day} is cancelled.")]
    blocks = [section(f":calendar: Invitations to the meeting of {name} have gone out."),
              section(_where(meeting, board))]  # fmt: skip
    counts = (
        (len(expected.coming), "coming"),
        (len(expected.apologies), "not coming"),
        (len(expected.waiting), "not answered"),
    )
    blocks.append(context(" · ".join(f"{n} {what}" for n, what in counts)))
    if ahead:
        blocks.append(context("Members and presenters: please answer here or in your e-mail."))
        blocks.append(buttons(meeting))
    return blocks


# --- to officers and members ----------------------------------------------------------------------


def expected_blocks(board: Board, expected: Expected, *, may_run: bool) -> list[Block]:
    """The meeting with who is expected, who has sent apologies, and the quorum that this makes."""
    meeting = expected.meeting
    blocks = [section(f"*{esc(board.name)}*\n{words(meeting, board)}")]
    if meeting.state is MeetingState.CANCELLED:
        blocks.append(section(f"It is cancelled. {esc(meeting.cancelled_reason)}".strip()))
        return blocks
    instead = dict(expected.substituted)
    apologies = [f"{n} ({instead[n]} comes instead)" if n in instead else n
                 for n in expected.apologies]  # fmt: skip
    lists = (
        ("Coming", expected.coming),
        ("Apologies", apologies),
        ("Not answered", expected.waiting),
        ("Presenters and substitutes", expected.guests),
    )
    blocks += [section(f"*{label}* ({len(n)}): {esc(', '.join(n))}") for label, n in lists if n]
    if quorum := _quorum(expected):
        blocks.append(section(quorum))
    if may_run and meeting.state is MeetingState.PLANNED:
        value, step = ids.pack(meeting.id), ids.INVITING_STEP
        blocks.append(
            actions(
                [
                    button("Invite", step + "invite", value),
                    button("Note an answer", step + "note", value),
                ]
            )
        )
    return blocks


def _quorum(expected: Expected) -> str:
    """The quorum of those who have said that they come, and of all who still may."""
    sure = quorum_words(expected.sure)
    if not sure:
        return ""
    said = f"*Expected quorum*, of those who have said that they come: {esc(sure)}."
    if expected.sure.enough or not expected.waiting:
        return said
    best = "reached" if expected.best.enough else f"still not: {esc(quorum_words(expected.best))}"
    return f"{said}\nIf all who have not answered come too: {best}."


def invited(done: Invited, board: Board) -> str:
    """What inviting did, for the officer."""
    day = day_words(done.meeting.day)
    if not done.new:
        said = f"Everybody had been invited to {esc(board.name)}, {day}. Nothing was sent."
    else:
        people = "1 invitation goes" if len(done.new) == 1 else f"{len(done.new)} invitations go"
        said = f":calendar: {esc(board.name)}, {day}: {people} out to {esc(', '.join(done.new))}."
        said += " By e-mail where there is an address, else in Slack."
    if done.before and done.new:
        said += f" {len(done.before)} had been invited before."
    if done.unreachable:
        said += (
            f"\n:warning: Nothing reaches {esc(', '.join(done.unreachable))}: add an e-mail "
            "address with `/board people`."
        )
    return said + "\nChanges and a cancellation follow by themselves. `/meeting show` has answers."


def menu(board: Board, meetings: Sequence[tuple[Meeting, int]]) -> list[Block]:
    """/meeting invite alone: what is to come, with how many are invited, and a button for each."""
    blocks = [section(f"*Invitations to meetings of {esc(board.name)}*")]
    if not meetings:
        blocks.append(section("No meeting is planned. `/meeting schedule` plans one."))
    for meeting, number in meetings[:_MOST_MEETINGS]:
        said = f"{words(meeting, board)} · {number or 'nobody'} invited"
        step = ids.INVITING_STEP + "invite"
        blocks.append(section(said, button("Invite", step, ids.pack(meeting.id))))
    how = "by itself, as soon as a meeting is planned" if board.invites else "when you say so"
    label = "Invite only when I say so" if board.invites else "Invite by itself from now on"
    step = ids.INVITING_STEP + ("never" if board.invites else "always")
    blocks.append(context(f"The bot invites {how}."))
    blocks.append(actions([button(label, step, ids.pack(board.id))]))
    return blocks


def cancelled_menu(board: Board, meetings: Sequence[Meeting]) -> list[Block]:
    """/meeting revive alone: what was cancelled and could still be held."""
    if not meetings:
        return [section(f"No meeting of {esc(board.name)} that is still ahead is cancelled.")]
    blocks = [section(f"*Cancelled meetings of {esc(board.name)}*")]
    for meeting in meetings[:_MOST_MEETINGS]:
        again = button("Plan it again", ids.INVITING_STEP + "revive", ids.pack(meeting.id))
        blocks.append(section(words(meeting, board), again))
    return blocks


def by_itself(board: Board) -> str:
    """What was switched."""
    if board.invites:
        return (
            f"{esc(board.name)} invites by itself from now on: everybody who belongs to a meeting, "
            "to all that is planned and as soon as one is scheduled."
        )
    return f"{esc(board.name)} invites only when an officer says so. Who is invited stays invited."


def noted(row: Attendance, meeting: Meeting) -> str:
    """What was recorded."""
    said = answered_words(row) or REPLY_WORDS[row.reply]
    return f":white_check_mark: {esc(row.name)}, {day_words(meeting.day)}: {esc(said)}."


def substitute_form(meeting: Meeting) -> Block:
    """Who comes instead."""
    return modal(
        ids.SUBSTITUTE_FORM,
        "Somebody comes instead",
        [
            section(f"The meeting of {day_words(meeting.day)}."),
            text_input("substitute", "Who comes instead of you?", max_length=120),
        ],
        private=ids.pack(meeting.id),
    )


def reply_form(meeting: Meeting, guests: Sequence[tuple[str, str]], mine: str = "") -> Block:
    """An answer, for one of the guests (name, id) where there is a choice."""
    blocks = [section(f"The meeting of {day_words(meeting.day)}.")]
    if guests:
        blocks.append(input_block("person", "Whose answer?", select("value", guests, mine or None)))
    answers = [
        ("Coming", Reply.COMING.value),
        ("Not coming", Reply.NOT_COMING.value),
        ("Somebody comes instead", Reply.SUBSTITUTE.value),
    ]
    blocks.append(input_block("reply", "Answer", select("value", answers, Reply.COMING.value)))
    blocks.append(text_input("substitute", "Who comes instead?", optional=True, max_length=120))
    return modal(ids.REPLY_FORM, "Coming or not", blocks, private=ids.pack(meeting.id))
