"""What residents call the files they sent, when they are asked about one."""

from typing import Any

from actions.server import make_runner
from backend.adapters.texts import Texts
from backend.services.hall import Hall
from backend.storage.packages import Package
from backend.storage.uploads import Upload
from bot.channels.inbox import Inbox
from tests import factories


async def asked_of(hall: Hall, texts: Texts, package: Package, upload: Upload) -> str:
    """What the file is called in the question which material it is."""
    latest = {"text": "", "intent": {"name": "x"}, "entities": [{"entity": "upload_id", "value": upload.id}]}
    tracker = {"sender_id": package.conversation_id, "slots": {}, "latest_message": latest, "events": []}
    request: dict[str, Any] = {"next_action": "action_upload_judged", "tracker": tracker, "domain": {}}
    answer = await make_runner(hall, texts)({**request, "sender_id": package.conversation_id})
    said = [one for one in answer["responses"] if one.get("response") == "utter_ask_which_unknown"]
    return str(said[0]["file"])


async def unclear(hall: Hall, texts: Texts, *names: str) -> tuple[Package, list[Upload]]:
    """Files that fit no material, sent together."""
    package = await factories.draft(hall, factories.somebody())
    sent = [await factories.send(hall, package.conversation_id, factories.nothing_known(), name=one) for one in names]
    await Inbox(hall, texts).store_files(package.conversation_id, sent)
    await factories.check_all(hall)
    return package, sent


async def test_one_of_several_photos_is_called_by_its_place(hall: Hall, texts: Texts) -> None:
    package, sent = await unclear(hall, texts, "IMG_2033.jpg", "IMG_2034.jpg")
    assert await asked_of(hall, texts, package, sent[1]) == "第2张照片"


async def test_a_photo_alone_is_this_photo(hall: Hall, texts: Texts) -> None:
    package, sent = await unclear(hall, texts, "IMG_2034.jpg")
    assert await asked_of(hall, texts, package, sent[0]) == "这张照片"


async def test_a_document_has_its_name(hall: Hall, texts: Texts) -> None:
    package = await factories.draft(hall, factories.somebody())
    data = b"%PDF-1.4 " + factories.png()
    upload = await factories.send(
        hall, package.conversation_id, factories.nothing_known(), name="租房合同.pdf", data=data
    )
    await factories.check_all(hall)
    assert await asked_of(hall, texts, package, upload) == "租房合同.pdf"
