"""Dates, and fields from words whose places are known: no reading, so every case can be made."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.adapters.reader.fields import business_license, id_card, lease, papers
from backend.adapters.reader.fields.dates import dates_in, period_in
from backend.adapters.reader.fields.select import is_watermark
from backend.adapters.reader.kinds import recognise
from backend.adapters.reader.layout import Layout
from backend.adapters.reader.words import Word, from_quads, plain

days = st.dates(date(1900, 1, 1), date(2099, 12, 31))
NUMBER = "439901198507150017"
_DIGITS = "〇一二三四五六七八九"


def words(*placed: tuple[str, float, float]) -> list[Word]:
    """Words of 20 pixels a character, 30 high, at left and top."""
    return [plain(text, 0.99, (x, y, x + 20 * len(text), y + 30)) for text, x, y in placed]


def layout(*placed: tuple[str, float, float], stamps: tuple[tuple[str, float, float], ...] = ()) -> Layout:
    return Layout(words(*placed), 1000, 700, words(*stamps))


@given(
    days,
    st.sampled_from(["{y}年{m}月{d}日", "{y}年{m:02}月{d:02}日", "{y}.{m:02}.{d:02}", "{y}-{m}-{d}", "{y}/{m}/{d}"]),
)
def test_every_way_to_write_a_day(day: date, form: str) -> None:
    assert dates_in("发证日期：" + form.format(y=day.year, m=day.month, d=day.day)) == [day.isoformat()]


@given(days)
def test_days_in_chinese_digits(day: date) -> None:
    def small(number: int) -> str:
        tens, ones = divmod(number, 10)
        return ("" if tens == 0 else "十" if tens == 1 else _DIGITS[tens] + "十") + (_DIGITS[ones] if ones else "")

    year = "".join(_DIGITS[int(char)] for char in str(day.year))
    if day.year >= 2000 or year.startswith("一"):
        assert dates_in(f"{year}年{small(day.month)}月{small(day.day)}日") == [day.isoformat()]


@given(days, days)
def test_a_period(first: date, last: date) -> None:
    assert period_in(f"自{first:%Y年%m月%d日}至{last:%Y年%m月%d日}") == (first.isoformat(), last.isoformat())


@given(st.text(max_size=60))
def test_no_text_breaks_the_dates(text: str) -> None:
    for day in dates_in(text):
        date.fromisoformat(day)
    period_in(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2009年06月15日至******", ("2009-06-15", "长期")),
        ("2012年03月22日至永久", ("2012-03-22", "长期")),
        ("长期", (None, "长期")),
        ("2026年02月30日", (None, None)),
        ("2020年01月01日", ("2020-01-01", None)),
        ("", (None, None)),
    ],
)
def test_ends_of_periods(text: str, expected: tuple[str | None, str | None]) -> None:
    assert period_in(text) == expected


def front(number: str = NUMBER, name: str = "陈建国", **options: object) -> Layout:
    return layout(
        ("姓名", 60, 60), (name, 140, 60), ("性别", 60, 120), ("男", 140, 120), ("民族", 220, 120), ("汉", 300, 120),
        ("公民身份号码", 60, 500), (number, 260, 500), **options,  # type: ignore[arg-type]
    )  # fmt: skip


def test_a_card_whose_number_fits_confirms_birth_and_sex() -> None:
    fields = id_card.front(front())
    assert (fields["name"].value, fields["id_number"].value) == ("陈建国", NUMBER)
    assert fields["id_number"].trusted
    assert (fields["birth"].value, fields["birth"].trusted) == ("1985-07-15", True)
    assert fields["sex"].trusted


@pytest.mark.parametrize("number", [NUMBER[:17], NUMBER[:16] + "27", NUMBER + "1"])
def test_a_number_that_does_not_fit_is_kept_as_read_and_never_repaired(number: str) -> None:
    fields = id_card.front(front(number))
    assert fields["id_number"].value == number
    assert not fields["id_number"].trusted
    assert "birth" not in fields


def test_a_name_with_a_stamp_behind_it_may_be_longer() -> None:
    cut = id_card.front(front(stamps=(("复印无效", 205, 55),)))
    assert cut["name"].score <= 0.5
    away = id_card.front(front(stamps=(("复印无效", 205, 300),)))
    assert away["name"].score == 0.99


@pytest.mark.parametrize(
    ("text", "watermark"),
    [
        ("复印无效", True),
        ("复印无放", True),
        ("仅供办理社保使用", True),
        ("样本", True),
        ("印刷厂", False),
        ("陈建国", False),
    ],
)
def test_watermarks(text: str, watermark: bool) -> None:
    assert is_watermark(text) is watermark


def test_print_across_the_page_is_told_from_its_lines() -> None:
    def quad(text: str, x: float, y: float, rise: float) -> tuple[str, float, list[tuple[float, float]]]:
        width = 30.0 * len(text)
        return text, 0.9, [(x, y), (x + width, y + rise), (x + width, y + rise + 30), (x, y + 30)]

    lines = [quad("这是一行字", 50, 100 + 60 * n, 4) for n in range(4)]
    found = from_quads([*lines, quad("仅供参考", 80, 200, 70)])
    assert [word.slanted for word in found] == [False] * 4 + [True]


def test_one_code_in_print_and_another_in_the_qr_code() -> None:
    code, other = "92439901MA1234567Y", "92439901MA7654321U"
    page = layout(("统一社会信用代码", 60, 60), (code, 60, 100), ("名称", 60, 200), ("样本市面馆", 160, 200))
    assert business_license.fields(page, ())["uscc"].trusted
    assert business_license.fields(page, (f"http://x.invalid/?uniscid={code}",))["uscc"].trusted
    assert not business_license.fields(page, (f"http://x.invalid/?uniscid={other}",))["uscc"].trusted
    misread = layout(("统一社会信用代码", 60, 60), (code[:-1] + "A", 60, 100))
    assert business_license.fields(misread, (f"uniscid={code}",))["uscc"].value == code


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("样本市样本区面馆", "样本市样本区面馆"),
        ("档案编号8", None),
        ("样本市", None),
        ("3、《执业证书》不得伪造", None),
    ],
)
def test_a_licence_holder_is_a_name_and_not_the_next_label(text: str, name: str | None) -> None:
    fields = papers.licence(layout(("经营者名称", 60, 60), (text, 200, 60)))
    assert (fields["name"].value if "name" in fields else None) == name


@pytest.mark.parametrize(
    ("title", "kinds"),
    [
        ("重要声明", ()),
        ("个人声明", ("commitment",)),
        ("食品小经营许可申请书", ("application_form",)),
        ("食品经营许可证", ("food_license",)),
        ("授权委托书", ("power_of_attorney",)),
        ("房屋租赁合同", ("lease",)),
        ("今日菜单", ()),
    ],
)
def test_titles(title: str, kinds: tuple[str, ...]) -> None:
    page = layout((title, 300, 40), ("甲乙丙丁", 60, 200), ("戊己庚辛", 60, 300), ("壬癸子丑", 60, 600))
    assert recognise(page) == kinds


@pytest.mark.parametrize("label", ["出租方（甲方)", "出租方(甲方）", "出租方（甲方）", "甲方（出租人)"])
def test_the_parties_of_a_lease_behind_brackets_that_were_read_in_two_widths(label: str) -> None:
    other = label.replace("出", "承").replace("甲", "乙")
    page = layout(
        (f"{label}：秦佳怡", 100, 100), (f"{other}：朱晓峰", 100, 160), ("乙方承租该房屋用于经营，甲方应当退", 100, 300)
    )
    read = lease.fields(page, None)
    assert (read["lessor"].value, read["lessee"].value) == ("秦佳怡", "朱晓峰")
