"""A gate split into clauses: together they mean the rule, and each says what it is about."""

import pytest

from core.database import Database
from expressions.clauses import Clause, clauses, variables
from expressions.nodes import ArrayLiteral, Expression, Literal, Variable
from expressions.parse import parse_rule
from tests.expressions.world import EMPTY, FULL, REFERENCES, SCOPE, answer


def var(name: str) -> dict[str, object]:
    return {"var": name}


def said(expression: Expression | None) -> object:
    """The operands of a clause in short: a path, a constant as text, or the operator of a call."""
    match expression:
        case None:
            return None
        case Variable(reference=reference):
            return reference.path
        case Literal(value=value):
            return value if isinstance(value, bool) else str(value)
        case ArrayLiteral(items=items):
            return [said(item) for item in items]
        case _:
            return {expression.operator: len(expression.operands)}


def parts(clause: Clause) -> tuple[object, ...]:
    field = clause.field.path if clause.field else None
    return (clause.pointer, field, clause.operator, said(clause.actual), said(clause.needed))


GATE = {
    "and": [
        {">=": [var("amount"), 1000]},
        {"and": [var("budgetConfirmed"), {"!": var("interviewDone")}]},
        {"!": {"missing": ["name", "closeDate"]}},
    ]
}

CASES = [
    (
        GATE,
        [
            ("/and/0", "amount", ">=", "amount", "1000"),
            ("/and/1/and/0", "budgetConfirmed", "==", "budgetConfirmed", True),
            ("/and/1/and/1/!", "interviewDone", "==", "interviewDone", False),
            ("/and/2/!/missing/0", "name", "filled", "name", None),
            ("/and/2/!/missing/1", "closeDate", "filled", "closeDate", None),
        ],
    ),
    ({"is_working_day": var("closeDate")}, [("", "closeDate", "is_working_day", "closeDate", None)]),
    (
        {"is_working_day": {"date_add": [var("closeDate"), 1, "day"]}},
        [("", "closeDate", "is_working_day", {"date_add": 3}, None)],
    ),
    ({"<": [1000, var("amount")]}, [("", "amount", ">", "amount", "1000")]),
    ({"==": ["won", var("stage")]}, [("", "stage", "==", "stage", "won")]),
    (
        {"<=": [10, var("amount"), 20]},
        [("/<=/0", "amount", ">=", "amount", "10"), ("/<=/2", "amount", "<=", "amount", "20")],
    ),
    ({"!": {"==": [var("stage"), "won"]}}, [("/!", "stage", "!=", "stage", "won")]),
    ({"!": {"!=": [var("stage"), "won"]}}, [("/!", "stage", "==", "stage", "won")]),
    ({"!": {"!": var("budgetConfirmed")}}, [("/!/!", "budgetConfirmed", "==", "budgetConfirmed", True)]),
    (
        {"!": {"or": [{"==": [var("stage"), "won"]}, var("interviewDone")]}},
        [
            ("/!/or/0", "stage", "!=", "stage", "won"),
            ("/!/or/1", "interviewDone", "==", "interviewDone", False),
        ],
    ),
    ({"!!": [{"filled": var("name")}]}, [("/!!/0", "name", "filled", "name", None)]),
    ({"missing": "name"}, [("", "name", "missing", "name", None)]),
    ({"!": {"filled": var("name")}}, [("/!", "name", "missing", "name", None)]),
    ({"missing": ["name", "email"]}, [("", None, "missing", None, None)]),
    ({"in": [var("stage"), ["won", "lost"]]}, [("", "stage", "in", "stage", ["won", "lost"])]),
    ({"in": ["Ltd", var("name")]}, [("", "name", "contains", "name", "Ltd")]),
    ({">": [var("amount"), var("cost")]}, [("", "amount", ">", "amount", "cost")]),
    ({">": [{"-": [var("amount"), var("cost")]}, 5]}, [("", None, ">", {"-": 2}, "5")]),
    ({">": [{"*": [var("amount"), 2]}, 5]}, [("", "amount", ">", {"*": 2}, "5")]),
    ({">": [{"var": ["amount", 0]}, 5]}, [("", "amount", ">", {"var": 2}, "5")]),
    ({"==": [var("amount"), None]}, [("", "amount", "==", "amount", "None")]),
    ({"or": [var("budgetConfirmed"), var("interviewDone")]}, [("", None, "or", None, None)]),
    ({"or": [{">": [var("amount"), 5]}, {"<": [var("amount"), 1]}]}, [("", "amount", "or", "amount", None)]),
    ({"!": {"<": [var("amount"), 5]}}, [("/!", "amount", "!", "amount", None)]),
    (
        {"!": {"and": [var("budgetConfirmed"), var("interviewDone")]}},
        [("/!", None, "!", None, None)],
    ),
    ({"if": [var("budgetConfirmed"), var("interviewDone"), True]}, [("", None, "if", None, None)]),
    (True, [("", None, "==", None, None)]),
    ({"var": ["budgetConfirmed", True]}, [("", "budgetConfirmed", "var", "budgetConfirmed", None)]),
]


@pytest.mark.parametrize(("rule", "expected"), CASES)
async def test_clauses_say_what_they_ask_and_mean_the_rule(
    rule: object, expected: object, database: Database
):
    expression = parse_rule(rule, SCOPE)
    found = clauses(expression)

    assert [parts(clause) for clause in found] == expected
    for values in (FULL, EMPTY):
        whole = await answer(database, expression, values, exact=True)
        each = [await answer(database, clause.expression, values, exact=True) for clause in found]
        assert whole is all(each)


def test_variables_are_all_columns_read():
    rule = {
        "or": [{"in": [var("stage"), ["won"]]}, {"!": {"missing": ["name"]}}, {"<": [1, var("amount"), 5]}]
    }
    assert variables(parse_rule(rule, SCOPE)) == {REFERENCES[name] for name in ("stage", "name", "amount")}
