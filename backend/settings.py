"""What an operator can set: environment variables ``YUBAN_…`` or lines in ``.env``, read once at the start.

``.env.example`` lists them all; a test compares. Only ``cli.py`` reads them; everything else is handed what it needs.
"""

import base64
import os
import re
import secrets
from functools import cached_property
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

ROOT = Path(__file__).resolve().parents[1]
"""The folder with domain.yml, data/ and bot/: the project's own."""
MEGABYTE = 1024 * 1024
KEY_BYTES = 32
_ORIGIN = re.compile(r"https?://(?:\*\.)?[a-z0-9-]+(?:\.[a-z0-9-]+)*(?::[0-9]{1,5})?")


class Settings(BaseSettings):
    """All settings. Every one has a default that serves one machine."""

    model_config = SettingsConfigDict(
        env_prefix="YUBAN_", env_file=".env", env_file_encoding="utf-8", env_ignore_empty=True, extra="ignore"
    )

    host: str = Field("127.0.0.1", description="address to listen on; anything but loopback opens the hall to others")
    port: int = Field(8800, ge=0, le=65535, description="port of the pages and the API; 0 takes a free one")
    public_url: str | None = Field(
        None, description="address that residents see, with https; used in links, QR codes and the Telegram webhook"
    )
    trusted_proxies: Annotated[tuple[str, ...], NoDecode] = Field(
        (), description="addresses of reverse proxies whose X-Forwarded-For is believed, with commas between"
    )
    embed_sites: Annotated[tuple[str, ...], NoDecode] = Field(
        (), description="sites that may show the widget in their pages, like https://www.example.gov.cn, with commas"
    )
    log_level: Literal["debug", "info", "warning", "error"] = Field("info", description="debug, info, warning or error")

    data: Path = Field(Path("var"), description="folder for database, files, models, logs and secrets")
    catalogue: Path = Field(ROOT / "data" / "catalogue", description="folder with the items, sites and calendar")
    database_url: SecretStr | None = Field(
        None, description="postgresql://user:password@host/yuban of your own server; empty starts the embedded one"
    )
    rasa_database_url: SecretStr | None = Field(
        None, description="database for conversations; empty takes the database `rasa` beside the hall's"
    )

    rasa: bool = Field(True, description="start Rasa; without it the chat is in simple mode")
    rasa_port: int = Field(0, ge=0, le=65535, description="Rasa's port on the loopback address; 0 takes a free one")
    rasa_python: Path | None = Field(None, description="a Python 3.10 for Rasa, where it is not found by itself")

    telegram_token: SecretStr | None = Field(None, description="token from @BotFather; empty leaves Telegram off")
    telegram_base_url: str = Field(
        "https://api.telegram.org", description="Bot API server; another one for tests or a server of your own"
    )
    telegram_webhook: bool = Field(False, description="receive by webhook at public_url instead of long polling")

    upload_bytes: int = Field(20 * MEGABYTE, gt=0, description="largest file in bytes")
    uploads_per_hour: int = Field(120, gt=0, description="most files from one conversation in an hour")
    keep_unsubmitted_days: int = Field(
        30, gt=0, description="days after which files that were never submitted are deleted"
    )
    keep_decided_days: int = Field(
        180, gt=0, description="days after which the files of a package that is decided or left alone are deleted"
    )
    reuse_days: int = Field(
        180, ge=0, description="days after which a paper that was passed is not used again for a next package; 0 never"
    )
    checkers: int = Field(
        max(1, (os.cpu_count() or 2) // 2), ge=0, description="processes that read pages; 0 leaves it to `yuban work`"
    )
    checker_memory: int = Field(6144, ge=3072, description="megabytes of address space that one of them may take")

    file_key: SecretStr | None = Field(None, description="key of the stored files (base64, 32 bytes); keep a copy")
    action_token: SecretStr | None = Field(None, description="what Rasa shows when it calls an action")
    channel_secret: SecretStr | None = Field(None, description="what the hall shows when it sends Rasa a turn")
    rasa_token: SecretStr | None = Field(None, description="token of Rasa's API")

    @field_validator("trusted_proxies", "embed_sites", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        return tuple(part.strip() for part in value.split(",") if part.strip()) if isinstance(value, str) else value

    @field_validator("embed_sites")
    @classmethod
    def _origins_only(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        sites = tuple(site.rstrip("/").lower() for site in value)
        for site in sites:
            if not _ORIGIN.fullmatch(site):
                raise ValueError("must be like https://www.example.gov.cn, without a path")
        return sites

    @field_validator("data", "catalogue")
    @classmethod
    def _absolute(cls, value: Path) -> Path:
        return value.expanduser().resolve()

    @field_validator("database_url")
    @classmethod
    def _postgresql_only(cls, value: SecretStr | None) -> SecretStr | None:
        schemes = ("postgresql://", "postgres://", "postgresql+asyncpg://")
        if value is not None and not value.get_secret_value().startswith(schemes):
            raise ValueError("must begin with postgresql://")
        return value

    @cached_property
    def secrets(self) -> "Secrets":
        """The keys, from the environment or from the data folder, where they are made at the first look."""
        return Secrets(self)


def _key_bytes(text: str) -> bytes:
    """32 bytes from base64, with either alphabet and with or without the padding."""
    text = text.replace("+", "-").replace("/", "_").rstrip("=")
    try:
        key = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except ValueError as error:
        raise ValueError("The key of the stored files is not base64.") from error
    if len(key) != KEY_BYTES:
        raise ValueError(f"The key of the stored files must be {KEY_BYTES} bytes; it is {len(key)}.")
    return key


class Secrets:
    """Keys that nobody has to think of: each is made once and kept in ``<data>/secrets``, for the owner's eyes only.

    They live outside the database, so that a copy of the database opens no file.
    """

    def __init__(self, settings: Settings) -> None:
        self._folder = settings.data / "secrets"
        self.file_key = _key_bytes(self._take("file_key", settings.file_key))
        self.action_token = self._take("action_token", settings.action_token)
        self.channel_secret = self._take("channel_secret", settings.channel_secret)
        self.rasa_token = self._take("rasa_token", settings.rasa_token)

    def _take(self, name: str, given: SecretStr | None) -> str:
        if given is not None:
            return given.get_secret_value()
        path = self._folder / name
        if not path.exists():
            self._make(path)
        path.chmod(0o600)
        value = path.read_text(encoding="ascii").strip()
        if not value:
            raise ValueError(f"{path} is empty. Restore it from a copy; what it encrypted can't be read without it.")
        return value

    def _make(self, path: Path) -> None:
        """Writes a new key beside and links it into place: of two processes that start at once, one wins."""
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            with os.fdopen(handle, "w", encoding="ascii") as file:
                file.write(secrets.token_urlsafe(KEY_BYTES) + "\n")
                file.flush()
                os.fsync(file.fileno())
            os.link(draft, path)
        except FileExistsError:
            return
        finally:
            draft.unlink()
