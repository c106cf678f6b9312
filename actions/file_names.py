"""What residents call a file that they sent."""

from actions.turn import Turn
from backend.services import conversations
from backend.storage.uploads import Upload


async def called(turn: Turn, upload: Upload) -> str:
    """A document by its name, a photo by its place among those sent with it: names like IMG_2034.jpg say nothing."""
    if not upload.media_type.startswith("image/"):
        return upload.name
    for message in reversed(await conversations.history(turn.hall, turn.conversation.id)):
        places = [place for place, file in enumerate(message.files, 1) if f"/{upload.id}/" in file["url"]]
        if places and len(message.files) > 1:
            return turn.words("photo_in_place", place=places[0])
    return turn.words("photo_alone")
