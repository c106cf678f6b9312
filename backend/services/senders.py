"""Where a request comes from, and how it came."""

from aiohttp import web

from backend.services.hall import Hall


def over_https(request: web.Request, hall: Hall) -> bool:
    """Whether people reach the hall by HTTPS, so that cookies may insist on it."""
    return request.secure or (hall.settings.public_url or "").startswith("https://")


def sender_address(request: web.Request, hall: Hall) -> str:
    """The network address a request comes from; behind a trusted proxy, the one that the proxy names."""
    remote = request.remote or "?"
    if remote in hall.settings.trusted_proxies:
        named = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",") if part.strip()]
        for address in reversed(named):
            if address not in hall.settings.trusted_proxies:
                return address
    return remote
