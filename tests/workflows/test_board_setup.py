"""Setting up a board; its people, their roles and posts; who may."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from tests.support.council import CHANNEL, MONDAY, TEAM, Council
from workflows import action_answers, board_setup
from workflows.access import caller_for
from workflows.board_setup import Settings
from workflows.errors import Conflict, DomainError, InvalidInput, NotAllowed, NotFound
from workflows.people import Person, Role

NEW = "C2"


def set_up(c: Council, settings: Settings, who: str = "tom", channel: str = NEW) -> Any:
    return c.do(board_setup.set_up, who, channel, settings)


def roles(c: Council, who: str, board_id: str = "") -> set[Role]:
    with c.store.begin() as tx:
        person = tx.people.get(c.people[who].id)
        return set(caller_for(tx, person, c.now.date()).on(board_id or c.board.id))


# --- the board --------------------------------------------------------------------------------


def test_a_name_is_enough_and_the_caller_becomes_officer(council: Council) -> None:
    board = set_up(council, Settings(name="Place Partnership"))
    assert (board.short_name, board.time_zone, board.action_scheme) == (
        "PP",
        "Europe/London",
        "DDMMYY/NN",
    )
    assert roles(council, "tom", board.id) == {Role.OFFICER}
    assert council.board.id != board.id
    with council.store.begin() as tx:
        assert tx.boards.find_by_channel(TEAM, NEW) == board
        assert len(tx.boards.of_team(TEAM)) == 2
        (entry,) = tx.ledger.of_subject("board", board.id)
    assert entry[0].deed == "set up"
    assert entry[1]["name"] == "Place Partnership"


def test_only_officers_change_it_afterwards(council: Council) -> None:
    with pytest.raises(NotAllowed, match="Only a committee officer"):
        set_up(council, Settings(name="Mine now"), who="rosalind", channel=CHANNEL)
    changed = set_up(council, Settings(name="Our Board"), who="asha", channel=CHANNEL)
    assert changed.name == "Our Board"
    assert changed.id == council.board.id
    assert changed.short_name == "EB", "what is not given stays"


def test_no_board_in_a_direct_message(council: Council) -> None:
    with pytest.raises(InvalidInput, match="channel of its own"):
        set_up(council, Settings(name="Secret"), channel="D123")


def test_every_field_is_kept(council: Council) -> None:
    given = Settings(
        name="Joint Board",
        short_name="JB",
        time_zone="Europe/Dublin",
        nation="Northern Ireland",
        action_scheme="prefix-nnn",
        minute_scheme="yy/n",
        marker="ORDERED",
        aliases=["the Joint Board", " ", "JHWB", "JHWB"],
        areas=["North", "South"],
        meeting_pattern="second Tuesday, every other month",
        extension_agreed_by="Meeting",
        log_columns=["reference", "action", "rag"],
    )
    board = set_up(council, given)
    assert (board.nation, board.action_scheme, board.minute_scheme) == (
        "northern_ireland",
        "PREFIX-NNN",
        "YY/N",
    )
    assert board.aliases == ("the Joint Board", "JHWB")
    assert board.areas == ("North", "South")
    assert board.extension_agreed_by == "meeting"
    assert board.log_columns == ("reference", "action", "rag")
    # An empty marker and no columns mean the usual ones; empty lists empty them.
    again = set_up(council, Settings(marker="", log_columns=[], aliases=[]), channel=NEW)
    assert again.marker == "RESOLVED that"
    assert len(again.log_columns) == 8
    assert again.aliases == ()
    assert again.areas == ("North", "South")


@pytest.mark.parametrize(
    ("settings", "field"),
    [
        (Settings(name="   "), "name"),
        (Settings(), "name"),
        (Settings(name="x" * 151), "name"),
        (Settings(name="B", short_name="far too long a name"), "short_name"),
        (Settings(name="B", time_zone="Mars/Olympus"), "time_zone"),
        (Settings(name="B", time_zone="../../etc/passwd"), "time_zone"),
        (Settings(name="B", nation="France"), "nation"),
        (Settings(name="B", action_scheme="DDMMYY"), "action_scheme"),
        (Settings(name="B", minute_scheme="roman"), "minute_scheme"),
        (Settings(name="B", extension_agreed_by="anybody"), "extension_agreed_by"),
        (Settings(name="B", log_columns=["mood"]), "log_columns"),
    ],
)
def test_what_cannot_be_used_is_refused_beside_its_field(
    sqlite_council: Council, settings: Settings, field: str
) -> None:
    with pytest.raises(InvalidInput) as refused:
        set_up(sqlite_council, settings)
    assert refused.value.field == field
    with sqlite_council.store.begin() as tx:
        assert tx.boards.find_by_channel(TEAM, NEW) is None, "nothing was changed"


def test_the_lists_of_the_form_replace_holders_but_leave_people_outside_slack(
    council: Council,
) -> None:
    set_up(council, Settings(members=["U4"], chairs=["U3"]), who="asha", channel=CHANNEL)
    assert roles(council, "tom") == {Role.CHAIR}
    assert roles(council, "rosalind") == set()
    assert roles(council, "bea") == {Role.MEMBER}
    assert roles(council, "femi") == {Role.MEMBER}, "the form cannot show whom Slack does not know"


def test_two_changes_on_one_day_leave_one_membership(council: Council) -> None:
    for members in (["U2"], [], ["U2"], ["U2"]):
        set_up(council, Settings(members=members), who="asha", channel=CHANNEL)
    with council.store.begin() as tx:
        held = [
            m
            for m in tx.people.memberships(council.board.id)
            if m.person_id == council.people["rosalind"].id
            and m.role is Role.MEMBER
            and m.covers(council.now.date())
        ]
    assert len(held) == 1


def test_a_board_keeps_an_officer(council: Council) -> None:
    with pytest.raises(InvalidInput, match="at least one officer") as refused:
        set_up(council, Settings(officers=[]), who="asha", channel=CHANNEL)
    assert refused.value.field == "officers"
    set_up(council, Settings(officers=["U3"]), who="asha", channel=CHANNEL)
    assert roles(council, "tom") == {Role.MEMBER, Role.OFFICER}
    assert roles(council, "asha") == set()
    with pytest.raises(NotAllowed):
        set_up(council, Settings(name="Back"), who="asha", channel=CHANNEL)


def test_an_unknown_slack_id_becomes_a_person_and_is_asked_after(council: Council) -> None:
    set_up(council, Settings(name="P", members=["U99"]))
    with council.store.begin() as tx:
        person = tx.people.find_by_slack(TEAM, "U99")
        assert person is not None
        assert person.name == "U99"
    assert any(p.person_id == person.id for p in council.outbox("profile"))


def test_board_here_says_how_to_set_one_up(sqlite_council: Council) -> None:
    with (
        sqlite_council.store.begin() as tx,
        pytest.raises(NotFound, match="/board setup"),
    ):
        board_setup.board_here(tx, TEAM, "C404")


def test_another_nation_moves_the_days_of_reminders(council: Council) -> None:
    # 12 July is a holiday in Northern Ireland only: two working days before 13 July differ.
    action = council.record("Parade", "Tom Hallam", due="13 July 2027")
    council.now = MONDAY.replace(month=7, day=1)
    action = council.do(action_answers.progress, "asha", action.id, "under way")
    before = action.next_nudge_on
    set_up(council, Settings(nation="northern_ireland"), who="asha", channel=CHANNEL)
    assert before is not None
    assert council.action(action.id).next_nudge_on != before


def test_a_stale_board_is_not_overwritten(council: Council) -> None:
    with council.store.begin() as tx:
        stale = tx.boards.get(council.board.id)
    set_up(council, Settings(name="First"), who="asha", channel=CHANNEL)
    with pytest.raises(Conflict), council.store.begin() as tx:
        tx.boards.save(replace(stale, name="Second"))


def test_nobody_is_made_by_a_refused_change(council: Council) -> None:
    def count(tx: Any) -> int:
        return len(tx.people.of_team(TEAM))

    before = council.look(count)
    with pytest.raises(DomainError):
        set_up(council, Settings(name="P", members=["U98"], nation="Mars"))
    assert council.look(count) == before
    assert isinstance(council.look(lambda tx: tx.people.get(council.people["tom"].id)), Person)


def test_the_ledger_names_whoever_is_given_a_role_or_loses_one(sqlite_council: Council) -> None:
    c = sqlite_council
    settings = Settings(members=["U3"], officers=["U1", "U4"], short_name="XB")
    c.do(board_setup.set_up, "asha", CHANNEL, settings)
    with c.store.begin() as tx:
        bea = tx.ledger.of_subject("person", c.people["bea"].id)[-2:]
        told = tx.ledger.of_subject("board", c.board.id)[-1][1]
    assert [(line.deed, values["role"]) for line, values in bea] == [
        ("role given", "officer"),
        ("role ended", "member"),
    ]
    assert (told["short_name"], told["more_time_by"]) == ("XB", "officer")
    assert told["columns"].startswith("reference; minute")
