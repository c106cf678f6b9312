"""How fast and how right the checks are, beside RapidOCR called plainly on the same pictures in the same run.

Speed: seconds and CPU seconds a page of the whole check (decoding, reading, fields, codes, seals, judging) in this
process and one thread, and of plain RapidOCR (its own settings, one thread) on the decoded pages.

Right: on specimens, whether a fault is caught, a good paper let through and every field read exactly; apart for those
that thresholds were tuned on and for the held-out part (other fonts, layouts and shapes of the faults). With
``--pictures FOLDER``, on the pictures of a folder whose ``manifest.csv`` has the columns file, shows and expected
("key=value;key=value"): whether kind and fields are right, absent or wrong.
"""

import argparse
import csv
import io
import json
import re
import resource
import statistics
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image
from rapidocr import RapidOCR

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "bench")]

from _specimens import expectation, plan, written  # noqa: E402

from backend.adapters.reader.documents import Pdf  # noqa: E402
from backend.adapters.reader.engine import Engine  # noqa: E402
from backend.adapters.reader.limits import Limits  # noqa: E402
from backend.adapters.reader.pictures import decode  # noqa: E402
from backend.adapters.reader.reading import read  # noqa: E402
from backend.domain.checks import judge, judge_alone  # noqa: E402
from backend.domain.checks.subject import believed  # noqa: E402
from backend.domain.facts import Expectation, FileFacts, Judgement, Verdict  # noqa: E402

TODAY = date(2026, 6, 1)
#: words in a manifest's "shows" → the kind a picture is; first match counts
SHOWN = (
    ("business licen", "business_license"), ("licence scan", "business_license"), ("PDF", "unknown"),
    ("driver", "license"), ("vehicle", "license"), ("transport permit", "license"),
    ("ID card back", "id_card_back"), ("ID card", "id_card_front"), ("invoice", "invoice"),
)  # fmt: skip


class Clock:
    """Seconds and CPU seconds of what runs inside ``measure``, a page each."""

    def __init__(self) -> None:
        self.wall: list[float] = []
        self.cpu: list[float] = []

    def measure(self, run: Callable[[], Any], pages: int) -> Any:
        wall, cpu = time.perf_counter(), time.process_time()
        result = run()
        self.wall.append((time.perf_counter() - wall) / max(1, pages))
        self.cpu.append((time.process_time() - cpu) / max(1, pages))
        return result

    def report(self) -> dict[str, float]:
        """Nothing when nothing was timed."""
        if not self.wall:
            return {}
        values = sorted(self.wall)
        return {
            "seconds a page, median": round(statistics.median(values), 3),
            "seconds a page, p95": round(values[min(len(values) - 1, int(len(values) * 0.95))], 3),
            "CPU seconds a page, median": round(statistics.median(self.cpu), 3),
            "CPU seconds a page, mean": round(statistics.fmean(self.cpu), 3),
        }


def decoded(data: bytes) -> list[np.ndarray]:
    """The pages of a file as pictures, full size, for the plain engine."""
    if data.startswith(b"%PDF"):
        return [sheet.pixels for sheet in Pdf(data, Limits()) if sheet.pixels is not None]
    try:
        picture = np.asarray(Image.open(io.BytesIO(data)).convert("RGB"))[:, :, ::-1]
        return [np.ascontiguousarray(picture)]
    except OSError:
        return [picture.pixels for picture in decode(data, Limits())]


class Bench:
    """One engine, one plain engine, and their clocks."""

    def __init__(self) -> None:
        self.engine = Engine()
        self.engine.warm_up()
        self.plain = RapidOCR(
            params={
                "Global.log_level": "critical",
                "EngineConfig.onnxruntime.intra_op_num_threads": 1,
                "EngineConfig.onnxruntime.inter_op_num_threads": 1,
            }
        )
        self.plain(np.full((64, 200, 3), 255, np.uint8))
        self.ours, self.theirs = Clock(), Clock()

    def check(self, data: bytes, wanted: Expectation | None, *, timed: bool = True) -> tuple[FileFacts, Any]:
        """The whole check of a file; ``timed``: also the plain engine, and both on the clock."""

        def whole() -> tuple[FileFacts, Any]:
            facts = read(data, engine=self.engine)
            return facts, judge(facts, wanted, TODAY) if wanted else judge_alone(facts, TODAY)

        if not timed:
            return whole()
        pages = decoded(data)
        facts, judgement = self.ours.measure(whole, len(pages))
        self.theirs.measure(lambda: [self.plain(page) for page in pages], len(pages))
        return facts, judgement


def specimens(bench: Bench, count: int, seconds: float, most_timed: int, *, held_out: bool) -> dict[str, Any]:
    """Good papers let through and read, faults caught. A fault that goes to a person is caught too.

    Only the first ``most_timed`` good ones are read by the plain engine too, and on the clock.
    """
    good: Counter[str] = Counter()
    fields: dict[str, Counter[str]] = defaultdict(Counter)
    faulty: dict[str, Counter[str]] = defaultdict(Counter)
    notes: dict[str, list[str]] = {"passed though faulty": [], "sent back though good": [], "good to a person": []}
    until, done = time.monotonic() + seconds, 0
    for one in plan(count, held_out=held_out):
        if time.monotonic() > until:
            break
        done += 1
        timed = one.good and good.total() < most_timed
        _, judgement = bench.check(one.data(TODAY), expectation(one, TODAY), timed=timed)
        name, verdict = f"{one.kind} {one.fault} {one.seed}", judgement.verdict
        if not one.good:
            faulty[str(one.fault)][verdict.value] += 1
            if verdict is Verdict.PASS:
                notes["passed though faulty"].append(name)
            continue
        good[verdict.value] += 1
        _count_fields(fields[one.kind], judgement, written(one.kind, one.seed, TODAY))
        if verdict is not Verdict.PASS:
            keys = ",".join(finding.key for finding in judgement.findings if not finding.ok)
            notes["sent back though good" if verdict is Verdict.FIX else "good to a person"].append(f"{name}: {keys}")
    caught = sum(n for verdicts in faulty.values() for verdict, n in verdicts.items() if verdict != Verdict.PASS.value)
    return {
        "specimens": done,
        "good": {**good, "sent back, share": round(good["fix"] / max(1, good.total()), 3)},
        "faults caught": f"{caught} of {sum(verdicts.total() for verdicts in faulty.values())}",
        "faults": {fault: dict(faulty[fault]) for fault in sorted(faulty)},
        "fields": {kind: dict(states) for kind, states in sorted(fields.items())},
        **notes,
    }


def _count_fields(states: Counter[str], judgement: Judgement, truths: dict[str, str]) -> None:
    """Of each field: "name right", "name absent" (nothing, or nothing sure enough to be shown) or "name wrong"."""
    shown = {key: field.value for key, field in believed(judgement.fields).items()}
    for key, truth in truths.items():
        seen = shown.get(key)
        states[f"{key} {'absent' if seen is None else 'right' if _same(seen, truth) else 'wrong'}"] += 1


def pictures(bench: Bench, folder: Path) -> dict[str, Any]:
    """Kinds and fields against the manifest. A field the picture shows but the answer lacks is absent, not wrong."""
    fields: dict[str, Counter[str]] = defaultdict(Counter)
    kinds: Counter[str] = Counter()
    wrong: list[str] = []
    verdicts: Counter[str] = Counter()
    with (folder / "manifest.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        facts, judgement = bench.check((folder / row["file"]).read_bytes(), None)
        kind = judgement.kind or "unknown"
        wanted = next((shown for word, shown in SHOWN if word in row["shows"]), "unknown")
        kinds["right" if kind == wanted else "wrong"] += 1
        verdicts[judgement.verdict.value] += 1
        if kind != wanted:
            wrong.append(f"{row['file']}: {kind}, not {wanted}")
        read_fields = {key: field.value for key, field in believed(judgement.fields).items()}
        for key, truth in _truths(row["expected"]).items():
            seen = read_fields.get(key) if key != "seals" else str(sum(len(page.seals) for page in facts.pages))
            state = "absent" if seen is None else "right" if _same(seen, truth) else "wrong"
            fields[key][state] += 1
            if state == "wrong":
                wrong.append(f"{row['file']}: {key} ({judgement.verdict.value})")
    return {
        "kinds": dict(kinds),
        "fields": {key: dict(states) for key, states in fields.items()},
        "verdicts": dict(verdicts),
        "wrong": wrong,  # names of files and fields only
    }


def _truths(text: str) -> dict[str, str]:
    """The expected fields by our names: days as ISO dates, an open end as 长期."""
    known = dict(part.split("=", 1) for part in text.split(";") if "=" in part)
    names = {"id": "id_number", "no": "number"}
    result = {names.get(key, key): value for key, value in known.items()}
    for key in ("period", "valid"):
        if key in result:
            days = re.split(r"至|-(?=\d{4}\.)|至(?=\d{4}-)", result.pop(key))
            result["expires"] = _day(days[-1])
            if key == "valid" and len(days) == 2:
                result["valid_from"] = _day(days[0])
    for key in ("start", "date"):
        if key in result:
            result["issued" if key == "date" else key] = _day(result.pop(key))
    ours = ("uscc", "name", "legal_person", "start", "expires", "valid_from", "id_number", "issuer", "sex", "nation")
    return {key: result[key] for key in (*ours, "number", "code", "issued", "seals") if key in result}


def _day(text: str) -> str:
    numbers = re.findall(r"\d+", text)
    return "-".join(number.zfill(2) for number in numbers[:3]) if len(numbers) >= 3 else "长期"


def _same(seen: str, truth: str) -> bool:
    return re.sub(r"[\s()（）]", "", seen) == re.sub(r"[\s()（）]", "", truth)


def _speed(ours: dict[str, float], theirs: dict[str, float]) -> dict[str, dict[str, float]]:
    """Ours beside the plain engine's; nothing when nothing was timed."""
    if not ours or not theirs:
        return {}
    ratio = {key: round(ours[key] / theirs[key], 3) for key in ours}
    return {"whole check": ours, "plain RapidOCR": theirs, "ratio": ratio}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--pictures", type=Path, help="a folder of pictures with its manifest.csv, instead of specimens"
    )
    parser.add_argument("--count", type=int, default=60, help="how many specimens, half of them held out")
    parser.add_argument("--seconds", type=float, default=600, help="stop after so long")
    parser.add_argument("--timed", type=int, default=10, help="how many good ones of each part are timed; 0: none")
    parser.add_argument("--part", choices=("both", "seen", "held-out"), default="both", help="which specimens")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    bench = Bench()
    right: dict[str, Any] = {}
    if options.pictures:
        right["pictures"] = pictures(bench, options.pictures)
    parts = [part for part in ("seen", "held-out") if options.part in ("both", part)]
    for part in parts if not options.pictures else ():
        share = options.count // len(parts)
        limit = options.seconds / len(parts)
        right[part] = specimens(bench, share, limit, options.timed, held_out=part == "held-out")
    report = {
        "files timed": len(bench.ours.wall),
        **_speed(bench.ours.report(), bench.theirs.report()),
        "peak memory, MB": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
        **right,
    }
    if options.json:
        print(json.dumps(report, ensure_ascii=False, indent=2))
        return
    for key, value in report.items():
        print(f"{key}: {json.dumps(value, ensure_ascii=False)}")


if __name__ == "__main__":
    main()
