"""Blank forms and filled samples: read from ``forms.yaml``, drawn as DOCX and PDF."""

from backend.adapters.forms.load import load
from backend.adapters.forms.paper import characters_of, draw_pdf
from backend.adapters.forms.typeface import TYPEFACE
from backend.adapters.forms.word import draw_docx

__all__ = ["TYPEFACE", "characters_of", "draw_docx", "draw_pdf", "load"]
