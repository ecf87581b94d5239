"""Telephone numbers and e-mail addresses: they stay in the record and are left out of titles,
digests and whatever else others than the board's officers read."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

_MAIL = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}")
_PHONE = re.compile(r"(?<![\w/£])(?:\+44\s?(?:\(0\)\s?)?|\(?0)\d(?:[\s()-]{0,2}\d){8,9}(?!\d)")


@dataclass(frozen=True, slots=True)
class ContactDetail:
    """A telephone number or an e-mail address, and where in the text it stands."""

    kind: Literal["telephone number", "e-mail address"]
    start: int
    end: int


def contact_details_in(text: str) -> list[ContactDetail]:
    """The contact details of a text, in order; empty where it may be shown to everybody."""
    found = [ContactDetail("telephone number", *m.span()) for m in _PHONE.finditer(text)]
    if "@" in text:
        found += [ContactDetail("e-mail address", *m.span()) for m in _MAIL.finditer(text)]
    return sorted(found, key=lambda d: d.start)


def without_contacts(text: str) -> str:
    """The text without telephone numbers and e-mail addresses, each named as what it was."""
    if "@" in text:
        text = _MAIL.sub("[e-mail address]", text)
    return _PHONE.sub("[telephone number]", text)
