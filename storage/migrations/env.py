"""Run by Alembic. The connection comes from `storage.schema`, which also owns the transaction."""

from typing import Any, Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext
from sqlmodel.sql.sqltypes import AutoString

from storage import (  # noqa: F401  (the modules of tables register them)
    tables,
    tables_decisions,
    tables_meetings,
    tables_search,
    tables_work,
    types,
)

connection = context.config.attributes["connection"]
on_step = context.config.attributes.get("on_step")


def stepped(*_: Any, **event: Any) -> None:
    """Tell the caller which revision has been applied."""
    if on_step is not None:
        revision = event["step"].up_revision
        on_step(revision.revision, revision.doc)


def rendered(kind: str, item: Any, _: AutogenContext) -> str | Literal[False]:
    """Our column types by the names that script.py.mako imports; the rest as Alembic does."""
    if kind != "type":
        return False
    for name in ("Json", "Serial"):
        if item is getattr(types, name):
            return name
    if isinstance(item, types.UtcDateTime):
        return "UtcDateTime()"
    return "sa.String()" if isinstance(item, AutoString) else False


context.configure(
    connection=connection,
    target_metadata=tables.Base.metadata,
    compare_type=True,
    render_item=rendered,
    # SQLite cannot alter a column; Alembic then rebuilds the table.
    render_as_batch=connection.dialect.name == "sqlite",
    on_version_apply=stepped,
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
