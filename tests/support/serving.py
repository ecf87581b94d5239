"""Real servers on real ports inside a test: each in a thread with a loop of its own."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import threading
import time
from collections.abc import Awaitable, Callable, Iterator
from typing import Any

import uvicorn

START_SECONDS = 20


def listener(port: int = 0) -> socket.socket:
    """A listening socket on 127.0.0.1; port 0 takes a free one."""
    # Named TCP, or asyncio leaves Nagle's algorithm on: 40 ms for every answer.
    bound = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    bound.bind(("127.0.0.1", port))
    bound.listen(128)
    return bound


@contextlib.contextmanager
def running(server: uvicorn.Server, bound: socket.socket) -> Iterator[str]:
    """Run a server in a thread; its address. It is stopped cleanly at the end."""
    thread = threading.Thread(target=lambda: asyncio.run(server.serve(sockets=[bound])))
    thread.start()
    deadline = time.monotonic() + START_SECONDS
    try:
        while not server.started:
            if time.monotonic() > deadline or not thread.is_alive():
                raise RuntimeError("the server did not start")
            time.sleep(0.01)
        yield f"http://127.0.0.1:{bound.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(15)
        bound.close()
        assert not thread.is_alive(), "the server did not stop"


@contextlib.contextmanager
def serving(app: Any, port: int = 0) -> Iterator[str]:
    """Serve an ASGI application; its address."""
    bound = listener(port)
    config = uvicorn.Config(
        app, log_config=None, access_log=False, timeout_graceful_shutdown=2, lifespan="auto"
    )
    with running(uvicorn.Server(config), bound) as url:
        yield url


class LoopThread:
    """A thread with an event loop, to run things beside a synchronous test."""

    def __init__(self) -> None:
        self.loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self.loop.run_forever)

    def __enter__(self) -> LoopThread:
        self._thread.start()
        return self

    def run(self, make: Callable[[], Awaitable[Any]], timeout: float = 20) -> Any:
        """Run a coroutine on the loop and wait for its result."""

        async def call() -> Any:
            return await make()

        return asyncio.run_coroutine_threadsafe(call(), self.loop).result(timeout)

    def __exit__(self, *_: object) -> None:
        self.loop.call_soon_threadsafe(self.loop.stop)
        self._thread.join(10)
        self.loop.close()


def until(condition: Callable[[], Any], timeout: float = 10, what: str = "") -> Any:
    """Wait for something to become true, and hand back what it became."""
    deadline = time.monotonic() + timeout
    while True:
        found = condition()
        if found:
            return found
        if time.monotonic() > deadline:
            raise AssertionError(f"did not happen within {timeout} s: {what or condition}")
        time.sleep(0.02)
