"""The connection to PostgreSQL, one transaction at a time, and what tells other hall processes what is new."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker, create_async_engine

#: The channel of LISTEN/NOTIFY on which hall processes tell each other that a conversation has something new.
NEWS_CHANNEL = "yuban_news"
_MIGRATIONS = Path(__file__).parent / "migrations"


class Database:
    """A pool of connections. ``url`` is an asyncpg URL of SQLAlchemy (``postgresql+asyncpg://…``)."""

    def __init__(self, url: str, *, pool_size: int = 10) -> None:
        self.url = url
        self.engine: AsyncEngine = create_async_engine(
            url, pool_size=pool_size, max_overflow=10, pool_pre_ping=True, connect_args={"command_timeout": 30}
        )
        self._sessions = async_sessionmaker(self.engine, expire_on_commit=False)

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[AsyncSession]:
        """One transaction: committed when the block ends, rolled back when it raises."""
        async with self._sessions() as session, session.begin():
            yield session

    async def close(self) -> None:
        """Give the connections back."""
        await self.engine.dispose()


async def announce(session: AsyncSession, conversation_id: str) -> None:
    """Tell every hall process, when this transaction commits, that the conversation has something new."""
    await session.execute(text("SELECT pg_notify(:channel, :id)"), {"channel": NEWS_CHANNEL, "id": conversation_id})


def migrate(url: str) -> None:
    """Bring the database to the newest schema. Safe to run twice; blocks, so call it before the loop or in a thread."""
    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS))
    config.attributes["url"] = url
    command.upgrade(config, "head")
