"""What README and docs/ name exists: commands, their words and options, settings, files."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import typer

from bot.cli import app
from bot.config import Settings
from bot.slack.listeners import (
    actions,
    boards,
    delegations,
    meetings,
    minutes,
    resolutions,
    soundings,
)

ROOT = Path(__file__).parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
HANDBOOK = [p for p in PAGES if "decisions" not in p.parts]
VERBS: Mapping[str, Mapping[str, Any]] = {
    "action": actions.VERBS,
    "board": boards.VERBS,
    "delegation": delegations.VERBS,
    "meeting": meetings.VERBS,
    "minutes": minutes.VERBS,
    "resolution": resolutions.VERBS,
    "sounding": soundings.VERBS,
}
_SPAN = re.compile(r"`([^`\n]+)`")
_FENCE = re.compile(r"^ *```.*?^ *```", re.M | re.S)
_SETTING = re.compile(r"\b((?:MATTERS|SMTP|SLACK|DATABASE)_[A-Z_]+)\b")


def code(page: Path) -> list[str]:
    """What a page sets as code: spans, and the lines of its blocks."""
    text = page.read_text(encoding="utf-8").replace(r"\|", "|")
    fenced = [line.strip() for block in _FENCE.findall(text) for line in block.splitlines()[1:-1]]
    return [*_SPAN.findall(_FENCE.sub("", text)), *fenced]


def named(page: Path) -> str:
    return str(page.relative_to(ROOT))


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_every_link_to_a_file_resolves(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    targets = re.findall(r'\]\(([^)\s]+)\)|src="([^"]+)"', text)
    local = [a or b for a, b in targets if not (a or b).startswith(("http:", "https:", "#"))]
    assert [t for t in local if not (page.parent / t.partition("#")[0]).exists()] == []


@pytest.mark.parametrize("page", HANDBOOK, ids=named)
def test_every_path_resolves(page: Path) -> None:
    paths = [
        m[0]
        for each in code(page)
        if (m := re.match(r"(?:bot|workflows|storage|tests|docs)/[\w./-]*", each))
    ]
    assert [p for p in paths if not (ROOT / p).exists()] == []


def unknown_to_the_command_line(line: str) -> Iterator[str]:
    """What of a line that begins with `matters` is no command and no option of it."""
    command: Any = typer.main.get_command(app)
    words = shlex.split(line, comments=True)[1:]
    while words and hasattr(command, "commands"):
        word = words.pop(0)
        if word.startswith("-"):
            break
        if word in ("…", "COMMAND"):
            return
        known = [w for w in word.split("|") if w in command.commands]
        if len(known) < len(word.split("|")):
            yield word
            return
        command = command.commands[known[0]]
    options = {o for p in command.params for o in p.opts} | {"--help"}
    yield from (w for w in re.findall(r"(?<![\w-])--?[a-z][a-z-]*", line) if w not in options)


@pytest.mark.parametrize("page", HANDBOOK, ids=named)
def test_every_command_and_option_of_the_command_line_is_one(page: Path) -> None:
    lines = [re.sub(r"^(?:\S*/)?(?=matters\b)", "", each) for each in code(page)]
    asked = [x.partition(" > ")[0].partition(" | ")[0].replace("[", "").replace("]", "")
             for x in lines if re.match(r"matters [a-z]", x)]  # fmt: skip
    assert [(line, w) for line in asked for w in unknown_to_the_command_line(line)] == []


def all_options(command: Any) -> set[str]:
    found = {o for p in command.params for o in p.opts}
    return found.union(*(all_options(c) for c in getattr(command, "commands", {}).values()))


def test_every_option_named_alone_is_an_option_of_some_command() -> None:
    known = all_options(typer.main.get_command(app)) | {"--help"}
    page = ROOT / "docs/command-line.md"
    alone = [m[0] for each in code(page) if (m := re.match(r"--[a-z][a-z-]*", each))]
    assert "--dry-run" in alone
    assert [o for o in alone if o not in known] == []


@pytest.mark.parametrize("page", HANDBOOK, ids=named)
def test_every_word_of_a_slash_command_is_known(page: Path) -> None:
    """Free text (a name, a number, a placeholder) may follow only `/action` and `/resolution`."""
    wrong = []
    for each in code(page):
        found = re.match(r"/([a-z]+)(?: (\S+))?", each)
        if not found or "/" in each.split()[0][1:]:
            continue
        name, word = found[1], found[2] or "help"
        if name in VERBS and re.fullmatch(r"[a-z]+", word) and word not in VERBS[name]:
            wrong.append(each)
    assert wrong == []


def rows_of_commands() -> Iterator[tuple[str, str]]:
    """From the README's table: the name of a command, and each form that follows it in its cell."""
    for line in (ROOT / "README.md").read_text(encoding="utf-8").splitlines():
        spans = _SPAN.findall(line.split(" | ")[0]) if line.startswith("| `/") else []
        if spans:
            name = spans[0].split()[0].removeprefix("/")
            yield from ((name, span) for span in spans[1:] if not span.startswith("/"))


def test_every_form_in_the_readmes_table_is_known() -> None:
    rows = list(rows_of_commands())
    assert ("action", "list overdue") in rows
    assert [row for row in rows if row[1].split()[0] not in VERBS[row[0]]] == []


def test_every_word_that_a_command_knows_is_in_the_readme_or_the_docs() -> None:
    """`help` is said once for all."""
    told = "\n".join(each for page in HANDBOOK for each in code(page))
    in_table = {(name, span.split()[0]) for name, span in rows_of_commands()}
    untold = [
        f"/{name} {verb}"
        for name, verbs in VERBS.items()
        for verb in verbs
        if verb != "help" and f"/{name} {verb}" not in told and (name, verb) not in in_table
    ]
    assert untold == []


def test_every_command_is_in_the_readme_and_its_own_page() -> None:
    commands = typer.main.get_command(app).commands  # type: ignore[attr-defined]
    for page in ("README.md", "docs/command-line.md"):
        told = "\n".join(code(ROOT / page))
        assert [c for c in commands if f"matters {c}" not in told] == [], page


@pytest.mark.parametrize("page", HANDBOOK, ids=named)
def test_every_setting_is_one_and_has_its_example(page: Path) -> None:
    example = set(re.findall(r"^([A-Z_]+)=", (ROOT / ".env.example").read_text("utf-8"), re.M))
    fields = {name.upper() for name in Settings.model_fields}
    used = {s for each in code(page) for s in _SETTING.findall(each)}
    used.discard("MATTERS_REQUIRE")  # what the tests themselves are told
    assert used <= fields
    assert used <= example


@pytest.mark.parametrize("page", HANDBOOK, ids=named)
def test_every_target_of_make_is_one(page: Path) -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.M))
    used = {m for each in code(page) for m in re.findall(r"(?:^|= ?\d+ )make ([a-z-]+)", each)}
    assert used <= targets
