"""A message rendered for Slack as an e-mail: the same content for people outside Slack.

Buttons fall away: they answer only in Slack. Whoever replies writes to the committee officer.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from email.message import EmailMessage
from email.utils import formataddr, parseaddr
from typing import Any

from bot.mail.message import Attachment, build
from bot.mail.render import simple_html
from bot.slack import rendering
from workflows import keeping
from workflows.boards import Board
from workflows.deliveries import Parcel
from workflows.owners import officers_of
from workflows.people import Person
from workflows.ports import Transaction

#: Views whose message carries files in Slack's thread: in an e-mail they are attached.
_ATTACHED: Mapping[str, tuple[str, ...]] = {
    "digest": ("log_docx", "log_pdf", "meeting_ics"),
    "meeting_notice": ("meeting_ics",),
}
_SIGNS = {
    ":red_circle:": "OVERDUE",
    ":no_entry:": "BLOCKED",
    ":lock:": "[exempt]",
    ":point_right:": "→",
}


def mail_for(
    tx: Transaction,
    parcel: Parcel,
    person: Person,
    message: rendering.Rendered,
    sender: str,
    now: datetime,
) -> Callable[[], EmailMessage]:
    """What writes the e-mail that says what `message` says, with the files that go with it.

    Everything is gathered here. What is given back draws the files, which takes seconds for a long
    log, and touches no store: it is to be called outside the transaction.
    """
    lines = list(plain_lines(message.blocks))
    footer = "You can reply to this e-mail: the committee officer reads it and records your answer."
    lines.append(footer)
    files = _files(tx, parcel, person, now)
    calendar = next((f for f in files if f.media_type == "text/calendar"), None)
    attached = [f for f in files if f is not calendar]
    reply_to = _reply_to(tx, parcel, now)
    title = plain(message.text)

    def write() -> EmailMessage:
        return build(
            sender=sender,
            to=(person.name, str(person.email)),
            subject=title,
            text="\n\n".join(lines) + "\n",
            html=simple_html(title, lines),
            reply_to=reply_to,
            message_id_key=parcel.key,
            domain=parseaddr(sender)[1].rpartition("@")[2] or "matters-arising.invalid",
            attachments=[Attachment(f.name, f.media_type, f.draw()) for f in attached],
            ics=calendar.draw() if calendar else None,
            ics_method=calendar.extra["method"] if calendar else "PUBLISH",
        )

    return write


def _files(
    tx: Transaction, parcel: Parcel, person: Person, now: datetime
) -> list[rendering.RenderedFile]:
    found = []
    for view in _ATTACHED.get(parcel.view, ()):
        file = rendering.render(tx, replace(parcel, view=view, person_id=person.id), now)
        if isinstance(file, rendering.RenderedFile):
            found.append(file)
    return found


def _reply_to(tx: Transaction, parcel: Parcel, now: datetime) -> str | None:
    """The board's officer who has an e-mail address."""
    board = _board(tx, parcel)
    if board is None:
        return None
    officers = tx.people.many(officers_of(tx, board.id, keeping.local_day(now, board)))
    return next((formataddr((p.name, p.email)) for p in officers.values() if p.email), None)


def _board(tx: Transaction, parcel: Parcel) -> Board | None:
    if parcel.board_id:
        return tx.boards.get(parcel.board_id)
    if parcel.view == "day":
        nudges = tx.nudges.of_day(str(parcel.args["day_id"]))
        return tx.boards.get(nudges[0].board_id) if nudges else None
    return None


def plain_lines(blocks: Iterable[Mapping[str, Any]]) -> Iterable[str]:
    """The words of blocks, one paragraph each; buttons and dividers are left out."""
    for block in blocks:
        kind = block.get("type")
        if kind in ("section", "header") and block.get("text"):
            yield plain(block["text"]["text"])
        elif kind == "context":
            yield "\n".join(plain(e["text"]) for e in block["elements"] if "text" in e)


def plain(mrkdwn: str) -> str:
    """Slack's mrkdwn as plain text: marks and signs gone, links spelt out, entities undone."""
    text = re.sub(r"<(https?://[^>|]+)\|([^>]*)>", r"\2 (\1)", mrkdwn)
    text = re.sub(r"<(https?://[^>]+)>", r"\1", text)
    for sign, word in _SIGNS.items():
        text = text.replace(sign, word)
    text = re.sub(r":[a-z0-9_+-]+: ?", "", text)
    text = re.sub(r"(?<!\w)[*_~`]+|[*_~`]+(?!\w)", "", text)
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&").strip()
