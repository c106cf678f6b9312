"""What a file really is, whatever its name says."""

import io
import zipfile

import filetype

from backend.adapters.reader.limits import Limits, Unreadable

PICTURES = frozenset({"image/jpeg", "image/png", "image/webp", "image/heic", "image/tiff", "image/bmp"})
PDF = "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
#: Parts of an office file that can run something.
_MACROS = ("vbaproject.bin", "vbadata.xml", "activex/")


def sniff(data: bytes, limits: Limits) -> str:
    """The real media type of a file that can be read. Raises ``Unreadable`` for everything else."""
    if not data:
        raise Unreadable("empty")
    if data.startswith(_OLE):
        # an encrypted DOCX is an OLE file with these two streams; their names are UTF-16 in its directory
        raise Unreadable("encrypted" if "EncryptedPackage".encode("utf-16-le") in data else "unsupported")
    if data[4:8] == b"ftyp" and data[8:12] in (b"heic", b"heix", b"mif1", b"msf1", b"heim", b"heis", b"hevc"):
        return "image/heic"
    if data.startswith(b"PK\x03\x04"):
        return _archive(data, limits)
    if data.startswith(b"%PDF-"):
        return PDF
    kind = filetype.guess(data[:8192])
    if kind is None or kind.mime not in PICTURES:
        raise Unreadable("unsupported")
    return str(kind.mime)


def _archive(data: bytes, limits: Limits) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError) as error:
        raise Unreadable("broken") from error
    names = [entry.filename.lower() for entry in entries]
    if "word/document.xml" not in names:
        raise Unreadable("unsupported")
    if any(macro in name for name in names for macro in _MACROS):
        raise Unreadable("macros")
    if any(entry.flag_bits & 1 for entry in entries):
        raise Unreadable("encrypted")
    unpacked = sum(entry.file_size for entry in entries)
    packed = max(1, sum(entry.compress_size for entry in entries))
    if unpacked > limits.unpacked or (unpacked > 10_000_000 and unpacked / packed > limits.ratio):
        raise Unreadable("too_large_file")
    return DOCX
