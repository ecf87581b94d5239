"""The page behind e-mails' links over a council: its application, links to it, and its forms read
as a browser reads them."""

from __future__ import annotations

from datetime import UTC, datetime
from html.parser import HTMLParser
from typing import Any

import httpx2
from starlette.applications import Starlette
from starlette.testclient import TestClient

from bot.config import Settings
from bot.deps import Desk
from bot.tokens import links_for
from bot.web import link_page
from tests.support.council import Council
from workflows.action_links import ANSWER_ACTION
from workflows.actions import Action
from workflows.links import LinkKind

KEY = "0123456789abcdef0123456789abcdef"
BASE = "http://127.0.0.1"


class Answering:
    """`app` serves the page; `path` gives the way to it for a person and an action."""

    def __init__(self, council: Council, workers: int = 1) -> None:
        self.council = council
        settings = Settings(
            _env_file=None,  # type: ignore[call-arg]
            matters_public_url=BASE,
            matters_link_secret=KEY,  # type: ignore[arg-type]
        )
        self.desk = Desk(council.store, settings, workers=workers)
        self.desk.clock.now = lambda: council.now  # type: ignore[method-assign]
        self.maker = links_for(settings)
        self.app = Starlette(routes=link_page.routes(self.desk, self.maker.tokens))

    def path(self, action: Action, who: str = "femi", key: str = "day:1") -> str:
        """`/a/<token>` of that person's link, as an e-mail of that key carries it."""
        with self.council.store.begin() as tx:
            caller, now = self.council.caller(tx, who), datetime.now(UTC)
            action = tx.actions.get(action.id)
            address = self.maker.address(
                tx, caller, ANSWER_ACTION, action, key, self.council.now, now
            )
        assert address is not None
        return address.removeprefix(BASE)

    def path_of(self, kind: LinkKind[Any], subject_id: str, who: str, key: str = "k:1") -> str:
        """The same for a link of any kind."""
        with self.council.store.begin() as tx:
            caller, thing = self.council.caller(tx, who), kind.fetch(tx, subject_id)
            address = self.maker.address(
                tx, caller, kind, thing, key, self.council.now, datetime.now(UTC)
            )
        assert address is not None, f"no link for {who}"
        return address.removeprefix(BASE)


class Seen(HTMLParser):
    """A page as read: its words, and each form's hidden fields by the step it is for."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str]] = []
        self.forms: dict[str, dict[str, str]] = {}
        self._hidden: dict[str, str] = {}
        self._words: list[str] = []
        self._in_style = False
        self.feed(html)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self._words).split())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.tags.append(tag)
        self.attributes += given.items()
        self._in_style = tag == "style"
        if tag == "form":
            self._hidden = {}
        if tag == "input" and given.get("type") == "hidden":
            self._hidden[given["name"]] = given["value"]
            if "step" in self._hidden:
                self.forms[self._hidden["step"]] = self._hidden

    def handle_endtag(self, tag: str) -> None:
        self._in_style = self._in_style and tag != "style"

    def handle_data(self, data: str) -> None:
        if not self._in_style:
            self._words.append(data)


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
