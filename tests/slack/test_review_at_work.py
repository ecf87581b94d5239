"""An officer at work on what was read, through the real App: twins, versions, two officers at once,
packs of hundreds of lines, odd papers, and what nobody else may read."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from bot.calendar.meeting_ics import meeting_ics
from bot.documents import action_log
from bot.slack import ids
from bot.slack.views import digests as digest_views
from bot.slack.views.minutes import PAGE
from tests.support.papers import log
from tests.support.product import ASHA, BEA, BOARD, HALLAM, PEAKE, Product, product
from tests.support.serving import until
from tests.support.workspace import Refused, plain
from workflows import digests, logbook
from workflows.access import Audience, caller_for
from workflows.actions import Action
from workflows.owners import officers_of
from workflows.people import Membership, Role

#: The greatest length of all a message's blocks that Slack has been seen to take.
SLACK_TAKES = 12_000


def step(name: str) -> str:
    return ids.DRAFT_STEP + name


@pytest.fixture(scope="module")
def p(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    path: Path = tmp_path_factory.mktemp("review")
    with product(path) as running:
        yield running


def minutes(
    day: str, *paragraphs: str, name: str = "EXAMPLESHIRE HEALTH AND WELLBEING BOARD"
) -> str:
    head = f"{name}\n\nMinutes of the meeting held on {day} at 2.00 pm\n\n5. Housing\n\n"
    return head + "\n\n".join(paragraphs) + "\n"


def send(p: Product, text: str, name: str = "minutes.txt") -> dict[str, Any]:
    """Post a file in the channel and use the shortcut on its message; the review in the DM."""
    file = p.ws.upload(ASHA, name, text.encode())
    message = p.ws.say(ASHA, BOARD, "the minutes", files=[file])
    p.ws.shortcut(ASHA, ids.READ_MINUTES, BOARD, message["ts"])
    p.settled()
    return p.last(p.ws.dm(ASHA))


def now_at(p: Product, message: dict[str, Any], who: str = ASHA) -> dict[str, Any]:
    found = p.ws.messages(message["channel"], who)
    return next(m for m in found if m["ts"] == message["ts"])


def press(p: Product, review: dict[str, Any], name: str, words: str = "") -> dict[str, Any]:
    """Press a button (of the line that holds these words); the review as it stands then."""
    value = None
    if words:
        blocks = review["blocks"]
        at = next(n for n, b in enumerate(blocks) if b["type"] == "section"
                  and words in plain({"blocks": [b]}))  # fmt: skip
        elements = blocks[at + 2]["elements"]
        value = next(e["value"] for e in elements if e["action_id"] == step(name))
    p.ws.press(ASHA, review, step(name), value)
    return now_at(p, review)


def record(p: Product, review: dict[str, Any]) -> tuple[str, str]:
    """Press Record, then the button of its form: what the form said, and what the review says."""
    p.ws.press(ASHA, review, step("record"))
    form = p.ws.open_view(ASHA)
    p.ws.submit(ASHA, form)
    p.settled()
    return plain(form), plain(now_at(p, review))


def actions(p: Product, words: str) -> list[Action]:
    found: list[Action] = p.look(
        lambda tx: [
            a for b in tx.boards.everywhere() for a in tx.actions.of_board(b.id) if words in a.text
        ]
    )
    return found


def test_record_says_what_it_will_do_and_then_what_it_did(p: Product) -> None:
    body = (
        "RESOLVED that: the Board:\n\na) notes the damp survey; and\n\nb) approves the damp plan.",
        "Action: Tom Hallam to write to the damp landlords by 1 February 2027.",
        "Action: Bea Lindqvist to visit the damp homes.",
        "Councillor Idris Callow would speak to the damp tenants.",
    )
    review = send(p, minutes("1 September 2026", *body))
    for name in ("all_resolutions", "all_actions"):
        review = press(p, review, name)
    before = len(actions(p, "damp"))
    p.ws.press(ASHA, review, step("record"))
    told = plain(p.ws.open_view(ASHA))
    assert "The meeting of Tue 1 Sep 2026 is added to the register" in told
    assert "1 resolution (2 clauses) · 2 actions" in told
    assert "Bea Lindqvist (1 action), Tom Hallam (1 action)" in told
    assert "1 line is undecided" in told
    assert len(actions(p, "damp")) == before, "nothing before the form is sent"
    p.ws.submit(ASHA, p.ws.open_view(ASHA))
    p.settled()
    said = plain(now_at(p, review))
    assert "1 resolution · 2 actions" in said
    assert "010926/01" in said
    assert "2 people were told" in said
    assert not actions(p, "tenants"), "what is implied is in no “accept all”"
    p.ws.press(ASHA, now_at(p, review), step("rest"))
    p.settled()
    rest = plain(p.last(p.ws.dm(ASHA)))
    assert "1 implied action" in rest
    assert "Councillor Idris Callow would speak to the damp tenants." in rest
    assert "Recorded from the meeting" in plain(now_at(p, review)), "it stays as it is"


def test_what_is_implied_stands_apart(p: Product) -> None:
    body = ("Action: Tom Hallam to buy moss killer.", "Bea Lindqvist would ask about moss.")
    review = send(p, minutes("2 September 2026", *body))
    assert "Implied: said in the discussion, not resolved" in plain(review)
    review = press(p, review, "all_actions")
    assert "1 accepted · 0 rejected · 1 to be decided" in plain(review)
    overflow = next(
        e for b in review["blocks"] for e in b.get("elements", []) if e.get("type") == "overflow"
    )
    words = [o["text"]["text"] for o in overflow["options"]]
    assert words == ["Reject all implied", "Accept all implied"]
    p.ws.select(ASHA, review, step("all"), "Reject all implied")
    assert "1 accepted · 1 rejected" in plain(now_at(p, review))


def test_a_restated_matter_beside_its_twin(p: Product) -> None:
    p.ws.command(ASHA, BOARD, "/action Tom Hallam by 1 March 2027: repaint the lido changing rooms")
    (before,) = actions(p, "lido")
    text = "Action: Tom Hallam to repaint the lido changing rooms by 30 April 2027."
    review = send(p, minutes("3 September 2026", text))
    assert f"Already {before.reference}? Update its progress" in plain(review)
    with_moved = press(p, review, "move", "lido")
    assert f"updates {before.reference} and moves its date" in plain(with_moved)
    told, said = record(p, with_moved)
    assert "Fri 30 Apr 2027 (was due Mon 1 Mar 2027)" in told
    assert before.reference in said
    (after,) = actions(p, "lido")
    assert (after.due.day, after.original_due.day) == (date(2027, 4, 30), date(2027, 3, 1))


def test_a_corrected_version_offers_what_changed(p: Product) -> None:
    body = (
        "Action: Tom Hallam to count the bats in the hall.",
        "Action: Bea Lindqvist to write to the bat warden about the hall.",
        "Action: Tom Hallam to close the bat gate at night by 1 March 2027.",
    )
    review = press(p, send(p, minutes("4 September 2026", *body)), "all_actions")
    record(p, review)
    changed = minutes("4 September 2026", *body).replace("1 March 2027", "1 April 2027")
    later = send(p, changed, "minutes-corrected.txt")
    assert "Another version of “minutes.txt”" in plain(later)
    assert "1 changed, 0 new" in plain(later)
    assert "The first version said:" in plain(later)
    assert "bat warden" not in plain(later)
    record(p, press(p, later, "move", "bat gate"))
    assert [a.due.day for a in actions(p, "bat gate")] == [date(2027, 4, 1)]


def test_a_likely_owner_by_one_press_and_a_spelling_remembered(p: Product) -> None:
    body = (
        "The Director of Public Health spoke about ponds.",
        "Action: To fence the ponds.",
        "Action: R Peeke to open the ponds.",
    )
    review = send(p, minutes("5 September 2026", *body))
    found = "perhaps Director of Public Health, named in the sentence before"
    assert f"nobody named; {found}" in plain(review)
    assert "“R Peeke” (not known); perhaps Rosalind Peake, a name much like it" in plain(review)
    review = press(p, review, "owner", "fence the ponds")
    assert found not in plain(review)
    review = press(p, review, "owner", "open the ponds")
    assert "Remember “R Peeke” for Rosalind Peake" in plain(review)
    press(p, review, "remember", "open the ponds")
    peake = p.look(lambda tx: tx.people.find_by_slack(tx.boards.everywhere()[0].team_id, PEAKE))
    assert "R Peeke" in peake.variants


def test_a_form_that_somebody_overtook_saves_nothing(p: Product) -> None:
    review = send(p, minutes("6 September 2026", "Action: Tom Hallam to oil the turnstile."))
    value = value_of(review, "turnstile", "edit")
    p.ws.press(ASHA, review, step("edit"), value)
    first = p.ws.open_view(ASHA)
    make_officer(p, PEAKE)
    p.ws.command(PEAKE, BOARD, "/minutes review")
    p.settled()
    theirs = shown_to(p, PEAKE, "turnstile")
    p.ws.press(PEAKE, theirs, step("edit"), value_of(theirs, "turnstile", "edit"))
    p.ws.submit(PEAKE, p.ws.open_view(PEAKE), {"text": "Tom Hallam to grease the turnstile"})
    with pytest.raises(Refused, match="copy what you typed"):
        p.ws.submit(ASHA, first, {"text": "Tom Hallam to paint the turnstile"})
    p.ws.close(ASHA, p.ws.open_view(ASHA))
    p.settled()
    assert "grease the turnstile" in plain(now_at(p, review))


def value_of(review: dict[str, Any], words: str, name: str) -> str:
    blocks = review["blocks"]
    at = next(n for n, b in enumerate(blocks) if b["type"] == "section"
              and words in plain({"blocks": [b]}))  # fmt: skip
    elements = blocks[at + 2]["elements"]
    return str(next(e["value"] for e in elements if e["action_id"] == step(name)))


def shown_to(p: Product, who: str, words: str) -> dict[str, Any]:
    """The newest message to that person that holds these words."""
    sent = p.ws.messages(p.ws.dm(who), who)
    return next(m for m in reversed(sent) if words in plain(m))


def make_officer(p: Product, slack_id: str) -> None:
    def give(tx: Any) -> None:
        (board,) = tx.boards.everywhere()
        person = tx.people.find_by_slack(board.team_id, slack_id)
        held = [m.role for m in tx.people.memberships(board.id) if m.person_id == person.id]
        if Role.OFFICER not in held:
            since = date(2026, 1, 1)
            tx.people.add_membership(
                Membership(tx.new_id(), board.id, person.id, Role.OFFICER, since)
            )

    p.look(give)


def test_two_officers_who_record_at_once_record_once(p: Product) -> None:
    make_officer(p, PEAKE)
    review = send(p, minutes("7 September 2026", "Action: Tom Hallam to wind the town clock."))
    review = press(p, review, "all_actions")
    p.ws.command(PEAKE, BOARD, "/minutes review")
    p.settled()
    theirs = shown_to(p, PEAKE, "town clock")
    forms = []
    for who, message in ((ASHA, review), (PEAKE, theirs)):
        p.ws.press(who, message, step("record"))
        forms.append((who, p.ws.open_view(who)))

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda one: p.ws.submit(*one), forms))
    left = [plain(p.ws.open_view(who)) for who, _ in forms if p.ws.has_view(who)]
    assert len(left) == 1, "the winner's form is closed"
    assert "recorded these minutes" in left[0]
    assert "Nothing was recorded twice" in left[0]
    assert len(actions(p, "town clock")) == 1
    p.settled()
    assert "Recorded from" in plain(now_at(p, theirs, PEAKE))
    for who, _ in forms:
        while p.ws.has_view(who):
            p.ws.close(who, p.ws.open_view(who))


def test_a_form_of_record_that_is_out_of_date_records_nothing(p: Product) -> None:
    body = ("Action: Tom Hallam to sweep the bandstand.", "Action: Bea Lindqvist to book a band.")
    review = send(p, minutes("8 September 2026", *body))
    review = press(p, review, "accept", "sweep the bandstand")
    p.ws.press(ASHA, review, step("record"))
    form = p.ws.open_view(ASHA)
    press(p, review, "accept", "book a band")
    p.ws.submit(ASHA, form)
    assert "Something changed since this was shown" in plain(p.ws.open_view(ASHA))
    assert not actions(p, "bandstand")
    while p.ws.has_view(ASHA):
        p.ws.close(ASHA, p.ws.open_view(ASHA))


def test_a_review_is_put_away_and_opened_again(p: Product) -> None:
    review = send(p, minutes("9 September 2026", "Action: Tom Hallam to label the trees."))
    review = press(p, review, "all_actions")
    review = press(p, review, "discard")
    assert "was put away" in plain(review)
    review = press(p, review, "again")
    assert "1 accepted" in plain(review)


def test_hundreds_of_lines_keep_to_slacks_limits_and_are_recorded_apart(p: Product) -> None:
    rows = [
        (f"PK-{n:03}", f"Matter {n} about subject{n}, {'very ' * (n % 40)}long", "Tom Hallam", "",
         "Open") for n in range(1, 151)
    ]  # fmt: skip
    long = [f"Action: Bea Lindqvist to copy out {'x' * 20} {n} {'words ' * 400}." for n in range(6)]
    text = minutes("10 September 2026", *long) + "\n6. Action log\n\n" + log(*rows) + "\n"
    review = send(p, text, "pack.txt")
    seen, pages = plain(review), 1
    while True:
        assert len(review["blocks"]) <= 50
        assert len(json.dumps(review["blocks"])) < 3 * SLACK_TAKES
        assert len(plain(review)) < SLACK_TAKES
        turn = [e for b in review["blocks"] for e in b.get("elements", [])
                if e.get("action_id") == step("later")]  # fmt: skip
        if not turn:
            break
        review = press(p, review, "later")
        seen += plain(review)
        pages += 1
    assert pages > 150 // PAGE
    assert all(f"PK-{n:03}" in seen for n in range(1, 151))
    p.ws.select(ASHA, review, step("goto"), f"Page 2: actions ({PAGE} to be decided)")
    assert "3 of" in plain(now_at(p, review))
    review = press(p, now_at(p, review), "all_actions")
    p.ws.press(ASHA, review, step("record"))
    form = p.ws.open_view(ASHA)
    assert "156 actions" in plain(form)
    p.ws.submit(ASHA, form)
    until(lambda: "Recorded from" in plain(now_at(p, review)), 120, "the whole pack recorded")
    assert "156 actions" in plain(now_at(p, review))
    assert len(actions(p, "Matter ")) == 150


def test_a_paper_of_another_board_is_asked_about_not_refused(p: Product) -> None:
    text = minutes("11 September 2026", "Action: Tom Hallam to dredge the harbour.",
                   name="SALTMARSH HARBOUR COMMITTEE")  # fmt: skip
    review = send(p, text, "harbour.txt")
    assert "Is this paper yours? " in plain(review).replace("*", " ").replace("  ", " ")
    asked = press(p, review, "all_actions")
    p.ws.press(ASHA, asked, step("record"))
    assert "The paper names “SALTMARSH HARBOUR COMMITTEE”" in plain(p.ws.open_view(ASHA))
    p.ws.close(ASHA, p.ws.open_view(ASHA))
    review = press(p, asked, "ours")
    assert "Is this paper yours?" not in plain(review)


def test_odd_papers(p: Product) -> None:
    empty = send(p, "\n\n \n", "empty.txt")
    assert "Nothing was recorded" in plain(empty)
    hostile = "Action: Tom Hallam to <!channel> *shout* &amp; `rm` <http://x.example|here> ~now~."
    review = send(p, minutes("12 September 2026", hostile), "hostile.txt")
    raw = json.dumps(review["blocks"])
    assert "<!channel>" not in raw
    assert "<http" not in raw
    long = "Action: Tom Hallam to " + "read the very long line " * 124 + "."
    review = press(p, send(p, minutes("13 September 2026", long), "long.txt"), "all_actions")
    p.ws.press(ASHA, review, step("edit"), value_of(review, "very long line", "edit"))
    assert "Edit this line" in plain(p.ws.open_view(ASHA)), "3,000 characters fit the form"
    p.ws.submit(ASHA, p.ws.open_view(ASHA), {"owners": "Bea Lindqvist"})
    _, said = record(p, now_at(p, review))
    assert "1 action" in said


def test_minutes_of_a_cancelled_meeting_say_so(p: Product) -> None:
    def cancelled(tx: Any) -> None:
        from dataclasses import replace

        from workflows.meetings import MeetingState

        (board,) = tx.boards.everywhere()
        held = next(m for m in tx.meetings.of_board(board.id) if m.day == date(2026, 9, 1))
        other = replace(held, id=tx.new_id(), uid="x@y", day=date(2026, 9, 14), version=1,
                        state=MeetingState.CANCELLED)  # fmt: skip
        tx.meetings.add(other)

    p.look(cancelled)
    review = send(p, minutes("14 September 2026", "Action: Tom Hallam to lift the cancelled rug."))
    assert "was cancelled: recording adds it as one that was held after all" in plain(review)
    told, said = record(p, press(p, review, "all_actions"))
    assert "was cancelled" in told
    assert "1 action" in said


def test_an_owner_who_has_left_is_kept_as_printed(p: Product) -> None:
    def leave(tx: Any) -> None:
        from dataclasses import replace

        (board,) = tx.boards.everywhere()
        person = tx.people.find_by_slack(board.team_id, "U0MAUREEN")
        tx.people.save(replace(person, active=False))

    p.look(leave)
    review = send(p, minutes("15 September 2026", "Action: Maureen Okoro to return the keys."))
    assert "“Maureen Okoro” (not known)" in plain(review)
    record(p, press(p, review, "all_actions"))
    (action,) = actions(p, "return the keys")
    assert action.owners[0].printed == "Maureen Okoro"
    assert not action.owners[0].known


def test_what_the_register_has_no_place_for_is_shown_only(p: Product) -> None:
    text = minutes("16 September 2026", "Action: Tom Hallam to file the returns.").replace(
        "5. Housing",
        "Apologies: Femi Adeleke\n\n4. Declarations of interest\n\nBea Lindqvist declared an "
        "interest in item 5, as a tenant.\n\n5. Housing\n\nThe item on parking was deferred to "
        "the next meeting.",
    )
    review = send(p, text, "said.txt")
    assert "Declaration of interest" in plain(review), "a line to be accepted"
    p.ws.press(ASHA, review, step("said"))
    told = plain(p.ws.open_view(ASHA))
    assert "Read, and shown only." in told
    assert "Deferred item" in told
    assert "Femi Adeleke" not in told, "the attendance is a line to be accepted"
    p.ws.close(ASHA, p.ws.open_view(ASHA))


NUMBER, MAIL = "01632 960321", "asbestos.desk@example.org"


def test_contact_details_reach_no_public_output(p: Product) -> None:
    body = (
        f"RESOLVED that: the Board agrees that callers ring {NUMBER} about asbestos.",
        f"Action: Tom Hallam to have asbestos callers ring {NUMBER} or write to {MAIL}.",
    )
    review = send(p, minutes("17 September 2026", *body), f"call {NUMBER}.txt")
    for name in ("all_resolutions", "all_actions"):
        review = press(p, review, name)
    record(p, review)
    action = next(a for a in actions(p, "asbestos") if MAIL in a.text)
    assert NUMBER in action.text, "the record keeps the words"
    p.ws.command(ASHA, BOARD, f"/action Tom Hallam by 1 March 2027: tell {MAIL} of the survey")
    for command in (f"/action show {action.reference}", "/action list", "/action log",
                    "/resolution list"):  # fmt: skip
        p.ws.command(BEA, BOARD, command, check=False)
    p.settled()
    channels = (BOARD, p.ws.dm(BEA))
    sent = [m for c in channels for m in p.ws.messages(c, BEA) if m.get("user") != ASHA]
    words = [plain(m) for m in sent] + [str(p.ws.home(BEA)), *files_seen(p, BEA)]
    words += p.look(published)
    assert any("asbestos callers ring [telephone number]" in w for w in words)
    assert any("tell [e-mail address] of the survey" in plain(m) for m in sent), "the public card"
    assert not [w for w in words if NUMBER in w or MAIL in w]
    toms = " ".join(plain(m) for m in p.ws.messages(p.ws.dm(HALLAM), HALLAM))
    assert NUMBER in toms, "the owner reads what is to be done"


def published(tx: Any) -> list[str]:
    """The log in every form, the calendar and the digest, as an officer would have them made."""
    (board,) = tx.boards.everywhere()
    now = datetime.now(UTC)
    officer = officers_of(tx, board.id, now.date())[0]
    asha = Audience(caller_for(tx, tx.people.get(officer), now.date()))
    log_of = logbook.action_log(tx, board, asha, now)
    meetings = tx.meetings.of_board(board.id)
    digest = digests.for_meeting(tx, meetings[-1].id, asha, now)
    return [
        text_of(action_log.as_docx(log_of), "log.docx"),
        text_of(action_log.as_pdf(log_of), "log.pdf"),
        action_log.as_csv(log_of),
        action_log.as_json(log_of),
        *(meeting_ics(m, board, method="PUBLISH", now=now).decode() for m in meetings),
        str(digest_views.digest_blocks(digest, for_chair=True)),
    ]


def files_seen(p: Product, user: str) -> Iterator[str]:
    """The words of every file that the program has put where this person reads."""
    for channel in (BOARD, p.ws.dm(user)):
        for message in p.ws.messages(channel, user):
            if message.get("user") == ASHA:
                continue
            for file in message.get("files") or []:
                yield text_of(p.ws.download(user, file["id"]), file["name"])


def text_of(data: bytes, name: str) -> str:
    if name.endswith(".docx"):
        from docx import Document

        document = Document(io.BytesIO(data))
        cells = [c.text for t in document.tables for r in t.rows for c in r.cells]
        return "\n".join([*(x.text for x in document.paragraphs), *cells])
    if name.endswith(".pdf"):
        from pypdfium2 import PdfDocument

        return "\n".join(page.get_textpage().get_text_range() for page in PdfDocument(data))
    return data.decode("utf-8", "replace")
