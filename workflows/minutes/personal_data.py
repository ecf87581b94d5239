"""Telephone numbers and e-mail addresses in texts: they stay in the record, and are left out of
titles, digests and whatever else is read by others than the board's officers."""

from __future__ import annotations

import re

#: Every repetition is bounded, so that no text makes the search long.
_MAIL = re.compile(r"[\w.+'-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}")
#: A British number with its leading 0 or +44 and nine or ten digits more, however it is spaced.
_PHONE = re.compile(
    r"(?<![\w/.])(?:\+44[\s()0.-]{0,5}|0044[\s()0.-]{0,5}|\(?0)(?:\d[\s().-]{0,2}){8,9}\d(?!\d)"
)


def without_contacts(text: str) -> str:
    """The text without telephone numbers and e-mail addresses, each named as what it was."""
    if "@" in text:
        text = _MAIL.sub("[e-mail address]", text)
    return _PHONE.sub("[telephone number]", text)
