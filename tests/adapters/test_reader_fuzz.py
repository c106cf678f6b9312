"""Broken files of every format through the whole reader: an answer each, soon, and in little memory."""

from collections.abc import Callable

import psutil
from hypothesis import given

from backend.adapters.specimens.make import DAY
from backend.domain.checks import judge_alone
from backend.domain.checks.opens import FAILURES
from backend.domain.facts import FileFacts, facts_from_json, facts_to_json
from tests.broken_files import CORPUS, broken_files, fuzzing

_MOST_SECONDS = 20.0  # of one file, on a busy machine
_MOST_GROWTH = 500 * 1024**2  # bytes by which the process may grow over all of them: the engine's own arenas


@fuzzing
@given(data=broken_files())
def test_every_broken_file_gets_an_answer(read_bytes: Callable[[bytes], FileFacts], data: bytes) -> None:
    before = psutil.Process().memory_info().rss
    facts = read_bytes(data)
    assert facts.failure is None or facts.failure in FAILURES
    assert bool(facts.pages) == (facts.failure is None)
    assert facts.seconds < _MOST_SECONDS
    assert facts_from_json(facts_to_json(facts)) == facts
    assert judge_alone(facts, DAY).findings
    assert psutil.Process().memory_info().rss - before < _MOST_GROWTH


def test_the_corpus_itself_opens(read_bytes: Callable[[bytes], FileFacts]) -> None:
    failures = {name: read_bytes(data).failure for name, data in CORPUS.items()}
    assert {name for name, failure in failures.items() if failure} == {"half a heic"}
