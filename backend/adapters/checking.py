"""Checking files from the command line, as the upload endpoint would."""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from backend.adapters.checkers import Checker, CheckerDied
from backend.domain.checks import judge_alone, judge_together, render
from backend.domain.checks.subject import believed
from backend.domain.facts import Expectation, Field, FileFacts, Finding, Judgement, Verdict

#: What is said of a file on which the checker died; the upload endpoint says the same.
_DIED = Finding("reading", False, "reader_failed", verdict=Verdict.HUMAN)
_MOST_BYTES = 20 * 1024 * 1024


def load_texts(path: Path) -> dict[str, str]:
    """The first text of every response in a Rasa domain file."""
    responses = yaml.safe_load(path.read_text(encoding="utf-8")).get("responses", {})
    return {key: str(variants[0].get("text", "")) for key, variants in responses.items() if variants}


def check_files(
    paths: Sequence[Path],
    expectation: Expectation | None,
    texts: Mapping[str, str],
    today: date,
    *,
    hints: bool = False,
) -> list[dict[str, Any]]:
    """One answer a file: file, kind, verdict, fields, findings, seconds. ``hints``: also what only the staff may see.

    With an expectation the files are the material's uploads: one may show a card's front and another its back.
    Without one, the answer says what each file is; its verdict only says whether it could be read.
    """
    read = asyncio.run(_read_all(paths))
    known = [facts for facts in read if facts is not None]
    beside = iter(judge_together(known, expectation, today) if expectation else ())
    answers = []
    for path, facts in zip(paths, read, strict=True):
        if facts is None:
            answers.append(_answer(path, None, Verdict.HUMAN, {}, [_finding(_DIED, texts)], 0.0))
        elif expectation is None:
            answers.append(_judged(path, facts, judge_alone(facts, today), texts, hints))
        else:
            answers.append(_judged(path, facts, next(beside), texts, hints))
    return answers


async def _read_all(paths: Sequence[Path]) -> list[FileFacts | None]:
    checker = Checker()
    read: list[FileFacts | None] = []
    try:
        for path in paths:
            if path.stat().st_size > _MOST_BYTES:
                read.append(FileFacts("", "", failure="too_large_file"))
                continue
            try:
                read.append(await checker.read(await asyncio.to_thread(path.read_bytes), path.name))
            except CheckerDied:
                read.append(None)
    finally:
        await checker.stop()
    return read


def _judged(
    path: Path, facts: FileFacts, judgement: Judgement, texts: Mapping[str, str], hints: bool
) -> dict[str, Any]:
    findings = [_finding(finding, texts) for finding in judgement.findings if hints or not finding.staff_only]
    return _answer(path, judgement.kind, judgement.verdict, judgement.fields, findings, facts.seconds)


def _finding(finding: Finding, texts: Mapping[str, str]) -> dict[str, Any]:
    message, remedy = render(finding, texts)
    return {"check": finding.check, "ok": finding.ok, "message": message, "remedy": remedy}


def _answer(
    path: Path,
    kind: str | None,
    verdict: Verdict,
    fields: Mapping[str, Field],
    findings: list[dict[str, Any]],
    seconds: float,
) -> dict[str, Any]:
    values = {key: field.value for key, field in believed(fields).items()}
    issued = values.get("issued") or values.get("valid_from") or values.get("start")
    if issued:
        values["issued"] = issued
    return {
        "file": str(path),
        "kind": kind or "unknown",
        "verdict": verdict.value,
        "fields": values,
        "findings": findings,
        "seconds": seconds,
    }
