"""What is refused, with which code, and where: the pointer and the path."""

import math
from decimal import Decimal

import pytest

from core.errors import ERROR_CODES, SluiceError
from core.sentences import said_in
from expressions.nodes import ArrayLiteral, Call, Literal, Variable
from expressions.parse import parse_expression, parse_rule
from expressions.types import ValueType
from tests.expressions.world import REFERENCES, SCOPE


def var(name: object) -> dict[str, object]:
    return {"var": name}


AMOUNT, NAME, DONE, STAGE, DAY, MOMENT, OWNER, OPENS = (
    var(name)
    for name in ("amount", "name", "budgetConfirmed", "stage", "closeDate", "createdAt", "ownerId", "opensAt")
)
CHANNELS = var("channels")

REFUSED = [
    # shape
    ([], "RULE_MALFORMED", ""),
    ([True], "RULE_MALFORMED", ""),
    ({}, "RULE_MALFORMED", ""),
    ({"and": [True], "or": [True]}, "RULE_MALFORMED", ""),
    ({1: [True]}, "RULE_MALFORMED", ""),
    ({"and": [True, object()]}, "RULE_MALFORMED", "/and/1"),
    ({"==": [AMOUNT, [1]]}, "RULE_MALFORMED", "/==/1"),
    ({"in": [AMOUNT, [[1]]]}, "RULE_MALFORMED", "/in/1/0"),
    ({"missing_some": [1, "name"]}, "RULE_MALFORMED", "/missing_some/1"),
    ({"missing": [AMOUNT]}, "RULE_MALFORMED", "/missing/0"),
    # operators
    ({"eq": [1, 1]}, "RULE_UNKNOWN_OPERATOR", "/eq"),
    ({"!": {"a/b~c": 1}}, "RULE_UNKNOWN_OPERATOR", "/!/a~1b~0c"),
    ({"==": [1]}, "RULE_ARITY", "/=="),
    ({"==": [1, 1, 1]}, "RULE_ARITY", "/=="),
    ({">": [3, 2, 1]}, "RULE_ARITY", "/>"),
    ({"and": []}, "RULE_ARITY", "/and"),
    ({"if": [True]}, "RULE_ARITY", "/if"),
    ({"missing": []}, "RULE_ARITY", "/missing"),
    ({"==": [{"today": None}, DAY]}, "RULE_ARITY", "/==/0/today"),
    # paths
    (var("nowhere"), "RULE_UNKNOWN_PATH", "/var"),
    (var(["nowhere", 1]), "RULE_UNKNOWN_PATH", "/var/0"),
    (var(""), "RULE_UNKNOWN_PATH", "/var"),
    (var("x" * 5000), "RULE_UNKNOWN_PATH", "/var"),
    ({"!": {"missing": ["name", "nmae"]}}, "RULE_UNKNOWN_PATH", "/!/missing/1"),
    (var(1), "RULE_MALFORMED", "/var"),
    (var(None), "RULE_MALFORMED", "/var"),
    # types
    (1, "RULE_TYPE", ""),
    (None, "RULE_TYPE", ""),
    ("yes", "RULE_TYPE", ""),
    (AMOUNT, "RULE_TYPE", ""),
    ({"+": [1, 2]}, "RULE_TYPE", ""),
    ({"==": [AMOUNT, "1"]}, "RULE_TYPE", ""),
    ({"and": [True, {"==": [AMOUNT, NAME]}]}, "RULE_TYPE", "/and/1"),
    ({"==": [DONE, 1]}, "RULE_TYPE", ""),
    ({"==": [DAY, {"now": []}]}, "RULE_TYPE", ""),
    ({"==": [MOMENT, {"today": []}]}, "RULE_TYPE", ""),
    ({"==": [STAGE, NAME]}, "RULE_TYPE", ""),
    ({"==": [STAGE, var("region")]}, "RULE_TYPE", ""),
    ({"and": [True, 1]}, "RULE_TYPE", "/and/1"),
    ({"!": AMOUNT}, "RULE_TYPE", "/!"),
    ({"!": [None]}, "RULE_TYPE", "/!/0"),
    ({"if": [AMOUNT, True]}, "RULE_TYPE", "/if/0"),
    ({"if": [True, 1, "a"]}, "RULE_TYPE", ""),
    ({"<": [STAGE, "won"]}, "RULE_TYPE", ""),
    ({"<": [DONE, True]}, "RULE_TYPE", ""),
    ({"<": [AMOUNT, None]}, "RULE_TYPE", "/</1"),
    ({"==": [{"+": [AMOUNT, "1"]}, 2]}, "RULE_TYPE", "/==/0/+/1"),
    ({"in": [AMOUNT, ["1"]]}, "RULE_TYPE", ""),
    ({"in": [NAME, [None]]}, "RULE_TYPE", "/in/1/0"),
    ({"in": ["won", STAGE]}, "RULE_TYPE", "/in/1"),
    ({"in": [NAME, AMOUNT]}, "RULE_TYPE", "/in/1"),
    ({"starts_with": [NAME, 1]}, "RULE_TYPE", "/starts_with/1"),
    ({"filled": "name"}, "RULE_TYPE", "/filled"),
    ({"missing_some": [3, ["name", "amount"]]}, "RULE_TYPE", "/missing_some/0"),
    ({"missing_some": [0.5, ["name"]]}, "RULE_TYPE", "/missing_some/0"),
    ({"missing_some": [1, []]}, "RULE_TYPE", "/missing_some/0"),
    ({"==": [{"var": ["amount", "none"]}, 1]}, "RULE_TYPE", "/==/0"),
    ({"==": [{"substr": [NAME, AMOUNT]}, "a"]}, "RULE_TYPE", "/==/0/substr/1"),
    ({"<": [{"date_add": [DAY, 0.5, "day"]}, DAY]}, "RULE_TYPE", "/</0/date_add/1"),
    ({"<": [{"date_add": [AMOUNT, 1, "day"]}, DAY]}, "RULE_TYPE", "/</0/date_add/0"),
    # values
    ({"==": [AMOUNT, math.nan]}, "RULE_VALUE", "/==/1"),
    ({"==": [AMOUNT, -math.inf]}, "RULE_VALUE", "/==/1"),
    ({"==": [AMOUNT, Decimal("NaN")]}, "RULE_VALUE", "/==/1"),
    ({"==": [AMOUNT, 10**30]}, "RULE_VALUE", "/==/1"),
    ({"==": [AMOUNT, 10**6000]}, "RULE_VALUE", "/==/1"),
    ({"==": [AMOUNT, 1e-31]}, "RULE_VALUE", "/==/1"),
    ({"==": [AMOUNT, Decimal("0E+100000")]}, "RULE_VALUE", "/==/1"),
    ({"==": [NAME, "a\0b"]}, "RULE_VALUE", "/==/1"),
    ({"==": [NAME, "\ud800"]}, "RULE_VALUE", "/==/1"),
    ({"==": [DAY, "31.03.2026"]}, "RULE_VALUE", "/==/1"),
    ({"==": [OPENS, "25:00"]}, "RULE_VALUE", "/==/1"),
    ({"==": [OPENS, "9 o'clock"]}, "RULE_VALUE", "/==/1"),
    ({"<": [OPENS, {"now": []}]}, "RULE_TYPE", ""),
    ({"==": [DAY, "2026-02-30"]}, "RULE_VALUE", "/==/1"),
    ({"==": [DAY, "20260331"]}, "RULE_VALUE", "/==/1"),
    ({"==": [MOMENT, "yesterday"]}, "RULE_VALUE", "/==/1"),
    ({"==": [MOMENT, "0001-01-01T00:00+14:00"]}, "RULE_VALUE", "/==/1"),
    ({"==": [OWNER, "me"]}, "RULE_VALUE", "/==/1"),
    ({"<": [{"date_add": [DAY, 101, "year"]}, DAY]}, "RULE_VALUE", "/</0/date_add/1"),
    ({"<": [{"working_days_add": [DAY, 5001]}, DAY]}, "RULE_VALUE", "/</0/working_days_add/1"),
    ({"<": [{"working_days_add": [DAY, 0.5]}, DAY]}, "RULE_TYPE", "/</0/working_days_add/1"),
    ({"<": [{"working_days_subtract": [DAY, AMOUNT]}, DAY]}, "RULE_TYPE", "/</0/working_days_subtract/1"),
    ({"is_working_day": AMOUNT}, "RULE_TYPE", "/is_working_day"),
    ({"<": [{"date_add": [DAY, 1, "fortnight"]}, DAY]}, "RULE_VALUE", "/</0/date_add/2"),
    ({"<": [{"date_add": [DAY, 1, "hour"]}, DAY]}, "RULE_VALUE", "/</0/date_add/2"),
    ({"==": [STAGE, "wno"]}, "RULE_UNKNOWN_OPTION", "/==/1"),
    ({"in": [STAGE, ["won", "Won"]]}, "RULE_UNKNOWN_OPTION", "/in/1/1"),
    ({"in": ["post", CHANNELS]}, "RULE_UNKNOWN_OPTION", "/in/0"),
    ({"has": [CHANNELS, "post"]}, "RULE_UNKNOWN_OPTION", "/has/1"),
    ({"has": [CHANNELS, None]}, "RULE_TYPE", "/has/1"),
    ({"has": [CHANNELS, 1]}, "RULE_TYPE", "/has/1"),
    ({"has": [STAGE, "won"]}, "RULE_TYPE", "/has/0"),
    ({"==": [CHANNELS, "email"]}, "RULE_TYPE", ""),
    ({"<": [CHANNELS, CHANNELS]}, "RULE_TYPE", ""),
    ({"==": [{"if": [DONE, STAGE, "won"]}, "open"]}, "RULE_UNKNOWN_OPTION", "/==/1"),
]


@pytest.mark.parametrize(("rule", "code", "pointer"), REFUSED)
def test_a_fault_is_refused_with_its_code_and_pointer(rule: object, code: str, pointer: str):
    with pytest.raises(SluiceError) as caught:
        parse_rule(rule, SCOPE)
    (problem,) = caught.value.problems
    assert (problem.code, problem.details["pointer"]) == (code, pointer)
    assert code in ERROR_CODES
    assert len(problem.path) == pointer.count("/")
    assert problem.message.isprintable()
    assert len(problem.message) < 200
    for told in (problem.message, problem.next_step()):
        assert any("\u4e00" <= each <= "\u9fff" for each in said_in(told, "zh-CN")), told


def test_the_path_is_the_pointer_in_parts():
    with pytest.raises(SluiceError) as caught:
        parse_rule({"and": [True, {"a/b~c": 1}]}, SCOPE)
    assert caught.value.problems[0].path == ("and", 1, "a/b~c")


def test_all_faults_are_found_at_once():
    rule = {
        "and": [
            {"==": [var("amuont"), 1]},
            {"equals": [NAME, "a"]},
            {"or": [{">": [NAME, 1]}, {"==": [STAGE, "wno"]}]},
            {"in": [STAGE, ["x", "won", "y"]]},
            {"if": [AMOUNT, 1, "a"]},
            {"and": [1, None]},
        ]
    }
    with pytest.raises(SluiceError) as caught:
        parse_rule(rule, SCOPE)
    assert [(each.code, each.details["pointer"]) for each in caught.value.problems] == [
        ("RULE_UNKNOWN_PATH", "/and/0/==/0/var"),
        ("RULE_UNKNOWN_OPERATOR", "/and/1/equals"),
        ("RULE_TYPE", "/and/2/or/0"),
        ("RULE_UNKNOWN_OPTION", "/and/2/or/1/==/1"),
        ("RULE_UNKNOWN_OPTION", "/and/3/in/1/0"),
        ("RULE_UNKNOWN_OPTION", "/and/3/in/1/2"),
        ("RULE_TYPE", "/and/4/if/0"),
        ("RULE_TYPE", "/and/4"),
        ("RULE_TYPE", "/and/5/and/0"),
        ("RULE_TYPE", "/and/5/and/1"),
    ]


ONE_OF_SEVERAL = 'It has several options; ask for one of them with {"in": ["...", {"var": "..."}]}.'


@pytest.mark.parametrize(
    ("rule", "hint"),
    [
        (var("amuont"), "Did you mean `amount`?"),
        ({"startswith": [NAME, "a"]}, "Did you mean `starts_with`?"),
        ({"==": [AMOUNT, "1"]}, "Write numbers without quotes; text never becomes a number."),
        ({"==": [STAGE, "wno"]}, "Use one of: won, lost."),
        ({"==": [var("channels"), "email"]}, ONE_OF_SEVERAL),
        ({"in": [var("channels"), ["email"]]}, ONE_OF_SEVERAL),
        ({"contains": [var("channels"), "email"]}, ONE_OF_SEVERAL),
        ({"filled": "name"}, 'Write {"filled": {"var": "name"}}.'),
    ],
)
def test_hints_say_what_to_write(rule: object, hint: str):
    with pytest.raises(SluiceError) as caught:
        parse_rule(rule, SCOPE)
    assert caught.value.problems[0].next_step() == hint


def nested(depth: int) -> object:
    rule: object = True
    for _ in range(depth):
        rule = {"!": [rule]}
    return rule


def deep_list(depth: int) -> object:
    rule: object = []
    for _ in range(depth):
        rule = [rule]
    return rule


CYCLE: dict[str, object] = {}
CYCLE["!"] = CYCLE


@pytest.mark.parametrize(
    "rule",
    [
        nested(33),
        nested(10_000),
        deep_list(10_000),
        {"==": [deep_list(40), 1]},
        CYCLE,
        {"or": [True] * 500},
        {"in": [AMOUNT, list(range(500))]},
        {"==": [NAME, "x" * 65_537]},
        {"==": [NAME, "界" * 22_000]},
        {"x" * 70_000: 1},
        {str(index): 1 for index in range(600)},
    ],
    ids=[
        "33 deep",
        "10,000 deep",
        "lists",
        "list",
        "cycle",
        "wide",
        "list of 500",
        "64 KB",
        "UTF-8",
        "key",
        "keys",
    ],
)
def test_what_is_too_large_is_refused(rule: object):
    with pytest.raises(SluiceError) as caught:
        parse_rule(rule, SCOPE)
    assert caught.value.problems[0].code == "RULE_TOO_LARGE"


def test_operators_that_repeat_an_operand_cannot_grow_without_bound():
    rule: object = AMOUNT
    for _ in range(30):
        rule = {"max": [rule, 1]}
    with pytest.raises(SluiceError) as caught:
        parse_rule({">": [rule, 1]}, SCOPE)
    assert caught.value.problems[0].code == "RULE_TOO_LARGE"


def test_what_is_just_small_enough_is_read():
    assert parse_rule(nested(32), SCOPE).type is ValueType.BOOLEAN
    assert parse_rule({"in": [AMOUNT, list(range(490))]}, SCOPE).type is ValueType.BOOLEAN


def test_nodes_know_where_they_stood_and_are_equal_regardless():
    rule = parse_rule({"and": [{"in": [STAGE, ["won"]]}, {"<": [AMOUNT, 5.10]}]}, SCOPE)
    within = Call(
        "in",
        (
            Variable(REFERENCES["stage"]),
            ArrayLiteral((Literal("won", ValueType.CHOICE),), ValueType.CHOICE),
        ),
        ValueType.BOOLEAN,
    )
    less = Call(
        "<", (Variable(REFERENCES["amount"]), Literal(Decimal("5.1"), ValueType.NUMBER)), ValueType.BOOLEAN
    )
    assert rule == Call("and", (within, less), ValueType.BOOLEAN)
    assert hash(rule) == hash(Call("and", (within, less), ValueType.BOOLEAN))
    assert isinstance(rule, Call)
    assert [part.pointer for part in rule.operands] == ["/and/0", "/and/1"]
    first = rule.operands[0]
    assert isinstance(first, Call)
    assert [part.pointer for part in first.operands] == ["/and/0/in/0", "/and/0/in/1"]
    assert isinstance(first.operands[1], ArrayLiteral)
    assert first.operands[1].items[0].pointer == "/and/0/in/1/0"


def test_numbers_are_exact_decimals():
    assert parse_expression(0.1, SCOPE) == Literal(Decimal("0.1"), ValueType.NUMBER)
    assert parse_expression(10**29, SCOPE) == Literal(Decimal(10**29), ValueType.NUMBER)


def test_a_span_that_a_field_holds_is_refused_with_what_to_do_instead() -> None:
    with pytest.raises(SluiceError) as caught:
        parse_rule({"<": [{"date_add": [DAY, AMOUNT, "day"]}, DAY]}, SCOPE)
    (problem,) = caught.value.problems
    assert problem.message == "`date_add` takes a whole number of days, written out"
    assert problem.next_step() == "Write the number itself: it is not read of a field, and not computed."
