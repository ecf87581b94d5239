"""Resolutions: clauses as typed, delegations kept, clauses made into actions, corrections."""

from __future__ import annotations

import pytest

from tests.support.council import Council
from workflows import action_recording, clause_actions, meeting_live, resolution_recording
from workflows.action_recording import Correction, NewAction
from workflows.clause_actions import ClauseWork
from workflows.deliveries import Shown
from workflows.errors import AlreadyDone, InvalidInput, NotAllowed, NotFound
from workflows.resolution_recording import NewResolution, RecordedResolution, ResolutionChange
from workflows.resolutions import ClauseKind

pytest_plugins = ["tests.support.stores", "tests.support.council"]

PLAN = """a) approves the plan; and
b) asks that a working group be established to report back
   to the Board in March
c) delegates the final wording to the Director of Public Health, before 1 March 2027"""


def record(council: Council, text: str = PLAN, **more: str) -> RecordedResolution:
    new = NewResolution(text, **more)
    return council.do(resolution_recording.record, "asha", council.board.id, new)


@pytest.mark.parametrize(
    ("typed", "labels", "texts"),
    [
        (PLAN, "abc", ["approves the plan", None, None]),
        ("1. Agrees the plan\n2. Notes the report", "12", ["Agrees the plan", "Notes the report"]),
        ("- agrees the plan\n- notes it", ["", ""], ["agrees the plan", "notes it"]),
        ("the Board agrees the plan.", [""], ["the Board agrees the plan."]),
        ("the Board: (a) agrees it; and (b) notes it", "ab", ["agrees it", "notes it"]),
        ("the Board:\n(a) agrees it\n(b) notes it", "ab", ["agrees it", "notes it"]),
    ],
)
def test_clauses_as_typed(
    sqlite_council: Council, typed: str, labels: str | list[str], texts: list[str | None]
) -> None:
    clauses = record(sqlite_council, typed).resolution.clauses
    assert [c.label for c in clauses] == list(labels)
    for clause, text in zip(clauses, texts, strict=True):
        assert text is None or clause.text == text


def test_marker_and_lead_in_are_kept(sqlite_council: Council) -> None:
    done = record(sqlite_council, "RESOLVED that: the Board:\na) agrees it\nb) notes it")
    assert done.resolution.marker == "RESOLVED that the Board"


def test_verbs_and_kinds_are_read(council: Council) -> None:
    kinds = [c.kind for c in record(council).resolution.clauses]
    assert kinds == [ClauseKind.DECISION, ClauseKind.REPORT_BACK, ClauseKind.DELEGATION]


def test_it_belongs_to_the_latest_meeting_that_was_held(sqlite_council: Council) -> None:
    c = sqlite_council
    assert record(c).meeting is None
    meeting = c.meeting("11 January 2027")
    c.do(meeting_live.open_meeting, "asha", c.board.id)
    c.do(meeting_live.set_item, "asha", c.board.id, "7")
    live = record(c, "the Board agrees the budget")
    assert (live.resolution.live, live.resolution.item) == (True, "7")
    c.do(meeting_live.close_meeting, "asha", c.board.id)
    later = record(c, "the Board agrees the plan")
    assert (later.resolution.meeting_id, later.resolution.live) == (meeting.id, False)


def test_what_delegates_is_kept(sqlite_council: Council) -> None:
    (kept,) = record(sqlite_council, minute_ref="22/8").delegations
    assert (kept.reference, kept.minute_ref) == ("D1", "22/8")
    assert kept.delegates == ("the Director of Public Health",)
    assert str(kept.deadline.day) == "2027-03-01"


def test_a_grant_to_a_councillor_is_kept_with_a_warning(sqlite_council: Council) -> None:
    done = record(sqlite_council, "delegates approval to Councillor Peake and the Clerk")
    assert len(done.delegations) == 1
    assert "is no officer of the authority" in done.warnings[0]
    assert "SI 2013/218" in done.warnings[0]


def test_clauses_that_set_work_become_actions_told_once(council: Council) -> None:
    done = record(council, "a) be asked to report back: x\nb) that a review be arranged")
    resolution = done.resolution
    offered = council.look(clause_actions.offered, resolution)
    assert [c.label for c in offered] == ["a", "b"]
    work = [ClauseWork(c.id, ["Tom Hallam"], "1 March") for c in offered]
    made = council.do(clause_actions.make_actions, "asha", resolution.id, work)
    assert [a.clause_id for a in made] == [c.id for c in offered]
    assert {a.origin for a in made} == {"resolution"}
    (told,) = council.outbox("owner_tasks")
    assert told.args["action_ids"] == [a.id for a in made]
    assert council.look(clause_actions.offered, resolution) == ()
    with pytest.raises(AlreadyDone):
        council.do(clause_actions.make_actions, "asha", resolution.id, work)


def test_a_wrong_due_is_refused_beside_its_clause(sqlite_council: Council) -> None:
    resolution = record(sqlite_council).resolution
    work = [ClauseWork(resolution.clauses[1].id, [], "blue moon")]
    with pytest.raises(InvalidInput) as refused:
        sqlite_council.do(clause_actions.make_actions, "asha", resolution.id, work)
    assert refused.value.field == "due_1"


def test_a_correction_gives_its_reason_and_keeps_clauses_apart(sqlite_council: Council) -> None:
    c = sqlite_council
    before = record(c).resolution
    change = ResolutionChange(text=PLAN.replace("the plan", "the amended plan"), minute_ref="9")
    with pytest.raises(InvalidInput) as refused:
        c.do(resolution_recording.correct, "asha", before.id, change, " ")
    assert refused.value.field == "reason"
    after = c.do(resolution_recording.correct, "asha", before.id, change, "misheard")
    assert after.clauses[0].text == "approves the amended plan"
    assert [x.id for x in after.clauses] == [x.id for x in before.clauses]
    lines = c.look(lambda tx: tx.ledger.of_subject("resolution", before.id))
    assert [line.deed for line, _ in lines] == ["recorded", "corrected"]
    assert lines[-1][1]["reason"] == "misheard"
    assert len(c.look(lambda tx: tx.delegations.of_board(c.board.id))) == 1


def test_marked_exempt_it_and_what_follows_is_withdrawn(sqlite_council: Council) -> None:
    c = sqlite_council
    resolution = record(c).resolution
    work = [ClauseWork(resolution.clauses[1].id, ["Tom Hallam"])]
    (action,) = c.do(clause_actions.make_actions, "asha", resolution.id, work)
    for subject, subject_id, ts in (("resolution", resolution.id, "1"), ("action", action.id, "2")):
        shown = Shown(subject, subject_id, "C1", ts, f"{subject}_card", "public")
        c.look(lambda tx, shown=shown: tx.showings.add(shown))
    change = ResolutionChange(exempt="paragraph 3: business affairs")
    c.do(resolution_recording.correct, "asha", resolution.id, change, "contract")
    assert c.action(action.id).exempt == change.exempt
    assert c.look(lambda tx: tx.delegations.of_board(c.board.id))[0].exempt == change.exempt
    assert {p.args["ts"] for p in c.outbox() if p.kind.value == "update"} == {"1", "2"}


def work_of(c: Council, exempt: str = "") -> tuple[str, str]:
    """A resolution and the action made of its second clause, by id."""
    text = "a) the plan be agreed;\nb) Tom Hallam be requested to report back on the plan in March"
    resolution = record(c, text, exempt=exempt).resolution
    work = [ClauseWork(resolution.clauses[1].id, ["Tom Hallam"])]
    (action,) = c.do(clause_actions.make_actions, "asha", resolution.id, work)
    return resolution.id, action.id


def test_lifting_an_exemption_leaves_what_was_marked_by_itself(sqlite_council: Council) -> None:
    c = sqlite_council
    resolution_id, action_id = work_of(c, exempt="paragraph 3")
    own = Correction(exempt="paragraph 1: names a child")
    c.do(action_recording.edit, "asha", action_id, own, "")
    lifted = ResolutionChange(exempt="")
    c.do(resolution_recording.correct, "asha", resolution_id, lifted, "published")
    assert c.action(action_id).exempt == own.exempt


def test_lifting_an_exemption_lifts_what_was_inherited(sqlite_council: Council) -> None:
    c = sqlite_council
    resolution_id, action_id = work_of(c, exempt="paragraph 3")
    lifted = ResolutionChange(exempt="")
    c.do(resolution_recording.correct, "asha", resolution_id, lifted, "published")
    assert c.action(action_id).exempt == ""


def test_reworded_and_marked_exempt_in_one(sqlite_council: Council) -> None:
    c = sqlite_council
    resolution_id, action_id = work_of(c)
    change = ResolutionChange(
        text="1) noted the confidential annex;\n2) authorised payment under its schedule",
        exempt="paragraph 3",
    )
    c.do(resolution_recording.correct, "asha", resolution_id, change, "wrong words")
    assert c.action(action_id).exempt == "paragraph 3"


def test_exempt_matter_is_not_found_by_outsiders(sqlite_council: Council) -> None:
    c = sqlite_council
    resolution = record(c, minute_ref="5", exempt="paragraph 1").resolution
    outsider = c.people["femi"].id
    c.look(lambda tx: [tx.people.end_membership(m.id, c.now.date().replace(year=2020))
                       for m in tx.people.memberships_of(outsider)])  # fmt: skip
    with pytest.raises(NotFound):
        c.look(lambda tx: resolution_recording.seen(tx, c.caller(tx, "femi"), resolution.id))
    _, found = c.do(resolution_recording.of_meeting, "femi", c.board.id)
    assert (len(found.shown), found.withheld) == (0, 1)


def test_found_by_minute_and_by_meeting(sqlite_council: Council) -> None:
    c = sqlite_council
    resolution = record(c, minute_ref="22/8").resolution
    found = c.look(
        lambda tx: resolution_recording.find(tx, c.caller(tx, "tom"), c.board.id, "22/8")
    )
    assert [r.id for r in found] == [resolution.id]
    with pytest.raises(NotFound, match="no resolution under minute 9"):
        c.look(lambda tx: resolution_recording.find(tx, c.caller(tx, "tom"), c.board.id, "9"))


def test_found_by_agenda_item_and_by_a_word(sqlite_council: Council) -> None:
    c = sqlite_council
    by_item = record(c, "agrees the estates plan", item="7. Estates").resolution
    record(c, "agrees the fees for parking", item="8")
    other = record(c, "agrees the fees for allotments").resolution

    def found(typed: str) -> list[str]:
        return c.look(
            lambda tx: [
                r.id for r in resolution_recording.find(tx, c.caller(tx, "tom"), c.board.id, typed)
            ]
        )

    for typed in ("7", "item 7", "Estates", "estates plan"):
        assert found(typed) == [by_item.id]
    assert found("allotments") == [other.id]
    with pytest.raises(InvalidInput, match="fits 2 resolutions"):
        found("fees")
    with pytest.raises(NotFound):
        found("")


def test_a_minute_filled_in_later_is_taken_over_by_what_it_grants(sqlite_council: Council) -> None:
    c = sqlite_council
    done = record(c, "delegates approval of the return to the Director of Public Health")
    change = ResolutionChange(minute_ref="44")
    c.do(resolution_recording.correct, "asha", done.resolution.id, change, "minutes are out")
    (kept,) = c.look(lambda tx: tx.delegations.of_board(c.board.id))
    assert kept.minute_ref == "44"


def test_only_officers_record(sqlite_council: Council) -> None:
    c = sqlite_council
    with pytest.raises(NotAllowed):
        c.do(resolution_recording.record, "tom", c.board.id, NewResolution("agrees it"))
    action = c.do(action_recording.record, "asha", c.board.id, NewAction("something else"))
    assert action.clause_id is None


def test_nothing_typed_is_refused(sqlite_council: Council) -> None:
    for text in (" ", "RESOLVED that: "):
        with pytest.raises(InvalidInput):
            record(sqlite_council, text)


def test_a_check_list_that_is_out_shows_what_is_captured_after_it(sqlite_council: Council) -> None:
    c = sqlite_council
    meeting = c.meeting("11 January 2027")
    c.do(meeting_live.open_meeting, "asha", c.board.id)
    shown = Shown("meeting", meeting.id, "D1", "7.7", "check_list", c.people["asha"].id)
    c.look(lambda tx: tx.showings.add(shown))
    resolution = record(c).resolution
    assert [p.args["ts"] for p in c.outbox("check_list")] == ["7.7"]
    work = [ClauseWork(resolution.clauses[1].id, ["Tom Hallam"])]
    (action,) = c.do(clause_actions.make_actions, "asha", resolution.id, work)
    assert action.live
