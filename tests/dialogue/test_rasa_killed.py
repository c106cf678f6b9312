"""kill -9 of Rasa in the middle of a turn: the resident is answered, nothing is doubled, and Rasa comes back."""

import asyncio
import os
import signal

from backend.running import Running
from backend.services import conversations
from tests import factories

COMES_BACK = 120.0


async def test_rasa_is_killed_in_the_middle_of_a_turn(talking: Running) -> None:
    hall, gateway = talking.hall, talking.gateway
    talk = (await factories.conversation(hall)).id
    assert talking.rasa is not None
    pid = talking.rasa.pid
    assert pid is not None
    await gateway.receive(talk, text="我要办居住证", client_key="need")
    os.kill(pid, signal.SIGKILL)
    assert await gateway.settle(talk, 40)
    again = await gateway.receive(talk, text="我要办居住证", client_key="need")  # the page asks once more
    assert await gateway.settle(talk, 40)
    said = await conversations.history(hall, talk)
    assert [m.id for m in said if m.sender == "resident"] == [again.id]
    assert sum("居住证" in m.text for m in said if m.sender == "bot") == 1
    async with asyncio.timeout(COMES_BACK):
        while talking.rasa.pid in (None, pid) or gateway.rasa_state != "ready":
            await asyncio.sleep(0.2)
    before = said[-1].id or 0
    await gateway.receive(talk, text="收费吗")
    assert await gateway.settle(talk, 40)
    assert any("收费" in m.text for m in await conversations.history(hall, talk, after=before) if m.sender == "bot")
