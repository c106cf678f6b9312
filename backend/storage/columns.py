"""Column kinds that several tables share."""

import secrets
import uuid
from typing import Any

from sqlalchemy import JSON, DateTime
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

#: Moments are stored aware, in UTC.
MOMENT: Any = DateTime(timezone=True)
#: Documents whose shape the services own.
DOCUMENT: Any = JSON().with_variant(JSONB(), "postgresql")


def new_id() -> str:
    """An id nobody can guess."""
    return uuid.uuid4().hex


def new_token() -> str:
    """A secret for a URL or a button: 144 bits, 24 characters."""
    return secrets.token_urlsafe(18)


def key_field() -> Any:
    """A random text primary key."""
    return Field(default_factory=new_id, primary_key=True)
