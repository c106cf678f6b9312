"""Blank forms and filled samples: read from ``forms.yaml``, drawn as DOCX and PDF."""

from backend.adapters.forms.load import load
from backend.adapters.forms.paper import draw_pdf
from backend.adapters.forms.word import draw_docx

__all__ = ["draw_docx", "draw_pdf", "load"]
