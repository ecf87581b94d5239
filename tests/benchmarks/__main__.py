"""`python -m tests.benchmarks`: every figure beside a baseline of the same run, in tables.

    python -m tests.benchmarks            all of them, under two minutes
    python -m tests.benchmarks planning   that one (names: see BENCHMARKS)

Nothing here passes or fails: a machine's speed is no property of the program. What to look at is
the ratio to the bare engine, and the last column of figures: the cost of one at this size, as a
multiple of its cost at the first size.
"""

from __future__ import annotations

import os
import platform
import sqlite3
import sys
import time
from collections.abc import Callable

from rich import box
from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table as Drawn

from tests.benchmarks import commands, feeds, finding, papers, records
from tests.benchmarks.measuring import Figure, Table

BENCHMARKS: dict[str, Callable[[], Table | tuple[Table, ...]]] = {
    "commands": commands.commands,
    "recording": records.recording,
    "planning": records.planning,
    "digest": records.digest,
    "finding": finding.finding,
    "reading": papers.reading,
    "writing": papers.writing,
    "restart": records.restart,
    "feeds": feeds.feeds,
}


def main(wanted: list[str]) -> int:
    """Run those named (all without a name) and print their tables; 2 for an unknown name."""
    unknown = [name for name in wanted if name not in BENCHMARKS]
    if unknown:
        print(f"Unknown: {', '.join(unknown)}. There are: {', '.join(BENCHMARKS)}.")  # noqa: T201
        return 2
    screen, began = Console(width=None if sys.stdout.isatty() else 120), time.perf_counter()
    columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        for name in wanted or BENCHMARKS:
            task = progress.add_task(f"Measuring: {name}", total=None)
            made = BENCHMARKS[name]()
            progress.remove_task(task)
            for table in made if isinstance(made, tuple) else (made,):
                screen.print(drawn(table))
    load = os.getloadavg()[0]
    screen.print(
        f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}, "
        f"{os.cpu_count()} processors, load {load:.1f}; took {time.perf_counter() - began:.0f} s.",
        highlight=False,
    )
    return 0


def drawn(table: Table) -> Drawn:
    """A benchmark as people read it."""
    made = Drawn(
        title=table.title,
        title_justify="left",
        caption=f"One {table.thing}, beside {table.bare_is}. {table.note}",
        caption_justify="left",
        box=box.SIMPLE_HEAD,
    )
    made.add_column("")
    for heading in ("each", "a second", "bare, each", "ratio", "to the first"):
        made.add_column(heading, justify="right")
    made.add_column("", no_wrap=True)
    first = table.figures[0]
    for figure in table.figures:
        made.add_row(*_cells(figure, first))
    return made


def _cells(figure: Figure, first: Figure) -> tuple[str, ...]:
    each, bare = figure.ours / figure.count, figure.bare / figure.count
    grown = each / (first.ours / first.count)
    return (
        figure.size,
        _words(each),
        f"{1 / each:,.0f}" if each < 0.5 else f"{1 / each:.2f}",
        _words(bare),
        f"{figure.ratio:,.1f}" if figure.ratio >= 0.1 else f"{figure.ratio:.4f}",
        "" if figure is first else f"× {grown:.1f}",
        figure.more,
    )


def _words(seconds: float) -> str:
    if seconds >= 1:
        return f"{seconds:.2f} s"
    return f"{seconds * 1000:.2f} ms" if seconds >= 0.001 else f"{seconds * 1e6:.0f} µs"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
