"""Groups as owners: matched by name, reminded and answered for as the board has chosen."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from tests.support.council import TEAM, Council
from tests.support.duty import away, home_of, nudged, texts, to_day
from workflows import action_answers, board_people, board_setup, logbook
from workflows.access import Audience, caller_for
from workflows.action_recording import Correction, edit
from workflows.actions import Owner, Status, Turn
from workflows.board_people import PersonForm
from workflows.boards import Board
from workflows.errors import NotAllowed
from workflows.owners import owner_words, read_owners
from workflows.people import Person, Role

GROUP = "BCF Implementation and Monitoring Group"


@pytest.fixture
def group(council: Council) -> Board:
    return made(council)


def made(council: Council) -> Board:
    """A sub-group with Bea in the chair, Femi and one more in it, and an officer of its own."""
    settings = board_setup.Settings(name=GROUP, short_name="BIMG", aliases=("the Executive",))
    board: Board = council.do(board_setup.set_up, "tom", "C2", settings)
    for who, role in (("bea", Role.CHAIR), ("femi", Role.MEMBER)):
        form = PersonForm(person_id=council.people[who].id, role=role)
        council.do(board_people.keep_person, "tom", board.id, form)
    return board


def owners(c: Council, *written: str) -> tuple[Owner, ...]:
    return c.look(lambda tx: read_owners(tx, c.board, written, c.now.date()))


def test_lead_behind_a_mention_leads_and_in_a_title_does_not(council: Council) -> None:
    tom = council.people["tom"]
    found = owners(council, f"<@{tom.slack_id}|tom> lead", "Clinical lead")
    assert [(o.person_id, o.lead) for o in found] == [(tom.id, True), (None, False)]
    assert found[1].printed == "Clinical lead"


@pytest.mark.parametrize(
    "written", [GROUP, GROUP.lower(), "the Executive", "Executive", "BIMG", f"{GROUP} (group)"]
)
def test_a_group_is_known_by_name_short_name_and_alias(
    council: Council, group: Board, written: str
) -> None:
    (owner,) = owners(council, written)
    assert (owner.group_id, owner.printed, owner.known) == (group.id, GROUP, True)
    assert owner_words([owner]) == f"{GROUP} (group)"


def test_a_name_taken_asunder_at_and_is_whole_again(council: Council, group: Board) -> None:
    found = owners(council, "BCF Implementation", "Monitoring Group (lead)", "DPH")
    assert [(o.printed, o.lead) for o in found] == [
        (GROUP, True),
        ("Director of Public Health", False),
    ]
    assert found[0].group_id == group.id


def test_a_board_called_by_its_own_name_is_all_its_members(council: Council, group: Board) -> None:
    (owner,) = owners(council, "Exampleshire Board")
    assert (owner.everyone, owner.group_id) == (True, None)


def test_a_short_name_that_somebody_bears_fits_nobody(council: Council, group: Board) -> None:
    settings = board_setup.Settings(short_name="Peake")
    council.do(board_setup.set_up, "tom", "C2", settings)
    (owner,) = owners(council, "Peake")
    assert owner.known is False
    assert owners(council, GROUP)[0].group_id == group.id


def test_every_member_is_reminded_or_the_chair_as_the_board_chooses(
    council: Council, group: Board
) -> None:
    council.record("Look at it", "the Executive", due="13 January 2027")
    to_day(council, "2027-01-13")
    assert nudged(council) == [("bea", "owner:on-day"), ("femi", "owner:on-day")]


def test_the_chair_alone_where_the_board_chooses_that(council: Council, group: Board) -> None:
    with council.store.begin() as tx:
        tx.boards.save(replace(tx.boards.get(council.board.id), groups_answer="chair"))
    council.record("Look at it", "the Executive", due="13 January 2027")
    to_day(council, "2027-01-13")
    assert nudged(council) == [("bea", "owner:on-day")]


def test_a_members_word_is_a_note_and_the_chair_reports_done(
    council: Council, group: Board
) -> None:
    action = council.record("Look at it", "the Executive", due="20 January 2027")
    stranger = council.look(lambda tx: tx.people.add(Person(tx.new_id(), TEAM, "Sam", "U50")))
    council.people["sam"] = stranger
    with pytest.raises(NotAllowed):
        council.do(action_answers.progress, "sam", action.id, "not mine to say")
    said = council.do(action_answers.done, "femi", action.id, "my bit")
    assert (said.status, said.turn) == (Status.IN_PROGRESS, Turn.OWNER)
    assert said.notes[-1].text == "my bit"
    said = council.do(action_answers.blocked, "femi", action.id, "no money")
    assert (said.status, said.turn) == (Status.IN_PROGRESS, Turn.OWNER)
    said = council.do(action_answers.progress, "femi", action.id, "half")
    assert said.hushed_until is None, "one of many quietens nothing for the others"
    for take, args in (
        (action_answers.hush, (council.now.date(),)),
        (action_answers.ask_time, ("1 March", "busy")),
    ):
        with pytest.raises(NotAllowed, match="The chair or a committee officer"):
            council.do(take, "femi", action.id, *args)
    done = council.do(action_answers.done, "bea", action.id, "looked at")
    assert (done.status, done.turn) == (Status.PROPOSED_DONE, Turn.OFFICER)


def test_beside_a_person_a_member_moves_nothing_of_the_groups_part(
    council: Council, group: Board
) -> None:
    action = council.record("Look at it", "the Executive", "Tom Hallam")
    after = council.do(action_answers.done, "femi", action.id, "my bit")
    assert [o.done_on for o in after.owners] == [None, None]
    after = council.do(action_answers.done, "bea", action.id, "the group's part")
    assert [bool(o.done_on) for o in after.owners] == [True, False]


def test_a_lead_answers_for_all_and_the_others_words_are_notes(council: Council) -> None:
    action = council.record("Send it", "Tom Hallam (lead)", "Bea Lindqvist", due="13 January 2027")
    helped = council.do(action_answers.blocked, "bea", action.id, "I wait for Tom")
    assert (helped.status, helped.turn) == (Status.OPEN, Turn.OWNER)
    with pytest.raises(NotAllowed, match="Tom Hallam or a committee officer"):
        council.do(action_answers.hush, "bea", action.id, council.now.date())
    to_day(council, "2027-01-13")
    assert nudged(council) == [("tom", "owner:on-day")]
    done = council.do(action_answers.done, "tom", action.id, "sent")
    assert done.status is Status.PROPOSED_DONE


def test_a_group_without_members_is_told_to_the_officers_at_once(council: Council) -> None:
    settings = board_setup.Settings(name="Empty Group")
    council.do(board_setup.set_up, "tom", "C3", settings)
    action = council.record("Look at it", "Empty Group", due="13 January 2027")
    (said,) = texts(council, "asha")
    assert said.startswith(f"*{action.reference}*: Empty Group has no members on record")
    to_day(council, "2027-01-13")
    assert nudged(council) == [("asha", "owner:on-day")]


def test_a_group_that_loses_its_last_member_is_told_of(council: Council, group: Board) -> None:
    action = council.record("Look at it", "the Executive")
    council.do(board_people.remove_person, "tom", group.id, council.people["femi"].id)
    assert texts(council, "asha") == []
    council.do(board_people.remove_person, "tom", group.id, council.people["bea"].id)
    (said,) = texts(council, "asha")
    assert said.startswith(f"*{GROUP}* has no members on record any more")
    assert action.reference in said


def test_members_who_are_away_are_left_out(council: Council, group: Board) -> None:
    council.record("Look at it", "the Executive", due="13 January 2027")
    away(council, "femi", "22 January 2027", deputy="tom", by="asha")
    to_day(council, "2027-01-13")
    assert nudged(council) == [("bea", "owner:on-day")]


def test_home_and_log_show_it(council: Council, group: Board) -> None:
    action = council.record("Look at it", "the Executive")
    for who, sees in (("bea", True), ("femi", True), ("rosalind", False)):
        assert (action.id in {a.id for a in home_of(council, who).mine}) is sees

    def log(tx: Any) -> logbook.ActionLog:
        caller = caller_for(tx, council.people["asha"], council.now.date())
        return logbook.action_log(tx, council.board, Audience(caller), council.now)

    rows = council.look(log).outstanding
    assert [row.owner for row in rows] == [f"{GROUP} (group)"]


def test_the_edit_form_gives_the_same_group_back(council: Council, group: Board) -> None:
    action = council.record("Look at it", "the Executive")
    printed = [o.printed for o in action.owners]
    after = council.do(
        edit, "asha", action.id, Correction(text="Look again", owners=printed), "spelling"
    )
    assert after.owners == action.owners
