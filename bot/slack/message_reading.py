"""What a chat message says is to be done, for "Record as action": by whom, by when, what."""

from __future__ import annotations

from bot.slack.parsing import Quick, quick_form
from workflows.minutes import read_minutes
from workflows.minutes.document import Document


def read(text: str) -> Quick:
    """The first action that the reader of minutes finds in the message ("Action: Tom Hallam to …"),
    else the quick form, else the whole message as it stands."""
    register = read_minutes(Document.from_text("message.txt", text))
    marked = [a for a in register.actions if a.explicit]
    if marked:
        first = marked[0]
        return Quick(tuple(first.owners), first.due_phrase or "", first.text)
    quick = quick_form(text)
    if quick and (quick.due or (quick.owners and len(quick.owners[0].split()) <= 4)):
        return quick
    return Quick((), "", text)
