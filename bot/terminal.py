"""How the command line speaks: results on standard output and nothing else there, messages and
progress on standard error, every fault as a sentence with its remedy and an exit code.

What is printed is printed as it stands: a file's or a board's name may hold square brackets, which
rich would take for its own markup.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer
from rich.console import Console
from rich.text import Text
from typer.core import TyperGroup

from workflows.errors import DomainError

if TYPE_CHECKING:
    from bot.config import Settings

#: The exit codes, as the documentation lists them.
REFUSED, WRONG_USE, FOUND_SOMETHING = 1, 2, 3

BoardOption = Annotated[
    str, typer.Option("--board", "-b", help="Its name, short name or an alias.")
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON, for programs.")]

#: `user:password@` in an address, Slack's tokens, the token of an e-mail's link: none is ever
#: printed.
_SECRETS = re.compile(
    r"(?<=://)[^/\s:@]*:[^/\s@]*(?=@)|(?<=xox[a-z]-)[\w-]+|(?<=xapp-)[\w-]+"
    r"|(?:(?<=/a/)|(?<=/a/feed/))[\w-]{16,}\.[\w-]{16,}"
)

out = Console(soft_wrap=True, highlight=False)
err = Console(soft_wrap=True, highlight=False, stderr=True)


class Commands(TyperGroup):
    """The commands behind one boundary, so that nobody is shown a traceback."""

    def main(self, *args: Any, **kwargs: Any) -> Any:
        """As typer's; a `DomainError` becomes its sentence, any other fault one that says how to
        see more (Python's development mode). Both end with exit code 1."""
        try:
            return super().main(*args, **kwargs)
        except DomainError as refused:
            _exit_with(refused.message, REFUSED)
        except Exception as fault:
            if sys.flags.dev_mode:
                raise
            _exit_with(
                f"This is a fault of the program ({type(fault).__name__}: {fault}). "
                "Run the command again with PYTHONDEVMODE=1 before it to see where it happens.",
                REFUSED,
            )


def without_secrets(text: str) -> str:
    """The text with passwords in addresses and Slack's tokens cut out."""
    return _SECRETS.sub("…", text)


def _exit_with(message: str, code: int) -> NoReturn:
    say(message, style="red")
    sys.exit(code)


def say(message: str, style: str = "") -> None:
    """A message for the person at the terminal, on standard error."""
    err.print(Text(without_secrets(message), style=style))


def fail(message: str, code: int = REFUSED) -> NoReturn:
    """End the command with a message and an exit code."""
    say(message, style="red")
    raise typer.Exit(code)


def write_out(content: str | bytes) -> None:
    """Exactly these bytes to standard output, text as UTF-8 whatever the terminal's locale."""
    sys.stdout.flush()
    sys.stdout.buffer.write(content if isinstance(content, bytes) else content.encode())
    sys.stdout.buffer.flush()


def write_file(target: Path, content: str | bytes) -> None:
    """A result into a file, and where it stands now; exit code 1 if it cannot be written."""
    try:
        target.write_bytes(content if isinstance(content, bytes) else content.encode())
    except OSError as fault:
        fail(f"{target} cannot be written: {fault.strerror}. Name another place with --output.")
    say(f"Written: {target}")


def settings_or_exit() -> Settings:
    """The settings, or every problem of them with its remedy, and exit code 2."""
    from bot.config import SettingsError, load

    try:
        return load()
    except SettingsError as wrong:
        say("The settings are not right:", style="bold red")
        for name, remedy in wrong.problems:
            say(f"  {name}: {remedy}")
        raise typer.Exit(WRONG_USE) from None


@contextmanager
def working(what: str) -> Iterator[Callable[[int, int], None]]:
    """A progress bar on standard error while something takes time; nothing where that is no
    terminal. It runs to and fro until the function given is told (steps done, steps in all)."""
    if not err.is_terminal:
        yield lambda _done, _total: None
        return
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}", markup=False), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=err, transient=True) as progress:
        task = progress.add_task(what, total=None)
        yield lambda done, total: progress.update(task, completed=done, total=total)
