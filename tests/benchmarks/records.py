"""Recording, planning, the digest and the restart, each beside the SQL it cannot do without."""

from __future__ import annotations

import json
import sqlite3
from datetime import datetime, timedelta

from apscheduler.schedulers.background import BackgroundScheduler

from storage.database import open_store
from tests.benchmarks.measuring import Figure, Table, best, seconds
from tests.benchmarks.registers import FAR, Register, fill, register
from tests.support.council import MONDAY, TEAM
from workflows import digests, reminders
from workflows.access import PUBLIC
from workflows.action_recording import NewAction, record

TODAY = MONDAY.date()
NEVER = FAR + timedelta(days=1)


def recording(stored: tuple[int, int] = (0, 20_000), count: int = 150) -> Table:
    """The use case that records an action, a transaction each, beside bare commits of one row."""
    figures = []
    for size in stored:
        with register() as made:
            if size:
                fill(made, size, FAR, NEVER, "A")
            new = NewAction("Send the budget", ("Tom Hallam",), "20 January 2027")
            board = made.council.board.id

            def ours(made: Register = made, new: NewAction = new, board: str = board) -> None:
                for _ in range(count):
                    made.council.do(record, "asha", board, new)

            took = seconds(ours)
            made.store.close()
            figures.append(Figure(f"{size:,} stored", took, _bare_commits(made, count), count))
    return Table(
        "Recording an action",
        "action, durable (WAL, synchronous=FULL)",
        "one row inserted and committed with sqlite3",
        tuple(figures),
        "The use case writes the action, its owner, a ledger line with its values, the owner's "
        "message, and has Home tabs rendered again.",
    )


def _bare_commits(made: Register, count: int) -> float:
    bare = made.bare()
    bare.execute("CREATE TABLE bare (id INTEGER PRIMARY KEY, text TEXT)")

    def work() -> None:
        for _ in range(count):
            bare.execute("BEGIN IMMEDIATE")
            bare.execute("INSERT INTO bare (text) VALUES ('Send the budget')")
            bare.execute("COMMIT")

    took = seconds(work)
    bare.close()
    return took


def planning(
    sizes: tuple[tuple[int, int], ...] = ((500, 10_000), (500, 1_000_000), (2_000, 100_000)),
) -> Table:
    """All that is due on a morning, among what is not, in chunks as the tick plans it."""
    figures = []
    for due, stored in sizes:
        with register() as made:
            fill(made, stored - due, FAR, NEVER, "A")
            fill(made, due, TODAY, TODAY, "D")
            bare = _bare_plan(made, due)
            planned = []

            def ours(made: Register = made, planned: list[int] = planned) -> None:
                while True:
                    with made.store.begin() as tx:
                        planned.append(reminders.plan(tx, TEAM, MONDAY))
                    if planned[-1] < reminders.CHUNK:
                        return

            took = seconds(ours)
            assert sum(planned) == due, (planned, due)
            idle = best(ours)
            figures.append(Figure(f"{due:,} due among {stored:,} open", took, bare, due,
                                  f"nothing due: {idle * 1000:.1f} ms a tick"))  # fmt: skip
    return Table(
        "Planning a morning's reminders",
        "reminder",
        "select, insert and update of the same rows with sqlite3, rolled back",
        tuple(figures),
        "The cost must follow what is due, not what is stored.",
    )


def _bare_plan(made: Register, due: int) -> float:
    """The same rows read and written, in transactions of 200; taken back at the end of each."""
    bare = made.bare()
    board = made.council.board.id

    def work() -> int:
        done = 0
        while done < due:
            bare.execute("BEGIN IMMEDIATE")
            rows = bare.execute(
                "SELECT a.id, o.person_id FROM action a JOIN action_owner o ON o.action_id = a.id "
                "WHERE a.board_id = ? AND a.next_nudge_on <= ? "
                "ORDER BY a.next_nudge_on, a.id LIMIT 200 OFFSET ?",
                (board, TODAY.isoformat(), done),
            ).fetchall()
            for action, person in rows:
                _bare_nudge(bare, board, action, person)
            bare.execute("ROLLBACK")
            done += len(rows)
        return done

    took = seconds(work)
    bare.close()
    return took


def _bare_nudge(bare: sqlite3.Connection, board: str, action: str, person: str) -> None:
    bare.execute("INSERT OR IGNORE INTO nudge_day VALUES (?, ?, ?, ?)",
                 (person, TEAM, person, TODAY.isoformat()))  # fmt: skip
    bare.execute(
        "INSERT INTO nudge (subject, subject_id, board_id, rung, person_id, due_version, day, "
        "day_id) VALUES ('action', ?, ?, 'owner:day', ?, 1, ?, ?)",
        (action, board, person, TODAY.isoformat(), person),
    )
    bare.execute(
        "INSERT OR IGNORE INTO outbox (key, kind, team_id, view, args, person_id, state, attempts, "
        "turn, stale, error) VALUES (?, 'message', ?, 'day', ?, ?, 'pending', 0, 0, 0, '')",
        (f"day:{person}", TEAM, json.dumps({"day_id": person}), person),
    )
    bare.execute("UPDATE action SET next_nudge_on = ? WHERE id = ?", (FAR.isoformat(), action))


def digest(sizes: tuple[int, int] = (200, 2_000)) -> Table:
    """The digest of a board's meeting, beside the one query for the same rows."""
    figures = []
    for size in sizes:
        with register() as made:
            meeting = made.council.meeting("2027-02-22")
            fill(made, size // 2, TODAY - timedelta(days=9), NEVER, "O")
            fill(made, size // 2, FAR, NEVER, "A")

            def ours(made: Register = made, meeting_id: str = meeting.id) -> None:
                with made.store.begin() as tx:
                    digests.for_meeting(tx, meeting_id, PUBLIC, MONDAY)

            bare = made.bare()
            query = "SELECT * FROM action WHERE board_id = ? AND status IN ('open', 'blocked')"
            board = made.council.board.id

            def theirs(
                bare: sqlite3.Connection = bare, query: str = query, board: str = board
            ) -> None:
                bare.execute(query, (board,)).fetchall()

            ours()
            figures.append(Figure(f"{size:,} open actions", best(ours), best(theirs, 5)))
            bare.close()
    return Table(
        "The digest of one board",
        "digest, from the store to its lists",
        "one SELECT of the same actions with sqlite3",
        tuple(figures),
        "Ten times the actions should cost ten times as much.",
    )


def restart(stored: int = 100_000, jobs: int = 100_000) -> Table:
    """From nothing to a planned tick with many reminders waiting, beside a scheduler that holds
    its jobs in memory."""
    with register() as made:
        fill(made, stored, FAR, NEVER, "A")
        made.store.close()

        def ours() -> None:
            store = open_store(made.url)
            with store.begin() as tx:
                reminders.plan(tx, TEAM, MONDAY)
            store.close()

        took = best(ours)
    return Table(
        "Starting again with reminders waiting",
        "opened, and the first tick planned",
        "APScheduler's memory store filled with as many date jobs",
        (Figure(f"{stored:,} waiting", took, seconds(lambda: _schedule(jobs))),),
    )


def _schedule(jobs: int) -> None:
    scheduler = BackgroundScheduler()
    scheduler.start(paused=True)
    first = datetime(2031, 1, 1)  # noqa: DTZ001 - the scheduler's own zone
    for number in range(jobs):
        scheduler.add_job(_nothing, "date", run_date=first + timedelta(seconds=number))
    scheduler.shutdown(wait=False)


def _nothing() -> None:
    """What a job would do."""
