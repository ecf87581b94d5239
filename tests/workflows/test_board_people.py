"""The people of a board: roles, posts that change hands, addresses; who may."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from tests.support.council import TEAM, Council
from workflows import action_recording, board_people, board_setup
from workflows.access import caller_for
from workflows.action_recording import NewAction
from workflows.board_people import PersonForm
from workflows.board_setup import Settings
from workflows.errors import AlreadyDone, InvalidInput, NotAllowed, NotFound
from workflows.ledger import first_break
from workflows.owners import officers_of, people_behind
from workflows.people import Role

NEW = "C2"


def set_up(c: Council, settings: Settings, who: str = "tom", channel: str = NEW) -> Any:
    return c.do(board_setup.set_up, who, channel, settings)


def roles(c: Council, who: str, board_id: str = "") -> set[Role]:
    with c.store.begin() as tx:
        person = tx.people.get(c.people[who].id)
        return set(caller_for(tx, person, c.now.date()).on(board_id or c.board.id))


def listing(c: Council, who: str = "asha") -> board_people.People:
    return c.do(board_people.listing, who, c.board.id)


def line(c: Council, name: str, who: str = "asha") -> board_people.Listed:
    return next(x for x in listing(c, who).listed if x.person.name == name)


def test_somebody_outside_slack_with_role_post_and_address(council: Council) -> None:
    form = PersonForm(
        name="Maureen Okoro",
        email="maureen@eva.example",
        organisation="Exampleshire Voluntary Action",
        variants=["M Okoro", " ", "MO"],
        role=Role.ASSOCIATE,
        post="Chief Executive",
        since=date(2026, 4, 1),
    )
    person = council.do(board_people.keep_person, "asha", council.board.id, form)
    assert person.variants == ("M Okoro", "MO")
    found = line(council, "Maureen Okoro")
    assert found.roles == (Role.ASSOCIATE,)
    assert [(p.title, h.since) for p, h in found.posts] == [("Chief Executive", date(2026, 4, 1))]
    assert found.email == "maureen@eva.example"
    action = council.record("Report", "MO")
    assert action.owners[0].person_id == person.id, "known by the spelling of the papers"


def test_the_same_name_is_the_same_person(council: Council) -> None:
    form = PersonForm(name="cllr rosalind peake", email="r@x.example", role=Role.OBSERVER)
    again = council.do(board_people.keep_person, "asha", council.board.id, form)
    assert again.id == council.people["rosalind"].id
    assert {Role.CHAIR, Role.OBSERVER} == roles(council, "rosalind")


def test_adding_adds_roles_and_editing_sets_them(council: Council) -> None:
    tom = council.people["tom"].id
    added = PersonForm(slack_id="U3", roles=[Role.OBSERVER])
    council.do(board_people.keep_person, "asha", council.board.id, added)
    assert roles(council, "tom") == {Role.MEMBER, Role.OBSERVER}
    edited = PersonForm(person_id=tom, name="Tom Hallam", roles=[Role.VICE_CHAIR], email="")
    person = council.do(board_people.keep_person, "asha", council.board.id, edited)
    assert roles(council, "tom") == {Role.VICE_CHAIR}
    assert person.email is None, "an address can be taken away"


def test_posts_change_hands_and_what_they_own_moves(council: Council) -> None:
    action = council.record("Health report", "DPH", due="1 February 2027")
    give = board_people.give_post
    since = council.now.date() + timedelta(days=7)
    council.do(
        give, "asha", council.board.id, "Director of public health", council.people["bea"].id, since
    )

    def owner_on(day: date) -> list[str]:
        with council.store.begin() as tx:
            return people_behind(tx, action.owners, council.board, day)

    assert owner_on(council.now.date()) == [council.people["tom"].id]
    assert owner_on(since - timedelta(days=1)) == [council.people["tom"].id]
    assert owner_on(since) == [council.people["bea"].id]
    with council.store.begin() as tx:
        (post,) = tx.people.posts(council.board.id)
    assert len(post.holdings) == 2, "one post, though it was written in another case"


def test_a_post_is_not_given_behind_its_holders_back(council: Council) -> None:
    with pytest.raises(InvalidInput, match="Tom Hallam holds") as refused:
        council.do(
            board_people.give_post,
            "asha",
            council.board.id,
            "Director of Public Health",
            council.people["bea"].id,
            date(2020, 1, 1),
        )
    assert refused.value.field == "since"


def test_a_post_given_wrongly_is_put_right_the_same_day(council: Council) -> None:
    today = council.now.date()
    for who in ("bea", "rosalind"):
        council.do(
            board_people.give_post,
            "asha",
            council.board.id,
            "Director of Public Health",
            council.people[who].id,
            today,
        )
    assert line(council, "Rosalind Peake").posts
    assert not line(council, "Bea Lindqvist").posts
    with council.store.begin() as tx:
        (post,) = tx.people.posts(council.board.id)
    assert [h.person_id for h in post.holdings] == [
        council.people["tom"].id,
        council.people["rosalind"].id,
    ]


def test_a_post_can_be_given_up(council: Council) -> None:
    tom = council.people["tom"].id
    form = PersonForm(person_id=tom, name="Tom Hallam", roles=[Role.MEMBER], posts_kept=[])
    council.do(board_people.keep_person, "asha", council.board.id, form)
    assert line(council, "Tom Hallam").posts == ()
    found = listing(council)
    assert found.posts[0].holder_on(council.now.date()) is None
    assert found.names[tom] == "Tom Hallam"


def test_removing_ends_roles_and_posts_and_keeps_what_is_owned(council: Council) -> None:
    mine = council.record("By name", "Tom Hallam")
    posts = council.record("By post", "Director of Public Health")
    council.do(board_people.remove_person, "asha", council.board.id, council.people["tom"].id)
    assert roles(council, "tom") == set()
    assert "Tom Hallam" not in [x.person.name for x in listing(council).listed]
    mine, posts = council.action(mine.id), council.action(posts.id)
    with council.store.begin() as tx:
        today, board = council.now.date(), council.board
        assert people_behind(tx, mine.owners, board, today) == [council.people["tom"].id]
        assert people_behind(tx, posts.owners, board, today) == []
    with pytest.raises(NotFound, match="no longer on this board"):
        council.do(board_people.member, "asha", council.board.id, council.people["tom"].id)


def test_the_last_officer_cannot_go(council: Council) -> None:
    asha = council.people["asha"].id
    for refused in (
        lambda: council.do(board_people.remove_person, "asha", council.board.id, asha),
        lambda: council.do(
            board_people.keep_person,
            "asha",
            council.board.id,
            PersonForm(person_id=asha, name="Asha Verma", roles=[]),
        ),
    ):
        with pytest.raises(AlreadyDone, match="only officer"):
            refused()
    with council.store.begin() as tx:
        assert officers_of(tx, council.board.id, council.now.date()) == [asha]


@pytest.mark.parametrize(
    ("form", "field"),
    [
        (PersonForm(role=Role.MEMBER), "name"),
        (PersonForm(name="  ", role=Role.MEMBER), "name"),
        (PersonForm(name="x" * 121, role=Role.MEMBER), "name"),
        (PersonForm(name="A B"), "roles"),
        (PersonForm(name="A B", role=Role.MEMBER, email="not an address"), "email"),
        (PersonForm(name="A B", role=Role.MEMBER, email="a@b.example, c@d.example"), "email"),
        (PersonForm(name="A B", role=Role.MEMBER, email="a@b\n.example"), "email"),
        (PersonForm(name="A B", role=Role.MEMBER, post="x" * 151), "post"),
    ],
)
def test_a_person_that_cannot_be_kept(
    sqlite_council: Council, form: PersonForm, field: str
) -> None:
    before = len(sqlite_council.look(lambda tx: tx.people.of_team(TEAM)))
    with pytest.raises(InvalidInput) as refused:
        sqlite_council.do(board_people.keep_person, "asha", sqlite_council.board.id, form)
    assert refused.value.field == field
    assert len(sqlite_council.look(lambda tx: tx.people.of_team(TEAM))) == before


def test_only_officers_manage_people_and_see_addresses(council: Council) -> None:
    tom = council.people["tom"].id
    form = PersonForm(name="New", role=Role.MEMBER)
    for refused in (
        lambda: council.do(board_people.keep_person, "rosalind", council.board.id, form),
        lambda: council.do(board_people.remove_person, "tom", council.board.id, tom),
        lambda: council.do(board_people.member, "tom", council.board.id, tom),
    ):
        with pytest.raises(NotAllowed):
            refused()
    assert line(council, "Tom Hallam", "asha").email == "tom@exampleshire.example"
    seen = listing(council, "rosalind")
    assert not seen.may_manage
    assert {x.email for x in seen.listed} == {""}


def test_officers_and_chairs_stand_first(sqlite_council: Council) -> None:
    names = [x.person.name for x in listing(sqlite_council).listed]
    assert names == [
        "Asha Verma",
        "Rosalind Peake",
        "Bea Lindqvist",
        "Femi Adeleke",
        "Tom Hallam",
    ]


def test_somebody_who_joins_slack_later_keeps_their_entry(council: Council) -> None:
    femi = council.people["femi"].id
    form = PersonForm(person_id=femi, name="Femi Adeleke", slack_id="U77", roles=[Role.MEMBER])
    person = council.do(board_people.keep_person, "asha", council.board.id, form)
    assert (person.id, person.slack_id) == (femi, "U77")
    taken = replace(form, person_id="", name="Somebody Else", slack_id="")
    other = council.do(board_people.keep_person, "asha", council.board.id, taken)
    with pytest.raises(InvalidInput, match="on record as Femi Adeleke") as refused:
        council.do(
            board_people.keep_person,
            "asha",
            council.board.id,
            replace(form, person_id=other.id, name="Somebody Else", slack_id="U77"),
        )
    assert refused.value.field == "slack_id"


def test_another_boards_officer_cannot_redirect_a_persons_post(council: Council) -> None:
    """Whoever could change an address would read what other boards send to it."""
    theirs = set_up(council, Settings(name="Other Board"), who="bea")
    femi = council.people["femi"].id
    for form in (
        PersonForm(name="Femi Adeleke", role=Role.OBSERVER, email="thief@x.example"),
        PersonForm(person_id=femi, name="Femi", slack_id="U66", roles=[Role.OBSERVER]),
    ):
        with pytest.raises(InvalidInput, match=r"also known to Exampleshire Board.*officer"):
            council.do(board_people.keep_person, "bea", theirs.id, form)
    kept = PersonForm(name="Femi Adeleke", role=Role.OBSERVER)
    assert council.do(board_people.keep_person, "bea", theirs.id, kept).id == femi


@pytest.mark.parametrize("owner", ["ICB Director", "Jane Partner"])
def test_whoever_has_a_post_or_an_action_elsewhere_keeps_their_address(
    sqlite_council: Council, owner: str
) -> None:
    c = sqlite_council
    post = "ICB Director" if owner == "ICB Director" else ""
    jane = PersonForm(name="Jane Partner", email="jane@nhs.example", role=Role.MEMBER, post=post)
    person = c.do(board_people.keep_person, "asha", c.board.id, jane)
    new = NewAction("Settle the claim", [owner], exempt="paragraph 3")
    c.do(action_recording.record, "asha", c.board.id, new)
    with c.store.begin() as tx:
        for membership in tx.people.memberships_of(person.id):
            tx.people.end_membership(membership.id, c.now.date() - timedelta(days=1))
    theirs = set_up(c, Settings(name="Other Board"), who="bea")
    form = PersonForm(name="Jane Partner", email="bea@x.example", role=Role.OBSERVER)
    with pytest.raises(InvalidInput, match="only an officer of all their boards") as refused:
        c.do(board_people.keep_person, "bea", theirs.id, form)
    assert refused.value.field == "email"
    own = replace(form, email="jane@icb.example", person_id=person.id)
    assert c.do(board_people.keep_person, "asha", c.board.id, own).email == "jane@icb.example"


def test_who_could_change_an_address_is_said(sqlite_council: Council) -> None:
    c = sqlite_council
    theirs = set_up(c, Settings(name="Other Board", officers=["U1", "U4"]), who="bea")
    form = PersonForm(name="Femi Adeleke", email="other@x.example", role=Role.OBSERVER)
    with pytest.raises(InvalidInput, match="Ask Asha Verma"):
        c.do(board_people.keep_person, "bea", theirs.id, form)
    assert c.do(board_people.keep_person, "asha", theirs.id, form).email == "other@x.example"


def test_the_ledger_of_people_holds(council: Council) -> None:
    form = PersonForm(name="Maureen Okoro", role=Role.MEMBER, post="Chief Executive")
    person = council.do(board_people.keep_person, "asha", council.board.id, form)
    council.do(board_people.remove_person, "asha", council.board.id, person.id)
    with council.store.begin() as tx:
        lines = tx.ledger.lines(council.board.id)
        deeds = [one.deed for one, _ in tx.ledger.of_subject("person", person.id)]
    assert first_break(lines) is None
    assert deeds == ["person kept", "person removed"]
