"""Short forms in which the migrations write tables. Released migrations rest on them: what one
of these functions does must never change; a new need gets a new function."""

from typing import Any

import sqlalchemy as sa
from alembic import op

from storage.types import Json, UtcDateTime


def words(*names: str) -> list[sa.Column[Any]]:
    """Columns of text, never null."""
    return [sa.Column(name, sa.String(), nullable=False) for name in names]


def maybe(*names: str) -> list[sa.Column[Any]]:
    """Columns of text or null."""
    return [sa.Column(name, sa.String(), nullable=True) for name in names]


def json(*names: str) -> list[sa.Column[Any]]:
    """Columns of JSON, never null."""
    return [sa.Column(name, Json, nullable=False) for name in names]


def numbers(*names: str) -> list[sa.Column[Any]]:
    """Columns of whole numbers, never null."""
    return [sa.Column(name, sa.Integer(), nullable=False) for name in names]


def flags(*names: str) -> list[sa.Column[Any]]:
    """Columns of true or false, never null."""
    return [sa.Column(name, sa.Boolean(), nullable=False) for name in names]


def day(name: str, nullable: bool = False) -> sa.Column[Any]:
    """A column for a date."""
    return sa.Column(name, sa.Date(), nullable=nullable)


def moment(name: str, nullable: bool = False) -> sa.Column[Any]:
    """A column for a point in time."""
    return sa.Column(name, UtcDateTime(), nullable=nullable)


def key(table: str, *columns: str) -> sa.PrimaryKeyConstraint:
    """The primary key."""
    return sa.PrimaryKeyConstraint(*columns, name=f"pk_{table}")


def link(table: str, column: str, to: str, part: bool = False) -> sa.ForeignKeyConstraint:
    """A foreign key to the id of `to`; a `part` of it goes when it goes."""
    name = f"fk_{table}_{column}"
    return sa.ForeignKeyConstraint(
        [column], [f"{to}.id"], name=name, ondelete="CASCADE" if part else None
    )


def index(table: str, *columns: str) -> None:
    """An index by these columns, named after them."""
    op.create_index("_".join(("ix", table, *columns)), table, list(columns))


def unique_where(name: str, table: str, columns: list[str], where: str) -> None:
    """Unique among the rows for which `where` is true."""
    condition = sa.text(where)
    op.create_index(
        name, table, columns, unique=True, sqlite_where=condition, postgresql_where=condition
    )
