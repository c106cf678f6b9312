"""What ``app.py`` hands to the API."""

from typing import Any, Protocol

from aiohttp import web

from backend.api.limits import Limits
from backend.storage.news import News


class ErrorTexts(Protocol):
    """The words for errors and findings, from ``domain.yml``."""

    def has(self, key: str) -> bool:
        """Whether ``utter_<key>`` is written."""
        ...

    def say(self, key: str, **fields: Any) -> str:
        """The text ``utter_<key>``."""
        ...

    def error(self, key: str, **fields: Any) -> str:
        """What a person is told about the error ``key``."""
        ...


TEXTS = web.AppKey("api_texts", ErrorTexts)
NEWS = web.AppKey("news", News)
#: The OpenAPI document.
DESCRIBED = web.AppKey("api_described", dict[str, Any])
#: How often one sender may ask.
LIMITS = web.AppKey("api_limits", Limits)
