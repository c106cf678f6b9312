"""A self-employed person's licence serves no company's matter, and the other way round."""

from dataclasses import replace

import pytest

from backend.domain.checks import expect, judge
from backend.domain.checks.holder_class import KEYS
from backend.domain.facts import Applicant, Expectation, Field, Page, Verdict
from backend.domain.items import Catalogue, HolderClass, MaterialKind
from tests.domain.checks.pages import CODE, DAY, facts, form, keys, licence, told, value, want

COMPANY_CODE, COOPERATIVE_CODE, CHARITY_CODE = "91439901MA12345672", "93439901MA1234567U", "52439901MA12345673"
MISREAD = value("92439901MA1234567X", trusted=False)
ENTERPRISE, INDIVIDUAL = "enterprise", "individual"


def wanted(holder_class: str, kind: str = "business_license") -> Expectation:
    """What a company's or a self-employed person's item asks for; nothing is known of the applicant."""
    words = ("营业执照",) if kind == "business_license" else ("申请书",)
    return want(kind, words[0], title_words=words, applicant=Applicant(), holder_class=holder_class)


def of_class(page: Page, expectation: Expectation) -> list[tuple[str, str]]:
    """What this check says of a page."""
    findings = judge(facts(page), expectation, DAY).findings
    return [(finding.key, finding.verdict.value) for finding in findings if finding.key in KEYS]


@pytest.mark.parametrize(
    ("demanded", "code", "kind", "said"),
    [
        (ENTERPRISE, value(CODE), value("个体工商户"), ("holder_individual", "fix")),
        (ENTERPRISE, value(CODE), None, ("holder_individual", "fix")),
        (ENTERPRISE, MISREAD, value("个体工商户"), ("holder_individual", "fix")),
        (ENTERPRISE, value(COMPANY_CODE), value("有限责任公司(自然人独资)"), ("holder_class_ok", "pass")),
        (ENTERPRISE, value(COMPANY_CODE), value("个人独资企业"), ("holder_class_ok", "pass")),
        (ENTERPRISE, value(COMPANY_CODE), None, ("holder_class_ok", "pass")),
        (ENTERPRISE, value(COOPERATIVE_CODE), value("农民专业合作社"), ("holder_cooperative", "human")),
        (INDIVIDUAL, value(COMPANY_CODE), value("有限责任公司"), ("holder_enterprise", "fix")),
        (INDIVIDUAL, value(COOPERATIVE_CODE), None, ("holder_cooperative", "fix")),
        (INDIVIDUAL, value(CODE), value("个体工商户"), ("holder_class_ok", "pass")),
        # one witness without a check digit, or two that say different things
        (ENTERPRISE, MISREAD, None, ("holder_class_unsure", "human")),
        (ENTERPRISE, None, value("个体工商户"), ("holder_class_unsure", "human")),
        (ENTERPRISE, value(CHARITY_CODE), value("个体工商户"), ("holder_class_unsure", "human")),
        (ENTERPRISE, value(CODE), value("有限责任公司"), ("holder_class_unsure", "human")),
        (ENTERPRISE, value(COMPANY_CODE), value("个体工商户"), ("holder_class_unsure", "human")),
    ],
)
def test_number_and_type_tell_whose_licence_it_is(
    demanded: str, code: Field | None, kind: Field | None, said: tuple[str, str]
) -> None:
    page = licence(uscc=code, type=kind)
    legible = {key: one for key, one in page.fields.items() if one is not None}
    assert of_class(replace(page, fields=legible), wanted(demanded)) == [said]


@pytest.mark.parametrize("text", ["", "个体工商户转型为企业"])
def test_a_type_that_names_no_class_or_two_says_nothing(text: str) -> None:
    assert of_class(licence(uscc=value(CHARITY_CODE), type=text), wanted(ENTERPRISE)) == []


def test_a_self_employed_persons_licence_is_sent_back_for_a_company() -> None:
    judgement = judge(facts(licence(type="个体工商户")), wanted(ENTERPRISE), DAY)
    assert judgement.verdict is Verdict.FIX
    assert told(judgement.findings) == [("holder_individual", "fix")]


def test_where_the_catalogue_demands_no_class_any_will_do() -> None:
    assert not set(KEYS) & set(keys(judge(facts(licence(type="个体工商户")), wanted(""), DAY).findings))


@pytest.mark.parametrize(
    ("demanded", "title", "said"),
    [
        (ENTERPRISE, value("个体工商户登记（备案）申请书"), [("form_individual", "fix")]),
        (ENTERPRISE, value("个体工商户登记（备案）申请书", score=0.85), [("form_class_unsure", "human")]),
        (ENTERPRISE, value("公司登记（备案）申请书"), []),
        (ENTERPRISE, value("注销登记申请书"), []),
        (INDIVIDUAL, value("企业注销登记申请书"), [("form_enterprise", "fix")]),
        (INDIVIDUAL, value("农民专业合作社登记申请书"), [("form_cooperative", "fix")]),
        (INDIVIDUAL, value("个体工商户登记（备案）申请书"), []),
        (INDIVIDUAL, value("个体工商户转型为企业申请书"), []),
    ],
)
def test_a_forms_title_tells_whom_it_is_for(demanded: str, title: Field, said: list[tuple[str, str]]) -> None:
    assert of_class(form(text=title.value, title=title), wanted(demanded, "application_form")) == said


def test_the_catalogue_demands_a_companys_licence_for_a_companys_matter(the_catalogue: Catalogue) -> None:
    demanded = {
        item.id: {expect(one).holder_class for one in item.materials if one.kind is kind}
        for kind in (MaterialKind.BUSINESS_LICENSE, MaterialKind.APPLICATION_FORM)
        for item in the_catalogue.items.values()
        if item.id.startswith(("sc-qy-", "sc-gth-")) and any(one.kind is kind for one in item.materials)
    }
    classes = {"sc-qy": {HolderClass.ENTERPRISE}, "sc-gt": {HolderClass.INDIVIDUAL}}
    assert demanded == {key: classes[key[:5]] for key in demanded}
    assert {"sc-qy-biangeng", "sc-qy-zhuxiao", "sc-gth-biangeng", "sc-gth-zhuxiao"} <= set(demanded)


def test_only_a_company_sends_workers_out(the_catalogue: Catalogue) -> None:
    material = the_catalogue.items["rs-laowu"].material("business_license")
    assert material is not None
    assert material.holder_class is HolderClass.ENTERPRISE
