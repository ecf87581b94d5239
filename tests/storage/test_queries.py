"""What the lists hold and in which order; dues that follow their meeting; undo."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from storage.database import SqlStore
from tests.storage import examples
from tests.storage.examples import NOW, action, at, meeting, on
from workflows.actions import Action, Note, Owner, Slip, Status
from workflows.boards import Board
from workflows.deadlines import Due, DueKind
from workflows.delegations import Delegation
from workflows.deliveries import Kind, Parcel
from workflows.drafts import Choice, Draft, DraftLine, DraftState, LineKind
from workflows.meetings import MeetingKind, MeetingState
from workflows.people import Holding, Membership, Person, Post, Role
from workflows.ports import Transaction
from workflows.records import File
from workflows.resolutions import Resolution


@pytest.fixture
def world(store: SqlStore) -> SqlStore:
    """The store with the small world in it."""
    with store.begin() as tx:
        examples.populate(tx)
    return store


def ids(found: list[Action]) -> list[str]:
    return [a.id for a in found]


def test_boards_are_found_by_channel_and_team(world: SqlStore) -> None:
    with world.begin() as tx:
        elsewhere = tx.boards.add(Board("far", "T2", "Far", "C1", NOW))
        assert tx.boards.find_by_channel("T1", "C1") == examples.BOARD
        assert tx.boards.find_by_channel("T2", "C1") == elsewhere
        assert tx.boards.find_by_channel("T1", "C9") is None
        assert tx.boards.of_team("T1") == [examples.BOARD, examples.OTHER]
        assert tx.boards.everywhere() == [examples.BOARD, elsewhere, examples.OTHER]


def test_people_are_found_and_their_roles_end(world: SqlStore) -> None:
    chair = Membership("1", "board", "ann", Role.CHAIR, date(2026, 1, 1))
    officer = Membership("2", "other", "ann", Role.OFFICER, date(2025, 1, 1))
    with world.begin() as tx:
        dan = tx.people.add(Person("dan", "T1", "Dan", slack_id="U1"))
        assert tx.people.find_by_slack("T1", "U1") == dan
        assert tx.people.find_by_slack("T2", "U1") is None
        assert tx.people.many(["dan", "ann", "nobody"]) == {"dan": dan, "ann": examples.ANN}
        assert tx.people.many([]) == {}
        assert tx.people.of_team("T1") == [examples.ANN, examples.BEN, dan]
        tx.people.add_membership(chair)
        tx.people.add_membership(officer)
        assert tx.people.memberships_of("ann") == [officer, chair]
        tx.people.end_membership("1", date(2026, 6, 30))
        assert tx.people.memberships("board") == [replace(chair, until=date(2026, 6, 30))]


def test_a_post_is_held_by_the_latest_appointed(world: SqlStore) -> None:
    with world.begin() as tx:
        holdings = (
            Holding("ann", date(2025, 1, 1)),
            Holding("ben", date(2026, 1, 1), date(2026, 6, 30)),
        )
        post = tx.people.save_post(replace(examples.POST, holdings=holdings))
        assert tx.people.posts("board") == [post]
        held = {
            day: [p.id for who in ("ann", "ben") for p in tx.people.posts_held_by(who, day)]
            for day in (date(2024, 1, 1), date(2025, 6, 1))
        }
        assert held == {date(2024, 1, 1): [], date(2025, 6, 1): ["post"]}
        assert tx.people.posts_held_by("ben", date(2026, 6, 30)) == [post]
        assert tx.people.posts_held_by("ann", date(2026, 6, 30)) == []
        assert tx.people.posts_held_by("ann", date(2026, 7, 1)) == [post]
        tx.people.add_post(Post("a", "board", "Chief Officer"))
        assert [p.title for p in tx.people.posts("board")] == ["Chief Officer", "Director"]


def test_meetings_in_order_and_the_next_ordinary_one(world: SqlStore) -> None:
    extra = meeting("extra", day=date(2026, 11, 25), kind=MeetingKind.EXTRAORDINARY)
    off = meeting("off", day=date(2026, 11, 27), state=MeetingState.CANCELLED)
    held = meeting("held", day=date(2026, 10, 6), state=MeetingState.ISSUED)
    far = meeting("far", "other", day=date(2026, 11, 26))
    with world.begin() as tx:
        for new in (extra, off, held, far):
            tx.meetings.add(new)
        m1, m2 = tx.meetings.get("m1"), tx.meetings.get("m2")
        assert tx.meetings.of_board("board") == [held, extra, off, m1, m2]
        assert tx.meetings.next_ordinary("board", date(2026, 11, 22)) == m1
        assert tx.meetings.next_ordinary("board", m1.day) == m2
        assert tx.meetings.next_ordinary("board", m2.day) is None
        assert tx.meetings.upcoming(["board", "other"], extra.day) == [extra, far, m1, m2]
        assert tx.meetings.upcoming([], extra.day) == []
        assert tx.meetings.find_open("board") is None
        opened = tx.meetings.save(replace(m1, state=MeetingState.OPEN))
        assert tx.meetings.find_open("board") == opened
        assert tx.meetings.upcoming(["board"], m1.day) == [opened, m2]


def test_actions_by_due_day_then_reference(world: SqlStore) -> None:
    with world.begin() as tx:
        for new in (
            action("5", due=Due()),
            action("4", due=at("m2")),
            action("3", due=on(date(2026, 12, 2))),
            action("2", due=at("m1")),
            action("1", due=on(date(2026, 12, 2)), status=Status.BLOCKED),
            action("0", due=on(date(2026, 11, 1)), status=Status.CLOSED),
            action("live", reference="", live=True),
            action("far", board_id="other"),
        ):
            tx.actions.add(new)
        assert ids(tx.actions.of_board("board")) == ["0", "2", "1", "3", "4", "5"]
        assert ids(tx.actions.of_board("board", {Status.OPEN})) == ["2", "3", "4", "5"]
        assert tx.actions.of_board("board", []) == []
        assert ids(tx.actions.of_board("board", live=True)) == ["live"]
        found = tx.actions.find_by_reference("board", "3")
        assert found is not None
        assert found.id == "3"
        assert tx.actions.find_by_reference("other", "3") is None
        assert tx.actions.find_by_reference("board", "") is None


def test_actions_of_an_owner_by_person_or_post(world: SqlStore) -> None:
    by_post = (Owner("Director", post_id="post"), Owner("Ann", "ann"))
    with world.begin() as tx:
        tx.actions.add(action("1", owners=by_post, due=on(date(2026, 12, 5))))
        tx.actions.add(action("2", board_id="other", due=on(date(2026, 12, 1))))
        tx.actions.add(action("3", live=True))
        tx.actions.add(action("4", status=Status.CLOSED))
        tx.actions.add(action("5", owners=(Owner("Somebody"), Owner("All", everyone=True))))
        live = {Status.OPEN}
        assert ids(tx.actions.of_owner(["ann"], [], [], live)) == ["2", "1"]
        assert ids(tx.actions.of_owner(["ben"], ["post"], [], live)) == ["1"]
        assert ids(tx.actions.of_owner(["ann"], ["post"], [], {Status.CLOSED})) == ["4"]
        assert tx.actions.of_owner(["ben"], [], [], live) == []


def test_actions_of_a_meeting_and_due_at_it(world: SqlStore) -> None:
    waiting = Due(DueKind.NEXT_MEETING, "next meeting")
    with world.begin() as tx:
        tx.actions.add(action("2", meeting_id="m1", created_at=NOW + timedelta(minutes=1)))
        tx.actions.add(action("3", meeting_id="m1", live=True, created_at=NOW))
        tx.actions.add(action("4", due=at("m1"), status=Status.CLOSED))
        tx.actions.add(action("5", due=waiting))
        tx.actions.add(action("6", due=waiting, status=Status.CANCELLED))
        assert ids(tx.actions.of_meeting("m1")) == ["3", "2"]
        assert ids(tx.actions.due_at("m1")) == ["4"]
        assert ids(tx.actions.waiting_for_next_meeting("board")) == ["5"]


def test_a_due_at_a_meeting_moves_with_it(world: SqlStore) -> None:
    moved = date(2027, 3, 1)
    slip = Slip("s", at("m1"), at("m2"), "ill", "ann", NOW)
    with world.begin() as tx:
        tx.actions.add(action("1", due=at("m2"), original_due=at("m1"), slips=(slip,)))
        tx.actions.add(action("2", due=on(date(2027, 2, 15))))
        tx.delegations.add(Delegation("d", "board", "D", "text", (), NOW, "ann", deadline=at("m2")))
        assert ids(tx.actions.of_board("board")) == ["1", "2"]
        tx.actions.save(tx.actions.get("1"))
        tx.meetings.save(replace(tx.meetings.get("m2"), day=moved))
    with world.begin() as tx:
        now = tx.actions.get("1")
        assert (now.due.day, now.original_due.day) == (moved, examples.DAYS["m1"])
        assert now.slips[0].to_due.day == moved
        assert ids(tx.actions.of_board("board")) == ["2", "1"]
        assert tx.delegations.get("d").deadline.day == moved
        before = tx.actions.previous("1")
        assert before is not None
        assert before[0].due.day == moved


def test_the_day_of_the_next_nudge_is_written_alone(world: SqlStore) -> None:
    day = date(2026, 12, 1)
    with world.begin() as tx:
        tx.actions.add(action("1"))
        tx.actions.add(action("2"))
        assert tx.actions.set_next_nudge(tx.actions.get("1"), day)
        assert tx.actions.get("1") == action("1", next_nudge_on=day)
        assert tx.actions.to_nudge("board", day - timedelta(days=1)) == []
        assert ids(tx.actions.to_nudge("board", day)) == ["1"]
        stale = replace(tx.actions.get("1"), version=7)
        assert not tx.actions.set_next_nudge(stale, None)
        assert tx.actions.set_next_nudge(tx.actions.get("1"), None)
        assert tx.actions.to_nudge("board", day) == []


def test_the_state_before_the_last_change(world: SqlStore) -> None:
    with world.begin() as tx:
        first = tx.actions.add(action("1", due=on(date(2026, 12, 5))))
        assert tx.actions.previous("1") is None
        note = Note("n", NOW, "ann", "Half done")
        second = tx.actions.save(replace(first, notes=(note,), owners=()), by="ann")
        assert tx.actions.previous("1") == (first, "ann")
        tx.actions.save(replace(second, text="New words"), by="ben")
        assert tx.actions.previous("1") == (second, "ben")
        tx.actions.save(replace(second, version=3), by="ben")
        assert tx.actions.get("1") == replace(second, version=4)


def test_a_long_history_grows_by_what_is_added(world: SqlStore) -> None:
    notes = tuple(Note(f"n{n}", NOW, "ann", f"Note {n}") for n in range(30))
    with world.begin() as tx:
        kept = tx.actions.add(action("1", notes=notes))
        approved = replace(notes[4], approved=True)
        changed = (*notes[:4], approved, *notes[5:29])
        saved = tx.actions.save(replace(kept, notes=changed))
        assert tx.actions.get("1") == saved
        assert len(saved.notes) == 29


def test_a_large_log_is_read_whole(world: SqlStore) -> None:
    """More actions than ids fit into one statement."""
    with world.begin() as tx:
        for n in range(1100):
            tx.actions.add(action(f"{n:04}", due=on(date(2026, 12, 1))))
        found = tx.actions.of_board("board")
    assert len(found) == 1100
    assert all(len(a.owners) == 1 for a in found)


def test_resolutions_newest_first_and_in_order_of_capture(world: SqlStore) -> None:
    def resolution(key: str, minutes: int) -> Resolution:
        at = NOW + timedelta(minutes=minutes)
        return Resolution(key, "board", "m1", "", "", (), "ann", at)

    with world.begin() as tx:
        late, early = tx.resolutions.add(resolution("b", 2)), tx.resolutions.add(resolution("a", 1))
        assert tx.resolutions.of_board("board") == [late, early, examples.RESOLUTION]
        assert tx.resolutions.of_meeting("m1") == [early, late]


def test_delegations_by_reference_and_in_order(world: SqlStore) -> None:
    def delegation(key: str, days: int) -> Delegation:
        return Delegation(key, "board", key, "text", (), NOW + timedelta(days=days), "ann")

    with world.begin() as tx:
        second, first = delegation("D1", 2), delegation("D2", 1)
        tx.delegations.add(second)
        tx.delegations.add(first)
        assert tx.delegations.of_board("board") == [examples.DELEGATION, first, second]
        assert tx.delegations.find_by_reference("board", "D1") == second
        assert tx.delegations.find_by_reference("other", "D1") is None


def _draft(tx: Transaction, key: str, minutes: int, **fields: object) -> Draft:
    line = DraftLine(1, LineKind.ACTION, {"text": "x"}, (1, 2), f"print-{key}")
    plain = {"lines": (line, replace(line, fingerprint=f"more-{key}", choice=Choice.REJECTED))}
    at = NOW + timedelta(minutes=minutes)
    draft = Draft(key, "board", "sha", "minutes.pdf", "ann", at, **(plain | fields))  # type: ignore[arg-type]
    return tx.drafts.add(draft)


def test_drafts_are_found_again(world: SqlStore) -> None:
    with world.begin() as tx:
        first = _draft(tx, "d1", 1, channel="C", ts="1.0")
        second = _draft(tx, "d2", 2, state=DraftState.DISCARDED)
        assert tx.drafts.find_by_digest("board", "sha") == second
        assert tx.drafts.find_by_digest("other", "sha") is None
        assert tx.drafts.find_by_message("C", "1.0") == first
        assert tx.drafts.find_by_message("C", "2.0") is None
        assert tx.drafts.open_of_board("board") == [first]
        assert tx.drafts.fingerprints("board") == {"more-d1", "more-d2"}
        assert tx.drafts.fingerprints("other") == set()


def test_files_of_a_subject_without_their_bytes(world: SqlStore) -> None:
    def file(key: str, minutes: int) -> File:
        at = NOW + timedelta(minutes=minutes)
        return File(key, "board", "action", "1", f"{key}.pdf", "application/pdf", 3, "s", "ann", at)

    with world.begin() as tx:
        tx.files.add(file("late", 2), b"abc")
        tx.files.add(file("early", 1), b"\x00\xff")
        assert tx.files.of_subject("action", "1") == [file("early", 1), file("late", 2)]
        assert tx.files.of_subject("action", "2") == []
        assert tx.files.get("early")[1] == b"\x00\xff"


def test_what_is_reported_to_a_board_and_what_was_sent_from_an_action(world: SqlStore) -> None:
    with world.begin() as tx:
        tx.actions.add(action("1", report_to="other", due=on(date(2026, 12, 5))))
        tx.actions.add(action("2", board_id="other", report_to="other"))
        tx.actions.add(action("3", report_to="other", status=Status.CLOSED))
        tx.actions.add(action("4", report_to="other", live=True))
        tx.actions.add(action("5", board_id="other", sent_from="1"))
        assert ids(tx.actions.reporting_to("other")) == ["1", "2"]
        assert tx.actions.reporting_to("board") == []
        assert ids(tx.actions.sent_from(["1", "2"])) == ["5"]
        assert tx.actions.sent_from([]) == []


def test_boards_without_a_channel_are_nobodys_here_and_get_no_post(world: SqlStore) -> None:
    with world.begin() as tx:
        for key in ("a", "b"):
            fresh = replace(examples.BOARD, id=key, name=key, channel_id="", parent_id="board")
            tx.boards.add(fresh)
        assert tx.boards.find_by_channel(examples.BOARD.team_id, "") is None
        nowhere = Parcel(
            key="nowhere", kind=Kind.MESSAGE, team_id="T1", view="text", board_id="a", channel=""
        )
        assert not tx.outbox.put(nowhere)
        assert tx.outbox.put(replace(nowhere, channel=None, person_id="ann"))
