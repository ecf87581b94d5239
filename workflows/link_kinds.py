"""The one list of the kinds of link that there are, and what any link opens."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from workflows.action_links import ANSWER_ACTION
from workflows.circulation_links import READ as READ_PAPER
from workflows.consultation_links import REPLY as REPLY_TO_CONSULTATION
from workflows.feed_links import BOARD_FEED, MY_FEED
from workflows.invitation_links import ANSWER_INVITATION
from workflows.links import Link, LinkKind, Opened, opened_by
from workflows.sounding_links import REPLY as REPLY_TO_SOUNDING

if TYPE_CHECKING:
    from workflows.ports import Transaction

#: Every kind; a page for it stands in bot/web/pages.py. CONTRIBUTING.md says how one is added.
KINDS: tuple[LinkKind[Any], ...] = (
    ANSWER_ACTION,
    ANSWER_INVITATION,
    BOARD_FEED,
    MY_FEED,
    REPLY_TO_SOUNDING,
    READ_PAPER,
    REPLY_TO_CONSULTATION,
)

_BY_KEY: Mapping[tuple[str, str], LinkKind[Any]] = {kind.key: kind for kind in KINDS}


def kind_of(subject: str, purpose: str) -> LinkKind[Any] | None:
    """The kind that is registered for it."""
    return _BY_KEY.get((subject, purpose))


def find_open(
    tx: Transaction, token_hash: str, now: datetime, real: datetime
) -> Opened[Any] | None:
    """What the link opens; None, whatever the reason, if it opens nothing. Changes nothing."""
    link = tx.links.find(token_hash)
    kind = kind_of(link.subject, link.purpose) if link else None
    return opened_by(tx, kind, link, now, real) if link and kind else None


def good_links(tx: Transaction, links: Iterable[Link], now: datetime, real: datetime) -> list[Link]:
    """Those of them that open something now."""
    return [link for link in links if find_open(tx, link.token_hash, now, real)]
