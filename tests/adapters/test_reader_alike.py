"""The same photo saved again, made smaller, or sent on; and photos that only look alike."""

import io
from collections.abc import Callable
from dataclasses import replace

import pytest
from PIL import Image

from backend.adapters.specimens import HELD_OUT, make
from backend.adapters.specimens.make import DAY
from backend.domain.checks import judge, judge_together
from backend.domain.checks.alike import same_file
from backend.domain.facts import Expectation, FileFacts, Mate, Verdict
from tests.adapters.conftest import Reading

SEED = 3
ReadBytes = Callable[[bytes], FileFacts]


def saved_again(data: bytes, *, scale: float = 1.0, quality: int = 60, form: str = "JPEG") -> bytes:
    picture = Image.open(io.BytesIO(data))
    if scale != 1.0:
        picture = picture.resize((int(picture.width * scale), int(picture.height * scale)))
    out = io.BytesIO()
    picture.save(out, form, quality=quality)
    return out.getvalue()


@pytest.mark.parametrize("kind", ["id_card_front", "id_card_back", "business_license", "photo"])
@pytest.mark.parametrize("seed", [SEED, HELD_OUT + SEED])
def test_the_same_photo_is_known_again(reading: Reading, read_bytes: ReadBytes, kind: str, seed: int) -> None:
    first = reading(kind, None, seed)
    data = make(kind, seed=seed)
    for again in (saved_again(data), saved_again(data, scale=0.7, form="WEBP")):
        assert same_file(first, read_bytes(again))


@pytest.mark.parametrize("kind", ["id_card_front", "id_card_back", "household_register", "business_license"])
@pytest.mark.parametrize("seed", [SEED, HELD_OUT + SEED])
def test_another_persons_paper_of_the_same_kind_is_another_photo(reading: Reading, kind: str, seed: int) -> None:
    assert not same_file(reading(kind, None, seed), reading(kind, None, seed + 1))
    assert not same_file(
        reading(kind, None, seed), reading(kind, "other_person" if "back" not in kind else None, seed + 2)
    )


def test_one_photo_for_two_materials(reading: Reading, read_bytes: ReadBytes) -> None:
    card, again = reading("id_card_front"), read_bytes(saved_again(make("id_card_front", seed=SEED)))
    wanted = Expectation("premises", "租赁合同", "premises", elsewhere=(("身份证", card),))
    judgement = judge(again, wanted, DAY)
    assert [finding.key for finding in judgement.findings if not finding.ok] == ["same_file"]
    assert judgement.verdict is Verdict.FIX
    agent = Expectation("agent", "经办人身份证", "id_card", elsewhere=(("身份证", card),))
    hints = [finding.key for finding in judge(again, agent, DAY).findings if finding.staff_only]
    assert "same_file_again" in hints
    mates = (Mate(card),)
    told = [finding.key for finding in judge(again, replace(agent, elsewhere=(), mates=mates), DAY).findings]
    assert "same_photo_again" in told


def test_one_persons_back_saved_again_is_not_the_partners(reading: Reading, read_bytes: ReadBytes) -> None:
    couple = Expectation("both", "双方身份证", "id_card", demands={"persons": 2})
    back = make("id_card_back", seed=SEED)
    files = [
        reading("id_card_front"),
        reading("id_card_front", None, SEED + 1),
        reading("id_card_back"),
        read_bytes(saved_again(back)),
    ]
    judgements = judge_together(files, couple, DAY)
    assert [finding.key for finding in judgements[0].findings if not finding.ok] == ["person_back_missing"]
