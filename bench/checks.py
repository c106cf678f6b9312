"""How fast and how right the checks are, beside RapidOCR called plainly on the same pictures in the same run.

Speed: seconds and CPU seconds a page of the whole check (decoding, reading, fields, codes, seals, judging) in this
process and one thread, and of plain RapidOCR (its own settings, one thread) on the decoded pages.

Right: on specimens, whether a fault is caught and a good paper let through. With ``--pictures FOLDER``, on the
pictures of a folder whose ``manifest.csv`` has the columns file, shows and expected ("key=value;key=value"):
whether kind and fields are right, absent or wrong, and whether something wrong was passed.
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
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image
from rapidocr import RapidOCR

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from backend.adapters.reader.documents import Pdf  # noqa: E402
from backend.adapters.reader.engine import Engine  # noqa: E402
from backend.adapters.reader.limits import Limits  # noqa: E402
from backend.adapters.reader.pictures import decode  # noqa: E402
from backend.adapters.reader.reading import read  # noqa: E402
from backend.adapters.specimens import FAULTS, TOLERABLE, business, make, person  # noqa: E402
from backend.domain.checks import judge, judge_alone  # noqa: E402
from backend.domain.checks.subject import SIDES, believed  # noqa: E402
from backend.domain.facts import Applicant, Expectation, FileFacts, Verdict  # noqa: E402

TODAY = date(2026, 6, 1)
#: kind of specimen → kind, name and holder of the material it is made for
MATERIALS = {
    "id_card_front": ("id_card", "身份证", "applicant"),
    "id_card_back": ("id_card", "身份证", "applicant"),
    "business_license": ("business_license", "营业执照", "business"),
    "lease": ("premises", "租赁合同", ""),
    "property_certificate": ("premises", "产权证", ""),
    "application_form": ("application_form", "食品小经营许可申请书", ""),
    "health_certificate": ("health_certificate", "健康证明", ""),
    "power_of_attorney": ("power_of_attorney", "委托书", "applicant"),
}
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


def specimens(bench: Bench, seeds: range) -> dict[str, Any]:
    """Good papers let through, faults caught. A fault that goes to a person is caught too."""
    good: Counter[str] = Counter()
    faulty: dict[str, Counter[str]] = defaultdict(Counter)
    passed, back = [], []
    for kind, fault, seed, data in _made(seeds):
        who = person(seed, today=TODAY)
        shop = business(seed, who)
        material, name, holder = MATERIALS[kind]
        applicant = Applicant(who.name, who.id_number, shop.name, shop.uscc)
        wanted = Expectation(
            kind, name, material, title_words=(name,), holder=holder, seal=kind == "business_license",
            applicant=applicant, sides_present=frozenset(SIDES),
        )  # fmt: skip
        _, judgement = bench.check(data, wanted, timed=fault is None)
        if fault is None or fault in TOLERABLE:
            good[judgement.verdict.value] += 1
            back += [f"{kind} {fault} {seed}"] if judgement.verdict is Verdict.FIX else []
        else:
            faulty[fault][judgement.verdict.value] += 1
            passed += [f"{kind} {fault} {seed}"] if judgement.verdict is Verdict.PASS else []
    return {
        "good": dict(good),
        "faults": {fault: dict(verdicts) for fault, verdicts in faulty.items()},
        "passed though faulty": passed,
        "sent back though good": back,
    }


def _made(seeds: range) -> Iterator[tuple[str, str | None, int, bytes]]:
    for kind in MATERIALS:
        for fault in (None, *FAULTS):
            for seed in seeds:
                try:
                    yield kind, fault, seed, make(kind, fault=fault, seed=seed, today=TODAY)
                except ValueError:  # no such fault on this paper
                    continue


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


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--pictures", type=Path, help="a folder of pictures with its manifest.csv, instead of specimens"
    )
    parser.add_argument("--seeds", type=int, default=1, help="how many specimens of each kind and fault")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    bench = Bench()
    right = pictures(bench, options.pictures) if options.pictures else specimens(bench, range(1, options.seeds + 1))
    ours, theirs = bench.ours.report(), bench.theirs.report()
    report = {
        "files timed": len(bench.ours.wall),
        "whole check": ours,
        "plain RapidOCR": theirs,
        "ratio": {key: round(ours[key] / theirs[key], 3) for key in ours},
        "peak memory, MB": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
        "pictures" if options.pictures else "specimens": right,
    }
    if options.json:
        print(json.dumps(report, ensure_ascii=False, indent=2))
        return
    for key, value in report.items():
        print(f"{key}: {json.dumps(value, ensure_ascii=False)}")


if __name__ == "__main__":
    main()
