"""Soundings through the real App: the forms of an officer, what is refused, hidden replies, a body
that may resolve in writing."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from tests.support.chat import dm_with, form, in_days, planned, said
from tests.support.product import ASHA, BEA, BOARD, HALLAM, PEAKE, Product
from tests.support.serving import until
from tests.support.workspace import plain
from workflows.profile import Rules

QUESTION = "Do you support the bid?"


def rules(p: Product, **more: Any) -> None:
    def save(tx: Any) -> None:
        board = tx.boards.everywhere()[0]
        profile = (Rules(since=date(2020, 1, 1), **{"sounding_permission": False, **more}),)
        tx.boards.save(replace(board, profile=profile))

    p.look(save)


def asked(p: Product, **fields: Any) -> None:
    rules(p, written_resolution=True)
    given = {"question": QUESTION, "deadline": f"{in_days(p, 7)} 17:00", **fields}
    p.ws.submit(ASHA, form(p, "/sounding"), given)


def stepped(p: Product, step: str, values: dict[str, Any]) -> str:
    """Press a step of the officer's card, fill in its form; what is said."""
    card = dm_with(p, ASHA, f"*S1* · {QUESTION}")
    p.ws.press(ASHA, card, f"sounding:{step}")
    p.ws.submit(ASHA, p.ws.open_view(ASHA), values)
    return plain(p.ws.messages(p.ws.dm(ASHA), ASHA)[-1])


def chosen(p: Product, step: str, values: dict[str, Any]) -> str:
    """The same from the menu beside the buttons."""
    card = dm_with(p, ASHA, f"*S1* · {QUESTION}")
    menu = next(e for b in card["blocks"] for e in b.get("elements", [])
                if e.get("type") == "overflow")  # fmt: skip
    value = next(o["value"] for o in menu["options"] if f'"{step}"' in o["value"])
    p.ws.select(ASHA, card, "sounding:more", value)
    p.ws.submit(ASHA, p.ws.open_view(ASHA), values)
    return plain(p.ws.messages(p.ws.dm(ASHA), ASHA)[-1])


def person(p: Product, name: str) -> str:
    found: str = p.look(
        lambda tx: next(x.id for x in tx.people.of_team("T0EXAMPLE") if x.name == name)
    )
    return found


def test_the_quick_form_asks_every_member_and_echoes_what_was_read(p: Product) -> None:
    rules(p)
    day = in_days(p, 4)
    told = said(p, f"/sounding by {day} 12:30: Do you support the bid? yes/not yet")
    assert "*S1*: Do you support the bid?" in told
    assert f"Answers: Yes / Not yet · 6 asked · until 12:30 on {day:%a %-d %b %Y}" in told
    assert "Not yet" in plain(dm_with(p, HALLAM, QUESTION))
    assert "“Not yet” is recorded" in said(p, "/sounding reply S1 not yet: too early", HALLAM)
    assert "1 of 6 have replied" in said(p, "/sounding show S1")
    assert "S1" in said(p, "/sounding list", BEA)


def test_what_is_not_understood_changes_nothing_and_says_what_to_type(p: Product) -> None:
    rules(p)
    for typed, words in (
        ("/sounding by tomorrow Do you agree", "then a colon"),
        ("/sounding by yesterday: Do you agree? yes/no", "has passed"),
        ("/sounding something else", "I do not know “/sounding something else”"),
        ("/sounding show S9", "There is no sounding S9 here"),
        ("/sounding note S9 Tom", "then a colon and the reply"),
        ("/sounding extend", "Say which one"),
    ):
        assert words in said(p, typed), typed
    assert "Only a committee officer" in said(p, "/sounding by 1 May: Agree? yes/no", HALLAM)
    assert p.look(lambda tx: tx.soundings.of_board(tx.boards.everywhere()[0].id)) == []
    assert "Officers" in said(p, "/sounding help")


def test_hidden_replies_stay_hidden_on_every_card_until_the_close(p: Product) -> None:
    asked(p, hidden=["hidden"], threshold="1")
    p.ws.press(HALLAM, dm_with(p, HALLAM, QUESTION), "sounding_reply:1")
    p.ws.submit(HALLAM, p.ws.open_view(HALLAM), {"comment": "far too dear"})
    until(lambda: "1 of 6 have replied" in plain(dm_with(p, ASHA, QUESTION)), 10, "a reply")
    for user in (ASHA, PEAKE, BEA):
        shown = plain(dm_with(p, user, QUESTION))
        assert "far too dear" not in shown
        assert "No *1*" not in shown
        assert "far too dear" not in said(p, "/sounding show S1", user)
    assert "is closed" in stepped(p, "close", {"reason": "the bid is due today"})
    until(lambda: "far too dear" in plain(dm_with(p, ASHA, "Outcome")), 10, "what was said")


def test_the_officers_steps_by_buttons_and_menu(p: Product) -> None:
    asked(p)
    told = stepped(p, "note", {"who": person(p, "Femi Adeleke"), "option": "No"})
    assert "“No” is recorded for Femi Adeleke" in told
    told = chosen(p, "interest", {"who": person(p, "Bea Lindqvist"), "reason": "her employer"})
    assert "Left out:* Bea Lindqvist, her employer" in told
    until(lambda: "You are left out" in plain(dm_with(p, BEA, QUESTION)), 10, "left out")
    told = chosen(p, "dispensation", {"who": person(p, "Bea Lindqvist"), "reason": "granted"})
    assert "Dispensation:* Bea Lindqvist, granted" in told
    until(lambda: "What do you think?" in plain(dm_with(p, BEA, QUESTION)), 10, "asked again")
    later = in_days(p, 9)
    told = stepped(p, "extend", {"deadline": f"{later} 10:00", "reason": "half-term"})
    assert f"is open until 10:00 on {later:%a %-d %b %Y}" in told
    assert "open longer" in plain(dm_with(p, HALLAM, "open longer"))
    told = chosen(p, "withdraw", {"reason": "the bid was dropped"})
    assert "was withdrawn" in told
    assert "No reply is needed" in plain(dm_with(p, HALLAM, "the bid was dropped"))
    assert "was withdrawn" in said(p, "/sounding close S1 enough")


def test_a_reply_pressed_on_an_old_card_after_the_close_is_told_so(p: Product) -> None:
    asked(p)
    message, chairs = dm_with(p, HALLAM, QUESTION), dm_with(p, PEAKE, QUESTION)
    p.ws.press(HALLAM, message, "sounding_reply:0")
    view = p.ws.open_view(HALLAM)
    said(p, "/sounding close S1 the bid is due today")
    answer = p.ws.submit(HALLAM, view, {"comment": "one more thing"}, check=False)
    assert "too late" in answer["errors"]["comment"]
    assert "one more thing" in answer["errors"]["comment"]
    p.ws.press(PEAKE, chairs, "sounding_reply:1", check=False)
    told = plain(p.ws.messages(p.ws.dm(PEAKE), PEAKE)[-1])
    assert "too late" in told
    assert "What you sent: “No”" in told
    views = p.look(lambda tx: tx.soundings.views(tx.soundings.of_board(
        tx.boards.everywhere()[0].id)[0].id))  # fmt: skip
    assert [v.comment for v in views] == [""]


def test_a_body_that_may_resolve_in_writing_records_the_outcome(p: Product) -> None:
    asked(p, threshold="1")
    said(p, "/sounding note S1 Hallam: yes")
    said(p, "/sounding close S1 the bid is due today")
    until(lambda: "closed" in plain(dm_with(p, ASHA, QUESTION)), 10, "the close")
    told = stepped(p, "resolve", {"text": "the bid for the community hub be made"})
    assert "recorded as a resolution" in told
    (made,) = [r for r in p.look(lambda tx: tx.resolutions.of_board(
        tx.boards.everywhere()[0].id)) if r.origin == "written resolution"]  # fmt: skip
    assert made.clauses[0].text == "the bid for the community hub be made"
    assert made.meeting_id is None
    assert "the bid for the community hub be made" in said(p, f"/resolution show {made.key}")


def test_the_agenda_item_carries_permission_and_report(p: Product) -> None:
    told = said(p, f"/sounding by {in_days(p, 60)}: Do you support the bid? yes/no")
    assert "permission first" in told
    meeting = planned(p)
    said(p, "/meeting agenda")
    item = p.look(lambda tx: [i for i in tx.agenda_items.of_meeting(meeting.id)
                              if i.source == "sounding"])  # fmt: skip
    assert [i.title for i in item] == [f"Permission to seek views between meetings: {QUESTION}"]


def test_a_mention_in_a_thread_answers_too(p: Product) -> None:
    rules(p)
    bot = p.ws.state(ASHA)["bot"]["user_id"] if "bot" in p.ws.state(ASHA) else "U0MATTERS"
    p.ws.say(ASHA, BOARD, f"<@{bot}> sounding by {in_days(p, 5)}: Shall we meet earlier? yes/no")

    def echoed() -> bool:
        mine = [m for m in p.ws.messages(BOARD, ASHA) if m.get("ephemeral")]
        return any("*S1*: Shall we meet earlier?" in plain(m) for m in mine)

    assert until(echoed, 10, "the echo")
