"""A person takes a conversation over, answers and hands it back, in real browsers."""

import asyncio
from collections.abc import Callable

from playwright.async_api import expect

from backend.services import conversations, escalations, packages, uploads
from backend.services.conversations import Utterance
from tests import factories
from tests.conftest import Served
from tests.console import samples
from tests.console.conftest import DESKTOP, PHONE, OpenDesk, Visitor


async def test_take_reply_and_hand_back(served: Served, desk: OpenDesk) -> None:
    hall = served.hall
    await samples.person(hall, "market", "contact", "market")
    await samples.person(hall, "boss", "admin", name="李主任")
    package = await samples.packet(hall)
    talk = await samples.escalation(hall, package=package)
    at, other = await desk("market"), await desk("boss")
    page = at.page
    await page.get_by_role("link", name="个体户办执照", exact=True).click()
    context = page.get_by_role("complementary")
    await expect(context).to_contain_text("我这个证到底要不要租赁合同？")
    await expect(context.get_by_role("link", name=package.receipt_code)).to_be_visible()
    await expect(page.get_by_role("log")).to_contain_text("我想开个早餐店")
    await at.shot("20-escalation")
    await other.open(f"/console/escalations/{talk.id}")

    await page.get_by_role("button", name="我来接手").click()
    await expect(page.get_by_role("status").first).to_contain_text("您正在接待")
    # The other desk hears of it by itself, and can only read.
    await expect(other.page.locator("#foot")).to_contain_text("王示例正在接待")
    await expect(other.page.get_by_label("回复")).to_have_count(0)

    await served.running.gateway.receive(talk.conversation_id, text="是租的房子")
    await expect(page.get_by_role("log")).to_contain_text("是租的房子")
    reply = page.get_by_label("回复")
    await reply.fill("要的。租的房子请带租赁合同。")
    await reply.press("Shift+Enter")
    await reply.press_sequentially("<b>也要</b>房东的身份证号430103199003074518。")
    await reply.press("Enter")
    answer = page.locator(".said-staff").filter(has_text="要的。租的房子请带租赁合同。")
    await expect(answer).to_have_count(1)
    await expect(answer).to_contain_text("王示例")
    await expect(answer).to_contain_text("<b>也要</b>")
    await expect(reply).to_have_value("")
    await expect(other.page.get_by_role("log")).to_contain_text("租的房子请带租赁合同")
    sent = (await packages.progress(hall, package.id)).materials[0].uploads[0]
    await samples.attach(hall, talk.conversation_id, sent)
    await expect(page.get_by_role("log").get_by_role("link", name=sent.name)).to_be_visible()
    await at.shot("21-answering")
    await page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    await reply.scroll_into_view_if_needed()
    await expect(page.get_by_role("log").get_by_role("link", name=sent.name)).to_be_in_viewport()
    await at.shot("phone-answering", whole=False)
    assert await at.fits()
    await page.set_viewport_size({"width": DESKTOP[0], "height": DESKTOP[1]})
    await other.shot("22-read-only")

    said = await conversations.history(hall, talk.conversation_id)
    mine = [message for message in said if message.sender == "staff"]
    assert len(mine) == 1
    assert "430103199003074518" not in mine[0].text
    await page.get_by_role("button", name="说完了，交回智能助手").click()
    await expect(page.locator("#foot")).to_contain_text("已交回智能助手")
    assert await served.running.gateway.settle(talk.conversation_id, 20)
    assert await escalations.current(hall, talk.conversation_id) is None
    said = await conversations.history(hall, talk.conversation_id)
    assert said[-1].sender == "bot", "the assistant speaks again"
    await expect(other.page.locator("#foot")).to_contain_text("已交回智能助手")


async def test_only_one_takes_it_and_only_they_answer(
    served: Served, visit: Callable[[], Visitor], contact: Visitor
) -> None:
    await samples.person(served.hall, "boss", "admin", name="李主任")
    await samples.person(served.hall, "fire", "contact", "fire")
    boss, stranger = visit(), visit()
    await boss.login("boss")
    await stranger.login("fire")
    talk = await samples.escalation(served.hall)
    address = f"/console/escalations/{talk.id}"
    for visitor in (contact, boss):
        await visitor.get(address)
    await asyncio.gather(*(visitor.post(f"{address}/take") for visitor in (contact, boss)))
    winner, loser = (contact, boss) if contact.status == 200 else (boss, contact)
    assert (winner.status, loser.status) == (200, 409)
    assert "已经接手了" in loser.page
    await loser.post(f"{address}/reply", text="我来说")
    assert loser.status == 409
    await stranger.get("/console/")
    for act in ("take", "reply", "hand-back"):
        await stranger.post(f"{address}/{act}", text="我来说")
        assert stranger.status == 404
    await winner.get(address)
    for text in ("", " ", "长" * 2001):
        await winner.post(f"{address}/reply", text=text)
        assert winner.status == 422
    for _ in range(2):
        await winner.post(f"{address}/reply", text="您好", client_key="k1")
    said = [one.text for one in await conversations.history(served.hall, talk.conversation_id) if one.sender == "staff"]
    assert said == ["您好"]


async def test_a_poll_brings_only_what_is_new(served: Served, contact: Visitor) -> None:
    talk = await samples.escalation(served.hall, words="第一句")
    page = await contact.get(f"/console/escalations/{talk.id}")
    news = page.split('hx-get="')[1].split('"')[0].replace("&amp;", "&")
    await contact.get(news)
    assert contact.status == 204
    await conversations.say(served.hall, talk.conversation_id, Utterance("第二句"), sender="resident")
    piece = await contact.get(news)
    assert "第二句" in piece
    assert "第一句" not in piece
    assert 'id="foot"' not in piece, "what somebody is writing stays"
    for odd in ("after=x", "after=-1", "after=" + "9" * 40, ""):
        await contact.get(f"/console/escalations/{talk.id}/news?{odd}")
        assert contact.status in (200, 204)


async def test_what_the_resident_sent_can_be_opened_by_who_may_read_the_talk(
    served: Served, visit: Callable[[], Visitor], contact: Visitor
) -> None:
    hall = served.hall
    await samples.person(hall, "boss", "admin", name="李主任")
    await samples.person(hall, "fire", "contact", "fire")
    boss, fire, nobody = visit(), visit(), visit()
    await boss.login("boss")
    await fire.login("fire")
    talk, elsewhere = await samples.escalation(hall), await samples.escalation(hall)
    sent = await samples.attach(hall, talk.conversation_id)
    other = await samples.attach(hall, elsewhere.conversation_id)
    unsaid = await factories.send(hall, talk.conversation_id)
    page = await contact.get(f"/console/escalations/{talk.id}")
    address = f"/console/escalations/{talk.id}/uploads/{sent.id}/file"
    assert f'href="{address}"' in page

    digests = {sent.id: sent.digest}

    async def opened(visitor: Visitor, path: str) -> int:
        async with visitor.http.get(served.base + path, allow_redirects=False) as answer:
            if answer.status == 200:
                digest = next(kept for key, kept in digests.items() if key in path)
                assert await answer.read() == await hall.vault.get(digest)
                assert answer.headers["Content-Security-Policy"].startswith("sandbox")
                assert "attachment" in answer.headers["Content-Disposition"] or answer.content_type == "image/png"
            return answer.status

    assert [await opened(one, address) for one in (contact, boss, fire, nobody)] == [200, 200, 404, 303]
    for upload_id in (other.id, unsaid.id, "none"):
        assert await opened(contact, address.replace(sent.id, upload_id)) == 404, upload_id
    # What was sent for a package that somebody else answers for stays closed, and so does what was taken back.
    theirs = await packages.start(hall, talk.conversation_id, "mz-gaoling")
    for_theirs = await samples.attach(hall, talk.conversation_id)
    assert for_theirs.package_id == theirs.id
    digests[for_theirs.id] = for_theirs.digest
    closed = address.replace(sent.id, for_theirs.id)
    assert [await opened(one, closed) for one in (contact, boss)] == [404, 200]
    dropped = await samples.attach(hall, talk.conversation_id)
    await uploads.remove(hall, dropped.id, "resident")
    assert await opened(boss, address.replace(sent.id, dropped.id)) == 404
    # Once it is closed, only who had it may read it, and open its files.
    await boss.get(f"/console/escalations/{talk.id}")
    await boss.post(f"/console/escalations/{talk.id}/take")
    await boss.post(f"/console/escalations/{talk.id}/hand-back")
    assert [await opened(one, address) for one in (contact, boss)] == [404, 200]
