"""Links that open nothing, and forms that are not the page's own; on both engines."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient

from bot.terminal import without_secrets
from bot.tokens import Tokens
from tests.support.answering import KEY, Answering, Seen, opened, sent, snapshot
from tests.support.council import Council
from workflows.actions import Action

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


def test_no_log_line_and_no_message_holds_a_link(a: Answering, action: Action) -> None:
    path = a.path(action)
    said = without_secrets(f"GET http://127.0.0.1:8710{path}?receipt=x failed")
    assert said == "GET http://127.0.0.1:8710/a/…?receipt=x failed"
