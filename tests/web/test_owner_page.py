"""The page behind an e-mail's link, asked nicely and otherwise; on both engines."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import httpx2
import pytest
import time_machine
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient

from bot.tokens import Tokens
from bot.web import action_page, owner_page, sent_forms
from bot.web.limits import Limiter, network_of
from tests.support.answering import KEY, Answering, Seen
from tests.support.council import Council
from tests.support.serving import serving
from workflows import action_answers, action_recording, links
from workflows.action_recording import Correction, NewAction
from workflows.actions import Action, Status

MULTIPART = {"ignored": ("", b"")}


@pytest.fixture
def a(council: Council) -> Iterator[Answering]:
    made = Answering(council)
    yield made
    made.desk.close()


@pytest.fixture
def client(a: Answering) -> TestClient:
    return TestClient(a.app, follow_redirects=False)


@pytest.fixture
def action(council: Council) -> Action:
    return council.record("Bring the referral figures", "Femi Adeleke", due="1 March 2027")


def snapshot(council: Council, action: Action) -> object:
    """All that an answer would change."""
    return council.look(
        lambda tx: (
            tx.actions.get(action.id),
            len(tx.ledger.lines(action.board_id)),
            tx.links.of_subject("action", action.id),
            tx.files.of_subject("action", action.id),
        )
    )


def opened(client: TestClient, path: str) -> Seen:
    response = client.get(path)
    assert response.status_code == 200
    return Seen(response.text)


def sent(client: TestClient, path: str, step: str, **fields: str) -> httpx2.Response:
    """Open the page and send one of its forms."""
    form = opened(client, path).forms[step]
    return client.post(path, data={**form, **fields})


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
    assert style == action_page.CSS
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


# Links that open nothing


def dead_paths(a: Answering, council: Council, action: Action) -> dict[str, str]:
    good = a.path(action)
    token = good.removeprefix("/a/")
    nonce, _, signature = token.partition(".")
    revoked = a.path(action, key="revoked")
    (mine,) = [
        x for x in council.look(lambda tx: tx.links.of_subject("action", action.id))
        if x.token_hash == a.maker.tokens.hash_of(revoked.removeprefix("/a/"))
    ]  # fmt: skip
    with council.store.begin() as tx:
        tx.links.revoke([mine.token_hash], datetime.now(UTC))
    other_key = Tokens("another key, of the same length!")
    return {
        "unknown": f"/a/{a.maker.tokens.of('never sent')}",
        "revoked": revoked,
        "tampered": f"/a/{nonce[:-1]}{'A' if nonce[-1] != 'A' else 'B'}.{signature}",
        "cut": good[:-1],
        "no signature": f"/a/{nonce}",
        "another key": f"/a/{other_key.of('day:1')}",
        "empty": "/a/",
        "deeper": f"{good}/x",
        "traversal": "/a/..%2F..%2Fhealthz",
        "letters": "/a/Ŵ☃%00%ff",
        "long": "/a/" + "x" * 8000,
    }


def test_a_dead_link_says_what_to_do_and_not_why(
    a: Answering, client: TestClient, council: Council, action: Action
) -> None:
    before = snapshot(council, action)
    pages = {}
    dead = dead_paths(a, council, action)
    for name, path in dead.items():
        for method in ("GET", "POST"):
            response = client.request(method, path)
            assert response.status_code == 404, name
            pages[response.text] = name
            headers = {k: v for k, v in response.headers.items() if k != "date"}
            pages[str(sorted(headers.items()))] = name
    assert len(pages) == 2, "one and the same page, with the same headers"
    lost = {
        client.post(path, data={"text": "Typed for an hour <b>"}).text for path in dead.values()
    }
    assert len(lost) == 1
    assert "Typed for an hour &lt;b&gt;" in lost.pop()
    assert "Reply to the e-mail" in next(iter(pages))
    after = snapshot(council, action)
    assert isinstance(before, tuple)
    assert isinstance(after, tuple)
    assert before[:2] == after[:2]


def test_an_expired_link_is_like_an_unknown_one(
    a: Answering, client: TestClient, action: Action
) -> None:
    path = a.path(action)
    form = opened(client, path).forms["done"]
    with time_machine.travel(datetime.now(UTC) + timedelta(days=61), tick=True):
        expired, answered = client.get(path), client.post(path, data=form)
    unknown = client.get(f"/a/{a.maker.tokens.of('never sent')}")
    assert expired.text == answered.text == unknown.text
    assert expired.status_code == answered.status_code == unknown.status_code == 404


@settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(st.text(max_size=90) | st.binary(max_size=60).map(lambda b: b.decode("latin-1")))
def test_no_token_can_be_found_by_chance(token: str) -> None:
    assert Tokens(KEY).hash_of(token) is None


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_no_changed_token_passes(data: st.DataObject) -> None:
    tokens = Tokens(KEY)
    token = tokens.of(data.draw(st.text(max_size=30)))
    at = data.draw(st.integers(0, len(token) - 1))
    letter = data.draw(st.characters(exclude_characters=token[at]))
    changed = token[:at] + letter + token[at + 1 :]
    assert tokens.hash_of(token)
    # The last letter of base64 has bits that say nothing; they make no second token.
    found = tokens.hash_of(changed)
    assert found is None or found != tokens.hash_of(token)


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=200))
def test_no_form_key_and_no_receipt_by_chance(text: str) -> None:
    tokens = Tokens(KEY)
    assert tokens.form_of(text, "hash") is None
    assert tokens.step_of(text, "hash") is None


# Forged forms


def test_a_form_that_is_not_this_page_s(
    a: Answering, client: TestClient, council: Council, action: Action
) -> None:
    other = council.record("Another matter", "Femi Adeleke", due="1 March 2027")
    tom = council.record("A third", "Tom Hallam", due="1 March 2027")
    mine, theirs, toms = a.path(action), a.path(other), a.path(tom, "tom")
    good = opened(client, mine).forms["progress"]
    before = snapshot(council, action)
    keys = {
        "missing": None,
        "empty": "",
        "wrong": "x" * 40,
        "cut": good["key"][:-2],
        "of another action": opened(client, theirs).forms["progress"]["key"],
        "of another person": opened(client, toms).forms["progress"]["key"],
        "a receipt": a.maker.tokens.receipt("hash", "progress"),
        "the token": mine.removeprefix("/a/"),
    }
    for name, key in keys.items():
        form = {"step": "progress", "text": "Typed by hand", **({"key": key} if key else {})}
        response = client.post(mine, data=form)
        assert response.status_code == 403, name
        assert "Typed by hand" in response.text, name
    assert snapshot(council, action) == before
    old = datetime.now(UTC) + timedelta(hours=13)
    with time_machine.travel(old, tick=True):
        late = client.post(mine, data={**good, "text": "Typed by hand"})
    assert late.status_code == 403
    assert snapshot(council, action) == before
    fresh = Seen(late.text).forms["progress"]
    assert fresh["key"] != good["key"]


@pytest.mark.parametrize("step", ["accept", "cancel", "reopen", "hush", "extend", "", "DONE", "x"])
def test_no_other_step_can_be_taken(
    a: Answering, client: TestClient, council: Council, action: Action, step: str
) -> None:
    path = a.path(action)
    form = opened(client, path).forms["done"]
    before = snapshot(council, action)
    fields = {**form, "step": step, "text": "x", "reason": "x", "due": "1 April 2027"}
    assert client.post(path, data=fields).status_code == 403
    assert snapshot(council, action) == before


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "POSTX"])
def test_no_other_method(
    a: Answering, client: TestClient, council: Council, action: Action, method: str
) -> None:
    path = a.path(action)
    form = opened(client, path).forms["done"]
    before = snapshot(council, action)
    response = client.request(method, path, data=form)
    assert response.status_code == 405
    assert response.headers["allow"] == "GET, HEAD, POST"
    override = client.get(path, headers={"X-HTTP-Method-Override": "POST"}, params=form)
    assert override.status_code == 200
    assert snapshot(council, action) == before


@pytest.mark.parametrize(
    ("kind", "body", "status"),
    [
        ("application/json", b'{"step":"done"}', 415),
        ("text/plain", b"step=done", 415),
        ("", b"step=done", 415),
        ("multipart/form-data", b"step=done", 400),
        ("multipart/form-data; boundary=x", b"--y\r\nnonsense", 400),
        ("multipart/form-data; boundary=x", b"--x\r\nContent-Disposition: form-data\r\n\r\n1", 400),
        ("application/x-www-form-urlencoded", b"\xff\xfe=%zz&key=1", 403),
        ("application/x-www-form-urlencoded; charset=utf-16", b"step=done", 403),
    ],
)
def test_what_is_no_form(
    a: Answering,
    client: TestClient,
    council: Council,
    action: Action,
    kind: str,
    body: bytes,
    status: int,
) -> None:
    path = a.path(action)
    before = snapshot(council, action)
    response = client.post(path, content=body, headers={"content-type": kind})
    assert response.status_code == status
    assert snapshot(council, action) == before


XSS = "\"'><script>alert(1)</script><img src=x onerror=alert(1)>{{7*7}}{% raw %}&lt;"


def test_nothing_typed_becomes_markup(a: Answering, client: TestClient, council: Council) -> None:
    action = council.record(XSS, "Femi Adeleke", due="1 March 2027")
    path = a.path(action)
    for step, fields in (
        ("progress", {"text": XSS}),
        ("ask_time", {"due": XSS, "reason": XSS}),
        ("ask_time", {"due": "1 April 2027", "reason": XSS}),
        ("blocked", {"text": ""}),
        ("not_mine", {"text": XSS}),
    ):
        response = sent(client, path, step, **fields)
        html = response.text or client.get(path).text
        page = Seen(html)
        assert not {"script", "img"} & set(page.tags), step
        assert not [n for n, _ in page.attributes if n.startswith("on")], step
        assert "49" not in page.text.replace("{{7*7}}", ""), step
    assert XSS in Seen(client.get(path).text).text
    form = opened(client, path).forms["done"]
    files = {"files": (XSS, b"x", "text/html")}
    assert client.post(path, data=form, files=files).status_code == 303
    assert "script" not in Seen(client.get(path).text).tags


def test_no_header_can_be_typed(a: Answering, client: TestClient, action: Action) -> None:
    evil = "x\r\nSet-Cookie: a=b\r\n\r\n<p>"
    response = sent(client, a.path(action), "progress", text=evil)
    assert "set-cookie" not in response.headers
    assert "%0d" not in response.headers["location"].lower()
    forged = client.get(a.path(action), params={"receipt": evil})
    assert "set-cookie" not in forged.headers


# Files


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../../etc/passwd", "passwd"),
        ("C:\\Users\\x\\Plan.docx", "Plan.docx"),
        (".htaccess", "htaccess"),
        ("..", "file"),
        ("a\r\nb\x00c.pdf", "a b c.pdf"),
        ("invoice\u202efdp.exe", "invoice fdp.exe"),
        ("x" * 300 + ".pdf", "x" * 116 + ".pdf"),
        ('a"b<c>.txt', "a-b-c-.txt"),
        ("Ŵ – log.pdf", "Ŵ – log.pdf"),
    ],
)
def test_names_of_files_are_cleaned(given: str, kept: str) -> None:
    assert sent_forms.clean_name(given) == kept


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=400))
def test_any_name_of_a_file_becomes_a_harmless_one(name: str) -> None:
    clean = sent_forms.clean_name(name)
    assert 0 < len(clean) <= 120
    assert not set(clean) & set('/\\\r\n\0:"<>|?*')
    assert not clean.startswith(".")


def test_files_beyond_the_limits_are_refused_and_the_words_kept(
    a: Answering, client: TestClient, council: Council, action: Action,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setattr(sent_forms, "MAX_FILE_BYTES", 1000)
    monkeypatch.setattr(sent_forms, "MAX_BODY", 9000)
    path = a.path(action)
    form = {**opened(client, path).forms["done"], "text": "All of it is done"}
    before = snapshot(council, action)
    cases = {
        "large": [("files", ("big.pdf", b"x" * 1001))],
        "many": [("files", (f"{n}.pdf", b"x")) for n in range(6)],
        "empty": [("files", ("none.pdf", b""))],
    }
    for name, files in cases.items():
        response = client.post(path, data=form, files=files)
        assert response.status_code == 422, name
        assert "All of it is done" in response.text, name
        assert ("href", "#done-files") in Seen(response.text).attributes, name
    huge = client.post(path, data=form, files=[("files", ("huge.pdf", b"x" * 9001))])
    assert huge.status_code == 413

    def endless() -> Iterator[bytes]:
        yield b'--x\r\nContent-Disposition: form-data; name="files"; filename="f"\r\n\r\n'
        for _ in range(100):
            yield b"x" * 1000

    kind = {"content-type": "multipart/form-data; boundary=x"}
    assert client.post(path, content=endless(), headers=kind).status_code == 413
    many = "&".join(f"f{n}=x" for n in range(500))
    kind = {"content-type": "application/x-www-form-urlencoded"}
    assert client.post(path, content=many, headers=kind).status_code in (400, 403)
    assert snapshot(council, action) == before
    allowed = [("files", (f"{n}.pdf", b"x" * 900 + bytes([n]))) for n in range(5)]
    assert client.post(path, data=form, files=allowed).status_code == 303
    assert len(council.look(lambda tx: tx.files.of_subject("action", action.id))) == 5


# Too much, and all at once


def test_a_burst_is_slowed_down_in_words(
    a: Answering, client: TestClient, council: Council, action: Action
) -> None:
    path = a.path(action)
    codes = [client.get(path).status_code for _ in range(100)]
    assert codes.count(200) == owner_page.PER_LINK
    assert set(codes) == {200, 429}
    slowed = client.get(path)
    assert 0 < int(slowed.headers["retry-after"]) <= 60
    assert "Please wait" in slowed.text
    assert client.post(path, data={"step": "done"}).status_code == 429
    for _ in range(owner_page.PER_ADDRESS):
        client.get("/a/nonsense")
    assert client.get("/a/nonsense").status_code == 429, "guessing is slowed down too"
    assert council.action(action.id) == action


def test_the_limiter_lets_through_again_and_forgets() -> None:
    limiter = Limiter(2, 60)
    assert [limiter.wait("k", t) for t in (0, 1, 2)] == [0, 0, 58]
    assert limiter.wait("other", 2) == 0
    assert limiter.wait("k", 60.5) == 0
    for n in range(20_000):
        limiter.wait(f"key {n}", 61)
    assert len(limiter._seen) <= 10_000


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("testclient", "testclient"),
    ],
)
def test_an_address_is_counted_by_its_subscriber(address: str, network: str) -> None:
    assert network_of(address) == network


def test_many_sendings_of_one_form_at_once_are_one_answer(council: Council, action: Action) -> None:
    a = Answering(council, workers=4)
    path = a.path(action)
    with serving(a.app) as url, httpx2.Client(base_url=url) as client:
        form = Seen(client.get(path).text).forms["progress"]

        def send(_: int) -> int:
            return client.post(path, data={**form, "text": "Half way"}).status_code

        with ThreadPoolExecutor(8) as pool:
            codes = list(pool.map(send, range(16)))
    a.desk.close()
    assert set(codes) == {303}
    assert len(council.action(action.id).notes) == 1


def test_a_fault_of_ours_is_a_page_with_a_reference_and_no_link_is_logged(
    a: Answering, client: TestClient, action: Action,
    capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    caplog.set_level(logging.DEBUG)
    path = a.path(action)

    def broken(*_: object) -> None:
        raise RuntimeError(f"cannot make {path}")

    monkeypatch.setattr(links, "find_open", broken)
    response = client.get(path)
    assert response.status_code == 500
    said = capsys.readouterr()
    # The test's own client logs what it asks for.
    ours = [r.getMessage() for r in caplog.records if not r.name.startswith("httpx")]
    logged = said.out + said.err + " ".join(ours)
    reference = response.text.partition("this reference: ")[2][:8]
    assert reference in logged
    assert path.removeprefix("/a/") not in logged
    assert path.removeprefix("/a/") not in response.text
