"""Keys for good, the standing of clauses, votes, what was recommended: in the register."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.council import Council
from workflows import meeting_live, resolution_recording, rule_setting
from workflows import resolution_standing as standings
from workflows.agendas import AgendaItem, Recommendation
from workflows.declarations import Declaration, Interest
from workflows.errors import AlreadyDone, Conflict, InvalidInput, NotAllowed
from workflows.meetings import MeetingState
from workflows.resolution_beside import as_clauses, asked_in, beside, brief, differences
from workflows.resolution_keys import board_word, clause_key, key_for, read_key
from workflows.resolution_recording import NewResolution, RecordedResolution, ResolutionChange
from workflows.resolution_standing import ALLOWED, Change
from workflows.resolutions import Carried, Clause, Resolution, Standing
from workflows.rule_setting import RulesForm

IMPLEMENTED, SUPERSEDED = Standing.IMPLEMENTED, Standing.SUPERSEDED
RESCINDED, IN_FORCE = Standing.RESCINDED, Standing.IN_FORCE


def record(c: Council, text: str = "approves the harbour plan", **more: str) -> RecordedResolution:
    return c.do(resolution_recording.record, "asha", c.board.id, NewResolution(text, **more))


def held(c: Council) -> str:
    """A meeting that was held a week ago; its id."""
    day = (c.now - timedelta(days=7)).date().isoformat()
    meeting = c.meeting(day)
    with c.store.begin() as tx:
        saved = tx.meetings.save(replace(meeting, state=MeetingState.ISSUED))
    return saved.id


def stand(
    c: Council, resolution: Resolution, to: Standing, n: int = 0, **more: object
) -> Resolution:
    change = Change(to, **more)  # type: ignore[arg-type]
    clause = resolution.clauses[n].id
    return c.do(standings.change, "asha", resolution.id, clause, change)


# --- keys -----------------------------------------------------------------------------------------


def test_a_key_names_board_meeting_minute_and_clause(council: Council) -> None:
    meeting_id = held(council)
    first = record(council, "a) approves it\nb) notes it", minute_ref="22/8").resolution
    again = record(council, minute_ref="22/8").resolution
    without = record(council).resolution
    assert first.meeting_id == meeting_id
    assert (first.key, again.key, without.key) == (
        "EB/2027-01-04/22-8", "EB/2027-01-04/22-8-2", "EB/2027-01-04/r1",
    )  # fmt: skip
    assert [clause_key(first, c) for c in first.clauses] == [f"{first.key}.a", f"{first.key}.b"]
    change = ResolutionChange(minute_ref="23/8")
    after = council.do(resolution_recording.correct, "asha", first.id, change, "misprint")
    assert after.key == first.key
    found = council.look(
        lambda tx: resolution_recording.find(
            tx, council.caller(tx, "tom"), council.board.id, "eb/2027-01-04/22-8"
        )
    )
    assert [r.id for r in found] == [first.id]


def test_captured_live_it_gets_its_key_when_it_is_issued(sqlite_council: Council) -> None:
    c = sqlite_council
    meeting = c.meeting(c.now.date().isoformat())
    c.do(meeting_live.open_meeting, "asha", c.board.id)
    live = record(c).resolution
    assert (live.live, live.key) == (True, "")
    c.do(meeting_live.close_meeting, "asha", c.board.id)
    c.do(meeting_live.issue, "asha", meeting.id)
    issued = c.look(lambda tx: tx.resolutions.get(live.id))
    assert issued.key == f"EB/{meeting.day.isoformat()}/r1"


minutes = st.lists(st.text("0123456789/ab.-", max_size=6), max_size=30)


@given(minutes)
def test_no_two_have_the_same_key(refs: list[str]) -> None:
    taken: list[str] = []
    for ref in refs:
        taken.append(key_for("HWB", date(2027, 1, 4), ref, taken))
    assert len({k.casefold() for k in taken}) == len(refs)
    assert all(read_key(k) == (k, "") for k in taken)


def test_two_at_once_get_keys_of_their_own(council: Council) -> None:
    held(council)
    with ThreadPoolExecutor(4) as pool:
        made = list(pool.map(lambda _: record(council, minute_ref="5").resolution.key, range(8)))
    assert len(set(made)) == 8


def test_what_stands_for_a_board_in_a_key() -> None:
    assert board_word("HWB", "Health and Wellbeing Board") == "HWB"
    assert board_word("", "Health and Wellbeing Board") == "HWB"
    assert board_word("", "council") == "council"


# --- standing -------------------------------------------------------------------------------------


def test_a_clause_is_implemented_superseded_rescinded_with_day_and_reason(council: Council) -> None:
    old = record(council, minute_ref="1").resolution
    new = record(council, "approves another harbour plan", minute_ref="2").resolution
    done = stand(council, old, IMPLEMENTED, on=council.now.date())
    over = stand(council, done, SUPERSEDED, by=new.key, reason="a newer plan")
    clause = over.clauses[0]
    assert (clause.standing, clause.ended_by, clause.ended_reason) == (
        SUPERSEDED, new.key, "a newer plan",
    )  # fmt: skip
    with pytest.raises(AlreadyDone, match=r"superseded on .* and cannot be rescinded any more"):
        stand(council, over, RESCINDED, reason="no")
    with pytest.raises(AlreadyDone, match=r"superseded since .* already"):
        stand(council, over, SUPERSEDED, by=new.key)
    back = stand(council, over, IN_FORCE, reason="a slip")
    assert back.clauses[0].standing is IN_FORCE
    assert back.clauses[0].ended_on is None
    lines = council.look(lambda tx: tx.ledger.of_subject("resolution", old.id))
    deeds = [line.deed for line, _ in lines]
    assert [d.split()[-1] for d in deeds] == ["recorded", "implemented", "superseded", "force"]
    assert lines[-1][1]["reason"] == "a slip"


@pytest.mark.parametrize(
    ("to", "more", "says"),
    [
        (RESCINDED, {}, "reason"),
        (SUPERSEDED, {}, "by which resolution"),
        (IMPLEMENTED, {"on": date(2031, 1, 1)}, "has not come yet"),
        (IMPLEMENTED, {"on": date(2001, 1, 1)}, "was resolved on"),
    ],
)
def test_what_is_lacking_is_asked_for(
    sqlite_council: Council, to: Standing, more: dict[str, object], says: str
) -> None:
    resolution = record(sqlite_council).resolution
    with pytest.raises(InvalidInput) as refused:
        stand(sqlite_council, resolution, to, **more)
    assert says in refused.value.message or refused.value.field == says
    assert sqlite_council.look(lambda tx: tx.resolutions.get(resolution.id)) == resolution


def test_a_noting_is_not_implemented_and_only_officers_settle_it(sqlite_council: Council) -> None:
    noting = record(sqlite_council, "notes the harbour report").resolution
    with pytest.raises(AlreadyDone, match="nothing to implement"):
        stand(sqlite_council, noting, IMPLEMENTED)
    change = Change(RESCINDED, "no")
    with pytest.raises(NotAllowed):
        sqlite_council.do(standings.change, "tom", noting.id, noting.clauses[0].id, change)


def test_every_standing_can_be_left_and_none_leads_to_itself() -> None:
    for before, allowed in ALLOWED.items():
        assert allowed
        assert before not in allowed


def test_of_two_at_once_one_wins_and_the_other_is_told(council: Council) -> None:
    resolution = record(council).resolution
    stand(council, resolution, IMPLEMENTED, version=resolution.version)
    with pytest.raises(Conflict, match="Nothing of yours was saved"):
        stand(council, resolution, RESCINDED, reason="x", version=resolution.version)


def test_a_corrected_clause_keeps_its_standing(sqlite_council: Council) -> None:
    resolution = record(sqlite_council).resolution
    stand(sqlite_council, resolution, IMPLEMENTED)
    change = ResolutionChange(text="approves the harbour plan as amended")
    c = sqlite_council
    after = c.do(resolution_recording.correct, "asha", resolution.id, change, "misheard")
    assert after.clauses[0].text.endswith("as amended")
    assert after.clauses[0].standing is IMPLEMENTED


def test_old_clauses_are_suggested_never_ended_by_themselves(council: Council) -> None:
    held(council)
    old = record(council, "approves the harbour lighting scheme for the winter",
                 minute_ref="11/2").resolution  # fmt: skip
    secret = record(council, "approves the harbour lighting scheme for the winter",
                    exempt="3: price").resolution  # fmt: skip
    council.now += timedelta(days=30)
    later = council.meeting(council.now.date().isoformat())
    council.do(meeting_live.open_meeting, "asha", council.board.id)
    again = record(council, "approves the harbour lighting scheme for the winter").resolution
    cites = record(council, "rescinds minute 11/2 and starts anew").resolution
    assert again.meeting_id == later.id

    def suggested(who: str, resolution: Resolution) -> set[str]:
        return council.look(
            lambda tx: {
                s.old.id for s in standings.suggestions(tx, council.caller(tx, who), resolution)
            }
        )

    assert suggested("asha", again) == {old.id, secret.id}
    assert suggested("asha", cites) == {old.id}
    assert council.look(lambda tx: tx.resolutions.get(old.id)).clauses[0].standing is IN_FORCE


def test_a_clause_is_meant_by_key_or_minute_and_label(sqlite_council: Council) -> None:
    c = sqlite_council
    held(c)
    two = record(c, "a) approves it\nb) agrees that", minute_ref="22/8").resolution
    dotted = record(c, "approves the dotted one", minute_ref="5.2").resolution

    def meant(typed: str) -> tuple[str, str]:
        resolution, clause = c.look(
            lambda tx: standings.meant(tx, c.caller(tx, "asha"), c.board.id, typed)
        )
        return resolution.id, clause.label

    for typed in ("22/8.b", "22/8 b", "22/8 (b)", f"{two.key}.b", f"{two.key[3:]}.B"):
        assert meant(typed) == (two.id, "b")
    assert meant("5.2") == (dotted.id, "")
    with pytest.raises(InvalidInput, match="Say which clause is meant"):
        meant("22/8")


# --- votes on record ------------------------------------------------------------------------------


def test_a_vote_is_recorded_checked_and_corrected_with_a_reason(council: Council) -> None:
    held(council)
    done = record(council, carried="9-2-1", recorded_votes="for: Tom Hallam; against: Nobody")
    resolution = done.resolution
    assert resolution.carried is Carried.VOTE
    assert resolution.votes is not None
    assert resolution.votes.in_favour == 9
    assert any("votes are told, but the board has" in w for w in done.warnings)
    assert any("Nobody is recorded as voting" in w for w in done.warnings)
    change = ResolutionChange(carried="2-1")
    with pytest.raises(InvalidInput):
        council.do(resolution_recording.correct, "asha", resolution.id, change, "")
    after = council.do(resolution_recording.correct, "asha", resolution.id, change, "miscounted")
    assert after.votes is not None
    assert (after.votes.in_favour, after.votes.recorded) == (2, resolution.votes.recorded)
    (_, values) = council.look(lambda tx: tx.ledger.of_subject("resolution", resolution.id))[-1]
    assert values["carried"] == "carried 2 for, 1 against"
    assert values["reason"] == "miscounted"


def test_the_casting_vote_follows_the_rules_of_the_day(sqlite_council: Council) -> None:
    c = sqlite_council
    held(c)
    assert record(c, carried="2-2, casting vote for").resolution.carried is Carried.CASTING_VOTE
    c.do(rule_setting.change, "asha", c.board.id, RulesForm(casting_vote="no"))
    # The rules changed today; the meeting was a week ago.
    assert record(c, carried="2-2, casting vote for").resolution.carried is Carried.CASTING_VOTE
    form = RulesForm(since=date(2026, 12, 1), casting_vote="no")
    c.do(rule_setting.change, "asha", c.board.id, form)
    with pytest.raises(InvalidInput, match="no casting vote"):
        record(c, carried="2-2, casting vote for")


def test_a_declared_interest_bars_from_the_item(sqlite_council: Council) -> None:
    c = sqlite_council
    meeting_id = held(c)
    with c.store.begin() as tx:
        tx.declarations.add(
            Declaration(
                "d",
                c.board.id,
                meeting_id,
                "Tom Hallam",
                date(2027, 1, 4),
                item="7",
                kind=Interest.PECUNIARY,
            )
        )
    done = record(c, item="Item 7 Harbour", mover="Tom Hallam")
    assert done.resolution.barred == ("Tom Hallam",)
    assert any("declared an interest" in w for w in done.warnings)
    assert record(c, item="8").resolution.barred == ()


# --- recommended and resolved ---------------------------------------------------------------------


def test_recommendations_of_the_item_stand_beside_what_was_resolved(council: Council) -> None:
    meeting_id = held(council)
    asked = (Recommendation("3.1", "approves the harbour plan"), Recommendation("3.2", "notes it"))
    with council.store.begin() as tx:
        item = AgendaItem("i", council.board.id, meeting_id, "Harbour", number="7")
        tx.agenda_items.add(replace(item, recommendations=asked))
        secret = AgendaItem("x", council.board.id, meeting_id, "Quay", number="8", exempt="3: x")
        tx.agenda_items.add(replace(secret, recommendations=asked))
    done = record(council, "approves the amended harbour plan", item="7. Harbour").resolution
    assert (done.agenda_item_id, done.recommended) == ("i", asked)
    stored = council.look(lambda tx: tx.resolutions.get(done.id))
    assert stored.recommended == asked
    first, second = beside(stored.recommended, stored.clauses)
    assert [(p.state, p.words) for p in first.pieces] == [
        ("same", "approves the"), ("new", "amended"), ("same", "harbour plan"),
    ]  # fmt: skip
    assert second.clause is None
    assert record(council, item="8").resolution.recommended == ()


@given(st.text(max_size=80), st.text(max_size=80))
def test_the_differences_hold_all_words_of_both(before: str, after: str) -> None:
    pieces = differences(before, after)
    new = [w for p in pieces if p.state != "gone" for w in p.words.split()]
    assert new == after.split()
    gone = sum(len(p.words.split()) for p in pieces if p.state != "new")
    assert gone == len(before.split())


def test_case_and_punctuation_make_no_difference() -> None:
    (pair,) = beside(
        [Recommendation("1", "Approves the plan;")], [Clause("c", "", "approves the plan")]
    )
    assert pair.same


@dataclass(frozen=True)
class Report:
    """What a report in a paper recommends."""

    item: str | None
    clauses: tuple[str, ...]


def test_a_report_in_the_same_paper_counts_only_if_it_says_nearly_the_same(
    sqlite_council: Council,
) -> None:
    reports = [Report("7", ("approve the harbour lighting plan for 2027",))]

    def asked(text: str) -> tuple[Recommendation, ...]:
        return sqlite_council.look(lambda tx: asked_in(tx, None, "", reports, [text]))

    assert asked("approved the harbour lighting plan for 2027") != ()
    assert asked("approved the harbour lighting plan for 2028") == ()
    assert asked("noted the harbour") == ()
    pairs = beside(asked("approve the amended harbour lighting plan for 2027"),
                   as_clauses(["approve the amended harbour lighting plan for 2027"]))  # fmt: skip
    assert brief(pairs) == ["beside recommendation: put in “amended”"]
    assert brief(beside(asked(reports[0].clauses[0]), as_clauses(reports[0].clauses))) == [
        "as recommended"
    ]
