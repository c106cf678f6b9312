"""The connection to PostgreSQL, one transaction at a time, and what tells other hall processes what is new."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from sqlalchemy import event, text
from sqlalchemy.exc import DisconnectionError
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker, create_async_engine

#: The channel of LISTEN/NOTIFY on which hall processes tell each other that a conversation has something new.
NEWS_CHANNEL = "yuban_news"
#: The news that the outbox holds something to tell.
EVENTS_NEWS = "events"
#: The news that staff kept or dropped an alias.
PHRASES_NEWS = "phrases"
#: The class of advisory locks that say which hall processes live.
LIVING = 7303
_MIGRATIONS = Path(__file__).parent / "migrations"


class Database:
    """A pool of connections. ``url`` is an asyncpg URL of SQLAlchemy (``postgresql+asyncpg://…``)."""

    def __init__(self, url: str, *, pool_size: int = 10) -> None:
        self.url = url
        self.engine: AsyncEngine = create_async_engine(
            url,
            pool_size=pool_size,
            max_overflow=10,
            connect_args={"command_timeout": 30},
            hide_parameters=True,  # they are residents', and errors are logged
        )
        event.listen(self.engine.sync_engine, "checkout", _refuse_closed)
        self._sessions = async_sessionmaker(self.engine, expire_on_commit=False)
        self._readers = async_sessionmaker(
            self.engine.execution_options(isolation_level="AUTOCOMMIT"), expire_on_commit=False
        )

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[AsyncSession]:
        """One transaction: committed when the block ends, rolled back when it raises."""
        async with self._sessions() as session, session.begin():
            yield session

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncSession]:
        """For looking only, each query by itself: a third of the round trips of a transaction."""
        async with self._readers() as session:
            yield session

    async def close(self) -> None:
        """Give the connections back."""
        await self.engine.dispose()


async def announce(session: AsyncSession, news: str) -> None:
    """Tell every hall process, when this transaction commits: a conversation's id, or one of the news above."""
    await session.execute(text("SELECT pg_notify(:channel, :news)"), {"channel": NEWS_CHANNEL, "news": news})


async def lives(session: AsyncSession, process: int) -> bool:
    """Whether the hall process of this number is there; a killed one is gone as soon as its connection is."""
    query = text(
        "SELECT EXISTS (SELECT FROM pg_locks WHERE locktype = 'advisory' AND granted AND objsubid = 2 "
        "AND classid = :living AND objid = :process "
        "AND database = (SELECT oid FROM pg_database WHERE datname = current_database()))"
    )
    return bool((await session.execute(query, {"living": LIVING, "process": process})).scalar_one())


def _refuse_closed(connection: Any, _record: object, _proxy: object) -> None:
    """A connection that the server closed is replaced before it is used, without a question on every use."""
    if connection.driver_connection.is_closed():
        raise DisconnectionError("closed by the server")


def migrate(url: str) -> None:
    """Bring the database to the newest schema. Safe to run twice; blocks, so call it before the loop or in a thread."""
    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS))
    config.attributes["url"] = url
    command.upgrade(config, "head")
