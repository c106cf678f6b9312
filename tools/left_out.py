"""A pytest plugin: says at the end what was left out and why, and lets CI leave nothing out.

``YUBAN_NOTHING_LEFT_OUT=1`` makes a run fail in which a test was skipped.
"""

import os
from typing import Any

import pytest

STRICT = os.environ.get("YUBAN_NOTHING_LEFT_OUT") == "1"


def _reason(report: Any) -> str:
    detail = report.longrepr
    return detail[2] if isinstance(detail, tuple) else str(detail)


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """Turns success into failure if something was skipped and nothing may be."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if STRICT and exitstatus == 0 and reporter is not None and reporter.stats.get("skipped"):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Names every test that did not run."""
    skipped = terminalreporter.stats.get("skipped", [])
    if not skipped:
        terminalreporter.write_line("Nothing was left out.")
        return
    terminalreporter.section("LEFT OUT" + (", which this run does not allow" if STRICT else ""), "=", red=STRICT)
    for report in skipped:
        terminalreporter.write_line(f"{report.nodeid}: {_reason(report)}")
