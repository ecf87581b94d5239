"""The one list of pages behind links. Each kind of `workflows/link_kinds.py` that e-mails carry has
its page here; CONTRIBUTING.md says how one is added."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.web import (
    action_page,
    circulation_page,
    consultation_page,
    invitation_page,
    sounding_page,
)
from bot.web.kinds import PageKind

PAGES: tuple[PageKind[Any], ...] = (
    action_page.PAGE,
    invitation_page.PAGE,
    sounding_page.PAGE,
    circulation_page.PAGE,
    consultation_page.PAGE,
)

BY_KEY: Mapping[tuple[str, str], PageKind[Any]] = {page.kind.key: page for page in PAGES}
