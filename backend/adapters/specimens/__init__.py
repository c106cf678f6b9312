"""Photo-like specimens of papers, plainly marked 样本, with invented people: for tests, demonstrations and benches."""

from backend.adapters.specimens.demo import DemoFiles, demo_files
from backend.adapters.specimens.make import FAULTS, TOLERABLE, make
from backend.adapters.specimens.orders import KINDS
from backend.adapters.specimens.paper import HELD_OUT
from backend.adapters.specimens.people import Business, Person, business, person

__all__ = [
    "FAULTS",
    "HELD_OUT",
    "KINDS",
    "TOLERABLE",
    "Business",
    "DemoFiles",
    "Person",
    "business",
    "demo_files",
    "make",
    "person",
]
