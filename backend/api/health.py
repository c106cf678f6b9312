"""Whether the hall, its database and the assistant are well."""

import asyncio
from typing import Literal

from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from backend.api.guard import Permission
from backend.api.models import Told
from backend.api.routing import Call, Route

#: How long the database may take to answer a trivial question.
_DATABASE_SECONDS = 3.0


class Health(Told):
    """How the parts are. While ``rasa`` is loading or down, search and everything but free talk still work."""

    hall: Literal["ok"] = "ok"
    rasa: Literal["ready", "loading", "down"]
    database: Literal["ok", "down"]


async def show(call: Call) -> Health:
    """How the parts are."""
    return Health(
        rasa=call.gateway.status()["rasa"],
        database="ok" if await _database_answers(call) else "down",
    )


async def _database_answers(call: Call) -> bool:
    try:
        async with asyncio.timeout(_DATABASE_SECONDS), call.hall.database.transaction() as session:
            await session.execute(text("SELECT 1"))
    except (SQLAlchemyError, OSError, TimeoutError):
        return False
    return True


ROUTES = (Route("GET", "/health", show, Permission.PUBLIC, "How the hall is.", "hall", answer=Health),)
