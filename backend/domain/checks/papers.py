"""Whose papers are whose: several people's on one page or in one file are never mixed."""

from dataclasses import replace

from backend.domain.facts import Field, Page

#: Papers that are one person's own.
_PERSONAL = frozenset({"id_card_front", "household_register"})


def single_papers(page: Page) -> tuple[Page, ...]:
    """A page as its papers: each with its own kind and fields; a page of one paper as it is."""
    return tuple(replace(page, kinds=(paper.kind,), fields=paper.fields, papers=()) for paper in page.papers) or (page,)


def number_of(paper: Page) -> str | None:
    """The identity number of a person's own paper, when its check digit fits."""
    number = paper.fields.get("id_number")
    return number.value if number is not None and number.trusted and _PERSONAL.intersection(paper.kinds) else None


def own_papers(papers: tuple[Page, ...], known: str | None = None, *, strict: bool = False) -> tuple[Page, ...]:
    """Of several people's papers those of the person with the ``known`` number, else of the first; and what is
    nobody's own. ``strict``: all, unless the known one's are among them."""
    numbers = list(dict.fromkeys(number for paper in papers if (number := number_of(paper))))
    mine = known.upper() if known and known.upper() in numbers else None if strict else next(iter(numbers), None)
    if mine is None or sum(1 for paper in papers if _names_somebody(paper)) < 2:
        return papers
    return tuple(paper for paper in papers if number_of(paper) == mine or not _names_somebody(paper))


def _names_somebody(paper: Page) -> bool:
    register = "household_register" in paper.kinds and ("id_number" in paper.fields or "name" in paper.fields)
    return "id_card_front" in paper.kinds or register


def best_fields(pages: tuple[Page, ...]) -> dict[str, Field]:
    """The best reading of each field over some pages: a trusted one, else the one with the higher score."""
    best: dict[str, Field] = {}
    for page in pages:
        for key, value in page.fields.items():
            known = best.get(key)
            if known is None or (value.trusted, value.score) > (known.trusted, known.score):
                best[key] = Field(value.value, value.score, value.box, value.trusted, page.number)
    return best
