"""The workspace knows Slack's protocol and nothing else of this product."""

from __future__ import annotations

import ast
from pathlib import Path

SOURCE = Path(__file__).parents[2] / "bot" / "workspace"


def imported(path: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {name.name for name in node.names}
        elif isinstance(node, ast.ImportFrom):
            found.add(node.module or "")
    return found


def test_it_imports_nothing_else_of_ours() -> None:
    modules = sorted(SOURCE.rglob("*.py"))
    assert modules
    for path in modules:
        foreign = {
            name
            for name in imported(path)
            if name.split(".")[0] in ("bot", "workflows", "storage", "tests")
            and name != "bot.workspace"
            and not name.startswith("bot.workspace.")
        }
        assert not foreign, f"{path.name} imports {foreign}"
