"""Identifiers: sixteen lower-case hex digits that sort by the time they were given out."""

from __future__ import annotations

import secrets
import threading
import time

#: Tens of milliseconds since 2020 in the upper 38 bits (until 2107), 26 bits below them.
_EPOCH = 1_577_836_800
_TICK = 10_000_000
_LOW_BITS = 26

_lock = threading.Lock()
_last = 0


def new_id() -> str:
    """A new identifier.

    Within a process each is larger than the one before, so none comes twice even if the clock is
    set back. Between processes a random start in every tick keeps them apart; the primary keys
    refuse what would still collide.
    """
    global _last
    with _lock:
        tick = (time.time_ns() - _EPOCH * 1_000_000_000) // _TICK
        if tick > _last >> _LOW_BITS:
            # The top bit stays free, so that counting up does not run into the next tick.
            _last = (tick << _LOW_BITS) | secrets.randbits(_LOW_BITS - 1)
        else:
            _last += 1
        return f"{_last:016x}"
