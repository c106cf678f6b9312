"""Files under their digests, encrypted."""

from pathlib import Path

import pytest
from cryptography.exceptions import InvalidTag

from backend.domain.errors import FileNotKept
from backend.storage.vault import Vault

KEY = bytes(range(32))


async def test_a_file_comes_back_and_lies_encrypted(tmp_path: Path) -> None:
    vault = Vault(tmp_path, KEY)
    digest = await vault.put("身份证".encode())
    assert await vault.get(digest) == "身份证".encode()
    assert "身份证".encode() not in (tmp_path / digest[:2] / digest).read_bytes()
    with pytest.raises(InvalidTag):
        await Vault(tmp_path, bytes(32)).get(digest)


async def test_a_disk_that_takes_nothing_is_said_so_and_nothing_is_left(tmp_path: Path) -> None:
    (tmp_path / "files").write_text("a file where the folder should be")
    with pytest.raises(FileNotKept):
        await Vault(tmp_path / "files", KEY).put(b"data")
