"""The page behind e-mails' links over a council, on both engines, with an action of Femi's."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from tests.support.answering import Answering
from tests.support.council import Council
from workflows.actions import Action


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
