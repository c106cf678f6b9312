"""What must be understood at every step, by the real Rasa as the hall trains it."""

import inspect
import json
import re
from typing import Any

import pytest

from backend.settings import ROOT
from bench._nlu_report import regressions, write
from bench.nlu import KEPT_FIGURES, REPORTS, phrases, report

IMPORTANT = [
    ("取消", "stop"),
    ("不办了", "stop"),
    ("收费吗", "ask_fee"),
    ("转人工", "human"),
    ("上一步", "back"),
    ("要多久", "ask_days"),
    ("在哪里办", "ask_place"),
    ("几点上班", "ask_hours"),
    ("要带什么", "ask_materials"),
    ("查进度", "progress"),
    ("查进度 TX-7KQ2-M4HN", "progress"),
    ("改时间", "move_appointment"),
    *((text, "affirm") for text in ("是的", "嗯", "对", "好的", "可以")),
    *((text, "deny") for text in ("不是", "没有")),
    ("我发完了", "upload_done"),
    *((text, "plain_mode") for text in ("看不清", "读大声点", "字大点")),
    ("谢谢", "thanks"),
    ("傻逼", "abuse"),
    ("你是机器人吗", "who_are_you"),
]


async def _parsed(rasa: Any, text: str) -> dict[str, Any]:
    found = rasa.parse(text)
    answer: dict[str, Any] = await found if inspect.isawaitable(found) else found
    return answer


#: What the assistant tells residents to say ("说「改名字」").
PROMISED = sorted(set(re.findall(r"[说回][::]?\s?「([^」]+)」", (ROOT / "domain.yml").read_text(encoding="utf-8"))))


@pytest.mark.parametrize("text", PROMISED)
async def test_what_residents_are_told_to_say_is_understood(rasa: Any, text: str) -> None:
    parsed = await _parsed(rasa, text)
    assert parsed["intent"]["name"] not in {"need", "nlu_fallback", "out_of_scope", "chitchat"}


@pytest.mark.parametrize(("text", "intent"), IMPORTANT)
async def test_the_important_words(rasa: Any, text: str, intent: str) -> None:
    parsed = await _parsed(rasa, text)
    assert parsed["intent"]["name"] == intent


async def test_held_out_phrases(rasa: Any) -> None:
    wanted = phrases(ROOT / "tests" / "nlu" / "held_out")
    found = report(wanted, [await _parsed(rasa, text) for _, text in wanted])
    write(found, REPORTS)
    assert found["best"] >= 0.9, json.dumps(found["confusions"], ensure_ascii=False)
    assert found["needs misrouted"] <= 0.05, found["mistakes"]
    assert found["others taken for a need"] <= 0.03, found["mistakes"]
    assert regressions(found, json.loads(KEPT_FIGURES.read_text(encoding="utf-8"))) == []
