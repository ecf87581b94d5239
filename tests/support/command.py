"""`matters` as its users start it: a process of its own, in a folder of its own.

    done = command(tmp_path, "log", "--board", "EB", DATABASE_URL=url)
    assert done.code == 0

No setting of this machine reaches it: the environment holds what is given and nothing else of ours.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import chdir, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from typer.testing import CliRunner

from bot.cli import app
from bot.config import Settings

MATTERS = Path(sys.executable).with_name("matters")
SETTINGS = {name.upper() for name in Settings.model_fields}
SECONDS = 60


@dataclass(frozen=True)
class Done:
    """What a command left behind. No test should ever see a traceback."""

    code: int
    out: bytes
    err: str

    @property
    def text(self) -> str:
        return self.out.decode()

    @property
    def json(self) -> Any:
        return json.loads(self.out)


def environment(**settings: str) -> dict[str, str]:
    kept = {k: v for k, v in os.environ.items() if k not in SETTINGS}
    # Wide, so that a sentence stands in one line; no terminal, whatever runs the tests.
    return {**kept, "COLUMNS": "200", "NO_COLOR": "1", "TERM": "dumb", **settings}


def command(folder: Path, *args: str, stdin: bytes | None = None, **settings: str) -> Done:
    """Run `matters …` in that folder with those settings until it ends."""
    ran = subprocess.run(
        [str(MATTERS), *args],
        cwd=folder,
        env=environment(**settings),
        input=stdin,
        stdin=subprocess.DEVNULL if stdin is None else None,
        capture_output=True,
        timeout=SECONDS,
        check=False,
    )
    done = Done(ran.returncode, ran.stdout, ran.stderr.decode())
    assert "Traceback" not in done.err + done.out.decode("utf-8", "replace"), done.err
    return done


def called(folder: Path, *args: str, **settings: str) -> Done:
    """The same in this process: quick, for what needs no process of its own."""
    unset = dict.fromkeys(SETTINGS)
    with chdir(folder):
        ran = CliRunner().invoke(app, args, env={**unset, "COLUMNS": "200", **settings})
    if ran.exception and not isinstance(ran.exception, SystemExit):
        raise ran.exception
    return Done(ran.exit_code, ran.stdout_bytes, ran.stderr)


@contextmanager
def started(folder: Path, *args: str, **settings: str) -> Iterator[subprocess.Popen[bytes]]:
    """`matters …` running, its output in `output.txt` of that folder; killed at the end if need
    be."""
    with (folder / "output.txt").open("wb") as output:
        process = subprocess.Popen(
            [str(MATTERS), *args],
            cwd=folder,
            env=environment(**settings),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
        try:
            yield process
        finally:
            if process.poll() is None:
                process.kill()
            process.wait(10)
