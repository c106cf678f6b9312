"""Questions about what was found in the papers, in the real actions, without Rasa."""

from backend.adapters.texts import Texts
from backend.domain.packages import Step
from backend.services import packages
from backend.services.hall import Hall
from backend.storage.packages import Package
from tests import factories
from tests.actions.typing import said


async def with_lease(hall: Hall, *, good: bool) -> Package:
    """A package for whose lease a good or an empty-signed file was sent."""
    package = await factories.draft(hall, factories.somebody())
    await packages.move_to(hall, package.id, Step.MATERIALS)
    page = factories.lease() if good else factories.lease_sheet()
    await factories.send(hall, package.conversation_id, page, material="lease")
    await factories.check_all(hall)
    return package


async def test_what_has_to_be_mended_is_told_again_when_asked(hall: Hall, texts: Texts) -> None:
    package = await with_lease(hall, good=False)
    heard = await said(
        hall, texts, package.conversation_id, "哪里冇签，是我签还是房东签", "ask_self", "action_answer_self"
    )
    assert heard[0] == "finding_again_fix"


async def test_whether_a_paper_has_come_is_told(hall: Hall, texts: Texts) -> None:
    package = await with_lease(hall, good=True)
    heard = await said(hall, texts, package.conversation_id, "租赁合同收到冇", "skip_material", "action_skip_material")
    assert heard[0] == "standing_told"


async def test_of_a_good_paper_nothing_is_told_again(hall: Hall, texts: Texts) -> None:
    package = await with_lease(hall, good=True)
    heard = await said(hall, texts, package.conversation_id, "合同哪里要签", "need", "action_take_answer")
    assert not heard[0].startswith("finding_again")
