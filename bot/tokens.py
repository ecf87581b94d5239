"""The tokens of e-mail links and of the page's forms, and the address a link has.

A token is drawn from our key and what the e-mail is (so that an e-mail that is sent a second time
carries the same links; docs/decisions/0007), and signed. The record keeps its SHA-256 alone: a copy
of the database opens nothing. What is not signed with our key is refused before the record is
asked. Real time, not the rehearsal's, decides about age.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime

from itsdangerous import BadData, Signer, URLSafeTimedSerializer

from bot.config import Settings
from workflows import feeds, links
from workflows.access import Caller
from workflows.action_links import ANSWER_ACTION
from workflows.feed_links import Feed
from workflows.links import LinkKind, S
from workflows.ports import Transaction

#: Seconds for which a form that was opened can be sent.
FORM_SECONDS = 12 * 3600
#: Seconds for which a page says what has just been answered.
RECEIPT_SECONDS = 3600


class Tokens:
    """Makes and checks what the page's addresses and forms carry."""

    def __init__(self, secret: str) -> None:
        self._secret = secret.encode()
        self._link = Signer(
            secret, salt="matters.link", key_derivation="hmac", digest_method=hashlib.sha256
        )
        options = {"key_derivation": "hmac", "digest_method": hashlib.sha256}
        self._form = URLSafeTimedSerializer(secret, salt="matters.form", signer_kwargs=options)
        self._receipt = URLSafeTimedSerializer(
            secret, salt="matters.receipt", signer_kwargs=options
        )

    def of(self, seed: str) -> str:
        """The token of that seed: 144 bits that nobody can guess without our key, and their
        signature."""
        drawn = hmac.digest(self._secret, b"matters.token " + seed.encode(), "sha256")
        return self._link.sign(base64.urlsafe_b64encode(drawn[:18])).decode()

    def hash_of(self, token: str) -> str | None:
        """What the record knows a token by; None for what was not signed with our key."""
        try:
            self._link.unsign(token)
        except (BadData, ValueError):  # ValueError: it cannot even be encoded
            return None
        return hashlib.sha256(token.encode()).hexdigest()

    def form_key(self, token_hash: str) -> str:
        """What each form of a page carries: good for this link, and for being sent once."""
        return str(self._form.dumps([token_hash, secrets.token_urlsafe(12)]))

    def form_of(self, key: str, token_hash: str) -> str | None:
        """The name of the form that carries this key; None if the key is not this link's, is not
        ours, or is too old."""
        try:
            bound_to, name = self._form.loads(key, max_age=FORM_SECONDS)
        except (BadData, ValueError, TypeError):
            return None
        return str(name) if bound_to == token_hash else None

    def receipt(self, token_hash: str, step: str) -> str:
        """What the page after an answer is shown with."""
        return str(self._receipt.dumps([token_hash[:16], step]))

    def step_of(self, receipt: str, token_hash: str) -> str | None:
        """The step that a receipt of this link is about; None for anything else."""
        try:
            bound_to, step = self._receipt.loads(receipt, max_age=RECEIPT_SECONDS)
        except (BadData, ValueError, TypeError):
            return None
        return str(step) if bound_to == token_hash[:16] else None


def tokens_for(settings: Settings) -> Tokens:
    """Keyed by MATTERS_LINK_SECRET, else by what is derived from the bot's token: whoever changes
    the one that counts ends all links."""
    own, bot = settings.matters_link_secret, settings.slack_bot_token
    if own:
        return Tokens(own.get_secret_value())
    base = bot.get_secret_value() if bot else secrets.token_hex(32)
    return Tokens(hashlib.sha256(f"matters link key {base}".encode()).hexdigest())


@dataclass(frozen=True)
class LinkMaker:
    """Writes links into e-mails; without a public address none."""

    tokens: Tokens
    base: str
    days: int

    def address(
        self,
        tx: Transaction,
        caller: Caller,
        kind: LinkKind[S],
        thing: S,
        key: str,
        now: datetime,
        real: datetime,
    ) -> str | None:
        """The address of this kind of link to this subject in the e-mail of that key, kept in this
        transaction. None without a public address, if the person has nothing to answer here, or if
        this e-mail's link has been revoked since it was first written."""
        if not self.base:
            return None
        token = self.tokens.of(_seed(kind, f"{key} {caller.id} {thing.id}"))
        token_hash = str(self.tokens.hash_of(token))
        link = tx.links.find(token_hash) or links.issue(
            tx, kind, caller, thing, token_hash, now, real, self.days
        )
        return f"{self.base}/a/{token}" if link and link.good_at(real) else None

    def feed(
        self, tx: Transaction, caller: Caller, feed: Feed, now: datetime, real: datetime
    ) -> str | None:
        """The address of that calendar feed, the same each time it is asked for until it is ended.
        None without a public address."""
        number = feeds.ended(tx, feed, real)
        token = self.tokens.of(f"feed {feed.kind.subject} {feed.id} {number}")
        token_hash = str(self.tokens.hash_of(token))
        if not self.base:
            return None
        if tx.links.find(token_hash) is None:
            links.issue(tx, feed.kind, caller, feed, token_hash, now, real, self.days)
        return f"{self.base}/a/feed/{token}.ics"


def _seed(kind: LinkKind[S], of: str) -> str:
    """What a token is drawn from. Actions had links before there were kinds: theirs stay as they
    were, for what an e-mail sent again must carry."""
    return of if kind.key == ANSWER_ACTION.key else f"{of} {kind.subject} {kind.purpose}"


def links_for(settings: Settings) -> LinkMaker:
    """The maker of links, as set up."""
    return LinkMaker(tokens_for(settings), settings.public_url, settings.matters_link_days)
