"""Fixtures for everybody: stores on both engines, and a council to try things with."""

import os

# Several workers at once are told how wide the terminal is; a test says so itself where it matters.
for name in ("COLUMNS", "LINES"):
    os.environ.pop(name, None)

pytest_plugins = ["tests.support.stores", "tests.support.council", "tests.support.chat"]
