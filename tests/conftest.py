"""Fixtures for everybody: stores on both engines, and a council to try things with."""

pytest_plugins = ["tests.support.stores", "tests.support.council"]
