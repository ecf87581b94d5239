"""Forms that were opened before somebody else's change."""

from __future__ import annotations

from workflows.errors import Conflict


def refuse_stale(what: str, version: int, opened: int | None) -> None:
    """`Conflict` if a form was drawn from another version than the present one; `opened` is None
    where no form was (a typed command says all it means)."""
    if opened is not None and opened != version:
        raise Conflict(
            f"{what} was changed by somebody else since you opened this form. Nothing of yours was "
            "saved: copy what you typed, open the form again and repeat it."
        )
