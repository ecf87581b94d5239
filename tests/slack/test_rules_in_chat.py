"""/board rules, seats and /resolution find through the real App."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from bot.slack import ids
from tests.support.chat import form, last, said, the_board, today
from tests.support.product import ASHA, BEA, HALLAM, Product
from tests.support.workspace import Refused, plain
from workflows.board_people import end_role


def test_the_rules_are_said_with_their_sources_and_changed_from_a_day(p: Product) -> None:
    text = said(p, "/board rules")
    for words in ("Quorum", "none set", "Hertfordshire", "Voting strength", "Not legal advice"):
        assert words in text
    told = said(p, "/board rules quorum: 3, among them the Director of Public Health")
    assert "3, among them 1 Director of Public Health" in told
    assert the_board(p).rules_on(today(p)).quorum.least == 3
    later = said(p, "/board rules votes from 1 May 2040: 2 councillors, 1 Healthwatch (by law)")
    assert "Tue 1 May 2040" in later
    assert not the_board(p).rules_on(today(p)).seats
    assert len(the_board(p).rules_on(date(2040, 5, 2)).seats) == 2
    everything = said(p, "/board rules")
    assert "All rules on record" in everything
    assert "to come" in everything
    assert "2 councillors" in said(p, "/board rules on 2 May 2040")


def test_the_form_changes_what_was_changed_in_it(p: Product) -> None:
    said(p, "/board rules")
    p.ws.press(ASHA, last(p), ids.RULES_STEP + "change")
    view = p.ws.open_view(ASHA)
    with pytest.raises(Refused) as refused:
        p.ws.submit(ASHA, view, {"quorum": "a third"})
    assert "quorum" in str(refused.value)
    values = {"quorum": "5, among them 1 blue moon", "preset": "executive", "casting_vote": "no"}
    answer = p.ws.submit(ASHA, view, values)
    rules = the_board(p).rules_on(today(p))
    assert (rules.executive, rules.call_in_days, rules.casting_vote) == (True, 5, False)
    assert rules.quorum.least == 5
    assert "nobody will count for it" in plain(answer["view"])


def test_rules_are_the_officers_to_change_and_help_is_there(p: Product) -> None:
    refused = said(p, "/board rules quorum: 3", HALLAM)
    assert "Only a committee officer" in refused
    assert "Nothing was changed" in refused
    assert "Quorum" in said(p, "/board rules", HALLAM)
    assert ids.RULES_STEP + "change" not in str(last(p, HALLAM)["blocks"])
    assert "kind: hwb" in said(p, "/board rules help")
    assert "which rule is meant" in said(p, "/board rules colour: blue")
    assert "The kinds are" in said(p, "/board rules kind: choir")


def test_rules_entered_by_mistake_are_taken_out_with_a_reason(p: Product) -> None:
    said(p, "/board rules quorum from 1 May 2040: 9")
    assert "why" in said(p, "/board rules drop 1 May 2040")
    assert "Taken out" in said(p, "/board rules drop 1 May 2040: wrong year")
    assert the_board(p).profile == ()
    assert "No rules begin on" in said(p, "/board rules drop 1 May 2040: again")


def test_a_member_sits_for_a_constituency_with_a_substitute(p: Product) -> None:
    said(p, "/board rules votes: 2 councillors, 1 Healthwatch")
    view = form(p, "/board people")
    line = next(b for b in view["blocks"] if "Tom Hallam" in str(b) and b.get("accessory"))
    choice = line["accessory"]["options"][0]
    menu, value = ids.PERSON_STEP + "menu", choice["value"]
    p.ws.select(ASHA, view, menu, value, block_id=line["block_id"])
    entry = p.ws.open_view(ASHA)
    values = {"seat": "Councillor", "substitutes": "Ines Moreau", "appointed_by": "the Council"}
    p.ws.submit(ASHA, entry, values)
    listed = plain(form(p, "/board people"))
    assert "sits for councillors" in listed
    assert "substitute: Ines Moreau" in listed
    assert "appointed by the Council" in listed
    assert "vacant" in said(p, "/board rules")


def test_what_was_decided_is_found_with_its_source(p: Product) -> None:
    said(p, "/resolution 22/8: the Board approves the harbour lighting plan")
    said(p, "/resolution 23/8: the Board notes the plan for the harbour")
    text = said(p, '/resolution find "harbour lighting"')
    assert "1 clause found" in text
    assert "minute 22/8" in text
    both = said(p, "/resolution find harbour plan")
    assert "2 clauses found" in both
    assert "1 clause found" in said(p, "/resolution find harbour kind:noting")
    assert "1 clause found" in said(p, "/resolution find harb* verb:approve from:2020 board:all")
    assert "Nothing was found" in said(p, "/resolution find lighthouse")
    assert "Nothing was found" in said(p, "/resolution find harbour to:2020")
    assert "There is no board" in said(p, "/resolution find harbour board:Nowhere")
    assert "Write what to look for" in said(p, "/resolution find")
    assert "board:all" in said(p, "/resolution help find")


def test_exempt_matter_is_neither_found_nor_counted_by_who_may_not_see_it(p: Product) -> None:
    view = form(p, "/resolution")
    values = {"text": "the Board approves the quayside purchase", "exempt": "3: price"}
    p.ws.submit(ASHA, view, values)
    p.settled()
    assert "1 clause found" in said(p, "/resolution find quayside")
    board, since = the_board(p), today(p)

    def take_off(tx: Any) -> None:
        person = tx.people.find_by_slack(board.team_id, BEA)
        for held in tx.people.memberships(board.id):
            if held.person_id == person.id:
                end_role(tx, held, since)

    assert "1 clause found" in said(p, "/resolution find quayside", BEA)
    p.look(take_off)
    assert "Nothing was found" in said(p, "/resolution find quayside", BEA)
    assert "Nothing was found" in said(p, "/resolution find quayside board:all", BEA)


def test_pages(p: Product) -> None:
    for n in range(12):
        said(p, f"/resolution {n}/9: the Board approves lantern number {n} of the pier")
    text = said(p, "/resolution find lantern")
    assert "12 clauses found" in text
    assert "page 1 of 2" in text
    p.ws.press(ASHA, last(p), ids.FIND_STEP + "page2")
    assert "page 2 of 2" in plain(last(p))
