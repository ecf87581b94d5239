"""`GET /healthz`: whether the process can do its work, for a monitor or an orchestrator."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from bot.deps import Desk
from workflows.errors import DomainError
from workflows.ports import Transaction


def routes(desk: Desk) -> list[Route]:
    async def healthz(_: Request) -> JSONResponse:
        """200 with counts of the outbox, or 503 if the record cannot be read."""
        try:
            counts = await desk.run(_counts)
        except (OSError, DomainError) as fault:
            return JSONResponse({"status": "failing", "record": str(fault)}, status_code=503)
        return JSONResponse({"status": "ok", "outbox": counts})

    return [Route("/healthz", healthz)]


def _counts(tx: Transaction) -> dict[str, int]:
    return {state.value: n for state, n in tx.outbox.counts().items()}
