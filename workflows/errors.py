"""What can go wrong, in words for the person who asked.

A `DomainError` carries the sentence that its user reads: what happened, whether anything changed
and what to do. `field` names the input it belongs to, so that a modal can show it beside it.
"""


class DomainError(Exception):
    """A refusal that its user can read and act upon. Nothing was changed."""

    def __init__(self, message: str, field: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.field = field


class InvalidInput(DomainError):
    """What was typed or sent cannot be used as it stands."""


class NotAllowed(DomainError):
    """The person has no role that permits this."""


class NotFound(DomainError):
    """There is no such thing, or none that this person may see."""


class AlreadyDone(DomainError):
    """The state forbids it: it has been done, or something else comes first."""


class Conflict(DomainError):
    """Somebody else changed the same thing a moment ago; theirs stands."""
