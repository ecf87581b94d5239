"""Actions with their owners, slips and notes, and the state before the last change."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import Connection, Select, and_, func, null, or_, select

from storage import rows
from storage.mapping import from_json, from_row, to_json, to_row, with_day
from storage.meetings import days_of
from storage.tables import ActionRow, NoteRow, OwnerRow, SlipRow, SnapshotRow, table_of
from workflows.actions import ENDED, Action, Note, Owner, Slip, Status
from workflows.deadlines import Due, DueKind
from workflows.errors import AlreadyDone

ACTION = table_of(ActionRow)
OWNER = table_of(OwnerRow)
SLIP = table_of(SlipRow)
NOTE = table_of(NoteRow)
SNAPSHOT = table_of(SnapshotRow)
PARENT = "action_id"
CLASH = "Another action of this board has that reference already; nothing was saved."


def by_due(action: Action) -> tuple[bool, date, str, str]:
    """The order of lists: by due day, without a day last, then by reference."""
    return (action.due.day is None, action.due.day or date.max, action.reference, action.id)


class SqlActions:
    """`workflows.ports.Actions`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def get(self, action_id: str) -> Action:
        return rows.only(self._read(select(ACTION).where(ACTION.c.id == action_id)), "action")

    def find_by_reference(self, board_id: str, reference: str) -> Action | None:
        query = select(ACTION).where(
            ACTION.c.board_id == board_id,
            func.upper(ACTION.c.reference) == reference.upper(),
            ACTION.c.reference != "",
        )
        return next(iter(self._read(query)), None)

    def of_board(
        self, board_id: str, statuses: Collection[Status] | None = None, live: bool = False
    ) -> list[Action]:
        query = select(ACTION).where(ACTION.c.board_id == board_id, ACTION.c.live == live)
        if statuses is not None:
            query = query.where(ACTION.c.status.in_([s.value for s in statuses]))
        return sorted(self._read(query), key=by_due)

    def of_owner(
        self,
        person_ids: Collection[str],
        post_ids: Collection[str],
        group_ids: Collection[str],
        statuses: Collection[Status],
    ) -> list[Action]:
        theirs = select(OWNER.c.action_id).where(
            or_(
                OWNER.c.person_id.in_(list(person_ids)),
                OWNER.c.post_id.in_(list(post_ids)),
                OWNER.c.group_id.in_(list(group_ids)),
            )
        )
        query = select(ACTION).where(
            ACTION.c.id.in_(theirs),
            ACTION.c.status.in_([s.value for s in statuses]),
            ACTION.c.live.is_(False),
        )
        return sorted(self._read(query), key=by_due)

    def of_meeting(self, meeting_id: str) -> list[Action]:
        query = select(ACTION).where(ACTION.c.meeting_id == meeting_id)
        return self._read(query.order_by(ACTION.c.created_at, ACTION.c.id))

    def due_at(self, meeting_id: str) -> list[Action]:
        query = select(ACTION).where(ACTION.c.due_meeting_id == meeting_id)
        return sorted(self._read(query), key=by_due)

    def waiting_for_next_meeting(self, board_id: str) -> list[Action]:
        query = select(ACTION).where(
            ACTION.c.board_id == board_id,
            ACTION.c.status.not_in([s.value for s in ENDED]),
            ACTION.c.due_kind == DueKind.NEXT_MEETING.value,
            ACTION.c.due_meeting_id.is_(None),
        )
        return sorted(self._read(query), key=by_due)

    def reporting_to(self, board_id: str) -> list[Action]:
        query = select(ACTION).where(
            ACTION.c.report_to == board_id,
            ACTION.c.status.not_in([s.value for s in ENDED]),
            ACTION.c.live.is_(False),
        )
        return sorted(self._read(query), key=by_due)

    def sent_from(self, action_ids: Collection[str]) -> list[Action]:
        found: list[Action] = []
        for some in rows.chunks(action_ids):
            found += self._read(select(ACTION).where(ACTION.c.sent_from.in_(some)))
        return sorted(found, key=by_due)

    def to_nudge(
        self,
        board_id: str,
        day: date,
        limit: int | None = None,
        after: Action | None = None,
        *,
        own_ladder: bool = False,
    ) -> list[Action]:
        query = select(ACTION).where(ACTION.c.board_id == board_id, ACTION.c.next_nudge_on <= day)
        if own_ladder:
            query = query.where(ACTION.c.policy.is_not(null()))
        if after is not None:
            reached = after.next_nudge_on
            same_day = and_(ACTION.c.next_nudge_on == reached, ACTION.c.id > after.id)
            query = query.where(or_(ACTION.c.next_nudge_on > reached, same_day))
        return self._read(query.order_by(ACTION.c.next_nudge_on, ACTION.c.id).limit(limit))

    def add(self, action: Action) -> Action:
        rows.insert(self._connection, ACTION, to_row(action, ACTION), CLASH)
        self._write_children(None, action)
        return action

    def save(self, action: Action, by: str = "") -> Action:
        before = self.get(action.id)
        what = f"Action {action.reference}" if action.reference else "The action"
        saved = rows.save(self._connection, ACTION, action, what, CLASH)
        self._write_children(before, action)
        self._keep(before, by)
        return saved

    def set_next_nudge(self, action: Action, day: date | None) -> bool:
        same = and_(ACTION.c.id == action.id, ACTION.c.version == action.version)
        written = self._connection.execute(ACTION.update().where(same).values(next_nudge_on=day))
        return written.rowcount == 1

    def remove(self, action_id: str) -> None:
        gone = ACTION.delete().where(ACTION.c.id == action_id, ACTION.c.live.is_(True))
        if self._connection.execute(gone).rowcount == 0:
            self.get(action_id)
            raise AlreadyDone("The action has been issued: it can be cancelled, not removed.")

    def previous(self, action_id: str) -> tuple[Action, str] | None:
        query = select(SNAPSHOT).where(SNAPSHOT.c.action_id == action_id)
        row = self._connection.execute(query).mappings().first()
        if row is None:
            return None
        state: Action = from_json(Action, row["state"])
        return self._with_days([state])[0], row["changed_by"]

    def _keep(self, before: Action, by: str) -> None:
        kept = {"version": before.version, "state": to_json(before), "changed_by": by}
        statement = rows.upsert(self._connection, SNAPSHOT).values(action_id=before.id, **kept)
        self._connection.execute(
            statement.on_conflict_do_update(index_elements=["action_id"], set_=kept)
        )

    def _write_children(self, before: Action | None, after: Action) -> None:
        for table, name in ((OWNER, "owners"), (SLIP, "slips"), (NOTE, "notes")):
            rows.write_children(
                self._connection,
                table,
                {PARENT: after.id},
                getattr(before, name) if before else (),
                getattr(after, name),
            )

    def _read(self, query: Select[Any]) -> list[Action]:
        found = rows.fetch(self._connection, query)
        ids = [row["id"] for row in found]
        owners = rows.children_of(self._connection, OWNER, PARENT, ids)
        slips = rows.children_of(self._connection, SLIP, PARENT, ids)
        notes = rows.children_of(self._connection, NOTE, PARENT, ids)
        return self._with_days(
            [
                from_row(
                    Action,
                    row,
                    owners=tuple(from_row(Owner, o) for o in owners.get(row["id"], ())),
                    slips=tuple(from_row(Slip, s) for s in slips.get(row["id"], ())),
                    notes=tuple(from_row(Note, n) for n in notes.get(row["id"], ())),
                )
                for row in found
            ]
        )

    def _with_days(self, actions: list[Action]) -> list[Action]:
        """The actions, their dues at a meeting with the day that the meeting has now."""
        linked = {due.meeting_id for action in actions for due in _dues(action) if due.meeting_id}
        if not linked:
            return actions
        days = days_of(self._connection, linked)
        return [_with_days(action, days) for action in actions]


def _dues(action: Action) -> list[Due]:
    asked = [due for slip in action.slips for due in (slip.from_due, slip.to_due)]
    return [action.due, action.original_due, *asked]


def _with_days(action: Action, days: dict[str, date]) -> Action:
    if not any(due.meeting_id for due in _dues(action)):
        return action
    return replace(
        action,
        due=with_day(action.due, days),
        original_due=with_day(action.original_due, days),
        slips=tuple(
            replace(s, from_due=with_day(s.from_due, days), to_due=with_day(s.to_due, days))
            for s in action.slips
        ),
    )
