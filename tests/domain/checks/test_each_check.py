"""Each check by a table: what is on the page, what is wanted, what the check says."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from backend.domain.checks import (
    agrees_with_applicant,
    agrees_with_others,
    blank,
    cut_off,
    fields_present,
    form_filled,
    glare,
    large_enough,
    number_fits,
    opens,
    right_kind,
    sealed,
    sent_twice,
    sharp,
    sides,
    tampered,
    valid_on_day,
)
from backend.domain.checks.subject import Subject
from backend.domain.facts import Applicant, Box, Expectation, FileFacts, Page
from tests.domain.checks.pages import (
    CARD,
    CODE,
    DAY,
    FORM,
    HEALTH,
    LICENCE,
    NUMBER,
    OTHER_CODE,
    OTHER_NUMBER,
    PREMISES,
    back,
    facts,
    form,
    front,
    keys,
    lease,
    licence,
    line,
    page,
    poor,
    told,
    value,
    want,
)


def see(check: Any, wanted: Expectation, *pages: Page, file: FileFacts | None = None) -> list[tuple[str, str]]:
    """What the check finds wrong."""
    return told(check.check(Subject(file or facts(*pages), wanted, DAY)))


@pytest.mark.parametrize("failure", opens.FAILURES)
def test_a_file_that_does_not_open_says_why(failure: str) -> None:
    assert see(opens, CARD, file=facts(failure=failure)) == [(f"cannot_open_{failure}", "fix")]


def test_a_failure_nobody_knows_and_a_file_without_pages_count_as_broken() -> None:
    assert see(opens, CARD, file=facts(failure="new_kind_of_trouble")) == [("cannot_open_broken", "fix")]
    assert see(opens, CARD) == [("cannot_open_broken", "fix")]
    assert see(opens, CARD, front()) == []


def test_only_a_file_of_nothing_but_blank_pages_is_blank() -> None:
    empty = page(quality=poor(blank=True))
    assert see(blank, CARD, empty, empty) == [("blank", "fix")]
    assert see(blank, CARD, front(), empty) == []


@pytest.mark.parametrize(
    ("side", "read", "small"),
    [(399, True, True), (400, True, False), (799, False, True), (800, False, False), (799, True, False)],
)
def test_pixels_are_enough_when_all_was_read(side: int, read: bool, small: bool) -> None:
    one = front(quality=poor(width=side, height=300))
    seen = one if read else replace(one, fields={})
    assert see(large_enough, CARD, seen) == ([("too_small", "fix")] if small else [])


def test_a_small_notice_that_was_read_well_is_large_enough() -> None:
    notice = page(
        text="本店因装修暂停营业三天给您带来不便敬请谅解恢复营业时间另行通知如有急事请拨打门口的电话谢谢",
        quality=poor(width=589, height=786),
    )
    assert see(large_enough, want("other", "通知"), notice) == []
    assert see(large_enough, want("other", "通知"), replace(notice, lines=(line("本店"),))) == [("too_small", "fix")]


@pytest.mark.parametrize(
    ("share", "read", "wrong"),
    [(0.005, False, False), (0.006, False, True), (0.03, True, False), (0.031, True, True)],
)
def test_glare(share: float, read: bool, wrong: bool) -> None:
    one = front(quality=poor(glare=share))
    assert see(glare, CARD, one if read else replace(one, fields={})) == ([("glare", "fix")] if wrong else [])


@pytest.mark.parametrize(
    ("changes", "read", "expected"),
    [
        ({"brightness": 54.9}, False, [("dark", "fix")]),
        ({"brightness": 55.0}, False, []),
        ({"brightness": 41.0}, True, []),
        ({"brightness": 39.9}, True, [("dark", "fix")]),
        ({"blur": 0.43}, False, [("blurred", "fix")]),
        ({"blur": 0.42}, False, []),
        ({"sharpness": 19.9}, False, [("blurred", "fix")]),
        ({"blur": 0.6}, True, []),
        ({"blur": 0.61}, True, [("blurred", "fix")]),
        ({"sharpness": 5.0}, True, []),
    ],
)
def test_light_and_sharpness(changes: dict[str, float], read: bool, expected: list[tuple[str, str]]) -> None:
    one = front(quality=poor(**changes))
    assert see(sharp, CARD, one if read else replace(one, fields={})) == expected


def test_a_blurred_portrait_is_told_as_a_face_and_not_as_writing() -> None:
    assert keys(sharp.check(Subject(facts(page("photo", quality=poor(blur=0.9))), want("photo", "登记照"), DAY))) == [
        "portrait_blurred"
    ]


def test_a_blurred_page_that_was_read_is_a_hint_for_the_contact() -> None:
    found = sharp.check(Subject(facts(front(quality=poor(blur=0.5))), CARD, DAY))
    assert keys(found) == ["rather_blurred"]
    assert found[0].staff_only


def test_the_blur_of_another_page_does_not_matter() -> None:
    assert see(sharp, CARD, front(), page(quality=poor(blur=0.9))) == []


EDGE = Box(0.0, 0.4, 0.5, 0.5)


@pytest.mark.parametrize(
    ("wanted", "pages", "expected"),
    [
        (CARD, [front(hints=("cut_right",))], []),  # the number was read: nothing that matters is missing
        (CARD, [front(hints=("cut_bottom",), id_number=value("43990119", trusted=False))], []),  # and is judged itself
        (CARD, [page("id_card_front", text="姓名陈建国", name="陈建国", hints=("cut_bottom",))], [("cut_off", "fix")]),
        (LICENCE, [licence(hints=("cut_bottom",))], []),
        (LICENCE, [licence(text="营业执照", hints=("cut_bottom",))], [("cut_off", "fix")]),
        (FORM, [form(hints=("cut_bottom",))], []),
        (FORM, [page("application_form", text="申请书", hints=("cut_bottom",))], [("cut_off", "fix")]),
        (CARD, [page("id_card_front", lines=(line("姓名", box=EDGE), line("住址", box=EDGE)))], [("cut_off", "fix")]),
        (CARD, [page("id_card_front", lines=(line("姓名"), line("住址")))], []),
        (want("other", "图"), [page(lines=tuple(line("字", box=EDGE) for _ in range(3)))], [("cut_off", "fix")]),
    ],
)
def test_cut_off(wanted: Expectation, pages: list[Page], expected: list[tuple[str, str]]) -> None:
    assert see(cut_off, wanted, *pages) == expected


def test_the_same_file_for_two_materials() -> None:
    wanted = replace(LICENCE, digests={"a" * 64: "身份证"})
    assert see(sent_twice, wanted, front()) == [("same_file", "fix")]
    both = sent_twice.check(Subject(facts(front(), licence()), wanted, DAY))
    assert keys(both) == ["same_file_again"]
    assert both[0].staff_only
    assert see(sent_twice, replace(LICENCE, digests={"b" * 64: "身份证"}), front()) == []
    assert see(sent_twice, replace(LICENCE, digests={"a" * 64: "营业执照"}), front()) == []


MENU = "今日菜单牛肉粉十二元肉丝粉十元豆浆三元油条两元鲜肉包两元"


@pytest.mark.parametrize(
    ("wanted", "pages", "expected"),
    [
        (CARD, [front()], []),
        (CARD, [licence()], [("wrong_kind", "fix")]),
        (LICENCE, [front()], [("wrong_kind", "fix")]),
        (PREMISES, [page("property_certificate")], [("wrong_kind", "fix")]),  # the guide wants the lease
        (replace(PREMISES, title_words=("租赁合同", "产权证")), [page("property_certificate")], []),
        (replace(PREMISES, title_words=()), [page("property_certificate")], []),
        (PREMISES, [page("invoice", text=MENU)], [("wrong_kind", "fix")]),
        (CARD, [page(text=MENU)], [("not_recognised", "fix")]),
        (CARD, [page(text="")], [("not_recognised", "fix")]),
        (FORM, [page(text=MENU)], [("not_recognised", "fix")]),
        (FORM, [page(text="申请人陈建国地址样本路一百号电话以下内容属实")], [("kind_unsure", "human")]),
        (HEALTH, [page(text=MENU)], [("not_recognised", "fix")]),
        # a poor picture of who knows what goes to a person; its picture was judged before
        (HEALTH, [page(text=MENU, quality=poor(blur=0.5))], [("kind_unsure", "human")]),
        (want("photo", "照片"), [page("photo")], [("photo_unsure", "human")]),
        (want("photo", "照片"), [page("lease")], [("wrong_kind", "fix")]),
        (want("license", "食品经营许可证"), [page("food_license", text="食品经营许可证")], []),
        (want("license", "食品经营许可证"), [page("license", text="道路运输证")], [("kind_unsure", "human")]),
        (want("other", "场所平面布局说明"), [page(text="场所平面布局说明")], []),
        (want("other", "场所平面布局说明"), [page(text="场所平面布同说明")], []),  # one character in five misread
        (want("other", "场所平面布局说明"), [page(text="本店的图")], [("kind_unsure", "human")]),
        (want("other", "场所平面布局说明"), [licence()], [("wrong_kind", "fix")]),
    ],
)
def test_the_right_kind(wanted: Expectation, pages: list[Page], expected: list[tuple[str, str]]) -> None:
    assert see(right_kind, wanted, *pages) == expected


@pytest.mark.parametrize(
    ("title", "score", "expected"),
    [
        ("食品小经营许可申请书", 0.99, []),
        ("食品小经营许可申请书(样式)", 0.99, []),
        ("城市居民最低生活保障登记表", 0.99, [("wrong_form", "fix")]),
        ("城市居民最低生活保障登记表", 0.89, [("form_title_unsure", "human")]),
        ("食品经营许可变更登记表", 0.99, [("form_title_unsure", "human")]),  # near, but not it
    ],
)
def test_another_form_is_sent_back_only_when_its_title_was_read_clearly(
    title: str, score: float, expected: list[tuple[str, str]]
) -> None:
    wanted = replace(FORM, title_words=("食品小经营许可申请书",))
    seen = form(text=title, title=value(title, score=score))
    assert see(right_kind, wanted, seen) == expected


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("食品小经营许可申请书", [("form_title_unsure", "human")]),
        ("烟草专卖零售许可证新办申请书", []),
        ("申请书", []),
    ],
)
def test_a_form_of_another_item_does_not_pass_where_the_guide_says_only_form(
    title: str, expected: list[tuple[str, str]]
) -> None:
    tobacco = want("application_form", "申请书")
    wanted = replace(tobacco, title_words=("申请书",), item_name="烟草专卖零售许可证新办")
    assert see(right_kind, wanted, form(text=title, title=value(title, score=0.99))) == expected


def test_a_name_that_differs_beside_the_right_number_is_told_for_the_resident_to_confirm() -> None:
    found = agrees_with_applicant.check(Subject(facts(front(name="蒋晓峰")), CARD, DAY))
    assert [finding.key for finding in found if finding.ok and not finding.staff_only] == ["name_to_confirm"]
    assert [finding.key for finding in found if finding.staff_only] == ["name_misread"]


def test_both_sides_in_one_file_or_in_two() -> None:
    alone = replace(CARD, sides_present=frozenset())
    assert see(sides, alone, front(), back()) == []
    assert see(sides, alone, page("id_card_front", "id_card_back")) == []
    assert see(sides, alone, front()) == [("side_missing_back", "fix")]
    assert see(sides, alone, back()) == [("side_missing_front", "fix")]
    assert see(sides, replace(alone, sides_present=frozenset({"id_card_front"})), back()) == []
    assert see(sides, LICENCE, licence()) == []


@pytest.mark.parametrize(
    ("wanted", "seen", "expected"),
    [
        (CARD, front(), []),
        (CARD, page("id_card_front", name="陈建国"), [("number_unread", "fix")]),
        (CARD, page("id_card_front", id_number=NUMBER), []),  # the applicant's own number says whose it is
        (CARD, page("id_card_front", id_number=OTHER_NUMBER), [("fields_unsure", "human")]),
        (CARD, page("id_card_back"), [("fields_unsure", "human")]),
        (CARD, page("id_card_back", quality=poor(blur=0.5)), [("fields_unread", "fix")]),
        # a reflection over the issuer alone: the window could not use it either
        (CARD, page("id_card_back", expires="2035-03-07", quality=poor(glare=0.02)), [("fields_unread", "fix")]),
        (LICENCE, page("business_license", name="样本面馆", reg_number="430100600123456"), []),
        (LICENCE, page("business_license", name="样本面馆"), [("number_unread", "fix")]),
        (HEALTH, page("health_certificate", name="陈建国", issued="2026-03-01"), []),
        (HEALTH, page("health_certificate", name="陈建国"), [("fields_unsure", "human")]),
        (PREMISES, page("lease", lessor="刘房东"), [("fields_unsure", "human")]),
    ],
)
def test_what_must_be_read(wanted: Expectation, seen: Page, expected: list[tuple[str, str]]) -> None:
    assert see(fields_present, wanted, seen) == expected


QR = "http://www.example.invalid/index.html?uniscid="


@pytest.mark.parametrize(
    ("wanted", "seen", "expected"),
    [
        (CARD, front(), []),
        (CARD, front(id_number=value(NUMBER[:16] + "2" + NUMBER[17], trusted=False)), [("number_misfit", "fix")]),
        (CARD, front(id_number=value(NUMBER[:17], trusted=False)), [("number_misfit", "fix")]),  # 17 characters
        (LICENCE, licence(uscc=value(CODE[:-1] + "A", trusted=False)), [("number_misfit", "fix")]),
        # printed and QR code are two different codes: a person looks, and nobody is accused
        (LICENCE, licence(uscc=value(CODE, trusted=False), codes=(QR + OTHER_CODE,)), [("codes_differ", "human")]),
        (LICENCE, page("business_license", name="样本面馆", reg_number="430100600123456"), []),
    ],
)
def test_check_digits(wanted: Expectation, seen: Page, expected: list[tuple[str, str]]) -> None:
    assert see(number_fits, wanted, seen) == expected


@pytest.mark.parametrize(("field", "text"), [("birth", "1985-07-16"), ("sex", "女")])
def test_what_the_card_prints_against_its_number_is_a_hint(field: str, text: str) -> None:
    found = number_fits.check(Subject(facts(front(**{field: text})), CARD, DAY))
    assert keys(found) == ["number_ok", "number_contradicts"]
    assert found[1].staff_only


@pytest.mark.parametrize(
    ("expires", "on", "expected"),
    [
        (value("2026-11-24"), None, []),  # the last day counts
        (value("2026-11-23"), None, [("expired", "fix")]),
        (value("2026-11-30"), date(2026, 11, 30), []),
        (value("2026-11-29"), date(2026, 11, 30), [("expired_by_then", "fix")]),
        (value("长期"), None, []),
        (value("2026-11-23", trusted=False), None, [("expiry_unsure", "human")]),
        (value("2026-02-30"), None, [("expiry_unsure", "human")]),
    ],
)
def test_valid_on_the_day(expires: Any, on: date | None, expected: list[tuple[str, str]]) -> None:
    assert see(valid_on_day, replace(CARD, on=on), back(expires=expires)) == expected


def test_a_card_that_ends_within_a_month_is_a_hint() -> None:
    soon = valid_on_day.check(Subject(facts(back(expires="2026-12-23")), CARD, DAY))
    later = valid_on_day.check(Subject(facts(back(expires="2026-12-24")), CARD, DAY))
    assert keys(soon) == ["valid_ok", "expires_soon"]
    assert keys(later) == ["valid_ok"]


@pytest.mark.parametrize(("issued", "expected"), [("2025-11-23", []), ("2025-11-22", [("health_old", "human")])])
def test_a_health_certificate_holds_for_a_year(issued: str, expected: list[tuple[str, str]]) -> None:
    assert see(valid_on_day, HEALTH, page("health_certificate", name="陈建国", issued=issued)) == expected


def test_an_old_health_certificate_read_without_doubt_is_sent_back() -> None:
    seen = page("health_certificate", name="陈建国", expires=value("2026-01-01", trusted=False))
    assert see(valid_on_day, HEALTH, seen) == [("expired", "fix")]
    doubtful = page("health_certificate", name="陈建国", expires=value("2026-01-01", score=0.94, trusted=False))
    assert see(valid_on_day, HEALTH, doubtful) == [("expiry_unsure", "human")]


@pytest.mark.parametrize(
    ("wanted", "seen", "expected"),
    [
        (CARD, front(), []),
        (CARD, front(id_number=OTHER_NUMBER), [("other_id_number", "fix")]),
        (CARD, front(name="陈建图"), []),  # the number is the applicant's: the name was misread
        (CARD, front(name="王小红", id_number=value(OTHER_NUMBER, trusted=False)), [("name_differs", "human")]),
        (replace(CARD, applicant=Applicant()), front(), []),
        (LICENCE, licence(), []),
        (LICENCE, licence(uscc=OTHER_CODE), [("other_uscc", "fix")]),
        (LICENCE, licence(uscc=CODE.lower().upper(), legal_person="王小红"), []),  # a hint for the contact
        (
            replace(LICENCE, applicant=Applicant(business_name="别的店")),
            licence(),
            [("business_name_differs", "human")],
        ),
        (FORM, form(name="王小红"), [("name_differs", "human")]),
        (FORM, form(id_number=OTHER_NUMBER), [("other_id_number", "fix")]),
        (want("id_card", "经办人身份证"), front(id_number=OTHER_NUMBER), []),  # somebody else's card on purpose
    ],
)
def test_it_is_the_applicants(wanted: Expectation, seen: Page, expected: list[tuple[str, str]]) -> None:
    assert see(agrees_with_applicant, wanted, seen) == expected


def test_a_number_in_a_finding_is_masked() -> None:
    found = agrees_with_applicant.check(Subject(facts(front(id_number=OTHER_NUMBER)), CARD, DAY))
    assert found[0].fields == {"number": "439***********0033"}
    assert found[0].box is not None


@pytest.mark.parametrize(
    ("wanted", "seen", "others", "expected"),
    [
        (LICENCE, licence(), {"申请书": {"uscc": CODE}}, []),
        (LICENCE, licence(), {"申请书": {"uscc": OTHER_CODE}}, [("number_conflict", "fix")]),
        (
            CARD,
            front(),
            {"营业执照": {"uscc": CODE, "name": "样本面馆", "legal_person": "王小红"}},
            [("name_conflict", "human")],
        ),
        (CARD, front(), {"营业执照": {"uscc": CODE, "name": "样本面馆", "legal_person": "陈建国"}}, []),
        (CARD, front(), {"健康证明": {"name": "王小红"}}, []),  # a worker's
        (CARD, front(name="陈建图"), {"申请书": {"id_number": NUMBER, "name": "陈建国"}}, []),  # the number settles it
        (PREMISES, lease(), {"身份证": {"id_number": NUMBER, "name": "王小红"}}, []),  # a landlord is somebody else
    ],
)
def test_it_agrees_with_the_other_materials(
    wanted: Expectation, seen: Page, others: dict[str, dict[str, str]], expected: list[tuple[str, str]]
) -> None:
    assert see(agrees_with_others, replace(wanted, others=others), seen) == expected


@pytest.mark.parametrize(
    ("wanted", "seen", "expected"),
    [
        (FORM, form(), []),
        (FORM, form(filled="0.25"), [("form_blank", "fix")]),
        (FORM, form(filled="0.80", empty="联系电话"), [("form_incomplete", "fix")]),
        (FORM, form(filled="0.80", empty="邮政编码"), []),
        (FORM, form(filled="0.69", empty="邮政编码、职务"), [("form_gaps", "human")]),
        (FORM, form(signed="no"), [("unsigned", "fix")]),
        (FORM, form(signed="unclear"), [("sign_unsure", "human")]),
        (FORM, page("application_form", text="申请书"), [("no_sign_page", "human")]),
        (PREMISES, lease(), []),
        (PREMISES, lease(signed="no"), [("unsigned", "fix")]),
        (PREMISES, page("lease", lessor="刘房东", lessee="陈建国"), [("no_sign_page", "human")]),
        (PREMISES, page("property_certificate"), []),
        (want("power_of_attorney"), page("power_of_attorney", signed="no"), [("unsigned", "fix")]),
        (want("power_of_attorney"), page("power_of_attorney", signed="yes"), []),
    ],
)
def test_forms_are_filled_and_signed(wanted: Expectation, seen: Page, expected: list[tuple[str, str]]) -> None:
    assert see(form_filled, wanted, seen) == expected


def test_a_seal_that_was_not_found_is_looked_for_by_a_person() -> None:
    sealed_one = replace(LICENCE, seal=True)
    assert see(sealed, sealed_one, licence()) == [("seal_not_found", "human")]
    assert see(sealed, sealed_one, licence(seals=(EDGE,))) == []
    assert see(sealed, LICENCE, licence()) == []


def test_signs_of_editing_are_never_told_to_the_resident() -> None:
    found = tampered.check(Subject(facts(front(hints=("edited", "screenshot", "cut_left", "scripts"))), CARD, DAY))
    assert keys(found) == ["looks_edited", "looks_like_screenshot", "has_scripts"]
    assert all(one.staff_only and one.ok for one in found)


def register(**changes: Any) -> Page:
    """A page of a household register."""
    return page("household_register", **{"text": "常住人口登记卡", "name": "陈建国", "id_number": NUMBER} | changes)


REGISTER = want("household_register", "户口簿", holder="applicant")
ENTRUSTED = want("power_of_attorney", "委托书", holder="applicant")
THIRD_NUMBER = "439901194611240014"


@pytest.mark.parametrize(
    ("wanted", "pages", "expected"),
    [
        (REGISTER, [register()], []),
        # a whole register: the applicant is one of several
        (REGISTER, [register(name="王小红", id_number=OTHER_NUMBER), register()], []),
        (REGISTER, [register(name="王小红", id_number=OTHER_NUMBER)], [("name_differs", "human")]),
        (REGISTER, [register(name="王小红", id_number=OTHER_NUMBER, id_number_2=NUMBER)], []),
        # two numbers and none is the applicant's: the same name does not settle it; nor does a number without a name
        (PREMISES, [lease(id_number=OTHER_NUMBER, id_number_2=THIRD_NUMBER)], [("other_id_number", "human")]),
        (REGISTER, [register(name=value("", score=0.0), id_number=NUMBER)], []),
        (ENTRUSTED, [page("power_of_attorney", id_number=OTHER_NUMBER)], [("other_id_number", "human")]),
        (PREMISES, [lease(lessee="王小红")], [("name_differs", "human")]),
        (PREMISES, [lease(lessee="样本面馆")], []),  # let to the business
    ],
)
def test_a_paper_that_names_several_must_name_the_applicant(
    wanted: Expectation, pages: list[Page], expected: list[tuple[str, str]]
) -> None:
    assert see(agrees_with_applicant, wanted, *pages) == expected


@pytest.mark.parametrize(
    ("name", "ground", "expected"),
    [
        ("1寸红底照片1张", "red", ("photo_unsure", "human")),
        ("1寸红底照片1张", "blue", ("photo_background", "fix")),
        ("2寸白底照", "uneven", ("photo_unsure", "human")),
        ("1寸照", "blue", ("photo_unsure", "human")),
    ],
)
def test_the_ground_of_a_photo(name: str, ground: str, expected: tuple[str, str]) -> None:
    assert see(right_kind, want("photo", name), page("photo", background=ground)) == [expected]


def test_a_promise_is_judged_as_a_form_is() -> None:
    promise = want("other", "承诺书", title_words=("承诺书",))
    assert see(form_filled, promise, page("commitment", text="个人承诺书", signed="no")) == [("unsigned", "fix")]
    assert see(form_filled, promise, page("commitment", text="个人承诺书", signed="yes")) == []


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, []),
        ({"date": None, "undated": "yes"}, [("undated", "fix")]),
        ({"date": None}, [("date_unsure", "human")]),
        ({"unticked": "领取方式"}, [("unticked", "human")]),
    ],
)
def test_a_form_is_dated_and_ticked(changes: dict[str, str | None], expected: list[tuple[str, str]]) -> None:
    made = form()
    fields = {**made.fields, **{key: value(text) for key, text in changes.items() if text}}
    kept = {key: field for key, field in fields.items() if changes.get(key, "") is not None}
    assert see(form_filled, FORM, replace(made, fields=kept)) == expected


def test_a_photo_of_a_screen_goes_to_a_person_without_a_word_to_the_resident() -> None:
    (finding,) = tampered.check(Subject(facts(front(hints=("screen",))), CARD, DAY))
    assert (finding.key, finding.verdict.value, finding.staff_only) == ("looks_like_screen", "human", True)


@pytest.mark.parametrize(("demanded", "hinted"), [("原件", True), ("原件及复印件", False), ("复印件", False)])
def test_a_grey_copy_where_the_original_is_wanted_is_told_to_the_contact(demanded: str, hinted: bool) -> None:
    findings = tampered.check(Subject(facts(front(hints=("grey",))), replace(CARD, form=demanded), DAY))
    assert [finding.key for finding in findings if finding.staff_only] == (["looks_like_copy"] if hinted else [])
