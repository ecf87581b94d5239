"""Column types that both engines share."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import JSON, BigInteger, DateTime, Dialect, Integer
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.types import TypeDecorator


class UtcDateTime(TypeDecorator[datetime]):
    """A moment. Stored in UTC, returned aware in UTC; a naive datetime is refused, because
    nobody can say afterwards which moment it meant."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """The moment in UTC, or ValueError if it has no zone."""
        if value is None:
            return None
        if value.utcoffset() is None:
            raise ValueError(f"A datetime without a zone cannot be stored: {value!r}")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """The moment, aware. SQLite keeps no zone, and what we wrote was UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


#: Plain JSON, in PostgreSQL's binary form there.
Json = JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")
#: A number that the database gives out; SQLite does so for INTEGER only.
Serial = BigInteger().with_variant(Integer(), "sqlite")
