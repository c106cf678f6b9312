"""How well the assistant understands phrases it was not trained on.

Trains as the hall does (only when what a model is made from has changed), starts Rasa, has every phrase of
``tests/nlu/held_out`` parsed, and reports per intent, the confusions, and how often a need goes astray.
"""

import argparse
import asyncio
import json
import secrets
import sys
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

import aiohttp
import yaml

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from backend.adapters.postgres import EmbeddedPostgres  # noqa: E402
from backend.adapters.rasa_environment import ensure_environment  # noqa: E402
from backend.adapters.rasa_process import RasaKeys, RasaProcess  # noqa: E402
from backend.adapters.rasa_training import RasaFiles, train_if_changed  # noqa: E402
from bench._nlu_report import guesses, histogram, regressions, thresholds, to_keep, write  # noqa: E402

HELD_OUT = ROOT / "tests" / "nlu" / "held_out"
#: the figures that a change must not make worse, and where the report goes
KEPT_FIGURES = ROOT / "tests" / "nlu" / "kept_figures.json"
REPORTS = ROOT / "artefacts" / "nlu"
#: intents whose texts go to the finder (actions/answers.py); a need taken for any of these is not lost
TO_FINDER = frozenset({"need", "nlu_fallback", "out_of_scope", "chitchat"})


def phrases(folder: Path) -> list[tuple[str, str]]:
    """Intent and phrase, of every file in the folder."""
    found = []
    for file in sorted(folder.glob("*.yml")):
        for block in yaml.safe_load(file.read_text(encoding="utf-8"))["nlu"]:
            lines = (line for line in block["examples"].splitlines() if line.startswith("- "))
            found += [(block["intent"], line[2:].strip()) for line in lines]
    return found


async def parse_all(texts: list[str], data: Path) -> list[dict[str, Any]]:
    """What Rasa makes of each text."""

    def show(line: str) -> None:
        print(line, file=sys.stderr, flush=True)

    files = RasaFiles.of_project(ROOT)
    await asyncio.to_thread(ensure_environment, files.box, show)
    model = await train_if_changed(files, data, show)
    keys = RasaKeys(*(secrets.token_hex(16) for _ in range(3)))
    with tempfile.TemporaryDirectory() as scratch, EmbeddedPostgres(Path(scratch) / "pg", durable=False) as server:
        rasa = RasaProcess(
            files,
            Path(scratch),
            model=model,
            keys=keys,
            action_url="http://127.0.0.1:9/actions",
            tracker_url=server.libpq_url("yuban"),
        )
        await rasa.start()
        try:
            await rasa.ready()
            async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=30)) as session:
                return [await _parse(session, f"{rasa.url}/model/parse", keys.api_token, text) for text in texts]
        finally:
            await rasa.stop()


async def _parse(session: aiohttp.ClientSession, url: str, token: str, text: str) -> dict[str, Any]:
    async with session.post(url, params={"token": token}, json={"text": text}) as answer:
        answer.raise_for_status()
        parsed: dict[str, Any] = await answer.json()
        return parsed


def share(part: int, whole: int) -> float | None:
    return round(part / whole, 4) if whole else None


def report(wanted: list[tuple[str, str]], got: list[dict[str, Any]]) -> dict[str, Any]:
    """Accuracy with the fallback as it is set (``taken``) and by the best intent alone (``best``)."""
    taken = [parsed["intent"]["name"] for parsed in got]
    best = [next(r["name"] for r in parsed["intent_ranking"] if r["name"] != "nlu_fallback") for parsed in got]
    intents = sorted({intent for intent, _ in wanted})
    per_intent = {}
    for intent in intents:
        mine = [n for n, (name, _) in enumerate(wanted) if name == intent]
        claimed = [n for n, name in enumerate(best) if name == intent]
        hit = sum(best[n] == intent for n in mine)
        per_intent[intent] = {
            "phrases": len(mine),
            "best": share(hit, len(mine)),
            "taken": share(sum(taken[n] == intent for n in mine), len(mine)),
            "f1": share(2 * hit, len(mine) + len(claimed)),
        }
    triples = list(zip(wanted, taken, best, strict=True))
    needs = [name for (intent, _), name, _ in triples if intent == "need"]
    others = [name for (intent, _), name, _ in triples if intent not in TO_FINDER]
    outside = [name for (intent, _), name, _ in triples if intent == "out_of_scope"]
    sure = guesses(wanted, got)
    confused = Counter((intent, name) for (intent, _), name, _ in triples if name not in {intent, "nlu_fallback"})
    return {
        "phrases": len(wanted),
        "best": share(sum(b == i for (i, _), _, b in triples), len(wanted)),
        "taken": share(sum(t == i for (i, _), t, _ in triples), len(wanted)),
        "wrongly taken": share(sum(t not in {i, "nlu_fallback"} for (i, _), t, _ in triples), len(wanted)),
        "fallback": share(sum(t == "nlu_fallback" for _, t, _ in triples), len(wanted)),
        "needs misrouted": share(sum(name not in TO_FINDER for name in needs), len(needs)),
        "others taken for a need": share(sum(name == "need" for name in others), len(others)),
        "out of scope recall": share(sum(name == "out_of_scope" for name in outside), len(outside)),
        "out of scope kept out": share(sum(name in TO_FINDER for name in outside), len(outside)),
        "confusions": [[i, name, n] for (i, name), n in confused.most_common()],
        "intents": per_intent,
        "mistakes": [[text, i, t] for (i, text), t, _ in triples if t not in {i, "nlu_fallback"}],
        "histogram": histogram(sure),
        "thresholds": thresholds(sure),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--phrases", type=Path, default=HELD_OUT)
    parser.add_argument("--data", type=Path, default=ROOT / "var", help="where models are kept: the hall's data folder")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--reports", type=Path, default=REPORTS, help="where report.md and report.json are written")
    parser.add_argument("--keep", action="store_true", help="keep these figures as the ones to compare with")
    options = parser.parse_args()
    wanted = phrases(options.phrases)
    options.data.mkdir(parents=True, exist_ok=True)
    found = report(wanted, asyncio.run(parse_all([text for _, text in wanted], options.data)))
    write(found, options.reports)
    if options.keep:
        KEPT_FIGURES.write_text(json.dumps(to_keep(found), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    if options.json:
        print(json.dumps(found, ensure_ascii=False, indent=1))
    else:
        _show(found)
    if options.phrases == HELD_OUT:
        worse = regressions(found, json.loads(KEPT_FIGURES.read_text(encoding="utf-8")))
        if worse:
            sys.exit("Worse than the kept figures:\n" + "\n".join(worse))


def _show(found: dict[str, Any]) -> None:
    for key, value in found.items():
        rows = value.items() if isinstance(value, dict) else [(key, value)]
        print("\n".join(f"{name}: {json.dumps(row, ensure_ascii=False)}" for name, row in rows))


if __name__ == "__main__":
    main()
