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
    #: Whose the papers in a file are, where papers of two people may look the same; None: the identity tells them apart
    owner: Callable[[FileFacts], str | None] | None = None

    def among(self, facts: FileFacts) -> list[Page]:
        """The papers of this sort in a file."""
        return [paper for page in facts.pages for paper in single_papers(page) if self.belongs(paper)]


def numbered(facts: FileFacts, sort: Sort, wanted: Expectation, count: int) -> list[Numbered]:
    """What each of a file's papers of one sort is called beside the material's other uploads, of which ``count`` are
    asked for."""
    done: list[Numbered] = []
    for paper in sort.among(facts):
        done.append(_one(paper, facts, sort, wanted, done) or _new(paper, facts, sort, wanted, count, done))
    return done


def _one(paper: Page, facts: FileFacts, sort: Sort, wanted: Expectation, done: Sequence[Numbered]) -> Numbered | None:
    """The paper as one that is known already; None when it is surely or perhaps another."""
    for earlier in done if sort.owner is None else ():
        if _alike(paper, earlier.paper, sort):
            return Numbered(paper, earlier.called)
    for mate in wanted.mates:
        for other, called in _of_mate(mate, sort):
            if _alike(paper, other, sort) and (same_picture(paper, other) or _same_owner(facts, mate.facts, sort)):
                return Numbered(paper, called)
    return None


def _new(
    paper: Page, facts: FileFacts, sort: Sort, wanted: Expectation, count: int, done: Sequence[Numbered]
) -> Numbered:
    unsure = sort.identity(paper) is None or any(_alike(paper, earlier.paper, sort) for earlier in done)
    for mate in wanted.mates:
        alike = any(_alike(paper, other, sort) for other, _ in _of_mate(mate, sort))
        unsure = unsure or (alike and _same_owner(facts, mate.facts, sort) is None)
    return Numbered(paper, _free(sort, wanted, count, {one.called for one in done}), unsure)


def _alike(one: Page, other: Page, sort: Sort) -> bool:
    mine = sort.identity(one)
    return mine is not None and sort.identity(other) == mine


def _same_owner(mine: FileFacts, theirs: FileFacts, sort: Sort) -> bool | None:
    """Whether papers that look the same are one person's; None: it can't be told."""
    if sort.owner is None:
        return True
    first, second = sort.owner(mine), sort.owner(theirs)
    return first == second if first and second else None


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
