"""Files beyond the limits, bursts, and many sendings at once; on both engines."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import httpx2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient

from bot.web import link_page, sent_forms
from bot.web.limits import Limiter, network_of
from tests.support.answering import Answering, Seen, opened, snapshot
from tests.support.council import Council
from tests.support.serving import serving
from workflows import link_kinds
from workflows.actions import Action

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
    assert codes.count(200) == link_page.PER_LINK
    assert set(codes) == {200, 429}
    slowed = client.get(path)
    assert 0 < int(slowed.headers["retry-after"]) <= 60
    assert "Please wait" in slowed.text
    assert client.post(path, data={"step": "done"}).status_code == 429
    for _ in range(link_page.PER_ADDRESS):
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

    monkeypatch.setattr(link_kinds, "find_open", broken)
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
