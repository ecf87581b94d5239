"""What is promised of every page behind a link, whatever it is about; on both engines."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from starlette.testclient import TestClient

from bot.web import layout
from bot.web.kinds import PageKind
from bot.web.pages import PAGES
from tests.support.answering import Answering, Seen, opened
from tests.web.samples import SAMPLES
from workflows import links
from workflows.link_kinds import KINDS

EACH = pytest.mark.parametrize("page", PAGES, ids=lambda p: "-".join(p.kind.key))


class Case:
    """A sample's subject in the record, and the way to its page."""

    def __init__(self, a: Answering, page: PageKind[Any]) -> None:
        self.sample = SAMPLES[page.kind.key]
        self.c, self.a, self.page = a.council, a, page
        self.id = self.sample.make(a.council)
        self.path = self.way("k:1")

    def way(self, key: str) -> str:
        return self.a.path_of(self.page.kind, self.id, self.sample.who, key)

    def record(self) -> object:
        """All of the record that an answer would change."""
        return self.c.look(
            lambda tx: (
                len(tx.ledger.lines(self.c.board.id)),
                tx.links.of_subject(self.page.kind.subject, self.id),
                self.page.kind.fetch(tx, self.id),
            )
        )


@pytest.fixture
def case(a: Answering, page: PageKind[Any]) -> Case:
    return Case(a, page)


def test_each_kind_is_registered_once_and_has_a_sample() -> None:
    keys = [page.kind.key for page in PAGES]
    assert len(keys) == len(set(keys)) == len(SAMPLES)
    assert set(keys) == set(SAMPLES)
    assert set(keys) <= {kind.key for kind in KINDS}
    assert len({kind.key for kind in KINDS}) == len(KINDS)


@EACH
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_reading_changes_nothing(case: Case, client: TestClient, method: str) -> None:
    before = case.record()
    step = case.sample.step
    for query in ("", f"?step={step}&text=x", "?receipt=forged"):
        response = client.request(method, case.path + query)
        assert response.status_code == 200
        assert {name: response.headers[name] for name in layout.HEADERS} == dict(layout.HEADERS)
    assert case.record() == before


@EACH
def test_it_says_whose_it_is_and_offers_its_forms_alone(case: Case, client: TestClient) -> None:
    page = opened(client, case.path)
    assert f"This link is for {case.c.people[case.sample.who].name}" in page.text
    assert "nothing else. It is good until" in page.text
    assert case.sample.step in page.forms
    assert set(page.forms) <= case.page.steps
    assert not {"script", "img", "iframe", "link"} & set(page.tags)
    labelled = {v for n, v in page.attributes if n == "for"}
    assert labelled <= {v for n, v in page.attributes if n == "id"}


@EACH
def test_a_form_counts_once_and_says_thank_you(case: Case, client: TestClient) -> None:
    form = {**opened(client, case.path).forms[case.sample.step], **case.sample.fields}
    first = client.post(case.path, data=form)
    assert first.status_code == 303, first.text
    told = case.record()
    second = client.post(case.path, data=form)
    assert second.status_code == 303
    assert case.record() == told, "the second sending records nothing"
    for response in (first, second):
        seen = Seen(client.get(case.path + response.headers["location"]).text)
        assert "Thank you, " in seen.text
    lines = case.c.look(lambda tx: tx.ledger.lines(case.c.board.id))
    assert lines[-1].actor == case.c.people[case.sample.who].id
    values = case.c.look(lambda tx: tx.ledger.values(case.c.board.id, lines[-1].seq))
    assert values["by"] == links.VIA


@EACH
def test_the_same_answer_from_a_fresh_form_is_not_recorded_again(
    case: Case, client: TestClient
) -> None:
    for _ in range(2):
        forms = opened(client, case.path).forms
        if case.sample.step not in forms:
            return
        told = case.record()
        sending = {**forms[case.sample.step], **case.sample.fields}
        assert client.post(case.path, data=sending).status_code in (303, 409)
    assert case.record() == told


@EACH
def test_no_forged_form_is_taken(case: Case, client: TestClient) -> None:
    form = {**opened(client, case.path).forms[case.sample.step], **case.sample.fields}
    before = case.record()
    for forged in (
        {"key": "x" * 40},
        {"key": ""},
        {"step": "accept"},
        {"step": ""},
        {"key": opened(client, case.way("k:2")).forms[case.sample.step]["key"]},
    ):
        response = client.post(case.path, data={**form, **forged})
        assert response.status_code == 403, forged
    after = case.record()
    assert isinstance(before, tuple)
    assert isinstance(after, tuple)
    assert (after[0], after[2]) == (before[0], before[2])


@EACH
@pytest.mark.parametrize("end", ["revoked", "ended", "left", "of another purpose"])
def test_a_dead_link_is_like_any_other(case: Case, client: TestClient, end: str) -> None:
    form = {**opened(client, case.path).forms[case.sample.step], **case.sample.fields}
    unknown = client.get(f"/a/{case.a.maker.tokens.of('never sent')}")
    person = case.c.people[case.sample.who]
    with case.c.store.begin() as tx:
        found = tx.links.of_subject(case.page.kind.subject, case.id)
        if end == "revoked":
            assert links.revoke_all(tx, "asha", found, case.c.now, datetime.now(UTC)) == 1
        if end == "left":
            tx.people.save(replace(tx.people.get(person.id), active=False))
        if end == "of another purpose":
            token = case.a.maker.tokens.of("another purpose")
            digest = str(case.a.maker.tokens.hash_of(token))
            tx.links.add(replace(found[0], token_hash=digest, purpose="steal"))
    path = case.path
    if end == "ended":
        case.sample.end(case.c, case.id)
    if end == "of another purpose":
        path = f"/a/{token}"
    assert client.get(path).text == unknown.text
    lost = client.post(path, data=form)
    assert lost.status_code == 404
    assert "Nothing was changed" in lost.text
