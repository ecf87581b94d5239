"""App Home: what I owe, what waits for me, the next meetings, in this order. Pure: data to a view.

At most 100 blocks: the most pressing first, each in two; what does not fit is counted.
"""

from __future__ import annotations

from collections.abc import Sequence

from bot.slack import ids
from bot.slack.views.absences import home_blocks, on_behalf
from bot.slack.views.actions import due_line, label, state_words, title_cut, turn_words
from bot.slack.views.blocks import (
    Block,
    actions,
    button,
    context,
    cut,
    divider,
    esc,
    header,
    overflow,
    section,
)
from bot.slack.views.delegation_home import held_blocks
from bot.slack.views.meetings import words as meeting_words
from bot.slack.views.waiting import by_matter
from bot.slack.views.watched.table import matter_block
from workflows import unreached
from workflows.access import Caller
from workflows.action_steps import Step, possible
from workflows.actions import LIVE, Action, Status
from workflows.deadlines import day_words
from workflows.digests import is_overdue
from workflows.home import Home, Waiting
from workflows.owners import owner_words

#: Rows of two blocks: of one's own, and for each kind of matter that waits.
_MOST_MINE = 15
_MOST_WAITING = 4
_MOST_OF_A_MATTER = 5
_MOST_BLOCKS = 100
_OWNER_STEPS = (Step.DONE, Step.PROGRESS, Step.BLOCKED, Step.ASK_TIME)
_OWNER_MENU = (Step.NOT_MINE, Step.HUSH, Step.EDIT, Step.EXTEND, Step.REASSIGN)


def home_view(home: Home) -> Block:
    """The Home tab of one person."""
    away = home_blocks(home.away, home.standing_in)
    if not home.boards and not home.mine and not home.held:
        return {"type": "home", "blocks": [*away, *_welcome()]}
    blocks = [*away, *_mine(home), *held_blocks(home.held), *_waiting(home)]
    meetings = [*_meetings(home), *_reached_by(home)]
    room = _MOST_BLOCKS - len(meetings)
    if len(blocks) > room:
        more = context("More waits than fits here: `/action list` and `/board log` show it all.")
        blocks = [*blocks[: room - 1], more]
    return {"type": "home", "blocks": [*blocks, *meetings]}


def _welcome() -> list[Block]:
    return [
        header("Nothing yet"),
        section(
            "Here stands what you have agreed to do for your committees, with buttons to answer, "
            "and when they meet next."
        ),
        section(
            "*You clerk a committee?* Open its channel and type `/board setup`.\n"
            "*You sit on one?* Ask its officer to add you with `/board people`."
        ),
    ]


# --- mine -------------------------------------------------------------------------------------


def _mine(home: Home) -> list[Block]:
    live = [a for a in home.mine if a.status in LIVE]
    live.sort(key=lambda a: not is_overdue(a, home.today))  # stable: by due day within each
    reported = [a for a in home.mine if a.status is Status.PROPOSED_DONE]
    overdue = sum(is_overdue(a, home.today) for a in live)
    count = f"{len(live)}, {overdue} overdue" if overdue else f"{len(live)}"
    blocks: list[Block] = [header(f"What I owe ({count})")]
    if not live:
        blocks.append(
            section(
                "Nothing is open for you. :tada: When an action is recorded with your name, it "
                "stands here with buttons to answer."
            )
        )
    for action in live[:_MOST_MINE]:
        blocks += _row(action, home, "mine", _OWNER_STEPS, _OWNER_MENU)
    if len(live) > _MOST_MINE:
        left = len(live) - _MOST_MINE
        blocks.append(context(f"and {left} more: `/action list` in our direct message"))
    if reported:
        named = ", ".join(title_cut(a, 40) for a in reported[:10])
        blocks.append(context(cut(f"Reported done, with the officer: {named}", 2000)))
    return blocks


def _row(
    action: Action,
    home: Home,
    block: str,
    steps: Sequence[Step],
    menu: Sequence[Step] = (),
) -> list[Block]:
    """An action in two blocks, with the steps its reader may take now."""
    allowed = _steps(action, home.caller)
    value = ids.pack(action.id, action.version)
    board = next((b.short_name or b.name for b in home.boards if b.id == action.board_id), "")
    origin = f"{esc(board)} · " if len(home.boards) > 1 and board else ""
    said = (
        f"{title_cut(action, 200)}\n{state_words(action, home.today)} · {origin}"
        f"{esc(cut(owner_words(action.owners), 80))} · {esc(due_line(action, home.today))}"
    )
    if turn := turn_words(action, home.today) if block == "mine" else "":
        said += f" · {turn}"
    if action.id in home.on_behalf:
        said += f"\n_{esc(on_behalf(home.on_behalf[action.id]))}_"
    if action.notes and block != "mine":
        said += f"\n_{esc(cut(action.notes[-1].text, 200))}_"
    asked = action.asked_slip
    if asked:
        said += f"\nMore time asked for, until {esc(cut(asked.to_due.phrase, 60))}: " + (
            f"_{esc(cut(asked.reason, 160))}_"
        )
    rest = [(label(action, s), f"{s.value}|{value}") for s in menu if s in allowed]
    more = overflow(ids.ACTION_STEP + "menu", rest) if rest else None
    row = section(said, more)
    row["block_id"] = f"{block}:{action.id}"
    primary = {Step.DONE, Step.ACCEPT, Step.AGREE}
    buttons = [
        button(
            label(action, s),
            ids.ACTION_STEP + s.value,
            value,
            "primary" if s in primary else None,
        )
        for s in steps
        if s in allowed
    ]
    return [row, actions(buttons, f"{block}:{action.id}:steps")] if buttons else [row]


def _steps(action: Action, caller: Caller) -> tuple[Step, ...]:
    return possible(action, caller)


# --- meetings ---------------------------------------------------------------------------------


def _meetings(home: Home) -> list[Block]:
    blocks: list[Block] = [divider(), header("Next meetings")]
    if not home.boards:
        return []
    if not home.meetings:
        clerk = bool(home.waiting)
        how = " Schedule one with `/meeting schedule` in the board’s channel." if clerk else ""
        return [*blocks, section(f"None is scheduled.{how}")]
    lines = [f"• *{esc(b.name)}*: {meeting_words(m, b)}" for m, b in home.meetings]
    return [*blocks, section("\n".join(lines))]


def _reached_by(home: Home) -> list[Block]:
    """Where messages go, and the button that changes it."""
    person = home.caller.person
    if not person.email:
        return []
    if person.prefers_email:
        said = f"My messages go to {esc(person.email)}; this tab stays as it is."
        change = button("Write to me in Slack again", ids.PERSON_STEP + "email", "off")
    else:
        said = "My messages come to me in Slack."
        change = button("Send me e-mail instead", ids.PERSON_STEP + "email", "on")
    return [divider(), section(said, change)]


# --- what waits for an officer ----------------------------------------------------------------


def _waiting(home: Home) -> list[Block]:
    blocks: list[Block] = []
    for waiting in home.waiting:
        blocks += [divider(), header(f"Waiting for me: {cut(waiting.board.name, 120)}")]
        if not waiting.count:
            blocks.append(section("Nothing waits for you. What owners report will stand here."))
            continue
        blocks += _of_board(waiting, home)
    return blocks


def _of_board(waiting: Waiting, home: Home) -> list[Block]:
    settle = (Step.ACCEPT, Step.RETURN)
    lists: tuple[tuple[str, str, Sequence[Action], tuple[Step, ...]], ...] = (
        ("accept", "To accept", waiting.to_accept, settle),
        (
            "record",
            "Due at the last meeting, outcome to record",
            waiting.to_record,
            (Step.DONE, Step.PROGRESS, Step.ASK_TIME),
        ),
        ("agree", "More time asked for", waiting.to_agree, (Step.AGREE, Step.REFUSE)),
        ("blocked", "Blocked", waiting.blocked, (Step.EXTEND, Step.REASSIGN, Step.PROGRESS)),
        ("theirs", "Not theirs, they say", waiting.not_theirs, (Step.REASSIGN, Step.PROGRESS)),
        (
            "silent",
            "No word since the reminder",
            waiting.unanswered,
            (Step.PROGRESS, Step.EXTEND),
        ),
        ("owner", "Without an owner", waiting.ownerless, (Step.REASSIGN, Step.EDIT)),
        ("date", "Without a date", waiting.dateless, (Step.EDIT,)),
    )
    blocks = _papers(waiting)
    for key, heading, rows, steps in lists:
        if not rows:
            continue
        blocks.append(section(f"*{heading} ({len(rows)})*"))
        for action in rows[:_MOST_WAITING]:
            blocks += _row(action, home, f"{key}:{waiting.board.id}", steps)
        if len(rows) > _MOST_WAITING:
            named = ", ".join(esc(a.reference) for a in rows[_MOST_WAITING:][:20])
            blocks.append(context(f"and {len(rows) - _MOST_WAITING} more: {named}"))
    return [*blocks, *_not_delivered(waiting, home)]


def _papers(waiting: Waiting) -> list[Block]:
    """What waits besides actions, each with what settles it; of one matter so many at most."""
    return [matter_block(w) for items in by_matter(waiting) for w in items[:_MOST_OF_A_MATTER]]


def _not_delivered(waiting: Waiting, home: Home) -> list[Block]:
    """What could not be delivered: what kind of thing, to whom, why, since when; not its words."""
    blocks: list[Block] = []
    if waiting.parked:
        blocks.append(section(f"*Not delivered ({len(waiting.parked)})*"))
    for row in waiting.parked[:_MOST_WAITING]:
        tried = row.first_tried or row.sent_at
        since = f", since {day_words(tried.astimezone(waiting.board.zone).date())}" if tried else ""
        whom = home.names.get(row.parcel.person_id or "") or (
            f"<#{row.parcel.channel}>" if row.parcel.channel else ""
        )
        what = unreached.what_words(row.parcel)
        said = f":warning: {esc(what[0].upper() + what[1:])}{f' for {whom}' if whom else ''}{since}"
        why = esc(cut(unreached.why_words(row.error), 300))
        block = f"parked:{waiting.board.id}:{row.id}"
        blocks.append(section(f"{said}\n_{why[0].upper() + why[1:]}._"))
        value = ids.pack(str(row.id))
        buttons = [
            button("Send again", f"{ids.OUTBOX_STEP}retry", value),
            button("Drop", f"{ids.OUTBOX_STEP}drop", value),
        ]
        blocks.append(actions(buttons, block))
    if len(waiting.parked) > _MOST_WAITING:
        left = len(waiting.parked) - _MOST_WAITING
        blocks.append(context(f"and {left} more; they move up as these are settled"))
    return blocks
