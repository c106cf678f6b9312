"""The simple mode: the same actions and words while Rasa is loading or down, found by plain keywords.

The rules of ``data/rules`` say which actions an intent leads to, for Rasa and for this alike.
"""

import json
import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

from backend.adapters.texts import Texts
from backend.domain.guide_parts import parts_asked

#: Runs one custom action: Rasa's action request in, its answer out.
RunAction = Callable[[dict[str, Any]], Awaitable[dict[str, Any]]]

#: Words that mean an intent when Rasa can't be asked, first match wins. A clerk's short list, not a classifier.
_KEYWORDS: tuple[tuple[str, str], ...] = (
    ("emergency", r"着火|救命|打我|不想活|自杀|骗.{0,4}(钱|转账)"),
    (
        "cancel_human",
        r"(不用|不要|不找|不需要|别找).{0,3}(人工|真人|工作人员)|^(不等了|算了.{0,2}不等|不用等)|^(我)?(还是)?先?自己(来)?先?(办|弄|搞)",
    ),
    ("stop_reuse", r"(别|不要|不准|不许|莫).{0,3}再?(用|拿).{0,6}(以前|上次|之前|原来|旧材料|旧的材料)"),
    ("send_anew", r"不用(上次|以前|之前)|重新拍|再拍"),
    ("use_earlier", r"用.{0,3}(上次|以前|之前|原来)的|上次.{0,4}交过"),
    ("delete_data", r"删.{0,3}(我)?.{0,4}(资料|数据|信息|记录|照片)|(资料|信息|数据).{0,4}删"),
    ("human", r"人工|真人|找个人|工作人员|客服"),
    ("stop", r"^(不办了|取消|算了|不搞了|退出)"),
    ("restart", r"重来|从头|重新开始"),
    ("back", r"上一步|返回|退回去"),
    ("change", r"改.{0,2}(名字|姓名|号码|身份证|答案|材料)|改一下|填错|写错"),
    (
        "bring_along",
        r"(到|去)?窗口再?(交|带)|带(到|去)窗口|(自己|直接)带(过)?去|先(帮我)?约(个)?时间|材料到时候(再)?(带|交)",
    ),
    ("repeat", r"再说一遍|重复|没听清"),
    ("wait", r"^等(一下|下|等)"),
    ("cancel_appointment", r"取消预约|不来了|预约.*取消"),
    ("move_appointment", r"改(个)?(时间|期|预约)"),
    ("appointment_info", r"约.*(什么时候|几点|时间)"),
    ("progress", r"进度|办得怎么样|办好了(吗|没)|TX-"),
    ("ask_fee", r"收费|多少钱|要钱|免费"),
    ("ask_days", r"多久|几天|多长时间"),
    ("ask_hours", r"几点(上|下|开)|上班|周末开|开门"),
    ("ask_place", r"在哪|哪里办|地址"),
    ("ask_phone", r"电话"),
    ("ask_self", r"代办|本人去|别人去"),
    ("ask_original", r"原件|复印"),
    ("ask_materials", r"要带什么|什么材料|哪些材料"),
    ("skip_material", r"没有这个|先不交|后面再补"),
    ("upload_how", r"怎么(拍|传)"),
    ("none_of_these", r"都不是|没有我要"),
    ("unsure", r"^(不清楚|不知道|不晓得|说不好)"),
    ("deny", r"^(不是|不对|不|没有|冇)$"),
    ("affirm", r"^(是|是的|对|对的|好|好的|可以|行|嗯|没错|要得|确认)(的|啊|呢|咯)?$"),
    ("continue", r"^(继续|下一步|好了|弄好了)"),
    ("greet", r"^(你好|您好|在吗|hi|hello)"),
    ("thanks", r"谢谢|多谢"),
)
_PAYLOAD = re.compile(r"^/(\w+)(\{.*\})?$", re.DOTALL)


class SimpleMode:
    """Answers with the hall's own actions, without Rasa."""

    def __init__(self, rules: Path, texts: Texts, run_action: RunAction) -> None:
        self._steps = load_rules(rules)
        self._texts = texts
        self._run_action = run_action

    async def turn(self, conversation_id: str, text: str, *, trusted: bool) -> Sequence[dict[str, Any]]:
        """The answer to a text or, when ``trusted``, to a payload."""
        match = _PAYLOAD.match(text) if trusted else None
        if match:
            entities = json.loads(match.group(2)) if match.group(2) else {}
            return await self._follow(conversation_id, match.group(1), text, entities)
        return await self._follow(conversation_id, guess(text), text, {})

    async def trigger(self, conversation_id: str, event: str, entities: dict[str, str]) -> Sequence[dict[str, Any]]:
        """What there is to say about an event."""
        return await self._follow(conversation_id, event, f"EXTERNAL: {event}", entities)

    async def _follow(
        self, conversation_id: str, intent: str, text: str, entities: Mapping[str, str]
    ) -> list[dict[str, Any]]:
        said: list[dict[str, Any]] = []
        for step in self._steps.get(intent) or self._steps["nlu_fallback"]:
            if step.startswith("utter_"):
                said.append({"text": self._texts.say(step.removeprefix("utter_"))})
                continue
            answer = await self._run_action(
                {
                    "next_action": step,
                    "sender_id": conversation_id,
                    "version": "simple",
                    "domain": {},
                    "tracker": {
                        "sender_id": conversation_id,
                        "slots": {},
                        "events": [],
                        "latest_message": {
                            "text": text,
                            "intent": {"name": intent, "confidence": 1.0},
                            "entities": [{"entity": k, "value": v} for k, v in entities.items()],
                        },
                    },
                }
            )
            said.extend(self._rendered(response) for response in answer["responses"])
        return said

    def _rendered(self, response: dict[str, Any]) -> dict[str, Any]:
        key = response.get("response")
        text = self._texts.say(str(key).removeprefix("utter_"), **response) if key else response.get("text")
        return {"text": text, "buttons": response.get("buttons") or [], "custom": response.get("custom") or {}}


def guess(text: str) -> str:
    """The intent that plain keywords point to; ``need`` when none does: the finder then judges."""
    for intent, pattern in _KEYWORDS:
        if re.search(pattern, text, re.IGNORECASE):
            return intent
    parts = parts_asked(text)
    return f"ask_{parts[0]}" if parts else "need"


def load_rules(folder: Path) -> dict[str, list[str]]:
    """From Rasa's rule files: intent → the actions it leads to."""
    steps: dict[str, list[str]] = {}
    for file in sorted(folder.glob("*.yml")):
        for rule in yaml.safe_load(file.read_text(encoding="utf-8")).get("rules") or []:
            first, *rest = rule["steps"]
            steps[first["intent"]] = [step["action"] for step in rest]
    return steps
