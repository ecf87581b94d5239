"""The workspace's page in a real browser, with a real Bolt app behind a real workspace."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browser.form_bot import MANIFEST, Bot
from tests.browser.opener import Opener
from tests.support.chromium import browser  # noqa: F401
from tests.support.serving import serving
from tests.support.workspace import Workspace


@pytest.fixture
def ws(tmp_path: Path) -> Iterator[Workspace]:
    minutes = {
        "name": "minutes.docx",
        "data": b"not really",
        "channel": "C0BOARD",
        "user": "U0ASHA",
        "text": "The draft minutes",
    }
    with Workspace.start(tmp_path, manifest=MANIFEST, seed_files=[minutes]) as workspace:
        yield workspace


@pytest.fixture
def bot(ws: Workspace) -> Iterator[Bot]:
    bot = Bot(ws)
    with serving(bot) as url:
        ws.set_bot_url(url)
        yield bot


@pytest.fixture
def opened(browser: Browser, ws: Workspace, bot: Bot) -> Iterator[Opener]:  # noqa: F811
    opener = Opener(browser, ws)
    yield opener
    for context in opener.contexts:
        context.close()
    assert opener.complaints == []
    assert [url for url in opener.asked if not url.startswith((ws.url, "data:", "blob:"))] == []
