"""Alembic's entry: runs the migrations over asyncpg."""

import asyncio
from typing import Any, Literal

from alembic import context
from sqlalchemy import Connection
from sqlalchemy.ext.asyncio import create_async_engine
from sqlmodel.sql.sqltypes import AutoString

from backend.storage.tables import METADATA


def _render(kind: str, thing: Any, _context: Any) -> str | Literal[False]:
    """Write plain SQLAlchemy into the migrations, so that they don't change with SQLModel."""
    return "sa.String()" if kind == "type" and isinstance(thing, AutoString) else False


def _run(connection: Connection) -> None:
    context.configure(connection=connection, target_metadata=METADATA, compare_type=True, render_item=_render)
    with context.begin_transaction():
        # Two processes may start at once: one migrates, the other waits and finds nothing to do.
        connection.exec_driver_sql("SELECT pg_advisory_xact_lock(7301)")
        context.run_migrations()


async def _main() -> None:
    engine = create_async_engine(context.config.attributes["url"])
    async with engine.connect() as connection:
        await connection.run_sync(_run)
        await connection.commit()
    await engine.dispose()


asyncio.run(_main())
