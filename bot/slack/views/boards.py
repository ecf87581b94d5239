"""A board and its people in Slack: summary, set-up form, list of people. Pure: data to blocks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

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
    option,
    people_input,
    section,
    select,
    text_input,
)
from bot.slack.views.people import ROLE_WORDS
from workflows.board_reminders import nation_words
from workflows.boards import Board
from workflows.calendars import NATIONS
from workflows.logbook import HEADINGS
from workflows.numbering import MINUTE_SCHEMES
from workflows.people import Role

_AGREED_BY = {
    "officer": "by the officer",
    "meeting": "by the meeting, recorded by the officer",
}


@dataclass(frozen=True)
class Summary:
    """What `/board` tells: the board, today's holders of each role by name, the next meeting in
    words, and what the reader may do."""

    board: Board
    holders: Mapping[Role, Sequence[str]]
    next_meeting: str
    open_actions: int
    may_change: bool


def nothing_here() -> list[Block]:
    """The menu of a channel without a board."""
    return [
        section(
            "*No board is set up in this channel yet.*\nA board is a committee with its people, "
            "its meetings and its action log. Whoever sets it up becomes its committee officer; "
            "only a name is needed, everything else has a default."
        ),
        actions([button("Set up a board here", ids.BOARD_STEP + "setup", "here", "primary")]),
        context("Or type `/board setup`. `/board list` shows the boards there are."),
    ]


def summary(data: Summary) -> list[Block]:
    """The board in a few lines, with a menu."""
    board = data.board
    lines = [f"*{esc(board.name)}* ({esc(board.short_name)})"]
    for label, told in (
        ("Also called", ", ".join(board.aliases)),
        ("Areas", ", ".join(board.areas)),
        ("Meets", board.meeting_pattern),
    ):
        if told:
            lines.append(f"{label}: {esc(cut(told, 400))}")
    for role in (Role.OFFICER, Role.CHAIR, Role.VICE_CHAIR):
        held = data.holders.get(role) or ()
        lines.append(f"{ROLE_WORDS[role].capitalize()}: {esc(', '.join(held)) or 'nobody'}")
    count = len(data.holders.get(Role.MEMBER) or ())
    lines.append(f"Members: {count}")
    lines.append(f"Next meeting: {esc(data.next_meeting) or 'none scheduled'}")
    lines.append(f"Open actions: {data.open_actions}")
    ways = [
        f"actions {esc(board.action_scheme)}",
        f"minutes {esc(board.minute_scheme)}",
        f"marker “{esc(board.marker)}”",
        f"working days of {nation_words(board.nation)}",
        board.time_zone,
        f"more time agreed {_AGREED_BY[board.extension_agreed_by]}",
    ]
    buttons = [
        button("People", ids.BOARD_STEP + "people", board.id),
        button("Send me the action log", ids.BOARD_STEP + "log", board.id),
    ]
    if data.may_change:
        buttons.append(button("Change the set-up", ids.BOARD_STEP + "setup", board.id))
    return [section("\n".join(lines)), context(" · ".join(ways)), actions(buttons)]


def set_up_words(board: Board, fresh: bool) -> str:
    """What happened, and what to do next."""
    if not fresh:
        return f"*{esc(board.name)}* is changed as you wrote it. Nobody was told."
    return (
        f"*{esc(board.name)}* is set up in <#{board.channel_id}>, and you are its committee "
        "officer.\n"
        "*Next*\n"
        "• `/board people`: add posts, and people who are not in Slack\n"
        "• `/meeting schedule 14 March 10:00-12:00 at Council Chamber`\n"
        "• `/action @owner by next meeting: what is to be done`\n"
        "• invite me to the channel, if I am not in it yet: `/invite @Matters Arising`"
    )


def done(title: str, text: str) -> Block:
    """The form, submitted: what happened."""
    return modal("done", title, [section(text)], submit=None, close="Close")


@dataclass(frozen=True)
class SetUp:
    """What the set-up form begins with: the board, or none yet; the Slack ids in each role."""

    channel: str
    board: Board | None
    name: str
    holders: Mapping[Role, Sequence[str]]
    absent: bool = False


def set_up_form(data: SetUp) -> Block:
    """Name and officer first; everything below has a default. Block ids are the fields of
    `board_setup.Settings`."""
    board = data.board
    blocks: list[Block] = []
    if data.absent:
        blocks.append(
            context(
                ":information_source: I am not in this channel yet and could not write to it. "
                "Invite me: `/invite @Matters Arising`"
            )
        )
    blocks += [
        text_input("name", "Name of the board", initial=data.name, max_length=150),
        _role("officers", "Committee officers", data, Role.OFFICER, optional=False),
        _role("chairs", "Chairs", data, Role.CHAIR),
        _role("vice_chairs", "Vice-chairs", data, Role.VICE_CHAIR),
        _role("members", "Members", data, Role.MEMBER),
        context("People who are not in Slack, and posts, are added with `/board people`."),
        *_ways(board),
    ]
    title = "Change the set-up" if board else "Set up a board"
    private = ids.pack(data.channel, board.version if board else 0)
    return modal(ids.BOARD_FORM, title, blocks, submit="Save", private=private)


def _role(field: str, label: str, data: SetUp, role: Role, *, optional: bool = True) -> Block:
    return people_input(field, label, list(data.holders.get(role, ())), optional=optional)


def _ways(board: Board | None) -> list[Block]:
    """How the board works, with its defaults shown."""
    b = board
    return [
        text_input(
            "short_name",
            "Short name",
            initial=b.short_name if b else "",
            optional=True,
            max_length=12,
            hint="Stands in references such as HWB-017. Left empty: the initials.",
        ),
        text_input(
            "aliases",
            "Other names in papers",
            initial=", ".join(b.aliases) if b else "",
            optional=True,
            hint="Parted by commas.",
            max_length=500,
        ),
        text_input(
            "areas",
            "Areas",
            initial=", ".join(b.areas) if b else "",
            optional=True,
            hint="For a joint board, separated by commas.",
            max_length=500,
        ),
        text_input(
            "action_scheme",
            "Numbering of actions",
            initial=b.action_scheme if b else "DDMMYY/NN",
            optional=True,
            hint="DDMMYY/NN (060922/04), PREFIX-NNN (HWB-017), YYYY/NN (2026/03), YY/N or N.",
            max_length=24,
        ),
        _choice(
            "minute_scheme",
            "Numbering of minutes",
            [(f"{s} – {cut(words, 60)}", s) for s, words in MINUTE_SCHEMES.items()],
            b.minute_scheme if b else "N",
        ),
        text_input(
            "marker",
            "The word before a decision",
            initial=b.marker if b else "RESOLVED that",
            optional=True,
            hint="As your minutes print it: RESOLVED that, ORDERED, Decision:",
            max_length=40,
        ),
        text_input(
            "meeting_pattern",
            "When it meets",
            initial=b.meeting_pattern if b else "",
            optional=True,
            placeholder="second Tuesday, every other month",
            max_length=200,
        ),
        _choice(
            "extension_agreed_by",
            "More time is agreed",
            [(words.capitalize(), key) for key, words in _AGREED_BY.items()],
            b.extension_agreed_by if b else "officer",
        ),
        _choice(
            "nation",
            "Working days of",
            [(nation_words(n), n) for n in NATIONS],
            b.nation if b else "england",
        ),
        text_input(
            "time_zone",
            "Time zone",
            initial=b.time_zone if b else "Europe/London",
            optional=True,
            max_length=60,
        ),
        _columns(b),
        context("Who is reminded when, digests and closed days: `/board reminders`."),
    ]


def _choice(field: str, label: str, options: Sequence[tuple[str, str]], initial: str) -> Block:
    return input_block(field, label, select("value", options, initial), optional=True)


def _columns(board: Board | None) -> Block:
    options = [option(heading, key) for key, heading in HEADINGS.items()]
    chosen = board.log_columns if board else ()
    element: Block = {"type": "multi_static_select", "action_id": "value", "options": options}
    if chosen:
        element["initial_options"] = [option(HEADINGS[c], c) for c in chosen if c in HEADINGS]
    return input_block(
        "log_columns",
        "Columns of the action log",
        element,
        optional=True,
        hint="In the order in which you choose them. Left empty: the usual eight.",
    )


def board_lines(rows: Sequence[tuple[Board, Sequence[Role], str]]) -> str:
    """The boards of a workspace: channel, what the reader is on each, the next meeting."""
    if not rows:
        return "No board is set up yet. Open the channel of one and type `/board setup`."
    lines = []
    for board, roles, meeting in rows[:40]:
        said = f"• *{esc(board.name)}*"
        said += f" in <#{board.channel_id}>" if board.channel_id else " (no channel of its own)"
        if roles:
            said += f" · you are {', '.join(ROLE_WORDS[r] for r in roles)}"
        lines.append(said + (f" · meets {esc(meeting)}" if meeting else " · no meeting scheduled"))
    if len(rows) > 40:
        lines.append(f"and {len(rows) - 40} more")
    return "\n".join(lines)
