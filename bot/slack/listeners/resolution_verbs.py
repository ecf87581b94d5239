"""What is typed of what becomes of a resolution: its vote, the standing of its clauses, what
follows from them, money approved. Part of /resolution; see `resolutions`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from bot.slack.commands import Answer, Handler, Typed
from bot.slack.listeners.boards import again, board_meant
from bot.slack.listeners.resolution_steps import kept_words, stood_words
from bot.slack.parsing import unescape
from bot.slack.views import resolution_more as views
from bot.slack.views.blocks import esc
from workflows import consequence_keeping, consequence_money, keeping, resolution_recording
from workflows import resolution_standing as standings
from workflows.access import Caller, Deed, may
from workflows.consequences import Consequence, ConsequenceKind
from workflows.deadlines import read_date
from workflows.errors import AlreadyDone, InvalidInput
from workflows.ports import Transaction
from workflows.resolution_keys import clause_key
from workflows.resolution_recording import ResolutionChange
from workflows.resolution_standing import Change
from workflows.resolutions import Carried, Resolution, Standing
from workflows.votes import carried_words

HELP = """*Votes*
behind the text: `…; moved by A Peake, seconded by T Hallam, carried 7-2-1` · `… unanimously` · \
later: `/resolution vote 22/8: 6-6, casting vote for` · with names: `… 7-2; for: A Peake, …; \
against: F Adeleke`
*Standing*
`/resolution implemented 22/8.b on 3 May` · `superseded 22/8.b by 30/4` · \
`rescinded 22/8.b: why` · `restore 22/8.b: why`
*What follows*
`/resolution consequences` duties, documents, referrals, approvals and money that are open · \
`keep 22/8` keeps what its clauses let be seen · `settle 22/8.b approval on 3 May: approved` · \
`settle 22/8 duty: reviewed again 12 months` · `letgo 22/8.b: why` · `money` · `money 2026`"""

_DAY = re.compile(r"\s+on\s+(?P<day>.+)$", re.I)
_BY = re.compile(r"\s+by\s+(?P<by>\S+)", re.I)
_AGAIN = re.compile(r"[;,]?\s*\bagain\s+(?:in\s+|on\s+|by\s+)?(?P<when>.+)$", re.I)
_KINDS = {kind.value: kind for kind in ConsequenceKind}


@dataclass(frozen=True)
class _Line:
    """`TARGET [KIND] [by X] [on DAY][: words]`, taken apart."""

    target: str
    kind: ConsequenceKind | None = None
    by: str = ""
    day: str = ""
    words: str = ""


def _read(text: str) -> _Line:
    head, _, words = unescape(text).strip().partition(":")
    day = _DAY.search(head)
    head = head[: day.start()] if day else head
    by = _BY.search(head)
    head = head[: by.start()] + head[by.end() :] if by else head
    parts = head.split()
    kinds = [p for p in parts if p.lower() in _KINDS]
    target = " ".join(p for p in parts if p.lower() not in _KINDS)
    if not target:
        raise InvalidInput(
            "Say which clause is meant, by its key or its minute: `22/8.b`. Nothing was changed."
        )
    return _Line(
        target,
        _KINDS[kinds[0].lower()] if kinds else None,
        by["by"] if by else "",
        day["day"].strip() if day else "",
        words.strip(),
    )


def _stand(to: Standing) -> Handler:
    async def handler(typed: Typed) -> Answer:
        line = _read(typed.text)

        def change(tx: Transaction, caller: Caller, channel: str, now: datetime) -> str:
            board = board_meant(tx, caller, channel)
            resolution, clause = standings.meant(tx, caller, board.id, line.target)
            on = read_date(line.day, on=keeping.local_day(now, board)) if line.day else None
            new = Change(to, line.words, on, line.by)
            after = standings.change(tx, caller, resolution.id, clause.id, new, now)
            return stood_words(after, next(c for c in after.clauses if c.id == clause.id))

        return Answer(await typed.desk.ask(typed.who, change, typed.who.channel_id))

    return handler


async def _vote(typed: Typed) -> Answer:
    line = _read(typed.text)
    numbers, _, names = line.words.partition(";")

    def vote(tx: Transaction, caller: Caller, channel: str, now: datetime) -> Resolution:
        board = board_meant(tx, caller, channel)
        found = resolution_recording.find(tx, caller, board.id, line.target)
        if len(found) > 1:
            keys = ", ".join(r.key for r in found[:6])
            raise InvalidInput(f"Several fit: {keys}. Nothing was changed: give the key of one.")
        if found[0].carried is not Carried.NOT_STATED:
            raise AlreadyDone(
                f"Its vote is on record: {carried_words(found[0])}. Nothing was changed: press "
                "Correct on its card, which asks for the reason."
            )
        change = ResolutionChange(carried=numbers, recorded_votes=names if names.strip() else None)
        return resolution_recording.correct(tx, caller, found[0].id, change, "vote recorded", now)

    after = await typed.desk.ask(typed.who, vote, typed.who.channel_id)
    return Answer(f":white_check_mark: {esc(after.key)}: {esc(carried_words(after))}")


async def _keep(typed: Typed) -> Answer:
    line = _read(typed.text)

    def keep(tx: Transaction, caller: Caller, channel: str, now: datetime) -> list[Consequence]:
        board = board_meant(tx, caller, channel)
        found = resolution_recording.find(tx, caller, board.id, line.target)
        return consequence_keeping.keep_offered(tx, caller, found[0].id, now)

    return Answer(kept_words(await typed.desk.ask(typed.who, keep, typed.who.channel_id)))


def _named(
    tx: Transaction, caller: Caller, channel: str, line: _Line, now: datetime
) -> tuple[Consequence, date | None]:
    """The one open consequence that is meant, and the day that was typed."""
    board = board_meant(tx, caller, channel)
    found, part = standings.named(tx, caller, board.id, line.target)
    one = consequence_keeping.meant(tx, caller, found, part, line.kind)
    return one, read_date(line.day, on=keeping.local_day(now, board)) if line.day else None


async def _settle(typed: Typed) -> Answer:
    line = _read(typed.text)
    later = _AGAIN.search(line.words)
    result = line.words[: later.start()].strip() if later else line.words

    def settle(tx: Transaction, caller: Caller, channel: str, now: datetime) -> Consequence:
        one, on = _named(tx, caller, channel, line, now)
        following = later["when"] if later else ""
        return consequence_keeping.settle(tx, caller, one.id, result, on, now, following=following)

    one = await typed.desk.ask(typed.who, settle, typed.who.channel_id)
    return Answer(f":white_check_mark: {views.consequence_words(one)}")


async def _let_go(typed: Typed) -> Answer:
    line = _read(typed.text)

    def let_go(tx: Transaction, caller: Caller, channel: str, now: datetime) -> Consequence:
        one, _ = _named(tx, caller, channel, line, now)
        return consequence_keeping.end(tx, caller, one.id, line.words, now)

    one = await typed.desk.ask(typed.who, let_go, typed.who.channel_id)
    return Answer(f"Let go. {views.consequence_words(one)}")


async def _consequences(typed: Typed) -> Answer:
    word = typed.text.strip().lower().rstrip("s")
    kinds = {_KINDS[word]} if word in _KINDS else set()

    def listed(
        tx: Transaction, caller: Caller, channel: str, now: datetime
    ) -> tuple[str, Any, dict[str, str], bool]:
        board = board_meant(tx, caller, channel)
        found = consequence_keeping.listed(tx, caller, board.id, kinds)
        resolutions = tx.resolutions.many({c.resolution_id for c in found.shown})
        keys = {c.id: _source(resolutions[c.resolution_id], c) for c in found.shown}
        return board.name, found, keys, may(caller, board.id, Deed.RECORD)

    who = again(typed.who)
    board, found, keys, may_record = await typed.desk.ask(who, listed, who.channel_id)
    blocks = views.consequences_list(
        board, found.shown, keys, found.withheld, may_record=may_record
    )
    return Answer(f"What follows from resolutions of {board}", blocks)


def _source(resolution: Resolution, one: Consequence) -> str:
    clause = next((c for c in resolution.clauses if c.id == one.clause_id), None)
    return clause_key(resolution, clause) if clause else resolution.key


async def _money(typed: Typed) -> Answer:
    word = typed.text.strip()

    def gathered(tx: Transaction, caller: Caller, channel: str, now: datetime) -> Any:
        board = board_meant(tx, caller, channel)
        since, until = _year(word, keeping.local_day(now, board))
        return board.name, consequence_money.money(tx, caller, board, since, until)

    who = again(typed.who)
    board, money = await typed.desk.ask(who, gathered, who.channel_id)
    return Answer(f"Money approved by {board}", views.money_list(board, money))


def _year(word: str, today: date) -> tuple[date, date]:
    """The financial year that begins in that one ("2026", "2026/27"); this one without a word."""
    if not word:
        return consequence_money.financial_year(today)
    found = re.fullmatch(r"(20\d\d)(?:[/-](?:20)?\d\d)?", word)
    if found is None:
        raise InvalidInput("Write a financial year by its first: `/resolution money 2026`.")
    return consequence_money.financial_year(date(int(found[1]), 4, 1))


VERBS: Mapping[str, Handler] = {
    "vote": _vote,
    "implemented": _stand(Standing.IMPLEMENTED),
    "superseded": _stand(Standing.SUPERSEDED),
    "rescinded": _stand(Standing.RESCINDED),
    "restore": _stand(Standing.IN_FORCE),
    "keep": _keep,
    "settle": _settle,
    "letgo": _let_go,
    "consequences": _consequences,
    "money": _money,
}
