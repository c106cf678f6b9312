"""What of a finding is stored in plain: no number and no name."""

import json

import pytest

from backend.domain.facts import Finding
from backend.services.upload_case import as_document


@pytest.mark.parametrize("key", ["name_differs", "name_misread", "legal_person_differs", "name_conflict"])
def test_a_name_is_stored_only_in_part(key: str) -> None:
    fields = {"seen": "欧阳建国", "wanted": "陈建国", "other": "户口簿"}
    document = as_document(Finding("agrees_with_applicant", False, key, fields))
    assert document["fields"] == {"seen": "欧**国", "wanted": "陈*国", "other": "户口簿"}
    assert "建" not in json.dumps(document, ensure_ascii=False)


def test_what_is_no_name_is_told_whole() -> None:
    document = as_document(Finding("photo", False, "photo_colour", {"colour": "红", "wanted": "白底"}))
    assert document["fields"] == {"colour": "红", "wanted": "白底"}
