"""Files by digest and sealed values, encrypted by keys that never are in the database."""

import asyncio
import errno
import hashlib
import hmac
import json
import logging
import os
import tempfile
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from backend.domain.errors import FileNotKept

log = logging.getLogger(__name__)

_NONCE = 12


class Vault:
    """``key`` is 32 random bytes kept outside the database and the folder; losing it loses what is sealed."""

    def __init__(self, folder: Path, key: bytes) -> None:
        self._folder = folder
        self._cipher = AESGCM(_derive(key, b"seal"))
        self._hash_key = _derive(key, b"hash")

    def seal(self, value: Any, purpose: str) -> bytes:
        """Encrypt a JSON value for a column. ``purpose`` must be the same when it is opened."""
        return self._encrypt(json.dumps(value, ensure_ascii=False).encode(), purpose.encode())

    def open(self, sealed: bytes, purpose: str) -> Any:
        """The value that was sealed; raises ``cryptography.exceptions.InvalidTag`` when it was tampered with."""
        return json.loads(self._decrypt(sealed, purpose.encode()))

    def keyed_hash(self, value: str, purpose: str) -> str:
        """A hash that can be compared but, without the key, not guessed: for identity numbers."""
        return hmac.new(self._hash_key, f"{purpose}:{value}".encode(), hashlib.sha256).hexdigest()

    async def put(self, data: bytes) -> str:
        """Store a file under its SHA-256 and return that. Storing the same bytes again is free.

        Raises ``FileNotKept``.
        """
        try:
            return await asyncio.to_thread(self._put, data)
        except OSError as error:
            log.error("a file could not be stored: %s", errno.errorcode.get(error.errno or 0, "OSError"))
            raise FileNotKept() from error

    async def get(self, digest: str) -> bytes:
        """The file's bytes. Raises ``FileNotFoundError``."""
        return await asyncio.to_thread(self._get, digest)

    async def delete(self, digest: str) -> None:
        """Remove a file; removing it twice is no error."""
        await asyncio.to_thread(self._path(digest).unlink, True)

    def has(self, digest: str) -> bool:
        """Whether the file is there."""
        return self._path(digest).exists()

    def _path(self, digest: str) -> Path:
        if len(digest) != 64 or not all(c in "0123456789abcdef" for c in digest):
            raise FileNotFoundError(digest)
        return self._folder / digest[:2] / digest

    def _put(self, data: bytes) -> str:
        digest = hashlib.sha256(data).hexdigest()
        path = self._path(digest)
        if path.exists():
            return digest
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        # Through a temporary name, so that nobody ever finds half a file under a digest.
        handle, temporary = tempfile.mkstemp(dir=path.parent)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(self._encrypt(data, digest.encode()))
                file.flush()
                os.fsync(file.fileno())
            os.replace(temporary, path)
        except OSError:
            Path(temporary).unlink(missing_ok=True)
            raise
        return digest

    def _get(self, digest: str) -> bytes:
        return self._decrypt(self._path(digest).read_bytes(), digest.encode())

    def _encrypt(self, data: bytes, bound_to: bytes) -> bytes:
        nonce = os.urandom(_NONCE)
        return nonce + self._cipher.encrypt(nonce, data, bound_to)

    def _decrypt(self, sealed: bytes, bound_to: bytes) -> bytes:
        return self._cipher.decrypt(sealed[:_NONCE], sealed[_NONCE:], bound_to)


def _derive(key: bytes, purpose: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=b"yuban " + purpose).derive(key)
