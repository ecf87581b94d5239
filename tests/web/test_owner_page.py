"""The page behind an e-mail's link, read and answered as it should be; on both engines."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime

import pytest
from starlette.testclient import TestClient

from bot.web import layout
from tests.support.answering import Answering, Seen, opened, sent, snapshot
from tests.support.council import Council
from workflows import action_answers, action_recording
from workflows.action_recording import Correction, NewAction
from workflows.actions import Action, Status

# Read


def test_it_says_whose_it_is_and_what_it_is_about(
    a: Answering, client: TestClient, council: Council
) -> None:
    council.meeting("14 January 2027")
    new = NewAction("Bring the figures", ["Femi Adeleke"], "22 January 2027", minute_ref="22/8")
    action = council.do(action_recording.record, "asha", council.board.id, new)
    council.now = datetime(2027, 6, 1, 8, 30, tzinfo=UTC)
    council.do(action_answers.progress, "asha", action.id, "Half of them are in")
    said = opened(client, a.path(action)).text
    assert "This link is for Femi Adeleke . If that is not you, please do not use it" in said
    assert f"Action {action.reference}" in said
    assert "Overdue, in progress" in said
    assert "Fri 22 Jan 2027" in said
    assert "minute 22/8" in said
    assert "Half of them are in" in said
    assert "Tue 1 Jun 2027, 09:30" in said, "the board's zone, summer time"
    assert "asha@exampleshire.example" in said
    assert "good until" in said


def test_nothing_else_is_offered(a: Answering, client: TestClient, action: Action) -> None:
    page = opened(client, a.path(action))
    assert list(page.forms) == ["done", "progress", "blocked", "ask_time", "not_mine"]
    assert "script" not in page.tags
    assert not [n for n, _ in page.attributes if n.startswith("on") or n == "src"]
    assert [v for n, v in page.attributes if n == "href"] == ["mailto:asha@exampleshire.example"]


@pytest.mark.parametrize("query", ["", "?done=1", "?step=done&text=x", "?receipt=forged"])
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_reading_changes_nothing(
    a: Answering, client: TestClient, council: Council, action: Action, method: str, query: str
) -> None:
    path = a.path(action)
    before = snapshot(council, action)
    response = client.request(method, path + query)
    assert response.status_code == 200
    assert "Thank you" not in response.text
    assert snapshot(council, action) == before


def test_every_answer_carries_the_headers(a: Answering, client: TestClient, action: Action) -> None:
    path = a.path(action)
    answers = [
        client.get(path),
        client.get("/a/nonsense"),
        client.put(path),
        client.post(path, data={"step": "done"}),
        sent(client, path, "progress", text="x"),
        client.post(path, content=b"x", headers={"content-type": "text/plain"}),
    ]
    assert [r.status_code for r in answers] == [200, 404, 405, 403, 303, 415]
    for response in answers:
        policy = response.headers["content-security-policy"]
        assert policy.startswith("default-src 'none'; style-src 'sha256-")
        assert "script-src" not in policy
        assert "unsafe" not in policy
        assert "form-action 'self'" in policy
        assert response.headers["x-frame-options"] == "DENY"
        assert response.headers["referrer-policy"] == "no-referrer"
        assert response.headers["cache-control"] == "no-store"
        assert "noindex" in response.headers["x-robots-tag"]
        assert "set-cookie" not in response.headers


def test_the_style_is_the_one_that_the_policy_allows(
    a: Answering, client: TestClient, action: Action
) -> None:
    html = client.get(a.path(action)).text
    style = html.partition("<style>")[2].partition("</style>")[0]
    assert style == layout.CSS
    assert " style=" not in html


# Answer


def test_done_with_a_note_and_files(
    a: Answering, client: TestClient, council: Council, action: Action
) -> None:
    path = a.path(action)
    form = opened(client, path).forms["done"]
    files = [
        ("files", ("Figures – Ŵ.pdf", b"%PDF-1", "application/pdf")),
        ("files", ("../../etc/passwd", b"root", "text/html")),
    ]
    response = client.post(path, data={**form, "text": "Sent\r\non Monday"}, files=files)
    assert response.status_code == 303
    after = council.action(action.id)
    assert after.status is Status.PROPOSED_DONE
    assert after.notes[-1].text == "Sent\non Monday"
    kept = council.look(lambda tx: tx.files.of_subject("action", action.id))
    assert {(f.name, f.sha256) for f in kept} == {
        ("Figures – Ŵ.pdf", hashlib.sha256(b"%PDF-1").hexdigest()),
        ("passwd", hashlib.sha256(b"root").hexdigest()),
    }
    assert {f.added_by for f in kept} == {council.people["femi"].id}
    seen = client.get(path + response.headers["location"]).text
    assert "Thank you, it is reported done" in seen
    assert "The committee officer reads your report" in seen


@pytest.mark.parametrize(
    ("step", "fields", "title"),
    [
        ("progress", {"text": "Half way"}, "your progress is recorded"),
        ("blocked", {"text": "No reply"}, "the committee officer is told"),
        ("ask_time", {"due": "1 April 2027", "reason": "Late"}, "more time to Thu 1 Apr 2027"),
        ("not_mine", {"text": "Bea's"}, "your suggestion is recorded"),
    ],
)
def test_each_answer_is_confirmed_and_once(
    a: Answering,
    client: TestClient,
    council: Council,
    action: Action,
    step: str,
    fields: dict[str, str],
    title: str,
) -> None:
    path = a.path(action)
    form = {**opened(client, path).forms[step], **fields}
    first, second = client.post(path, data=form), client.post(path, data=form)
    assert first.status_code == second.status_code == 303
    for response in (first, second):
        assert title in client.get(path + response.headers["location"]).text
    after = council.action(action.id)
    assert len(after.notes) + len(after.slips) == 1


def test_the_same_form_with_other_words_is_not_recorded_and_not_lost(
    a: Answering, client: TestClient, council: Council, action: Action
) -> None:
    path = a.path(action)
    form = opened(client, path).forms["progress"]
    client.post(path, data={**form, "text": "Half way"})
    again = client.post(path, data={**form, "text": "Nearly there"})
    assert again.status_code == 409
    assert "Nearly there" in again.text
    assert [n.text for n in council.action(action.id).notes] == ["Half way"]
    fresh = Seen(again.text).forms["progress"]
    assert client.post(path, data={**fresh, "text": "Nearly there"}).status_code == 303


def test_an_error_stands_beside_its_field_and_nothing_typed_is_lost(
    a: Answering, client: TestClient, council: Council, action: Action
) -> None:
    path = a.path(action)
    before = snapshot(council, action)
    response = sent(client, path, "ask_time", due="whenever", reason="The coast is late")
    assert response.status_code == 422
    page = Seen(response.text)
    assert "Nothing was recorded" in page.text
    assert "The coast is late" in page.text
    assert ("value", "whenever") in page.attributes
    assert ("aria-invalid", "true") in page.attributes
    assert ("href", "#ask_time-due") in page.attributes
    assert ("id", "ask_time-due") in page.attributes
    assert ("aria-describedby", "ask_time-due-problem ask_time-due-hint") in page.attributes
    assert "<title>Error: " in response.text
    assert snapshot(council, action) == before


def test_what_an_officer_settled_meanwhile_is_said_and_the_words_are_kept(
    a: Answering, client: TestClient, council: Council, action: Action
) -> None:
    path = a.path(action)
    form = opened(client, path).forms["blocked"]
    council.do(action_answers.done, "asha", action.id, "Rang")
    response = client.post(path, data={**form, "text": "The printer is broken"})
    assert response.status_code == 409
    said = Seen(response.text).text
    assert "is completed. Nothing was changed." in said
    assert "The printer is broken" in said


def test_an_answer_shows_in_the_ledger_and_on_the_cards(
    a: Answering, client: TestClient, council: Council, action: Action
) -> None:
    a.desk.wake.clear()
    assert sent(client, a.path(action), "progress", text="Half way").status_code == 303
    line, values = council.look(lambda tx: tx.ledger.of_subject("action", action.id))[-1]
    assert (line.actor, values["by"]) == (council.people["femi"].id, "e-mail link")
    assert a.desk.wake.is_set()
    assert council.outbox("home"), "Home tabs are published anew"


def test_an_exempt_action_is_shown_to_its_owner_and_to_nobody_else(
    a: Answering, client: TestClient, council: Council, action: Action
) -> None:
    path = a.path(action)
    council.do(action_recording.edit, "asha", action.id, Correction(exempt="Para 3"), "")
    assert "Not for publication" in opened(client, path).text
    council.do(action_recording.reassign, "asha", action.id, ["Tom Hallam"], "")
    response = client.get(path)
    assert response.status_code == 404
    assert "referral" not in response.text
