"""Fixtures for everybody: stores on both engines, a council to try things with, and the whole
product with its sample board."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.support.product import Product

# Several workers at once are told how wide the terminal is; a test says so itself where it matters.
for name in ("COLUMNS", "LINES"):
    os.environ.pop(name, None)

pytest_plugins = ["tests.support.stores", "tests.support.council"]


@pytest.fixture
def p(tmp_path: Path) -> Iterator[Product]:
    """The product to talk to with `tests.support.chat`; tests of the core do not load the bot."""
    from tests.support.product import product

    with product(tmp_path) as running:
        yield running
