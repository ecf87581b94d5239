"""`GET /healthz`: whether the process can do its work, for a monitor or an orchestrator."""

from __future__ import annotations

import structlog
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from bot.deps import Desk
from workflows.errors import DomainError
from workflows.ports import Transaction

log = structlog.get_logger()


def routes(desk: Desk) -> list[Route]:
    async def healthz(_: Request) -> JSONResponse:
        """200 with counts of the outbox, or 503 if the record cannot be read."""
        try:
            counts = await desk.run(_counts)
        except Exception as fault:
            # Whatever a driver raises: a monitor is told, and an orchestrator acts on it.
            log.warning("the record cannot be read", fault=type(fault).__name__)
            return JSONResponse({"status": "failing", "record": _reason(fault)}, status_code=503)
        return JSONResponse({"status": "ok", "outbox": counts})

    return [Route("/healthz", healthz)]


def _reason(fault: Exception) -> str:
    """Short, and without what a driver quotes of its statement or address."""
    return fault.message if isinstance(fault, DomainError) else type(fault).__name__


def _counts(tx: Transaction) -> dict[str, int]:
    return {state.value: n for state, n in tx.outbox.counts().items()}
