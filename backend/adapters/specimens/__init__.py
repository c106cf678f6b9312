"""Photo-like specimens of papers, plainly marked 样本, with invented people: for tests, demonstrations and benches."""

from backend.adapters.specimens.make import FAULTS, KINDS, day_set, make
from backend.adapters.specimens.people import Business, Person, business, person

__all__ = ["FAULTS", "KINDS", "Business", "Person", "business", "day_set", "make", "person"]
