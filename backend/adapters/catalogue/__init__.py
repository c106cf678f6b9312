"""The catalogue's files."""

from backend.adapters.catalogue.load import load

__all__ = ["load"]
