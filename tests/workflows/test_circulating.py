"""Papers that go round between meetings and letters in the board's name; on both engines."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from bot.slack import rendering
from tests.support.council import Council
from workflows import board_setup, circulating, circulation_seen, kept_papers, letters
from workflows.access import Audience
from workflows.agenda_sources.circulations import Circulations
from workflows.circulating import NewPaper
from workflows.circulations import Circulation, CirculationKind, CirculationState
from workflows.deliveries import Kind, Shown
from workflows.errors import AlreadyDone, InvalidInput, NotAllowed, NotFound
from workflows.letters import NewLetter
from workflows.people import Role


def sent(c: Council, **more: Any) -> Circulation:
    return c.do(circulating.circulate, "asha", c.board.id, NewPaper("The plan", **more))


def drafted(c: Council, **more: Any) -> Circulation:
    given = {"to": "The Exampleshire Trust", "title": "Winter beds", "text": "Dear all", **more}
    return c.do(letters.register, "asha", c.board.id, NewLetter(**given))


def deeds(c: Council, paper: Circulation) -> list[str]:
    lines = c.look(lambda tx: tx.ledger.of_subject("circulation", paper.id))
    return [line.deed for line, _ in lines]


def sees(c: Council, who: str, paper: Circulation) -> circulation_seen.SeenPaper:
    with c.store.begin() as tx:
        found = tx.circulations.get(paper.id)
        seen = circulation_seen.seen_by(tx, found, Audience(c.caller(tx, who)), c.now)
    assert seen is not None
    return seen


def test_all_members_have_it_and_say_that_they_have_read_it(council: Council) -> None:
    paper = sent(council)
    assert (paper.kind, paper.state) == (CirculationKind.INFORMATION, CirculationState.SENT)
    assert len(council.outbox("circulation")) == 4
    council.do(circulating.read, "tom", paper.id)
    council.do(circulating.read, "tom", paper.id)
    assert [r.name for r in sees(council, "asha", paper).recipients if r.opened_at] == [
        "Tom Hallam"
    ]
    assert sees(council, "bea", paper).recipients == (), "who has read it is for the officers"
    assert deeds(council, paper) == ["circulation prepared", "circulated", "read"]
    with pytest.raises(NotAllowed, match="not sent to you"):
        council.do(circulating.read, "asha", paper.id)
    with pytest.raises(AlreadyDone, match=r"for information.*“my words”"):
        council.do(circulating.answer, "tom", paper.id, "my words")


def test_comments_are_kept_and_a_late_one_is_marked(council: Council) -> None:
    paper = sent(council, deadline="20 January 2027")
    council.do(circulating.answer, "tom", paper.id, "Shorter, please")
    council.do(circulating.answer, "tom", paper.id, "Much shorter, please")
    council.now += timedelta(days=10)
    council.do(circulating.answer, "bea", paper.id, "I agree")
    seen = sees(council, "asha", paper)
    said = {r.name: (r.answer, seen.late(r)) for r in seen.recipients if r.answer}
    assert said == {
        "Tom Hallam": ("Much shorter, please", False), "Bea Lindqvist": ("I agree", True),
    }  # fmt: skip
    assert deeds(council, paper)[2:] == ["comment given", "comment changed", "comment given"]


def associate(c: Council) -> str:
    """Ola sits there as an associate, who does not read exempt matter; her id."""
    form = board_setup.PersonForm(name="Ola Brandt", email="ola@exampleshire.example",
                                  role=Role.ASSOCIATE)  # fmt: skip
    c.do(board_setup.keep_person, "asha", c.board.id, form)
    found = c.look(lambda tx: tx.people.of_team("T1"))
    c.people["ola"] = next(p for p in found if "Ola" in p.name)
    return c.people["ola"].id


def test_marked_exempt_later_it_is_taken_from_those_who_may_not_read_it(council: Council) -> None:
    ola, tom = associate(council), council.people["tom"].id
    paper = sent(council, to=[ola, tom])
    args = {"circulation_id": paper.id}
    for n, who in enumerate((ola, tom)):
        shown = Shown("circulation", paper.id, f"D{n}", "1.1", "circulation", who, args, False)
        council.look(lambda tx, shown=shown: tx.showings.add(shown))
    meeting = council.meeting("10 February 2027")
    with council.store.begin() as tx:
        (item,) = Circulations().proposals(tx, tx.boards.get(council.board.id), meeting)
        tx.agenda_items.add(item)
    with pytest.raises(NotAllowed):
        council.do(circulating.mark_exempt, "tom", paper.id, "3: a price")
    marked = council.do(circulating.mark_exempt, "asha", paper.id, "3: a price")
    assert marked.exempt == "3: a price"
    assert [i.exempt for i in council.look(lambda tx: tx.agenda_items.of_meeting(meeting.id))] == [
        "3: a price"
    ]
    updates = [p for p in council.outbox("circulation") if p.kind is Kind.UPDATE]
    left = {
        u.channel: council.look(lambda tx, u=u: rendering.render(tx, u, council.now))
        for u in updates
    }
    assert left["D0"] is None
    assert "not for publication" in repr(left["D1"])
    with pytest.raises(NotFound):
        council.do(circulating.read, "ola", paper.id)
    with pytest.raises(AlreadyDone, match="stands already"):
        council.do(circulating.mark_exempt, "asha", paper.id, " 3: a price ")
    council.do(circulating.mark_exempt, "asha", paper.id, "")
    council.do(circulating.read, "ola", paper.id)
    assert deeds(council, paper)[2:] == ["exemption changed", "exemption changed", "read"]


def test_a_paper_that_has_still_to_go_out_is_exempt_for_the_entitled_only(
    sqlite_council: Council,
) -> None:
    c = sqlite_council
    ola, tom = associate(c), c.people["tom"].id
    paper = sent(c, to=[ola, tom], file_ids=["F1"])
    with pytest.raises(InvalidInput, match="still to go to Ola Brandt"):
        c.do(circulating.mark_exempt, "asha", paper.id, "3: a price")
    other = sent(c, to=[tom], file_ids=["F1"])
    assert c.do(circulating.mark_exempt, "asha", other.id, "3: a price").exempt == "3: a price"


def test_a_letter_is_marked_exempt_in_whatever_state(sqlite_council: Council) -> None:
    c = sqlite_council
    letter = drafted(c)
    assert c.do(circulating.mark_exempt, "asha", letter.id, "3: a price").exempt == "3: a price"
    c.do(letters.approve, "asha", letter.id, ["Rosalind Peake"], "minute 22/8")
    c.do(letters.sign, "asha", letter.id, ["Rosalind Peake"], "")
    c.do(letters.send, "asha", letter.id, "")
    assert c.do(circulating.mark_exempt, "asha", letter.id, "").exempt == ""
    assert deeds(c, letter)[-1] == "exemption changed"


def test_it_waits_for_its_files_and_goes_out_once(council: Council) -> None:
    paper = sent(council, file_ids=["F1", "F2"])
    assert paper.state is CirculationState.DRAFT
    with council.store.begin() as tx:
        came = kept_papers.Incoming("plan.pdf", "application/pdf", b"plan")
        kept_papers.keep(tx, "asha", "circulation", paper, came, council.now)
        circulating.go_on(tx, paper.id, "asha", council.now)
    assert council.outbox("circulation") == []
    with council.store.begin() as tx:
        kept_papers.note_refusal(tx, "asha", "circulation", paper, "too large", council.now)
        assert circulating.go_on(tx, paper.id, "asha", council.now).state is CirculationState.SENT
        circulating.go_on(tx, paper.id, "asha", council.now)
    assert len(council.outbox("circulation")) == 4
    files = council.outbox("kept_file")
    assert [f.follows for f in files] == [m.key for m in council.outbox("circulation")]


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"deadline": "yesterday"}, "deadline"),
        ({"to": []}, "to"),
        ({"deadline": "soon"}, "deadline"),
    ],
)
def test_what_cannot_be_sent_is_refused(
    sqlite_council: Council, more: dict[str, Any], field: str
) -> None:
    with pytest.raises(InvalidInput) as refused:
        sent(sqlite_council, **more)
    assert refused.value.field == field
    assert sqlite_council.outbox("circulation") == []


def test_a_withdrawn_paper_takes_nothing(council: Council) -> None:
    paper = sent(council, deadline="20 January 2027")
    council.do(circulating.withdraw, "asha", paper.id, "the wrong version")
    for deed in (
        lambda: council.do(circulating.read, "tom", paper.id),
        lambda: council.do(circulating.answer, "tom", paper.id, "words"),
        lambda: council.do(circulating.withdraw, "asha", paper.id, "again"),
    ):
        with pytest.raises(AlreadyDone, match="withdrawn"):
            deed()


def test_a_letter_goes_out_once_its_words_are_approved_and_it_is_signed(council: Council) -> None:
    letter = drafted(council)
    with pytest.raises(AlreadyDone, match="nobody has approved its words"):
        council.do(letters.send, "asha", letter.id, "")
    with pytest.raises(AlreadyDone, match="nothing to sign"):
        council.do(letters.sign, "asha", letter.id, ["Rosalind Peake"], "")
    with pytest.raises(InvalidInput, match="by which authority"):
        council.do(letters.approve, "asha", letter.id, ["Rosalind Peake"], "")
    council.do(letters.approve, "asha", letter.id, ["Rosalind Peake"], "minute 22/8")
    with pytest.raises(AlreadyDone, match="nobody has signed it"):
        council.do(letters.send, "asha", letter.id, "")
    council.do(letters.sign, "asha", letter.id, ["Rosalind Peake"], "10 January 2027")
    signed = council.do(letters.sign, "asha", letter.id, ["Idris Callow", "Rosalind Peake"], "")
    assert signed.signed_by == ("Rosalind Peake", "Idris Callow")
    with pytest.raises(InvalidInput, match="still to come"):
        council.do(letters.send, "asha", letter.id, "12 January 2027")
    out = council.do(letters.send, "asha", letter.id, "")
    assert (out.state, out.sent_on) == (CirculationState.SENT, date(2027, 1, 11))
    with pytest.raises(AlreadyDone, match="what is sent cannot be taken back"):
        council.do(circulating.withdraw, "asha", letter.id, "sorry")
    assert deeds(council, letter) == [
        "letter drafted",
        "words approved",
        "signed",
        "signed",
        "sent",
    ]


def test_other_words_are_approved_and_signed_anew(council: Council) -> None:
    letter = drafted(council)
    council.do(letters.approve, "asha", letter.id, ["Rosalind Peake"], "minute 22/8")
    council.do(letters.sign, "asha", letter.id, ["Rosalind Peake"], "")
    after = council.do(letters.reword, "asha", letter.id, "Dear colleagues", "kinder")
    assert (after.approved_by, after.signed_by) == ((), ())
    assert letters.what_is_lacking(after) == "nobody has approved its words"


def test_a_reply_to_a_consultation_needs_no_signature(council: Council) -> None:
    letter = drafted(council, answers="the consultation on urgent care")
    assert letter.kind is CirculationKind.CONSULTATION_REPLY
    council.do(letters.approve, "asha", letter.id, ["Rosalind Peake"], "delegation D1")
    assert council.do(letters.send, "asha", letter.id, "").state is CirculationState.SENT


def test_only_officers_keep_letters_and_circulate(sqlite_council: Council) -> None:
    with pytest.raises(NotAllowed):
        sqlite_council.do(circulating.circulate, "tom", sqlite_council.board.id, NewPaper("x"))
    letter = drafted(sqlite_council)
    with pytest.raises(NotAllowed):
        sqlite_council.do(letters.approve, "tom", letter.id, ["Tom"], "himself")
    with sqlite_council.store.begin() as tx:
        audience = Audience(sqlite_council.caller(tx, "tom"))
        assert circulation_seen.seen_by(tx, letter, audience, sqlite_council.now) is None


def test_what_went_out_is_before_the_next_meeting_once(council: Council) -> None:
    paper = sent(council)
    drafted(council)
    meeting = council.meeting("10 February 2027")
    with council.store.begin() as tx:
        (item,) = Circulations().proposals(tx, tx.boards.get(council.board.id), meeting)
        assert item.title == "Paper circulated for information (P1): The plan"
        caller = council.caller(tx, "asha")
        for _ in range(2):
            Circulations().dealt_with(tx, caller, item, meeting, council.now)
        found = tx.circulations.get(paper.id)
        assert (found.state, found.listed_meeting_id) == (CirculationState.LISTED, meeting.id)
        assert list(Circulations().proposals(tx, tx.boards.get(council.board.id), meeting)) == []
    assert deeds(council, paper)[-1] == "before the meeting"
