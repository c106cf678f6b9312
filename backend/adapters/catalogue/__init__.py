"""The catalogue's files."""

from backend.adapters.catalogue.files import gather, spread
from backend.adapters.catalogue.load import load

__all__ = ["gather", "load", "spread"]
