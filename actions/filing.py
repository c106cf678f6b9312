"""What becomes of a file that no material fitted by itself: put to a material, left to the contact, or dropped."""

from actions.asking import ask
from actions.file_names import called
from actions.finding_words import material_name
from actions.turn import HallAction, Turn
from actions.unclear_files import ask_next
from backend.services import upload_extras, uploads


class FileUpload(HallAction):
    """The resident said which material a file is for."""

    key = "action_file_upload"

    async def act(self, turn: Turn) -> None:
        await uploads.own(turn.hall, turn.conversation.id, turn.entities["upload"])
        upload = await uploads.assign(turn.hall, turn.entities["upload"], turn.entities["material"])
        turn.say("upload_filed", material=material_name(turn, upload.material_key))
        await ask_next(turn)


class DropUpload(HallAction):
    """The file was not meant for this."""

    key = "action_drop_upload"

    async def act(self, turn: Turn) -> None:
        await uploads.own(turn.hall, turn.conversation.id, turn.entities["upload"])
        await uploads.remove(turn.hall, turn.entities["upload"], f"resident:{turn.conversation.id}")
        turn.say("upload_dropped")
        if not await ask_next(turn):
            await ask(turn)


class LeaveToContact(HallAction):
    """The file is for no material, and the contact is to see it."""

    key = "action_leave_to_contact"

    async def act(self, turn: Turn) -> None:
        upload = await uploads.own(turn.hall, turn.conversation.id, turn.entities["upload"])
        await upload_extras.leave_to_contact(turn.hall, upload.id)
        turn.say("upload_left_to_contact", file=await called(turn, upload))
        if not await ask_next(turn):
            await ask(turn)


class SortFiles(HallAction):
    """What is not sorted yet is asked about again."""

    key = "action_sort_files"

    async def act(self, turn: Turn) -> None:
        if not await ask_next(turn):
            await ask(turn)
