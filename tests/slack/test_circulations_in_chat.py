"""Papers and letters through the real App: as an officer sends them, as members read them."""

from __future__ import annotations

from tests.support.chat import dm_with, form, in_days, last, said
from tests.support.product import ASHA, BEA, BOARD, HALLAM, Product
from tests.support.serving import until
from tests.support.workspace import plain


def test_a_paper_with_a_file_is_read_and_commented_on(p: Product) -> None:
    view = form(p, "/board circulate")
    fields = {
        "title": "The winter plan",
        "text": "The draft as it stands.",
        "files": [p.ws.upload(ASHA, "plan.txt", b"The plan")],
        "deadline": str(in_days(p, 5)),
    }
    p.ws.submit(ASHA, view, fields)
    assert "as soon as its files are in" in plain(last(p))
    message = dm_with(p, HALLAM, "The winter plan")
    thread = p.ws.messages(p.ws.dm(HALLAM), HALLAM, thread_ts=message["ts"])
    assert [f["name"] for m in thread for f in m.get("files") or []] == ["plan.txt"]
    p.ws.press(HALLAM, message, "paper:read")
    until(lambda: "You have read it" in plain(dm_with(p, HALLAM, "The winter plan")), 10, "read")
    message = dm_with(p, BEA, "The winter plan")
    p.ws.press(BEA, message, "paper:comment")
    p.ws.submit(BEA, p.ws.open_view(BEA), {"text": "Shorter, please"})
    assert "Your comment" in plain(dm_with(p, BEA, "Shorter, please"))
    shown = said(p, "/board circulate show P1")
    assert "Read by 2 of 6:* Bea Lindqvist, Tom Hallam" in shown
    assert "Bea Lindqvist: Shorter, please" in shown
    assert "read by 2 of 6" in said(p, "/board circulate list")
    assert "Read by" not in said(p, "/board circulate show P1", HALLAM)
    assert "Say the paragraph" in said(p, "/board circulate exempt P1")
    assert "exempt: 3: a price" in said(p, "/board circulate exempt P1 3: a price")
    assert "exempt" not in said(p, "/board circulate exempt P1 no")
    assert "Only a committee officer" in said(p, "/board circulate exempt P1 3: mine", HALLAM)
    assert "withdrawn" in said(p, "/board circulate withdraw P1 the wrong version")
    p.settled()
    assert "withdrawn" in plain(dm_with(p, HALLAM, "The winter plan"))


def test_the_quick_form_sends_words_alone(p: Product) -> None:
    day = in_days(p, 3)
    told = said(p, f"/board circulate by {day}: What do you think of the name?")
    assert "*P1* has gone to 6 until" in told
    assert "of the name? `/board circulate show P1`" in told, "one mark ends the sentence"
    assert "asks for your comments on" in plain(dm_with(p, HALLAM, "the name?"))
    assert "for information" in said(p, "/board circulate for information: the plan is out")
    assert "Nothing was sent" in said(p, "/board circulate something")
    assert "Only a committee officer" in said(p, "/board circulate by tomorrow: mine", HALLAM)
    assert "comments until" in said(p, "/board circulate help")


def test_a_letter_from_its_draft_to_the_post(p: Product) -> None:
    fields = {"to": "The Exampleshire Trust", "title": "Winter beds", "text": "Dear colleagues"}
    p.ws.submit(ASHA, form(p, "/board letter"), fields)
    assert "Before it can be sent: nobody has approved its words" in plain(last(p))
    assert "nobody has approved its words" in said(p, "/board letter sent L1")
    told = said(p, "/board letter approved L1 by Rosalind Peake under minute 22/8")
    assert "approved by Rosalind Peake, minute 22/8" in told
    p.ws.command(ASHA, BOARD, "/board letter show L1")
    p.ws.press(ASHA, last(p), "letter:signed")
    p.ws.submit(ASHA, p.ws.open_view(ASHA), {"signed_by": "Rosalind Peake and Idris Callow"})
    assert "signed by Rosalind Peake and Idris Callow" in plain(last(p))
    assert "It is listed for the next meeting" in said(p, "/board letter sent L1")
    p.ws.command(ASHA, BOARD, "/board letter show L1")
    p.ws.press(ASHA, last(p), "letter:exempt")
    p.ws.submit(ASHA, p.ws.open_view(ASHA), {"exempt": "3: a price"})
    assert "exempt: 3: a price" in plain(last(p))
    assert "so it cannot be sent" in said(p, "/board letter sent L1")
    assert "Winter beds" in said(p, "/board letter list")
    assert "There is no paper or letter L9 here" in said(p, "/board letter show L9")
    assert "Letters and consultation replies" in said(p, "/board letter help")
