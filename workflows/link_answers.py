"""Answers that come by the link of an e-mail: through the same use cases as in Slack, as the
link's person, once for each form that was opened."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from workflows import link_kinds
from workflows.errors import AlreadyDone, NotFound
from workflows.links import Attached as Attached
from workflows.links import Given as Given
from workflows.links import Opened

if TYPE_CHECKING:
    from workflows.ports import Transaction


class Dead(NotFound):
    """The link opens nothing (any longer)."""


class Answered(AlreadyDone):
    """This very form was sent before; what it said then stands."""


#: The use case that an answer of this kind is taken by; the kind's own errors for what it refuses.
Take = Callable[["Transaction", Opened[Any], Given, datetime], object]
#: Whether this is what the link's person has said last, so that it is not to be recorded again.
Repeats = Callable[["Transaction", Opened[Any], Given], bool]


def answer(
    tx: Transaction,
    token_hash: str,
    given: Given,
    form: str,
    take: Take,
    repeats: Repeats,
    now: datetime,
    real: datetime,
) -> None:
    """Have `take` record the answer, as the link's person.

    `form` names the form that was opened: a second sending of it raises `Answered` and changes
    nothing; so does what `repeats` (a page that was gone back to is drawn anew). `Dead` if the link
    opens nothing.
    """
    opened = link_kinds.find_open(tx, token_hash, now, real)
    if opened is None:
        raise Dead("This link does not open anything any more. Nothing was changed.")
    if not tx.once(f"link:{form}") or repeats(tx, opened, given):
        raise Answered("This was answered already, a moment ago. Nothing was done twice.")
    take(tx, opened, given, now)
    tx.links.mark_used(token_hash, real)
