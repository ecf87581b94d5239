"""Telephone numbers and e-mail addresses: they stay in the record and are left out of titles,
digests and whatever else others than the board's officers read."""

from __future__ import annotations

import re

_MAIL = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}")
_PHONE = re.compile(r"(?<![\w/])(?:\+44\s?|\(?0)(?:\d[\s()-]{0,2}){9,10}(?!\d)")


def without_contacts(text: str) -> str:
    """The text without telephone numbers and e-mail addresses, each named as what it was."""
    if "@" in text:
        text = _MAIL.sub("[e-mail address]", text)
    return _PHONE.sub("[telephone number]", text)
