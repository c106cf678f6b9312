"""Locks on a package and its conversation, in the one order that all services keep: conversation, package, uploads."""

from sqlalchemy.ext.asyncio import AsyncSession

from backend.domain.errors import InvalidTransition, NotFound
from backend.domain.packages import OPEN_PACKAGES, PackageStatus
from backend.storage import conversations
from backend.storage import packages as stored
from backend.storage.conversations import Conversation
from backend.storage.packages import Package


async def lock_conversation(session: AsyncSession, conversation_id: str) -> Conversation:
    """The conversation, locked. Raises ``NotFound``."""
    try:
        return await conversations.lock(session, conversation_id)
    except LookupError as error:
        raise NotFound(thing="conversation") from error


async def lock_package(session: AsyncSession, package_id: str) -> Package:
    """The package, locked. Raises ``NotFound``."""
    package = await stored.lock(session, package_id)
    if package is None:
        raise NotFound(thing="package")
    return package


async def lock_both(session: AsyncSession, package_id: str) -> tuple[Conversation, Package]:
    """The package and its conversation, locked. Raises ``NotFound``."""
    conversation_id = await stored.conversation_of(session, package_id)
    if conversation_id is None:
        raise NotFound(thing="package")
    return await lock_conversation(session, conversation_id), await lock_package(session, package_id)


async def lock_open(session: AsyncSession, package_id: str) -> Package:
    """A package that its resident may change, locked. Raises ``NotFound``, ``InvalidTransition``."""
    package = await lock_package(session, package_id)
    if package.status not in OPEN_PACKAGES:
        raise InvalidTransition(thing="package", status=package.status, wanted=PackageStatus.DRAFT.value)
    return package
