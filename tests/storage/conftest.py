"""The store's fixtures; a conftest below the top may not name plugins, so they are imported."""

from tests.support.stores import (  # noqa: F401
    empty_url,
    postgres,
    postgres_database,
    postgres_url,
    sqlite_store,
    sqlite_template,
    sqlite_url,
    store,
    store_url,
)
