"""``yuban bench checks`` when nothing is to be timed: it says what was right, and no speed."""

import json
import subprocess
import sys

from backend.settings import ROOT
from bench.checks import Clock

_SPEED = {"whole check", "plain RapidOCR", "ratio"}


def test_a_run_that_times_nothing_still_reports_what_is_right() -> None:
    run = [sys.executable, "-c", "from backend.cli import main; main()"]
    options = ["bench", "checks", "--timed", "0", "--count", "1", "--part", "seen", "--json"]
    done = subprocess.run([*run, *options], cwd=ROOT, capture_output=True, text=True, check=False, timeout=240)
    assert done.returncode == 0, done.stderr[-2000:]
    report = json.loads(done.stdout)
    assert (report["seen"]["specimens"], report["files timed"]) == (1, 0)
    assert report["peak memory, MB"] > 0
    assert not _SPEED & report.keys()


def test_a_clock_that_measured_nothing_has_nothing_to_say() -> None:
    clock = Clock()
    assert clock.report() == {}
    clock.measure(lambda: None, 1)
    assert set(clock.report()) > {"seconds a page, median"}
