"""Which person or page of a material each of its uploads shows, when the material takes several.

A side of the first person's card is called by its kind ("id_card_front"), of the second ``…_2``, and so on, so that
nothing personal is in these names. Who is the second follows from what the other uploads were called when they came.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from backend.domain.checks.alike import same_picture
from backend.domain.checks.papers import single_papers
from backend.domain.facts import Expectation, FileFacts, Mate, Page

#: Whose a paper is, as far as it says so; None: it can't be told.
Identity = Callable[[Page], str | None]


@dataclass(frozen=True)
class Numbered:
    """A paper with what it is called. ``unsure``: it may be the one that another upload shows."""

    paper: Page
    called: str
    unsure: bool = False


@dataclass(frozen=True)
class Sort:
    """One sort of paper that a material takes several of."""

    name: str
    belongs: Callable[[Page], bool]
    identity: Identity
    #: whether the same identity is surely the same paper; two people's cards may well end on the same day
    unique: bool = True

    def among(self, facts: FileFacts) -> list[Page]:
        """The papers of this sort in a file."""
        return [paper for page in facts.pages for paper in single_papers(page) if self.belongs(paper)]


def numbered(facts: FileFacts, sort: Sort, wanted: Expectation, count: int) -> list[Numbered]:
    """What each of a file's papers of one sort is called beside the material's other uploads, of which ``count`` are
    asked for."""
    done: list[Numbered] = []
    for paper in sort.among(facts):
        done.append(_one(paper, sort, wanted, count, done))
    return done


def _one(paper: Page, sort: Sort, wanted: Expectation, count: int, done: Sequence[Numbered]) -> Numbered:
    mine = sort.identity(paper)
    unsure = mine is None
    for earlier in done:
        if mine is not None and sort.identity(earlier.paper) == mine:
            if sort.unique:
                return Numbered(paper, earlier.called)
            unsure = True
    for mate in wanted.mates:
        for other, called in _of_mate(mate, sort):
            if mine is not None and sort.identity(other) == mine:
                if sort.unique or same_picture(paper, other):
                    return Numbered(paper, called)
                unsure = True
    return Numbered(paper, _free(sort, wanted, count, {one.called for one in done}), unsure)


def _free(sort: Sort, wanted: Expectation, count: int, used: set[str]) -> str:
    """The place it had before, else that of something illegible, else an empty one, else that of something faulty,
    else one more."""
    most = count + len(wanted.mates) + len(used) + 1
    names = [sort.name if number == 1 else f"{sort.name}_{number}" for number in range(1, most + 1)]
    taken = frozenset[str]().union(*(mate.sides for mate in wanted.mates))
    unread, faulty = [], []
    for mate in wanted.mates:
        for other, called in _of_mate(mate, sort) if mate.faulty else ():
            if called not in used:
                faulty.append(called)
                unread += [called] if sort.identity(other) is None else []
    empty = [name for name in names if name not in taken and name not in used]
    before = [name for name in empty if name in wanted.sides_before]
    within = [name for name in empty if name in names[:count]]
    return next(iter([*before, *unread, *within, *faulty, *empty, names[-1]]))


def _of_mate(mate: Mate, sort: Sort) -> list[tuple[Page, str]]:
    """The papers of another upload with what they are called; only where that is plain."""
    called = sorted(one for one in mate.sides if one == sort.name or one.startswith(f"{sort.name}_"))
    papers = sort.among(mate.facts)
    if len(called) == 1:
        return [(paper, called[0]) for paper in papers]
    return list(zip(papers, called, strict=True)) if len(papers) == len(called) else []
