"""What a guide promises in words, in days."""

import pytest

from backend.domain.packages import promised_days


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("5个工作日", 5),
        ("5-10工作日", 10),
        ("告知承诺1工作日，非承诺13工作日", 13),
        ("当场办结", 1),
        ("0个工作日", 1),
        ("另行通知", None),
        ("", None),
        (None, None),
    ],
)
def test_promised_days(text: str | None, days: int | None) -> None:
    assert promised_days(text) == days
