"""Using earlier papers again over HTTP: what may be used, yes or no, and not any more."""

from datetime import date

from pydantic import Field

from backend.api.guard import Permission
from backend.api.keys import TEXTS
from backend.api.models import Id, Sent, Told
from backend.api.packages import PackageTold, own
from backend.api.packages import told as package_told
from backend.api.routing import Call, Route
from backend.domain.errors import InvalidTransition, OfferChanged
from backend.services import packages, reuse
from backend.services.reuse_words import wording


class EarlierPaper(Told):
    """A paper that may be used again."""

    material: str = Field(description="The material of this package that it would serve.")
    name: str
    number: str | None = Field(description="As read from it, masked.")
    passed_on: date
    item: str = Field(description="The item it was handed in for.")


class Offered(Told):
    """What may be used again for a package: only papers that this visitor handed in for the same person."""

    offer: str | None = Field(description="Names this question in the answer to it; null when there is nothing.")
    words: str = Field(description="The question, to be shown as it is: it is kept with the answer.")
    papers: list[EarlierPaper]
    refused: bool = Field(description="It was refused before: ask only when the resident speaks of it.")


class Consented(Sent):
    """The answer to the question that was shown."""

    offer: Id
    use: bool


class Stopped(Told):
    """What became of it."""

    materials: list[str] = Field(description="The names of the materials that have to be sent after all.")
    kept: int = Field(description="Submitted packages that keep such papers until their time is over.")


async def offered(call: Call) -> Offered:
    """What may be used again."""
    package = await own(call)
    offer = await reuse.offer(call.hall, package.id, wished=True)
    if offer is None:
        return Offered(offer=None, words="", papers=[], refused=False)
    words = wording(call.request.config_dict[TEXTS])(offer)
    papers = [
        EarlierPaper(
            material=paper.material.key,
            name=paper.material.name,
            number=paper.number,
            passed_on=paper.passed_on,
            item=paper.item.id,
        )
        for paper in offer.papers
    ]
    refused = await reuse.offer(call.hall, package.id) is None
    return Offered(offer=offer.key(words), words=words, papers=papers, refused=refused)


async def consent(call: Call) -> PackageTold:
    """Yes or no to the question that was shown."""
    package, said = await own(call), call.body(Consented)
    texts = call.request.config_dict[TEXTS]
    if said.use:
        await reuse.agree(call.hall, package.id, said.offer, wording(texts))
    else:
        await reuse.refuse(call.hall, package.id, wording(texts))
    return package_told(call.hall, await packages.progress(call.hall, package.id), texts)


async def stop(call: Call) -> Stopped:
    """Take every consent back, and be asked no more."""
    done = await reuse.withdraw(call.hall, call.conversation.id)
    return Stopped(materials=list(done.materials), kept=done.kept)


_TAG = "packages"
ROUTES = (
    Route("GET", "/packages/{package_id}/reuse", offered, Permission.VISITOR,
          "Papers of earlier packages that may be used again.", _TAG, answer=Offered),
    Route("PUT", "/packages/{package_id}/reuse", consent, Permission.VISITOR,
          "Consent to using them, or refuse.", _TAG,
          body=Consented, answer=PackageTold, limit="write", errors=(InvalidTransition, OfferChanged),
          example={"offer": "3f1a8c", "use": False}),
    Route("DELETE", "/conversations/me/reuse", stop, Permission.VISITOR,
          "Take back every consent to using earlier papers.", _TAG, answer=Stopped, limit="write"),
)  # fmt: skip
