"""Plays a talk over HTTP: every word, button and file goes the way a resident's goes, and everything heard is judged.

What no answer may ever hold is looked for after each part, whether the talk says so or not.
"""

import asyncio
import re
import secrets
from dataclasses import dataclass, field
from typing import Any

import aiohttp

from backend.domain.clock import local
from backend.running import Running
from backend.services import appointments, conversations, escalations, packages, uploads
from tests import factories
from tests.dialogue.talk_files import Part, Place, Talk

ANSWER = 60.0
STEPS = {
    "confirm": "核实事项", "questions": "问情况", "applicant": "申请人", "materials": "材料", "slot": "时间",
    "summary": "核对", "done": "完成",
}  # fmt: skip
STATUS = {
    "draft": "准备中", "submitted": "已提交", "returned": "要补", "accepted": "通过", "rejected": "没通过",
    "withdrawn": "不办了",
}  # fmt: skip
MATERIAL = {
    "missing": "没发", "checking": "在看", "passed": "可以", "fix": "重发", "human": "人看", "later": "窗口查",
    "optional": "可不交", "brought": "带到窗口",
}  # fmt: skip
#: Never said: a key, a field that was not filled, an English id, an error of ours.
_NEVER = re.compile(r"utter_|\{[a-z_]|[a-z]+_[a-z_]+|[a-z]{2,}-[a-z]{2,}-|None|出了点问题|没有办成")
_LONGEST = 900


class Stumbled(AssertionError):
    """A talk went wrong; the message tells the talk up to there."""


@dataclass
class Player:
    """One resident's talk."""

    running: Running
    talk: Talk
    session: aiohttp.ClientSession
    who: factories.Somebody = field(default_factory=factories.somebody)
    told: list[str] = field(default_factory=list)
    id: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    seen: int = 0
    last: list[dict[str, Any]] = field(default_factory=list)
    #: every button ever shown: label → token, the first of each
    shown: dict[str, str] = field(default_factory=dict)
    question: tuple[str, set[str]] = ("", set())

    async def play(self) -> None:
        """The whole talk. Raises ``Stumbled``."""
        part = bytes(secrets.token_bytes(3))
        self.headers["X-Forwarded-For"] = f"10.{part[0]}.{part[1]}.{part[2]}"
        opened = await self._call("POST", "/conversations")
        self.id = opened["conversation"]
        self.headers["Authorization"] = f"Bearer {opened['secret']}"
        await self._hear()
        for step in self.talk.parts:
            before = self.question
            await self._do(step)
            self._judge(step, before)
        await self._judge_end()
        await self._judge_privacy()

    # -- what the resident does -----------------------------------------------------------------------------------

    async def _do(self, part: Part) -> None:
        if part.says is not None:
            for text in part.says:
                await self._say(text)
        elif part.presses is not None or part.presses_twice is not None:
            await self._press(part.presses or part.presses_twice or "", 2 if part.presses_twice else 1)
        elif part.presses_old is not None:
            label = next((known for known in self.shown if known.startswith(part.presses_old or "")), None)
            if label is None:
                self._stumble(f"从来没有过「{part.presses_old}」这个按钮")
            self.told.append(f"    按旧的: {label}")
            await self._call("POST", "/conversations/me/messages", json={"button": self.shown[label or ""]})
        elif part.uploads is not None:
            await self._upload(part.uploads, part.as_material, part.caption)
        elif part.walks is not None:
            await self._walk(part.walks)
        elif part.minutes is not None:
            self.told.append(f"    过了 {part.minutes} 分钟")
            self.running.hall.clock.move(minutes=part.minutes)  # type: ignore[attr-defined]
            await appointments.sweep(self.running.hall)  # as the timetable does twice a minute
            await asyncio.sleep(2.5)
        elif part.reloads is not None:
            self.told.append("    刷新页面")
            opened = await self._call("POST", "/conversations")
            if opened["conversation"] != self.id or max(m["id"] for m in opened["messages"]) != self.seen:
                self._stumble("刷新以后对话不见了")
        else:
            await self._staff(part)
            self.running.hall.clock.move(seconds=1)  # type: ignore[attr-defined]  # what is sent next comes later
        if part.walks is None:
            await self._hear()

    async def _say(self, text: str) -> None:
        filled = self._filled(text)
        self.told.append(f"  群众: {filled}")
        await self._call(
            "POST", "/conversations/me/messages", json={"text": filled, "client_key": secrets.token_hex(6)}
        )

    async def _press(self, label: str, times: int) -> None:
        found = next((b for m in reversed(self.last) for b in m["buttons"] if b["label"].startswith(label)), None)
        if found is None:
            self._stumble(f"没有「{label}」这个按钮，有的是：{self._labels()}")
        assert found is not None
        self.told.append(f"    按: {found['label']}")
        await asyncio.gather(
            *(self._call("POST", "/conversations/me/messages", json={"button": found["token"]}) for _ in range(times))
        )

    async def _upload(self, specimens: list[Any], material: str | None, caption: str | None) -> None:
        key = None
        if material is not None:
            progress = await packages.progress(self.running.hall, (await self._package()).id)
            key = next((s.material.key for s in progress.materials if material in s.material.name), None)
            if key is None:
                self._stumble(f"没有「{material}」这份材料：{[s.material.name for s in progress.materials]}")
        for n, specimen in enumerate(specimens, 1):
            self.told.append(f"    上传: {specimen}" + (f"（当作{material}）" if material else ""))
            data = factories.png()
            await factories.keep(self.running.hall, data, *self._pages(specimen))
            form = aiohttp.FormData()
            if key:
                form.add_field("material", key)
            if n < len(specimens):
                form.add_field("more", "1")
            form.add_field("file", data, filename=f"{specimen}.png", content_type="image/png")
            await self._call("POST", "/conversations/me/uploads", data=form)
        if caption:
            await self._say(caption)
        while any(u.status in {"queued", "checking"} for u in await self._files()):
            await factories.check_all(self.running.hall)
            await asyncio.sleep(0.02)

    def _pages(self, specimen: str) -> list[Any]:
        other = factories.somebody("王小明")
        return {
            "身份证": [factories.front(self.who), factories.back()],
            "身份证正面": [factories.front(self.who)],
            "身份证反面": [factories.back()],
            "模糊的身份证": [factories.front(self.who, blurred=True)],
            "过期的身份证": [factories.front(self.who), factories.back("2020-01-01")],
            "别人的身份证": [factories.front(other), factories.back()],
            "租赁合同": [factories.lease()],
            "申请书": [factories.form()],
            "认不出的照片": [factories.nothing_known()],
            "委托书": [factories.page(("power_of_attorney",), "授权委托书", name=self.who.name)],
            "个体户的执照": [factories.licence()],
        }[specimen]

    async def _walk(self, place: Place) -> None:
        """The plain way of a sole trader's registration, as far as this, word by word."""
        await self._say("帮我弄一个个体工商户的营业执照")
        await self._hear()
        if "个体户办执照" in self._labels():
            await self._press("个体户办执照", 1)
            await self._hear()
        ways: list[tuple[Place, list[str]]] = [
            ("核实事项", []),
            ("问情况", ["1"]),
            ("申请人", ["房子是租房东的", "我本人亲自跑"]),
            ("材料", ["{姓名}，{号码}"]),
            ("时间", []),
            ("核对", ["第一个"]),
            ("提交", []),
        ]
        for reached, words in ways:
            for text in words:
                await self._say(text)
                await self._hear()
                if "刚被别人约走" in self._said():  # by another talk, at this very moment
                    await self._say(text)
                    await self._hear()
            if reached == "时间":
                for specimen in ("身份证", "申请书", "租赁合同"):
                    await self._upload([specimen], specimen, None)
                    await self._hear()
            if reached == "提交":
                await self._press("提交", 1)
                await self._hear()
            if reached == place:
                return

    async def _staff(self, part: Part) -> None:
        hall = self.running.hall
        boss = await factories.admin(hall)
        hall.clock.move(seconds=1)  # type: ignore[attr-defined]  # staff come after what was sent before
        self.told.append(f"    工作人员: {part.staff or part.staff_says}")
        if part.staff in {"通过", "退回", "不通过"}:
            package = await self._package()
            match part.staff:
                case "通过":
                    await packages.decide(hall, boss, package.id, "accept")
                case "退回":
                    await packages.decide(hall, boss, package.id, "return", "", {"lease": "合同少了一页，请补上"})
                case _:
                    await packages.decide(hall, boss, package.id, "reject", "这个地方不能开店")
            return
        escalation = await escalations.current(hall, self.id)
        if escalation is None:
            self._stumble("没有人在等工作人员")
        assert escalation is not None
        if part.staff == "接手":
            await escalations.take(hall, boss, escalation.id)
            return
        owner = escalation.taken_by
        async with hall.database.reading() as session:
            holder = await session.get(type(boss), owner)
        assert holder is not None
        if part.staff == "交回":
            await escalations.hand_back(hall, holder, escalation.id)
        else:
            await escalations.reply(hall, holder, escalation.id, str(part.staff_says))

    # -- what is heard and judged ---------------------------------------------------------------------------------

    async def _hear(self) -> None:
        if not await self.running.gateway.settle(self.id, ANSWER):
            self._stumble("等了一分钟没有回话")
        fresh = (
            (await self._call("GET", f"/conversations/me/messages?after={self.seen}"))["messages"]
            if self.seen
            else (await self._call("GET", "/conversations/me/messages"))["messages"]
        )
        self.seen = max([self.seen, *(m["id"] for m in fresh)])
        self.last = [m for m in fresh if m["from"] != "resident"]
        for message in self.last:
            self.told.append(f"  {'工作人员' if message['from'] == 'staff' else '预办'}: {message['text']}")
            if message["buttons"]:
                self.told.append(f"    〔{'｜'.join(b['label'] for b in message['buttons'])}〕")
            for button in message["buttons"]:
                self.shown.setdefault(button["label"], button["token"])
        if self.last:
            asked = next((m for m in reversed(self.last) if m["buttons"]), self.last[-1])
            self.question = (asked["text"], {b["label"] for b in asked["buttons"]})
        self._judge_always()

    def _judge_always(self) -> None:
        for message in self.last:
            said = message["text"] + "".join(b["label"] for b in message["buttons"])
            if message["from"] != "bot":
                continue
            if (wrong := _NEVER.search(said)) is not None:
                self._stumble(f"说了不该说的：{wrong.group()}")
            if len(message["text"]) > _LONGEST:
                self._stumble(f"一句话说了 {len(message['text'])} 个字")
            if self.who.id_number in said:
                self._stumble("把身份证号原样说了出来")

    def _judge(self, part: Part, before: tuple[str, set[str]]) -> None:
        said = self._said()
        if part.silent != (not said) and part.reloads is None and part.minutes is None and part.staff is None:
            self._stumble("该不说话的时候说话了" if part.silent else "没有回话")
        for wanted in part.hears:
            if not any(self._filled(one) in said for one in wanted.split("|")):
                self._stumble(f"没有说到「{wanted}」")
        for unwanted in part.hears_not:
            if self._filled(unwanted) in said:
                self._stumble(f"不该说「{unwanted}」")
        for label in part.buttons:
            if not any(known.startswith(label) for known in self._labels()):
                self._stumble(f"没有「{label}」这个按钮，有的是：{self._labels()}")
        if part.asked_again and not self._asks_the_same(before):
            self._stumble(f"没有接着问原来的「{before[0]}」")

    async def _judge_end(self) -> None:
        end, hall = self.talk.end, self.running.hall
        mine = await packages.of_conversation(hall, self.id)
        if end.packages is not None:
            found = {
                hall.catalogue.items[p.item_id].short_name or str(hall.catalogue.items[p.item_id].name.value): (
                    f"{STATUS[p.status]} {STEPS[p.step]}" if p.status in {"draft", "returned"} else STATUS[p.status]
                )
                for p in mine
            }
            self._same("事情", found, end.packages)
        if end.appointment is not None:
            kept = [seat.status for p in mine if (seat := await appointments.current(hall, p.id)) is not None]
            words = {"held": "留着", "confirmed": "约好了"}
            self._same("预约", words.get(kept[0], kept[0]) if kept else "没有", end.appointment)
        if end.person is not None:
            escalation = await escalations.current(hall, self.id)
            state = {"taken": "来了"}.get(escalation.status, "在等") if escalation else "没叫"
            self._same("叫人", state, end.person)
        if end.applicant is not None:
            applicant = packages.applicant(hall, mine[0]) if mine else None
            known = "是本人" if applicant and applicant.id_number == self.who.id_number else "还没有"
            self._same("申请人", known, end.applicant)
        if end.answers is not None:
            item = hall.catalogue.items[mine[0].item_id]
            labels = {
                q.text: {a.key: a.label for a in q.answers}.get(mine[0].answers.get(q.key, "")) for q in item.questions
            }
            for question, wanted in end.answers.items():
                found = {text: label for text, label in labels.items() if question in text}
                if not any((label or "没答").startswith(wanted) for label in found.values()):
                    self._stumble(f"情况应当是 {question}：{wanted}，实际是 {labels}")
        if end.materials is not None:
            progress = await packages.progress(hall, mine[0].id)
            for name, wanted in end.materials.items():
                states = [MATERIAL.get(s.status, s.status) for s in progress.materials if name in s.material.name]
                self._same(f"材料 {name}", states[0] if states else "没有这份", wanted)
        if end.plain is not None:
            self._same("大字版", (await self._call("GET", "/conversations/me"))["plain_mode"], end.plain)

    async def _judge_privacy(self) -> None:
        """Numbers that were typed stand in no message, and Rasa was never shown one."""
        history = "\n".join(m.text for m in await conversations.history(self.running.hall, self.id, 0, 500))
        if self.who.id_number in history:
            self._stumble("对话记录里有身份证号")
        rasa = self.running.rasa
        if (
            rasa is None
            or rasa.url is None
            or not any("{号码}" in line for p in self.talk.parts for line in p.says or [])
        ):
            return
        token = self.running.hall.settings.secrets.rasa_token
        async with self.session.get(f"{rasa.url}/conversations/{self.id}/tracker", params={"token": token}) as answer:
            if self.who.id_number in await answer.text():
                self._stumble("身份证号到了 Rasa 那里")

    # -- small things ---------------------------------------------------------------------------------------------

    def _same(self, what: str, found: object, wanted: object) -> None:
        if found != wanted:
            self._stumble(f"最后{what}应当是 {wanted}，实际是 {found}")

    def _asks_the_same(self, before: tuple[str, set[str]]) -> bool:
        """The same words or, where they are long, a short reminder with some of the same buttons."""
        return self.question[0] == before[0] or bool(self.question[1] & before[1] - {"转人工"})

    def _said(self) -> str:
        return "\n".join(m["text"] for m in self.last)

    def _labels(self) -> list[str]:
        return [b["label"] for m in self.last for b in m["buttons"]]

    def _filled(self, text: str) -> str:
        number = self.who.id_number
        wrong = number[:-1] + ("0" if number[-1] != "0" else "1")
        for mark, value in (("{姓名}", self.who.name), ("{号码}", number), ("{错号}", wrong), ("{缺位}", number[:-1])):
            text = text.replace(mark, value)
        if "{回执码}" in text:
            found = re.search(r"TX-[0-9A-Z]{4}-[0-9A-Z]{4}", "\n".join(self.told))
            text = text.replace("{回执码}", found.group() if found else "")
        return text.replace("{全角号码}", "".join(chr(ord(c) + 0xFEE0) for c in number))

    async def _package(self) -> Any:
        return (await packages.of_conversation(self.running.hall, self.id))[0]

    async def _files(self) -> list[Any]:
        return list(await uploads.of_conversation(self.running.hall, self.id))

    async def _call(self, method: str, path: str, **more: Any) -> Any:
        url = f"http://127.0.0.1:{self.running.port}/api/v1{path}"
        while True:
            async with self.session.request(method, url, headers=self.headers, **more) as answer:
                if answer.status == 429:  # one resident says at most one thing a second for long
                    await asyncio.sleep(1)
                    continue
                if answer.status >= 400:
                    self._stumble(f"{method} {path} 回了 {answer.status}：{await answer.text()}")
                return await answer.json()

    def _stumble(self, why: str) -> None:
        today = local(self.running.hall.clock.now()).strftime("%m-%d %H:%M")
        talk = "\n".join(self.told)
        raise Stumbled(f"\n{self.talk.name}（{self.talk.resident}；{today}）\n{talk}\n==> {why}")
