"""How often a page may be asked for: counted in memory, so for each process and since its start."""

from __future__ import annotations

import ipaddress
from collections import OrderedDict, deque
from dataclasses import dataclass, field

#: Of how many keys the last requests are remembered; the one unused longest is forgotten first.
REMEMBERED = 10_000


@dataclass
class Limiter:
    """At most `most` requests in any `seconds` seconds for each key."""

    most: int
    seconds: float
    _seen: OrderedDict[str, deque[float]] = field(default_factory=OrderedDict)

    def wait(self, key: str, at: float) -> float:
        """0 and one request counted, or the seconds until the next one may come. `at` is a reading
        of a monotonic clock."""
        times = self._seen.setdefault(key, deque())
        self._seen.move_to_end(key)
        while len(self._seen) > REMEMBERED:
            self._seen.popitem(last=False)
        while times and times[0] <= at - self.seconds:
            times.popleft()
        if len(times) >= self.most:
            return times[0] + self.seconds - at
        times.append(at)
        return 0.0


def network_of(address: str) -> str:
    """What requests are counted by: an IPv4 address; of an IPv6 address the /64, which is one
    subscriber's; anything else as it stands."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address
    if parsed.version == 4:
        return str(parsed)
    return str(ipaddress.ip_network(f"{parsed}/64", strict=False))
