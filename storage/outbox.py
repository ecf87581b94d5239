"""The outbox: rows are put by use cases, claimed with a lease, marked when sent."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    RowMapping,
    and_,
    case,
    func,
    or_,
    select,
    text,
)

from storage import rows
from storage.mapping import from_row, to_row
from storage.tables import PersonRow, table_of
from storage.tables_work import WAITING, OutboxRow
from workflows.deliveries import Claimed, Delivery, Kind, Parcel, Row

OUTBOX = table_of(OutboxRow)
LEADER = OUTBOX.alias("leader")
PERSON = table_of(PersonRow)
#: A row that has come to nothing; what follows it will never go out.
LOST = (Delivery.DROPPED.value, Delivery.PARKED.value)
#: Rows that one look at what is parked reads.
MOST_PARKED = 200
FOLLOWED = "What it was to follow did not go out."

#: Messages to people who have them by e-mail; once a direct message is opened, it goes there.
_MAILED = select(PERSON.c.id).where(PERSON.c.slack_id.is_(None) | PERSON.c.prefers_email)
_MESSAGES = (Kind.MESSAGE.value, Kind.LETTER.value)
_IN_SLACK = or_(
    OUTBOX.c.kind.not_in(_MESSAGES),
    OUTBOX.c.target.is_not(None),
    OUTBOX.c.person_id.is_(None),
    and_(OUTBOX.c.kind == Kind.MESSAGE.value, OUTBOX.c.person_id.not_in(_MAILED)),
)


class SqlOutbox:
    """`workflows.ports.Outbox`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        #: Put in this transaction: they are there, so the database need not be asked.
        self._put: set[str] = set()

    def put(self, parcel: Parcel) -> bool:
        if parcel.key in self._put:
            return False
        if parcel.channel == "" and parcel.person_id is None:
            return False  # a sub-group without a channel of its own: there is nowhere to post
        self._put.add(parcel.key)
        return rows.insert_if_new(self._connection, OUTBOX, _fresh(parcel))

    def refresh(self, parcel: Parcel) -> None:
        """As the port says. A row that is being sent stays with its sender and becomes pending
        when it is marked: two senders of one card could finish in the wrong order."""
        row = _fresh(parcel)
        held = OUTBOX.c.state == Delivery.LEASED.value
        again = {name: row[name] for name in row if name not in {"key", "turn"}} | {
            "state": case((held, OUTBOX.c.state), else_=Delivery.PENDING.value),
            "attempts": case((held, OUTBOX.c.attempts), else_=0),
            "trying_since": case((held, OUTBOX.c.trying_since), else_=None),
            "stale": held,
            "retry_at": None,
        }
        statement = rows.upsert(self._connection, OUTBOX).values(**row)
        self._connection.execute(
            statement.on_conflict_do_update(index_elements=["key"], set_=again)
        )

    def claim(
        self,
        now: datetime,
        real: datetime,
        lease_seconds: int,
        without: Collection[Kind] = (),
        by_mail: bool = True,
    ) -> Claimed | None:
        """The oldest row that may go out, leased to the caller for that long, or None.

        On PostgreSQL rows that others are just claiming are passed over; on SQLite there is one
        writer at a time. When nothing is left, rows that wait for one that was dropped or parked
        are dropped or parked with it.
        """
        ready = (
            select(OUTBOX.c.id)
            .where(_claimable(now, real), *_not_of(without), *([] if by_mail else [_IN_SLACK]))
            .order_by(OUTBOX.c.id)
            .limit(1)
            .with_for_update(skip_locked=True)
        )
        leased = (
            OUTBOX.update()
            .where(OUTBOX.c.id == ready.scalar_subquery())
            .values(
                state=Delivery.LEASED.value,
                attempts=OUTBOX.c.attempts + 1,
                turn=OUTBOX.c.turn + 1,
                stale=False,
                lease_until=real + timedelta(seconds=lease_seconds),
                first_tried=func.coalesce(OUTBOX.c.first_tried, real),
                trying_since=func.coalesce(OUTBOX.c.trying_since, real),
            )
            .returning(OUTBOX)
        )
        row = self._connection.execute(leased).mappings().first()
        if row is None:
            self.settle_followers()
            return None
        return _claimed(row)

    def settle_followers(self) -> int:
        """Give each pending row the fate of the dropped or parked one it follows; how many."""
        settled = 0
        while True:
            fate = select(LEADER.c.state).where(LEADER.c.key == OUTBOX.c.follows)
            lost = fate.where(LEADER.c.state.in_(LOST))
            statement = (
                OUTBOX.update()
                .where(OUTBOX.c.state == Delivery.PENDING.value, lost.exists())
                .values(state=lost.scalar_subquery(), error=FOLLOWED)
            )
            changed = self._connection.execute(statement).rowcount
            if changed == 0:
                return settled
            settled += changed

    def hold(self, claimed: Claimed, until: datetime) -> bool:
        held = OUTBOX.update().where(_held(claimed)).values(lease_until=until)
        return self._connection.execute(held).rowcount == 1

    def renew_target(self, row_id: int, channel: str) -> None:
        self._connection.execute(
            OUTBOX.update().where(OUTBOX.c.id == row_id).values(target=channel)
        )

    def mark_sent(self, claimed: Claimed, real: datetime, channel: str, ts: str) -> None:
        """Sent; or pending again, if it was refreshed meanwhile. Nothing, if the lease lapsed and
        the row was claimed anew."""
        self._mark(
            _held(claimed),
            Delivery.SENT,
            sent_at=real,
            sent_channel=channel,
            sent_ts=ts,
            attempts=case((OUTBOX.c.stale, 0), else_=OUTBOX.c.attempts),
            error="",
        )

    def mark_failed(self, claimed: Claimed, retry_at: datetime | None, error: str) -> None:
        state = Delivery.PENDING if retry_at else Delivery.PARKED
        self._mark(_held(claimed), state, retry_at=retry_at, error=error)

    def put_off(self, claimed: Claimed, retry_at: datetime, why: str) -> None:
        self._mark(
            _held(claimed),
            Delivery.PENDING,
            retry_at=retry_at,
            error=why,
            attempts=OUTBOX.c.attempts - 1,
        )

    def drop(self, claimed: Claimed, why: str) -> None:
        self._mark(_held(claimed), Delivery.DROPPED, error=why)

    def get(self, row_id: int) -> Row:
        found = rows.fetch(self._connection, select(OUTBOX).where(OUTBOX.c.id == row_id))
        return _row(rows.only(found, "row of the outbox"))

    def parked(self, team_id: str) -> list[Row]:
        lost = and_(OUTBOX.c.state == Delivery.PARKED.value, OUTBOX.c.error != FOLLOWED)
        theirs = OUTBOX.c.team_id == team_id
        query = select(OUTBOX).where(lost, theirs).order_by(OUTBOX.c.id.desc()).limit(MOST_PARKED)
        return [_row(row) for row in rows.fetch(self._connection, query)]

    def retry(self, row_id: int) -> int:
        lost = OUTBOX.c.state.in_(LOST)
        brought = self._pending(and_(OUTBOX.c.id == row_id, lost))
        after = brought
        while after:
            waiting = [OUTBOX.c.follows.in_(after), lost, OUTBOX.c.error == FOLLOWED]
            after = self._pending(and_(*waiting))
            brought += after
        return len(brought)

    def _pending(self, which: ColumnElement[bool]) -> list[str]:
        """Make these rows pending; their keys. The attempts stay, so that the sender looks for what
        may have arrived."""
        statement = (
            OUTBOX.update()
            .where(which)
            .values(state=Delivery.PENDING.value, retry_at=None, trying_since=None, error="")
        )
        return list(self._connection.execute(statement.returning(OUTBOX.c.key)).scalars())

    def discard(self, row_id: int, why: str) -> bool:
        open_states = (Delivery.PENDING.value, Delivery.PARKED.value)
        statement = (
            OUTBOX.update()
            .where(OUTBOX.c.id == row_id, OUTBOX.c.state.in_(open_states))
            .values(state=Delivery.DROPPED.value, error=why)
        )
        return self._connection.execute(statement).rowcount == 1

    def _mark(self, which: ColumnElement[bool], state: Delivery, **values: Any) -> None:
        """Give up the lease. What became stale while it was held is pending, whatever happened."""
        after = case((OUTBOX.c.stale, Delivery.PENDING.value), else_=state.value)
        self._connection.execute(
            OUTBOX.update()
            .where(which)
            .values(state=after, stale=False, lease_until=None, **values)
        )

    def prune(self, beginning: str, before: datetime, most: int) -> int:
        """As the port says. A row that was dropped unclaimed has no time of its own: it is as old
        as the rows that were put after it and tried before that moment."""
        c = OUTBOX.c
        tried = func.coalesce(c.sent_at, c.first_tried)
        older = select(func.max(LEADER.c.id)).where(LEADER.c.first_tried < before).scalar_subquery()
        awaited = select(LEADER.c.id).where(
            LEADER.c.follows == c.key,
            LEADER.c.state.in_((Delivery.PENDING.value, Delivery.LEASED.value)),
        )
        old = (
            select(c.id)
            .where(
                c.state.in_((Delivery.SENT.value, Delivery.DROPPED.value)),
                c.key.startswith(beginning, autoescape=True),
                or_(tried < before, and_(tried.is_(None), c.id < older)),
                ~awaited.exists(),
            )
            .order_by(c.id)
            .limit(most)
        )
        return self._connection.execute(OUTBOX.delete().where(c.id.in_(old))).rowcount

    def sent_place(self, key: str) -> tuple[str, str] | None:
        query = select(OUTBOX.c.sent_channel, OUTBOX.c.sent_ts).where(
            OUTBOX.c.key == key, OUTBOX.c.sent_ts.is_not(None)
        )
        row = self._connection.execute(query).first()
        return (row.sent_channel, row.sent_ts) if row else None

    def counts(self) -> dict[Delivery, int]:
        """How many rows are in each state; every state is named."""
        query = select(OUTBOX.c.state, func.count()).group_by(OUTBOX.c.state)
        found = {Delivery(state): int(n) for state, n in self._connection.execute(query)}
        return {state: found.get(state, 0) for state in Delivery}

    def listing(self, states: Collection[Delivery]) -> list[tuple[int, Parcel, str, int, str]]:
        query = select(OUTBOX).where(OUTBOX.c.state.in_([s.value for s in states]))
        found = rows.fetch(self._connection, query.order_by(OUTBOX.c.id.desc()))
        return [
            (r["id"], from_row(Parcel, r), r["state"], r["attempts"], r["error"]) for r in found
        ]


def _claimable(now: datetime, real: datetime) -> ColumnElement[bool]:
    """Due in business time and real time, or leased to somebody who never came back; and not
    ahead of the row that it follows."""
    c = OUTBOX.c
    # As text: a Boolean column would be written "… = 1" for SQLite, whose planner does not see the
    # partial index's condition in that.
    waiting = text(f"outbox.{WAITING}")
    due = and_(
        c.state == Delivery.PENDING.value,
        or_(c.not_before.is_(None), c.not_before <= now),
        or_(c.retry_at.is_(None), c.retry_at <= real),
    )
    lapsed = and_(c.state == Delivery.LEASED.value, c.lease_until < real)
    gone_ahead = (
        select(LEADER.c.id)
        .where(LEADER.c.key == c.follows, LEADER.c.state == Delivery.SENT.value)
        .exists()
    )
    return and_(waiting, or_(due, lapsed), or_(c.follows.is_(None), gone_ahead))


def _not_of(kinds: Collection[Kind]) -> list[ColumnElement[bool]]:
    return [OUTBOX.c.kind.not_in([k.value for k in kinds])] if kinds else []


def _held(claimed: Claimed) -> ColumnElement[bool]:
    """The row, while it is this sender's."""
    c = OUTBOX.c
    return and_(c.id == claimed.id, c.state == Delivery.LEASED.value, c.turn == claimed.turn)


def _fresh(parcel: Parcel) -> dict[str, Any]:
    state = {"state": Delivery.PENDING.value, "attempts": 0, "turn": 0, "stale": False}
    return to_row(parcel, OUTBOX, error="", **state)


def _claimed(row: RowMapping) -> Claimed:
    return Claimed(
        id=row["id"],
        parcel=from_row(Parcel, row),
        attempts=row["attempts"],
        lease_until=row["lease_until"],
        first_tried=row["first_tried"],
        trying_since=row["trying_since"],
        channel=row["target"],
        turn=row["turn"],
    )


def _row(row: RowMapping) -> Row:
    return Row(
        id=row["id"],
        parcel=from_row(Parcel, row),
        state=Delivery(row["state"]),
        attempts=row["attempts"],
        error=row["error"],
        first_tried=row["first_tried"],
        retry_at=row["retry_at"],
        sent_at=row["sent_at"],
    )
