"""What is watched besides actions: the ladders, the cache of their next day, who hears of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from tests.support.council import TEAM, Council
from tests.support.watches import days, meeting, message, plan, told
from workflows import delegation_keeping, meeting_live, meeting_papers, watch_keeping, watching
from workflows.boards import Board, NudgePolicy
from workflows.deadlines import Due, DueKind
from workflows.delegation_reading import Grant
from workflows.delegations import Delegation, DelegationState
from workflows.drafts import Draft, DraftState
from workflows.errors import AlreadyDone, DomainError, NotFound
from workflows.meetings import Meeting, MeetingKind, MeetingState
from workflows.watches.delegations import DELEGATIONS
from workflows.watches.kind import Frame, Matter, Watched
from workflows.watches.meetings import MEETINGS, agenda_day

NOW = datetime(2027, 1, 11, 9, tzinfo=UTC)
BOARD = Board("b", "T", "Exampleshire Board", "C", NOW)


def ladder(watched: Watched, until: date, *ordinary: date, board: Board = BOARD) -> list[str]:
    """That of the first kind that the thing is of."""
    return days(watching.kinds_of(watched)[0], watched, until, *ordinary, board=board)


# --- the ladders ----------------------------------------------------------------------------------


def test_the_agenda_ahead_on_its_last_day_and_late_each_working_day_after() -> None:
    # Tuesday 6 April 2027; Good Friday is 26 March, Easter Monday 29 March.
    planned = meeting(date(2027, 4, 6))
    assert ladder(planned, date(2027, 5, 1)) == [
        "2027-03-19 officer:agenda-10",
        "2027-03-24 officer:agenda-7",
        "2027-03-25 officer:agenda-last",
        "2027-03-30 officer:agenda-late@2027-03-30",
        "2027-03-31 officer:agenda-late@2027-03-31",
        "2027-04-01 officer:agenda-late@2027-04-01",
        "2027-04-02 officer:agenda-late@2027-04-02",
        "2027-04-05 officer:agenda-late@2027-04-05",
    ]
    assert agenda_day(planned, BOARD) == date(2027, 3, 25)


def test_five_clear_days_lie_between_the_last_day_and_the_meeting() -> None:
    planned = meeting(date(2027, 4, 6))
    last = agenda_day(planned, BOARD)
    between = [last + timedelta(n) for n in range(1, (planned.day - last).days)]
    assert sum(BOARD.calendar.is_working_day(d) for d in between) == 5


@pytest.mark.parametrize(
    "changed",
    [
        {"agenda_published_on": date(2027, 3, 1)},
        {"kind": MeetingKind.PRIVATE},
        {"state": MeetingState.CANCELLED},
        {"state": MeetingState.OPEN},
    ],
)
def test_no_agenda_is_asked_for(changed: dict[str, Any]) -> None:
    planned = replace(meeting(date(2027, 4, 6)), **changed)
    assert ladder(planned, date(2027, 5, 1)) == []
    assert MEETINGS.matter(planned, Frame(BOARD), NOW.date()) is None


def test_a_board_may_switch_the_agenda_off_or_have_other_days() -> None:
    off = replace(BOARD, policy=NudgePolicy(agenda_before=()))
    assert ladder(meeting(date(2027, 4, 6)), date(2027, 5, 1), board=off) == []
    three = replace(BOARD, policy=NudgePolicy(agenda_before=(5,)), clear_days=3)
    assert ladder(meeting(date(2027, 4, 6)), date(2027, 4, 1), board=three) == [
        "2027-03-30 officer:agenda-5",
        "2027-03-31 officer:agenda-last",
        "2027-04-01 officer:agenda-late@2027-04-01",
    ]


def test_minutes_to_issue_two_five_and_weekly_after_the_closing() -> None:
    closed = meeting(
        date(2027, 1, 12),
        state=MeetingState.CLOSED,
        closed_at=datetime(2027, 1, 12, 12, tzinfo=UTC),
    )
    assert ladder(closed, date(2027, 2, 3)) == [
        "2027-01-14 officer:issue+2",
        "2027-01-19 officer:issue+5",
        "2027-01-26 officer:issue+10",
        "2027-02-02 officer:issue+15",
    ]


def test_minutes_to_approve_with_the_preparation_of_the_next_two_meetings() -> None:
    held, following = meeting(date(2027, 1, 12), state=MeetingState.ISSUED), date(2027, 3, 16)
    later, last = date(2027, 5, 18), date(2027, 7, 20)
    assert ladder(held, date(2027, 12, 1), following, later, last) == [
        "2027-03-04 officer:approve@2027-03-16",
        "2027-05-06 officer:approve@2027-05-18",
    ]
    assert ladder(replace(held, minutes_approved_on=following), date(2027, 12, 1), following) == []

    def waits(on: date) -> Matter | None:
        return MEETINGS.matter(held, Frame(BOARD, [following, later, last]), on)

    assert waits(date(2027, 1, 13)) is Matter.APPROVE
    assert waits(later) is Matter.APPROVE
    assert waits(later + timedelta(1)) is None


def draft(**more: Any) -> Draft:
    return Draft("d", "b", "sha", "minutes.docx", "p", NOW, (), **more)


def test_a_draft_two_five_and_weekly_after_it_was_read() -> None:
    assert ladder(draft(), date(2027, 1, 26)) == [
        "2027-01-13 officer:review+2",
        "2027-01-18 officer:review+5",
        "2027-01-25 officer:review+10",
    ]
    for state in set(DraftState) - {DraftState.REVIEW}:
        assert ladder(draft(state=state), date(2027, 3, 1)) == []


def granted(deadline: date | None = None, **more: Any) -> Delegation:
    due = Due(DueKind.DATE, "", deadline) if deadline else Due()
    return Delegation("g", "b", "D1", "sign the return", ("DPH",), NOW, "p", deadline=due, **more)


def test_a_delegation_near_its_end_on_it_and_lapsed() -> None:
    ends = date(2027, 2, 14)  # a Sunday: everything counts from the Friday
    one = [
        ("2027-01-29", "expiry-10"),
        ("2027-02-10", "expiry-2"),
        ("2027-02-12", "expiry-0"),
        ("2027-02-15", "lapsed"),
    ]
    both = [f"{day} {to}:{name}" for day, name in one for to in ("delegate", "officer")]
    assert ladder(granted(ends), date(2027, 6, 1)) == both
    assert ladder(granted(), date(2027, 6, 1)) == []
    assert ladder(granted(date(2020, 1, 1)), date(2027, 6, 1)) == [], (
        "long over when it was recorded"
    )


def test_missed_days_collapse_into_the_latest_for_each_receiver() -> None:
    ending = granted(date(2027, 2, 12))
    due = watching.due_steps(DELEGATIONS, ending, Frame(BOARD), date(2027, 2, 11))
    assert [s.rung for s in due] == ["delegate:expiry-2", "officer:expiry-2"]


def test_a_meeting_that_moves_has_a_new_ladder_and_one_moved_back_has_the_old_one() -> None:
    first, second = meeting(date(2027, 4, 6)), meeting(date(2027, 4, 13))

    def versions(of: Meeting) -> set[int]:
        steps = watching.ladder(MEETINGS, of, Frame(BOARD), date(2027, 5, 1))
        return {s.version for s in steps}

    assert versions(first).isdisjoint(versions(second))
    assert versions(replace(first, sequence=2)) == versions(first)


# --- use cases ------------------------------------------------------------------------------------


def test_the_agenda_is_asked_for_until_it_is_out(council: Council) -> None:
    c = council
    found = c.meeting("2027-02-09")
    seen = told(c, datetime(2027, 2, 3, 10, tzinfo=UTC))
    assert seen == [
        ("2027-01-26", "asha", "officer:agenda-10"),
        ("2027-01-29", "asha", "officer:agenda-7"),
        ("2027-02-01", "asha", "officer:agenda-last"),
        ("2027-02-02", "asha", "officer:agenda-late@2027-02-02"),
        ("2027-02-03", "asha", "officer:agenda-late@2027-02-03"),
    ]
    shown = message(c, "asha")
    assert shown is not None
    (item,) = shown.watched
    assert (item.matter, item.by) == (Matter.AGENDA, date(2027, 2, 1))
    published = c.do(meeting_papers.publish_agenda, "asha", found.id)
    assert published.agenda_published_on == c.now.date()
    assert told(c, datetime(2027, 2, 8, 10, tzinfo=UTC)) == seen, "nothing more"
    again = message(c, "asha", again=True)
    assert again is not None
    assert again.watched[0].matter is None
    assert message(c, "asha") is None
    with pytest.raises(AlreadyDone):
        c.do(meeting_papers.publish_agenda, "asha", found.id)


def test_a_day_of_publication_and_who_may_say_it(sqlite_council: Council) -> None:
    c = sqlite_council
    found = c.meeting("2027-02-09")
    with pytest.raises(DomainError, match="Only a committee officer"):
        c.do(meeting_papers.publish_agenda, "tom", found.id)
    with pytest.raises(DomainError, match="still to come"):
        c.do(meeting_papers.publish_agenda, "asha", found.id, on=date(2027, 1, 12))
    kept = c.do(meeting_papers.publish_agenda, "asha", found.id, on=date(2027, 1, 8))
    assert kept.agenda_published_on == date(2027, 1, 8)
    line = c.look(lambda tx: tx.ledger.of_subject("meeting", found.id))[-1]
    assert (line[0].deed, line[1]["published"]) == ("agenda published", "2027-01-08")
    with pytest.raises(NotFound):
        c.look(meeting_papers.without_agenda, c.board, c.now)


def held(c: Council, day: str) -> Meeting:
    """A meeting opened, closed and issued today."""
    found = c.meeting(day)
    c.do(meeting_live.open_meeting, "asha", c.board.id, meeting_id=found.id)
    c.do(meeting_live.close_meeting, "asha", c.board.id)
    return c.do(meeting_live.issue, "asha", found.id).meeting


def test_minutes_are_approved_in_words_at_the_meeting_that_did_it(council: Council) -> None:
    c = council
    first = held(c, "2027-01-11")
    c.meeting("2027-03-16")
    assert c.look(meeting_papers.without_approval, c.board).id == first.id
    c.now = datetime(2027, 3, 17, 10, tzinfo=UTC)
    words = "with corrections: Mr Example was present"
    approved = c.do(meeting_papers.approve_minutes, "asha", first.id, words=words)
    assert approved.minutes_approved_on == date(2027, 3, 16)
    line = c.look(lambda tx: tx.ledger.of_subject("meeting", first.id))[-1]
    assert (line[0].deed, line[1]["words"]) == ("minutes approved", words)
    with pytest.raises(AlreadyDone):
        c.do(meeting_papers.approve_minutes, "asha", first.id)


def test_a_closed_meeting_is_to_be_issued_and_one_taken_back_is_not(council: Council) -> None:
    c = council
    found = c.meeting("2027-01-11")
    c.do(meeting_live.open_meeting, "asha", c.board.id, meeting_id=found.id)
    c.do(meeting_live.close_meeting, "asha", c.board.id)
    assert c.look(lambda tx: tx.watches.day_of("meeting", found.id)) == date(2027, 1, 13)
    c.do(meeting_live.take_back, "asha", c.board.id)
    assert c.look(lambda tx: tx.watches.day_of("meeting", found.id)) is None
    c.do(meeting_live.close_meeting, "asha", c.board.id)
    assert told(c, datetime(2027, 1, 18, 10, tzinfo=UTC)) == [
        ("2027-01-13", "asha", "officer:issue+2"),
        ("2027-01-18", "asha", "officer:issue+5"),
    ]


def test_a_delegate_who_is_known_hears_of_the_end(council: Council) -> None:
    c = council
    grant = Grant("approve the return", ("Director of Public Health",), deadline=date(2027, 1, 25))
    kept = c.do(delegation_keeping.keep_grant, "asha", c.board.id, grant)
    seen = told(c, datetime(2027, 1, 27, 10, tzinfo=UTC))
    names = ["expiry-10", "expiry-2", "expiry-0", "lapsed"]
    assert [(who, rung) for _, who, rung in seen if who == "tom"] == [
        ("tom", f"delegate:{name}") for name in names
    ]
    assert [rung for _, who, rung in seen if who == "asha"] == [f"officer:{n}" for n in names]
    shown = message(c, "tom")
    assert shown is not None
    assert [(w.matter, w.as_officer) for w in shown.watched] == [(Matter.LAPSED, False)]

    def used(tx: Any) -> None:
        after = replace(tx.delegations.get(kept.id), state=DelegationState.USED)
        watch_keeping.keep(tx, tx.delegations.save(after), c.now.date())

    c.look(used)
    again = message(c, "tom", again=True)
    assert again is not None
    assert [w.matter for w in again.watched] == [None]
    assert message(c, "tom") is None


def test_an_exempt_delegation_is_not_told_to_who_may_not_read_it(council: Council) -> None:
    c = council
    grant = Grant("settle the claim", ("Zed Unknown", "Sam Outside"), deadline=date(2027, 1, 25))
    kept = c.do(delegation_keeping.keep_grant, "asha", c.board.id, grant)

    def outsider(tx: Any) -> None:
        from workflows.people import Person

        tx.people.add(Person(tx.new_id(), TEAM, "Sam Outside", "U77"))

    c.look(outsider)
    with c.store.begin() as tx:
        caller = c.caller(tx, "asha")
        delegation_keeping.mark_exempt(tx, kept, caller, "paragraph 3: finances", c.now)
    seen = told(c, datetime(2027, 1, 13, 10, tzinfo=UTC))
    assert [who for _, who, _ in seen] == ["asha"]


def test_officers_on_duty_hear_and_nobody_twice_on_a_day(council: Council) -> None:
    c = council
    c.meeting("2027-02-09")
    c.record("Late", "Tom Hallam", due="8 January 2027")
    c.now = datetime(2027, 1, 26, 10, tzinfo=UTC)
    plan(c, c.now)
    plan(c, c.now)
    mine = [p for p in c.outbox("day") if p.person_id == c.people["asha"].id]
    assert len(mine) == 1
    shown = message(c, "asha")
    assert shown is not None
    assert [w.board.id for w in shown.waiting] == [c.board.id]
    assert len(shown.watched) == 1
