"""A message rendered for Slack as an e-mail: the same content for people outside Slack.

Where Slack shows an action's buttons, the e-mail has the action's block with its link. What Slack
had to leave out for want of room stands here: an e-mail has no such limit. Whoever replies writes
to the committee officer.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from email.message import EmailMessage
from email.utils import formataddr, parseaddr
from typing import Any

from bot.mail import letter as letters
from bot.mail.letter import Letter, Matter, Part, Way, Words
from bot.mail.marked import plain
from bot.mail.message import Attachment, build
from bot.sheets import sheet
from bot.slack import gather, rendering
from bot.slack.views.blocks import MORE, link_meant
from bot.tokens import LinkMaker
from workflows import keeping, link_kinds
from workflows.access import Audience, Caller, caller_for
from workflows.action_links import ANSWER_ACTION
from workflows.actions import Action
from workflows.boards import Board
from workflows.deliveries import Parcel
from workflows.owners import officers_of, officers_on_duty
from workflows.people import Person
from workflows.ports import Transaction

#: Views whose message carries files in Slack's thread: in an e-mail they are attached.
_ATTACHED: Mapping[str, tuple[str, ...]] = {
    "digest": ("log_docx", "log_pdf", "meeting_ics"),
    "meeting_notice": ("meeting_ics",),
    "invitation": ("invitation_ics",),
}
#: What is said otherwise in an e-mail.
_OTHERWISE: Mapping[str, str] = {
    "are in the thread": "are attached",
    "is in the thread": "is attached",
}


@dataclass(frozen=True)
class Post:
    """One e-mail to be: the parcel and its person, at a business and a real time."""

    parcel: Parcel
    person: Person
    now: datetime
    real: datetime


def mail_for(
    tx: Transaction, post: Post, message: rendering.Rendered, sender: str, links: LinkMaker
) -> Callable[[], EmailMessage]:
    """What writes the e-mail that says what `message` says, with the files that go with it.

    Everything is gathered here, and the links in it are kept. What is given back draws the files,
    which takes seconds for a long log, and touches no store: it is to be called outside the
    transaction.
    """
    officer = _organiser(tx, post) or _officer(tx, post)
    parts = _parts(tx, post, message, links)
    title, parts = _titled(plain(message.text), parts)
    said = Letter(title, parts, _footer(post, parts, officer, links))
    files = _files(tx, post)
    calendar = next((f for f in files if f.media_type == "text/calendar"), None)
    attached = [f for f in files if f is not calendar]

    def write() -> EmailMessage:
        return build(
            sender=sender,
            to=(post.person.name, str(post.person.email)),
            subject=plain(message.text),
            text=letters.as_text(said),
            html=letters.as_html(said),
            reply_to=formataddr((officer.name, str(officer.email))) if officer else None,
            message_id_key=post.parcel.key,
            domain=parseaddr(sender)[1].rpartition("@")[2] or "matters-arising.invalid",
            attachments=[Attachment(f.name, f.media_type, f.draw()) for f in attached],
            ics=calendar.draw() if calendar else None,
            ics_method=calendar.extra["method"] if calendar else "PUBLISH",
        )

    return write


# What it says


def _parts(
    tx: Transaction, post: Post, message: rendering.Rendered, links: LinkMaker
) -> tuple[Part, ...]:
    """The blocks as parts: an action's block where its buttons stand, and what the message had no
    room for where it says so."""
    parts: list[Part] = []
    with_card = {_action_of(block) for block in message.blocks}
    left = [i for kind, i in message.subjects if kind == "action" and i not in with_card]
    for block in message.blocks:
        action_id = _action_of(block)
        if action_id and (matter := _matter(tx, post, action_id, links)):
            # The card stands from its title on; `Words` of its title are no small print.
            while parts and isinstance(parts[-1], Words) and parts[-1].small:
                parts.pop()
            parts[-1:] = [matter]
        elif meant := link_meant(block):
            way = _way(tx, post, meant, links)
            parts += [way] if way else []
        elif str(block.get("block_id", "")).startswith(MORE):
            rest = [i for i in left if _is_own(tx, post, i)]
            left = [i for i in left if i not in rest]
            parts += [m for i in rest if (m := _matter(tx, post, i, links))] or _words(block)
        else:
            parts += _words(block)
    return tuple(parts)


def _action_of(block: Mapping[str, Any]) -> str:
    """The action whose buttons these are, if they are an action's."""
    name = str(block.get("block_id", ""))
    return name.removeprefix("card:") if name.startswith("card:") else ""


def _is_own(tx: Transaction, post: Post, action_id: str) -> bool:
    action = tx.actions.get(action_id)
    return _reader(tx, post, action).owns(action.owners, action.board_id)


def _reader(tx: Transaction, post: Post, action: Action) -> Caller:
    today = keeping.local_day(post.now, tx.boards.get(action.board_id))
    return caller_for(tx, post.person, today)


def _matter(tx: Transaction, post: Post, action_id: str, links: LinkMaker) -> Matter | None:
    action = tx.actions.get(action_id)
    reader = _reader(tx, post, action)
    card = gather.action_card(tx, action, Audience(reader), post.now)
    if card is None:
        return None
    link = links.address(tx, reader, ANSWER_ACTION, action, post.parcel.key, post.now, post.real)
    stands_in = link and not reader.owns_personally(action.owners, action.board_id)
    aside = "You stand in for its owner, who is away." if stands_in else ""
    return Matter(sheet(card, tx.boards.get(action.board_id)), link, aside)


def _way(tx: Transaction, post: Post, meant: tuple[str, str, str], links: LinkMaker) -> Way | None:
    """The link that stands where Slack has buttons; None for whoever has nothing to answer."""
    subject, purpose, subject_id = meant
    kind = link_kinds.kind_of(subject, purpose)
    if kind is None:
        return None
    thing = kind.fetch(tx, subject_id)
    today = keeping.local_day(post.now, tx.boards.get(thing.board_id))
    reader = caller_for(tx, post.person, today)
    link = links.address(tx, reader, kind, thing, post.parcel.key, post.now, post.real)
    return Way(kind.label, kind.offers, link, kind.name(thing)) if link else None


def _words(block: Mapping[str, Any]) -> Iterable[Words]:
    """What a block says; buttons, menus and dividers are left out."""
    kind = block.get("type")
    if kind == "header":
        yield Words(_in_mail(block["text"]["text"]), heading=True)
    elif kind == "section" and block.get("text"):
        yield Words(_in_mail(block["text"]["text"]))
    elif kind == "section" and block.get("fields"):
        yield Words("\n".join(_in_mail(f["text"]) for f in block["fields"]))
    elif kind == "context":
        texts = [_in_mail(e["text"]) for e in block["elements"] if "text" in e]
        yield Words("\n".join(texts), small=True)


def _in_mail(text: str) -> str:
    for here, there in _OTHERWISE.items():
        text = text.replace(here, there)
    return text


def _titled(title: str, parts: tuple[Part, ...]) -> tuple[str, tuple[Part, ...]]:
    """The title, and the parts that do not say it again: a first paragraph that begins with it
    becomes it; of a longer one its first line goes."""
    first = parts[0] if parts else None
    if isinstance(first, Matter):
        return f"Action {first.sheet.reference}", parts
    if not isinstance(first, Words) or not first.plain.startswith(title):
        return title, parts
    head, _, rest = first.mrkdwn.partition("\n")
    return plain(head), (*([Words(rest)] if rest else []), *parts[1:])


def _footer(
    post: Post, parts: Sequence[Part], officer: Person | None, links: LinkMaker
) -> tuple[str, ...]:
    found = []
    ways = any(isinstance(p, Way) for p in parts)
    if ways or any(isinstance(p, Matter) and p.link for p in parts):
        # A matter that is no action's has days of its own; its page names the last one.
        what = "one matter" if ways else f"one action for {links.days} days"
        found.append(
            f"Each link is for you alone and opens {what}. Whoever has it can answer in your "
            "name, so please do not pass this e-mail on with it."
        )
    if officer and officer.id != post.person.id:
        found.append(
            f"A reply to this e-mail goes to {officer.name}, committee officer, who can record "
            "your answer for you."
        )
    elif officer is None:
        found.append("Nobody reads replies to this address: please ring the committee officer.")
    return tuple(found)


# What goes with it, and whom a reply reaches


def _files(tx: Transaction, post: Post) -> list[rendering.RenderedFile]:
    found = []
    for view in _ATTACHED.get(post.parcel.view, ()):
        args = {**post.parcel.args, "by_mail": True}
        wanted = replace(post.parcel, view=view, args=args, person_id=post.person.id)
        file = rendering.render(tx, wanted, post.now)
        if isinstance(file, rendering.RenderedFile):
            found.append(file)
    for file_id in post.parcel.args.get("attached", ()):
        kept = replace(post.parcel, view="kept_file", args={"kept": file_id})
        file = rendering.render(tx, kept, post.now)
        if isinstance(file, rendering.RenderedFile):
            found.append(file)
    return found


def _organiser(tx: Transaction, post: Post) -> Person | None:
    """The officer in whose name an invitation goes out, as long as they serve the board."""
    board = _board(tx, post.parcel) if post.parcel.view == "invitation" else None
    if board is None:
        return None
    chosen = tx.meetings.get(str(post.parcel.args["meeting_id"])).organiser_id
    if chosen not in officers_of(tx, board.id, keeping.local_day(post.now, board)):
        return None
    person = tx.people.get(chosen)
    return person if person.email else None


def _officer(tx: Transaction, post: Post) -> Person | None:
    """The board's officer who is there and has an e-mail address; the reader only if there is no
    other."""
    board = _board(tx, post.parcel)
    if board is None:
        return None
    on_duty = officers_on_duty(tx, board, keeping.local_day(post.now, board))
    people = tx.people.many(on_duty)
    found = [people[i] for i in on_duty if i in people and people[i].email]
    return next((p for p in found if p.id != post.person.id), next(iter(found), None))


def _board(tx: Transaction, parcel: Parcel) -> Board | None:
    if parcel.board_id:
        return tx.boards.get(parcel.board_id)
    if parcel.view == "day":
        nudges = tx.nudges.of_day(str(parcel.args["day_id"]))
        return tx.boards.get(nudges[0].board_id) if nudges else None
    return None
