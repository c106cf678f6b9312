"""The catalogue's files."""

from backend.adapters.catalogue.aliases import write_aliases
from backend.adapters.catalogue.files import gather, spread
from backend.adapters.catalogue.load import load

__all__ = ["gather", "load", "spread", "write_aliases"]
