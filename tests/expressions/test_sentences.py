"""Sentences: golden ones in two languages, and that there is always one."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from expressions.clauses import clauses
from expressions.languages import LANGUAGES
from expressions.nodes import Variable
from expressions.operators.registered import OPERATORS
from expressions.parse import parse_expression
from expressions.sentences import sentence, statement
from expressions.types import Reference, ValueType
from tests.expressions.strategies import rules
from tests.expressions.world import SCOPE


def var(name: str) -> dict[str, object]:
    return {"var": name}


GOLDEN = [
    (var("budgetConfirmed"), "Budget confirmed must be yes", "预算已确认 必须为 是"),
    ({"!": var("budgetConfirmed")}, "Budget confirmed must not be yes", "预算已确认 不得为 是"),
    ({">=": [var("amount"), 10000]}, "Amount must be at least 10,000", "金额 必须不小于 10,000"),
    ({"<": [0.5, var("amount")]}, "Amount must be more than 0.5", "金额 必须大于 0.5"),
    (
        {"<=": [1, var("amount"), 5]},
        "Amount must be at least 1 and Amount must be at most 5",
        "金额 必须不小于 1 且 金额 必须不大于 5",
    ),
    (
        {"!": {"<=": [1, var("amount"), 5]}},
        "either Amount must not be at least 1 or Amount must not be at most 5",
        "金额 不得不小于 1 或 金额 不得不大于 5",
    ),
    ({"==": [var("stage"), "won"]}, "Stage must be Won", "阶段 必须为 赢单"),
    ({"!=": [var("stage"), "lost"]}, "Stage must not be Lost", "阶段 不得为 输单"),
    ({"!": {"!=": [var("stage"), "lost"]}}, "Stage must be Lost", "阶段 必须为 输单"),
    (
        {"in": [var("stage"), ["won", "lost"]]},
        "Stage must be one of Won, Lost",
        "阶段 必须为 赢单、输单 之一",
    ),
    ({"==": [var("name"), None]}, "Name must be empty", "名称 必须为 空"),
    ({"!=": [var("name"), None]}, "Name must not be empty", "名称 不得为 空"),
    ({"filled": var("name")}, "Name must be filled in", "名称 必须填写"),
    ({"!": {"missing": ["name", "amount"]}}, "Name and Amount must be filled in", "名称和金额 必须填写"),
    ({"missing": ["name", "amount"]}, "either Name or Amount must not be filled in", "名称 或 金额 不得填写"),
    ({"missing": "name"}, "Name must not be filled in", "名称 不得填写"),
    (
        {"!": {"missing_some": [1, ["name", "email"]]}},
        "at least 1 of Name, E-mail must be filled in",
        "名称、邮箱 中至少 1 项必须填写",
    ),
    ({"has": [var("channels"), "fair"]}, "Fair must be among Channels", "渠道 必须包括 展会"),
    ({"!": {"in": ["fair", var("channels")]}}, "Fair must not be among Channels", "渠道 不得包括 展会"),
    ({"in": ["Ltd", var("name")]}, "Name must contain “Ltd”", "名称 必须包含 “Ltd”"),
    ({"!": {"starts_with": [var("name"), "A"]}}, "Name must not begin with “A”", "名称 不得以 “A” 开头"),
    (
        {"<=": [var("closeDate"), "2026-03-31"]},
        "Close date must be on or before 2026-03-31",
        "成交日期 必须不晚于 2026-03-31",
    ),
    (
        {">=": [var("opensAt"), "09:30"]},
        "Opens must be on or after 09:30",
        "营业开始 必须不早于 09:30",
    ),
    ({"<": [var("opensAt"), "09:30:05"]}, "Opens must be before 09:30:05", "营业开始 必须早于 09:30:05"),
    (
        {">": [var("createdAt"), {"date_add": [{"now": []}, -1, "day"]}]},
        "Created must be after now - 1 day",
        "创建时间 必须晚于 现在 - 1 天",
    ),
    (
        {"<=": [{"working_days_between": [var("createdAt"), {"today": []}]}, 10]},
        "the number of working days from Created to today must be at most 10",
        "从 创建时间 到 今天 的工作日数 必须不大于 10",
    ),
    (
        {"<": [{"working_hours_between": [var("createdAt"), {"now": []}]}, 4]},
        "the number of working hours from Created to now must be less than 4",
        "从 创建时间 到 现在 的工作小时数 必须小于 4",
    ),
    (
        {"<=": [var("closeDate"), {"working_days_add": [{"today": []}, 5]}]},
        "Close date must be on or before today + 5 working days",
        "成交日期 必须不晚于 今天 + 5 个工作日",
    ),
    (
        {">": [var("closeDate"), {"working_days_add": [{"today": []}, -1]}]},
        "Close date must be after today - 1 working day",
        "成交日期 必须晚于 今天 - 1 个工作日",
    ),
    ({"is_working_day": var("closeDate")}, "Close date must be a working day", "成交日期 必须是工作日"),
    (
        {"!": {"is_working_day": var("closeDate")}},
        "Close date must not be a working day",
        "成交日期 不得是工作日",
    ),
    (
        {"<": [var("closeDate"), {"date_add": [{"today": []}, 30, "day"]}]},
        "Close date must be before today + 30 days",
        "成交日期 必须早于 今天 + 30 天",
    ),
    (
        {">": [{"-": [var("amount"), {"*": [var("cost"), 2]}]}, 0]},
        "Amount - (Cost × 2) must be more than 0",
        "金额 - (成本 × 2) 必须大于 0",
    ),
    (
        {"or": [var("budgetConfirmed"), {">": [var("amount"), 5]}]},
        "either Budget confirmed must be yes or Amount must be more than 5",
        "预算已确认 必须为 是 或 金额 必须大于 5",
    ),
    (
        {
            "and": [
                {">": [var("amount"), 1]},
                {"<": [var("cost"), 1]},
                {"or": [{"filled": var("name")}, False]},
            ]
        },
        "Amount must be more than 1, Cost must be less than 1 and (either Name must be filled in or never)",
        "金额 必须大于 1、成本 必须小于 1 且 (名称 必须填写 或 从不成立)",
    ),
    (
        {"!": {"and": [var("budgetConfirmed"), var("interviewDone")]}},
        "either Budget confirmed must not be yes or Interview done must not be yes",
        "预算已确认 不得为 是 或 访谈已完成 不得为 是",
    ),
    (
        {"if": [{">": [var("amount"), 5]}, var("budgetConfirmed"), True]},
        "if Amount is more than 5: Budget confirmed must be yes; otherwise: always",
        "如果 金额 大于 5，则 预算已确认 必须为 是；否则 始终成立",
    ),
    (
        {"==": [{"if": [var("budgetConfirmed"), var("stage"), "lost"]}, "won"]},
        "(if Budget confirmed is yes: Stage; otherwise: Lost) must be Won",
        "(如果 预算已确认 为 是，则 阶段；否则 输单) 必须为 赢单",
    ),
    (
        {"==": [{">": [var("amount"), 5]}, var("budgetConfirmed")]},
        "(Amount is more than 5) must be Budget confirmed",
        "(金额 大于 5) 必须为 预算已确认",
    ),
    (
        {"var": ["budgetConfirmed", True]},
        "Budget confirmed (or yes where empty) must be yes",
        "预算已确认（为空时取 是） 必须为 是",
    ),
    ({"==": [{"cat": [var("name"), "!"]}, "a!"]}, "Name & “!” must be “a!”", "名称 & “!” 必须为 “a!”"),
    (
        {"==": [var("account.name"), "{0} {be}"]},
        "Account › Name must be “{0} {be}”",
        "Account › Name 必须为 “{0} {be}”",
    ),
]


@pytest.mark.parametrize(("rule", "english", "chinese"), GOLDEN)
def test_sentence(rule: object, english: str, chinese: str):
    expression = parse_expression(rule, SCOPE)
    assert sentence(expression, "en") == english
    assert sentence(expression, "zh-CN") == chinese


STATED = [
    ({"filled": var("name")}, "Name is filled in", "名称 已填写"),
    ({"!": {"filled": var("name")}}, "Name is not filled in", "名称 未填写"),
    ({"!": {"missing": ["name", "amount"]}}, "Name and Amount are filled in", "名称和金额 已填写"),
    ({"missing": ["name", "amount"]}, "either Name or Amount is not filled in", "名称 或 金额 未填写"),
    (
        {"!": {"missing_some": [1, ["name", "email"]]}},
        "at least 1 of Name, E-mail is filled in",
        "名称、邮箱 中至少 1 项已填写",
    ),
    (
        {"!": {"missing_some": [2, ["name", "email", "amount"]]}},
        "at least 2 of Name, E-mail, Amount are filled in",
        "名称、邮箱、金额 中至少 2 项已填写",
    ),
    ({"has": [var("channels"), "fair"]}, "Fair is among Channels", "渠道 包括 展会"),
    ({"!": {"has": [var("channels"), "fair"]}}, "Fair is not among Channels", "渠道 不包括 展会"),
    (
        {">": [{"working_days_between": [var("createdAt"), {"today": []}]}, 10]},
        "the number of working days from Created to today is more than 10",
        "从 创建时间 到 今天 的工作日数 大于 10",
    ),
]


@pytest.mark.parametrize(("rule", "english", "chinese"), STATED)
def test_a_statement_agrees_with_what_it_is_about(rule: object, english: str, chinese: str):
    expression = parse_expression(rule, SCOPE)
    assert statement(expression, "en") == english
    assert statement(expression, "zh-CN") == chinese


def test_what_was_is_called_as_what_is():
    before = Reference("before.amount", ValueType.NUMBER, (), "fld_amount", "amount", {}, before=True)
    assert sentence(Variable(before), "en") == "amount before the change"


@pytest.mark.parametrize(
    ("labels", "language", "expected"),
    [
        ({"en": "Amount", "de": "Betrag"}, "de-AT", "Betrag must be yes"),
        ({"en": "Amount"}, "fr", "Amount must be yes"),
        ({"ja": "金額"}, "fr", "金額 must be yes"),
        ({}, "en", "done must be yes"),
        ({"zh": "完成"}, "zh-Hant", "完成 必须为 是"),
        ({"en": "Done"}, "", "Done must be yes"),
    ],
)
def test_labels_fall_back(labels: dict[str, str], language: str, expected: str):
    reference = Reference("done", ValueType.BOOLEAN, (), "fld_done", "done", labels)
    assert sentence(Variable(reference), language) == expected


@given(rules(), st.sampled_from(["en", "zh-CN", "de", ""]))
def test_every_rule_and_every_clause_has_a_sentence(rule: object, language: str):
    expression = parse_expression(rule, SCOPE)
    assert sentence(expression, language)
    for clause in clauses(expression):
        assert sentence(clause.expression, language)
        for part in (clause.actual, clause.needed):
            assert part is None or sentence(part, language)


@pytest.mark.parametrize("name", OPERATORS)
def test_the_example_of_each_operator_is_said_wherever_it_stands(name: str):
    rule = json.loads(OPERATORS[name].example)
    written = (
        {"!": rule},
        {"or": [rule, {"!": rule}]},
        {"if": [rule, {"!": rule}, rule]},
        {"==": [rule, True]},
    )
    for each in (rule, *written):
        expression = parse_expression(each, SCOPE)
        for language in LANGUAGES:
            said = [sentence(expression, language)]
            for clause in clauses(expression):
                parts = (clause.expression, clause.actual, clause.needed)
                said += [sentence(part, language) for part in parts if part is not None]
            assert all(said)
            assert not any("{" in part for part in said), said


@pytest.mark.parametrize("name", OPERATORS)
def test_every_operator_speaks_every_language_or_none(name: str):
    assert set(OPERATORS[name].sentences) in (set(), set(LANGUAGES))
    assert set(OPERATORS[name].of_dates or LANGUAGES) == set(LANGUAGES)
