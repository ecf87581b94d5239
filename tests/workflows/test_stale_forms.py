"""A form that was opened before somebody else's change overwrites nothing of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.support.council import CHANNEL, Council
from workflows import (
    board_people,
    board_setup,
    meeting_planning,
    resolution_recording,
)
from workflows.board_people import PersonForm
from workflows.board_setup import Settings
from workflows.errors import Conflict, InvalidInput
from workflows.meeting_planning import MeetingPlan
from workflows.owners import officers_of
from workflows.people import Role
from workflows.resolution_recording import NewResolution, ResolutionChange

pytest_plugins = ["tests.support.stores", "tests.support.council"]


@pytest.fixture
def c(sqlite_council: Council) -> Council:
    return sqlite_council


def officers(c: Council) -> set[str]:
    ids = c.look(officers_of, c.board.id, c.now.date())
    return {name for name, person in c.people.items() if person.id in ids}


def test_a_meeting_is_not_put_back_to_its_old_day(c: Council) -> None:
    meeting = c.meeting("20 January 2027", start="10:00")
    form = MeetingPlan(day="2027-01-20", venue="Room 2", version=meeting.version)
    moved = c.do(meeting_planning.move, "asha", meeting.id, MeetingPlan(day="27 January 2027"))
    with pytest.raises(Conflict, match=r"changed by somebody else.*Nothing of yours was saved"):
        c.do(meeting_planning.move, "asha", meeting.id, form)
    with pytest.raises(Conflict):
        c.do(meeting_planning.cancel_meeting, "asha", meeting.id, "snow", version=meeting.version)
    assert c.look(lambda tx: tx.meetings.get(meeting.id)) == moved
    again = c.do(meeting_planning.move, "asha", meeting.id, replace(form, version=moved.version))
    assert again.venue == "Room 2"


def test_a_correction_that_somebody_else_forestalled(c: Council) -> None:
    new = NewResolution("the plan be agreed", exempt="")
    before = c.do(resolution_recording.record, "asha", c.board.id, new).resolution
    c.do(resolution_recording.correct, "asha", before.id, ResolutionChange(exempt="para 3"), "why")
    stale = ResolutionChange(text="the plans be agreed", exempt="", version=before.version)
    with pytest.raises(Conflict):
        c.do(resolution_recording.correct, "asha", before.id, stale, "misheard")
    assert c.look(lambda tx: tx.resolutions.get(before.id)).exempt == "para 3"


def test_the_set_up_changed_meanwhile(c: Council) -> None:
    opened = c.look(lambda tx: tx.boards.get(c.board.id)).version
    c.do(board_setup.set_up, "asha", CHANNEL, Settings(marker="ORDERED"))
    with pytest.raises(Conflict):
        c.do(board_setup.set_up, "asha", CHANNEL, Settings(name="Other", version=opened))
    with pytest.raises(Conflict):  # opened while there was no board yet
        c.do(board_setup.set_up, "asha", CHANNEL, Settings(name="Other", version=0))


def test_a_role_given_while_the_set_up_form_was_open_stays(c: Council) -> None:
    bea = c.people["bea"].id
    version = c.look(lambda tx: tx.boards.get(c.board.id)).version
    shown = {"officers": ["U1"], "chairs": ["U2"], "members": ["U3", "U4"]}
    form = PersonForm(person_id=bea, roles=[Role.OFFICER, Role.MEMBER], email="b@x.example")
    c.do(board_people.keep_person, "asha", c.board.id, form)
    settings = Settings(**shown, version=version, shown=shown)
    c.do(board_setup.set_up, "asha", CHANNEL, settings)
    assert officers(c) == {"asha", "bea"}
    c.now += timedelta(days=1)
    settings = Settings(officers=["U3"], version=version + 1, shown=shown)
    c.do(board_setup.set_up, "asha", CHANNEL, settings)
    assert officers(c) == {"tom", "bea"}, "one was added and one taken away on the form"


def test_a_set_up_form_that_takes_away_the_only_officer(c: Council) -> None:
    settings = Settings(officers=[], shown={"officers": ["U1"]})
    with pytest.raises(InvalidInput) as refused:
        c.do(board_setup.set_up, "asha", CHANNEL, settings)
    assert refused.value.field == "officers"
    assert officers(c) == {"asha"}


def test_an_entry_of_a_person_changed_meanwhile(c: Council) -> None:
    femi = c.people["femi"].id
    opened = c.look(lambda tx: tx.people.get(femi))
    new = PersonForm(person_id=femi, email="new@x.example", roles=[Role.MEMBER])
    c.do(board_people.keep_person, "asha", c.board.id, new)
    stale = replace(new, email=opened.email, organisation="ICB", version=opened.version)
    with pytest.raises(Conflict):
        c.do(board_people.keep_person, "asha", c.board.id, stale)
    assert c.look(lambda tx: tx.people.get(femi)).email == "new@x.example"


def test_roles_and_posts_given_while_the_form_of_a_person_was_open_stay(c: Council) -> None:
    tom = c.people["tom"].id
    posts = c.look(lambda tx: [p.id for p in tx.people.posts_held_by(tom, c.now.date())])
    more = PersonForm(person_id=tom, role=Role.VICE_CHAIR, post="Head of Libraries")
    c.do(board_people.keep_person, "asha", c.board.id, more)
    form = PersonForm(
        person_id=tom,
        roles=[Role.OBSERVER],
        roles_shown=[Role.MEMBER],
        posts_kept=[],
        posts_shown=posts,
    )
    c.do(board_people.keep_person, "asha", c.board.id, form)
    line = c.do(board_people.member, "asha", c.board.id, tom)
    assert set(line.roles) == {Role.VICE_CHAIR, Role.OBSERVER}
    assert [post.title for post, _ in line.posts] == ["Head of Libraries"]
