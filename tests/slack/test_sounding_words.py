"""Views that are sought between meetings are consultation, and no text of the feature calls them
anything else (R (Hertfordshire CC) v SSHCLG [2021] EWHC 1093 (Admin))."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
MODULES = sorted(
    {
        *ROOT.glob("workflows/sounding*.py"),
        *ROOT.glob("workflows/agenda_sources/soundings.py"),
        *ROOT.glob("workflows/watches/soundings.py"),
        *ROOT.glob("bot/slack/*/sounding*.py"),
        *ROOT.glob("bot/slack/views/watched/soundings.py"),
        *ROOT.glob("bot/web/sounding*.py"),
        *ROOT.glob("bot/documents/sounding*.py"),
    }
)
FORBIDDEN = re.compile(
    r"\b(?:vot(?:e[srd]?|ing)|decisions?|decid(?:e[sd]?|ing)|carried|ballot|motion|elect(?:ed)?)\b",
    re.I,
)


def texts(module: Path) -> Iterator[str]:
    """Every text of a module but for its docstrings and the names that the code goes by."""
    tree = ast.parse(module.read_text(encoding="utf-8"))
    docstrings = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and id(node) not in docstrings:
            yield str(node.value)


def test_the_whole_feature_is_read() -> None:
    assert len(MODULES) >= 18
    assert any("This gathers views" in text for m in MODULES for text in texts(m))


@pytest.mark.parametrize("module", MODULES, ids=lambda m: str(m.relative_to(ROOT)))
def test_its_wording_is_consultation(module: Path) -> None:
    wrong = [text for text in texts(module) if FORBIDDEN.search(text)]
    assert wrong == []


@pytest.mark.parametrize(
    "said", ["The vote was carried.", "voting closes", "It was decided.", "a decision", "Motion:"]
)
def test_what_is_forbidden_is_found(said: str) -> None:
    assert FORBIDDEN.search(said)
