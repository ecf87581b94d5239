"""/board returns: statutory returns with their sign-off and the reporting after them. Part of
/board; see `boards`."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.deps import Asker, Desk
from bot.slack import ids
from bot.slack.commands import Answer, Typed
from bot.slack.parsing import asker, form_values, unescape, words
from bot.slack.views import returns as views
from bot.slack.views.boards import done
from workflows import keeping, returning, returning_sign_off
from workflows.access import Caller, Deed, may, require
from workflows.boards import Board
from workflows.deadlines import read_date
from workflows.errors import InvalidInput
from workflows.ports import Transaction
from workflows.returning import ReturnForm
from workflows.returns import ReturnState, StatutoryReturn

HELP = """*Statutory returns*
`/board returns` those in hand, with the day outside, how each can be signed off in time, and what \
is next
*Recording* (officer)
`/board returns add` a form · `/board returns add Better Care Fund plan by 30 June 2027: to NHS \
England; owner DPH; sign off 11 May; report by 1 September; cycle quarterly; basis the framework`
`/board returns signed 1 on 11 May: minute 27/9` · `submitted 1 on 28 June` (without sign-off: \
`… on 28 June: why`) · `reported 1 on 13 July` · `withdraw 1 why` · `edit 1` (a form)
A return is meant by its number in the list, or by words of its title. Sign-off and report come \
onto the agenda by themselves."""

#: The board that the caller means, as the listener of /board knows it.
Meant = Callable[[Transaction, Caller, str], Board]

_BY = re.compile(r"\s+(?:by|due)\s+", re.I)
_ON = re.compile(r"\s+on\s+", re.I)
_PARTS = {
    "to": "to",
    "owner": "owner",
    "sign off": "sign_off",
    "sign-off": "sign_off",
    "report by": "report_by",
    "cycle": "cycle",
    "basis": "basis",
    "exempt": "exempt",
}
_WORDS = {
    "signed": "Signed off.",
    "submitted": "Submitted.",
    "reported": "Reported to the board.",
    "withdraw": "Withdrawn.",
}


def register(app: AsyncApp, desk: Desk) -> None:
    """Wire the buttons and the forms."""

    @app.action(ids.RETURNS_STEP + "add")
    async def press_add(ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        board = await desk.ask(asker(body), _to_add, str(body["actions"][0]["value"]))
        await client.views_open(trigger_id=body["trigger_id"], view=views.form(board))
        await ack()

    @app.action(ids.RETURNS_STEP + "menu")
    async def menu(ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        step, _, packed = body["actions"][0]["selected_option"]["value"].partition("|")
        drawn = await desk.ask(asker(body), _to_step, ids.unpack(packed).subject_id)
        await client.views_open(trigger_id=body["trigger_id"], view=_view(step, drawn))
        await ack()

    @app.view(ids.RETURN_FORM)
    async def submitted(ack: AsyncAck, body: dict[str, Any]) -> None:
        view = body["view"]
        board_id, _, packed = view["private_metadata"].partition("|")
        subject = ids.unpack(packed) if packed else None
        fields = set(ReturnForm.__dataclass_fields__) - {"version"}
        typed = {k: str(v) for k, v in form_values(view).items() if k in fields}
        form = ReturnForm(**typed, version=subject.version if subject else None)
        who = asker(body, once=f"form:{view['id']}")
        line, today = await desk.ask(
            who, _save, board_id, subject.subject_id if subject else None, form
        )
        said = views.answered("Saved.", line, today)
        await ack(response_action="update", view=done("Statutory return", said))

    @app.view(ids.RETURN_STEP_FORM)
    async def stepped(ack: AsyncAck, body: dict[str, Any]) -> None:
        view = body["view"]
        step, _, packed = view["private_metadata"].partition("|")
        values = form_values(view)
        who = asker(body, once=f"form:{view['id']}")
        line, today = await desk.ask(
            who,
            _step,
            step,
            ids.unpack(packed).subject_id,
            str(values.get("on", "")),
            str(values.get("reason", "")),
        )
        said = views.answered(_WORDS[step], line, today)
        await ack(response_action="update", view=done("Statutory return", said))


def _view(step: str, drawn: tuple[Board, StatutoryReturn, str, date]) -> dict[str, Any]:
    board, thing, sign_off, today = drawn
    if step == "change":
        return views.form(board, thing, sign_off)
    return views.step_form(step, thing, today)


async def show(typed: Typed, meant: Meant) -> Answer:
    """/board returns, however it was called."""
    text = unescape(typed.text).strip()
    verb, rest = words(text)
    if verb == "help":
        return Answer(HELP)
    if verb == "add":
        return await _add(typed, meant, rest)
    if verb == "edit":
        return await _edit(typed, meant, rest)
    if verb in _WORDS:
        return await _typed_step(typed, meant, verb, rest)
    if verb not in ("", "list", "all"):
        return Answer(f"I do not know that here. Nothing was changed.\n{HELP}")
    who = typed.who
    again = Asker(who.team_id, who.user_id, who.user_name, who.channel_id)
    data = await typed.desk.ask(again, _listed, meant, who.channel_id, verb == "all")
    return Answer(f"Statutory returns of {data.board.name}", views.listing(data))


def _listed(
    tx: Transaction, caller: Caller, meant: Meant, channel: str, ended: bool, now: datetime
) -> views.Listing:
    board = meant(tx, caller, channel)
    today = keeping.local_day(now, board)
    found = returning.listed(tx, caller, board.id, ended=ended)
    return views.Listing(
        board,
        today,
        [_line(tx, board, r, today) for r in found.shown],
        may(caller, board.id, Deed.RECORD),
        found.withheld,
    )


def _line(tx: Transaction, board: Board, thing: StatutoryReturn, today: date) -> views.Line:
    open_ = thing.state is ReturnState.OPEN
    return views.Line(
        thing, returning_sign_off.sign_off(tx, board, thing, today) if open_ else None
    )


async def _add(typed: Typed, meant: Meant, text: str) -> Answer:
    who = typed.who
    if not text:
        board = await typed.desk.ask(who, _here_to_add, meant, who.channel_id)
        view = views.form(board)
        await typed.client.views_open(trigger_id=typed.trigger_id, view=view)
        return Answer()
    line, today = await typed.desk.ask(who, _add_here, meant, who.channel_id, read_form(text))
    return Answer(views.answered("Recorded.", line, today))


def read_form(text: str) -> ReturnForm:
    """`TITLE by DAY[: part; part…]`, each part beginning with its name."""
    head, _, parts = text.partition(":")
    title, *due = _BY.split(head, maxsplit=1)
    if not due:
        raise InvalidInput(
            "Say what is due, and by when. Nothing was recorded. For example: `/board returns add "
            "Better Care Fund plan by 30 June 2027: to NHS England; owner DPH`",
            field="due",
        )
    found: dict[str, str] = {}
    for part in filter(None, (p.strip() for p in parts.split(";"))):
        name = next((n for n in _PARTS if part.casefold().startswith(f"{n} ")), None)
        if name is None:
            known = ", ".join(n for n in _PARTS if n != "sign-off")
            raise InvalidInput(
                f"“{part[:60]}” begins with none of {known}. Nothing was recorded.", field="note"
            )
        found[_PARTS[name]] = part[len(name) :].strip()
    return replace(ReturnForm(title=title.strip(), due=due[0].strip()), **found)  # type: ignore[arg-type]


def _add_here(
    tx: Transaction, caller: Caller, meant: Meant, channel: str, form: ReturnForm, now: datetime
) -> tuple[views.Line, date]:
    return _save(tx, caller, meant(tx, caller, channel).id, None, form, now)


def _save(
    tx: Transaction,
    caller: Caller,
    board_id: str,
    return_id: str | None,
    form: ReturnForm,
    now: datetime,
) -> tuple[views.Line, date]:
    if return_id:
        thing = returning.change(tx, caller, return_id, form, now)
    else:
        thing = returning.add(tx, caller, board_id, form, now)
    board = tx.boards.get(thing.board_id)
    today = keeping.local_day(now, board)
    return _line(tx, board, thing, today), today


def _here_to_add(
    tx: Transaction, caller: Caller, meant: Meant, channel: str, now: datetime
) -> Board:
    return _to_add(tx, caller, meant(tx, caller, channel).id, now)


def _to_add(tx: Transaction, caller: Caller, board_id: str, now: datetime) -> Board:
    require(caller, board_id, Deed.RECORD)
    return tx.boards.get(board_id)


async def _edit(typed: Typed, meant: Meant, text: str) -> Answer:
    who = typed.who
    drawn = await typed.desk.ask(who, _found_here, meant, who.channel_id, text)
    await typed.client.views_open(trigger_id=typed.trigger_id, view=_view("change", drawn))
    return Answer()


def _found_here(
    tx: Transaction, caller: Caller, meant: Meant, channel: str, text: str, now: datetime
) -> tuple[Board, StatutoryReturn, str, date]:
    board = meant(tx, caller, channel)
    return _to_step(tx, caller, returning.find(tx, caller, board.id, text).id, now)


def _to_step(
    tx: Transaction, caller: Caller, return_id: str, now: datetime
) -> tuple[Board, StatutoryReturn, str, date]:
    """The return, and where it is to be signed off as a form has it."""
    thing = returning.seen(tx, caller, return_id)
    require(caller, thing.board_id, Deed.RECORD)
    board = tx.boards.get(thing.board_id)
    place = ""
    if thing.sign_off_meeting_id:
        place = tx.meetings.get(thing.sign_off_meeting_id).day.isoformat()
    elif thing.delegation_id:
        place = tx.delegations.get(thing.delegation_id).reference
    return board, thing, place, keeping.local_day(now, board)


async def _typed_step(typed: Typed, meant: Meant, step: str, text: str) -> Answer:
    """`signed WHICH [on DAY][: how]`, and so for the others; `withdraw WHICH: why`."""
    head, colon, why = text.partition(":")
    if step == "withdraw" and not colon:
        head, _, why = text.partition(" ")
    which, *on = _ON.split(head, maxsplit=1)
    if not which.strip():
        raise InvalidInput(
            f"Say which return. Nothing was changed. For example: `/board returns {step} 1`; "
            "`/board returns` shows the numbers."
        )
    line, today = await typed.desk.ask(
        typed.who,
        _step_here,
        meant,
        typed.who.channel_id,
        (step, which.strip(), on[0].strip() if on else "", why.strip()),
    )
    return Answer(views.answered(_WORDS[step], line, today))


def _step_here(
    tx: Transaction,
    caller: Caller,
    meant: Meant,
    channel: str,
    said: tuple[str, str, str, str],
    now: datetime,
) -> tuple[views.Line, date]:
    step, which, on, why = said
    board = meant(tx, caller, channel)
    thing = returning.find(tx, caller, board.id, which)
    return _step(tx, caller, step, thing.id, on, why, now)


def _step(
    tx: Transaction,
    caller: Caller,
    step: str,
    return_id: str,
    on: str,
    why: str,
    now: datetime,
) -> tuple[views.Line, date]:
    thing = returning.seen(tx, caller, return_id)
    board = tx.boards.get(thing.board_id)
    today = keeping.local_day(now, board)
    day = read_date(on, on=today, calendar=board.calendar, field="on") if on else today
    take: Mapping[str, Callable[[], StatutoryReturn]] = {
        "signed": lambda: returning.signed_off(tx, caller, return_id, day, now, why),
        "submitted": lambda: returning.submitted(tx, caller, return_id, day, now, why),
        "reported": lambda: returning.reported(tx, caller, return_id, day, now),
        "withdraw": lambda: returning.withdrawn(tx, caller, return_id, why, now),
    }
    return _line(tx, board, take[step](), today), today
