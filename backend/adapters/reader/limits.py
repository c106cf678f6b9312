"""What a file may cost, and why it may be refused."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Limits:
    """How large a file may get while it is opened. Pixels, pages and bytes."""

    pixels: int = 60_000_000  # of one picture, before it is decoded
    pages: int = 30
    unpacked: int = 100_000_000  # of an archive (DOCX), by its own directory
    ratio: int = 100  # unpacked to packed
    side: int = 1600  # long side that is read; larger costs time and finds nothing more
    dense_side: int = 2000  # long side of the second look at a licence whose code was not found


class Unreadable(Exception):
    """A file that can't be read. ``key`` says why: empty, broken, unsupported, encrypted, too_many_pages,
    too_large_picture, too_large_file, macros."""

    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.key = key
