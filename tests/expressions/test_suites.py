"""The public JSONLogic suites as a yardstick: what is accepted gives their answer, the rest has a code."""

import json
from collections import Counter
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import cast, literal, select, union_all

from core.database import Database
from core.errors import ERROR_CODES, SluiceError
from expressions.nodes import Expression
from expressions.parse import parse_expression
from expressions.sql import SQL_TYPES, Items, to_sql
from expressions.types import RecordList, Reference, ValueType

SUITES = Path(__file__).parents[3] / "shared" / "data" / "jsonlogic"

WHETHER = ("missing", "missing_some")
"""A deliberate difference: ours answer whether something is missing, theirs list what is."""


class Data:
    """The data of a case as a scope: each scalar is a column at its path, a list of objects one of records."""

    def __init__(self, data: object) -> None:
        self.values = dict(self._leaves("", data))
        self.listed = dict(self._lists("", data))

    def _lists(self, path: str, data: object):
        if isinstance(data, dict):
            for key, value in data.items():
                yield from self._lists(f"{path}.{key}" if path else key, value)
        elif isinstance(data, list) and path and data and all(isinstance(each, dict) for each in data):
            yield path, [Data(each) for each in data]

    def _leaves(self, path: str, data: object):
        if isinstance(data, dict):
            for key, value in data.items():
                yield from self._leaves(f"{path}.{key}" if path else key, value)
        elif isinstance(data, bool | int | float | str) and path:
            yield path, data

    def resolve(self, path: str) -> Reference | None:
        if path not in self.values:
            return None
        match self.values[path]:
            case bool():
                type_ = ValueType.BOOLEAN
            case str():
                type_ = ValueType.TEXT
            case _:
                type_ = ValueType.NUMBER
        return Reference(path, type_, (), path, path, {})

    def near(self, path: str) -> tuple[str, ...]:
        return tuple(self.values)

    def records(self, path: str) -> RecordList | None:
        return RecordList(path, (), path, True, path, {}) if path in self.listed else None

    def lists(self) -> tuple[str, ...]:
        return tuple(self.listed)

    def items(self, records: RecordList) -> "Data":
        return self.listed[records.path][0]

    def each(self, records: RecordList) -> Items:
        """The objects of a list, which have the paths of the first."""
        found = self.listed[records.path]
        paths = found[0].near("")
        rows = union_all(
            *(select(*(each.column(each.resolve(path)).label(path) for path in paths)) for each in found)
        ).subquery()
        return Items(select(1).select_from(rows), lambda reference: rows.c[reference.path], self.each)

    def column(self, reference: Reference):
        value = self.values[reference.path]
        type_ = SQL_TYPES[reference.type]
        return cast(
            literal(Decimal(str(value)) if reference.type is ValueType.NUMBER else value, type_), type_
        )


def cases(name: str) -> list[tuple[object, object, object]]:
    path = SUITES / name
    if not path.exists():
        pytest.skip(f"{path} is not there")
    found = []
    for case in json.loads(path.read_text(encoding="utf-8")):
        if isinstance(case, list):
            found.append(tuple(case))
        elif isinstance(case, dict):
            found.append((case["rule"], case.get("data"), case["result"]))
    return found


async def answered(database: Database, expression: Expression, data: Data) -> object:
    ((value,),) = await database.rows(
        select(to_sql(expression, data.column, items=data.each, exact=True)), affinity=""
    )
    return float(value) if isinstance(value, Decimal) else value


def reads(rule: object, data: Data) -> Expression | None:
    """The expression, or None where the rule is refused with codes of rules."""
    try:
        return parse_expression(rule, data)
    except SluiceError as error:
        codes = {problem.code for problem in error.problems}
    assert codes <= {code for code in ERROR_CODES if code.startswith("RULE_")}
    return None


@pytest.mark.parametrize(
    ("suite", "counts"),
    [
        ("tests.json", {"agreed": 138, "agreed, whether": 6, "refused": 131}),
        ("compatible.json", {"agreed": 138, "agreed, whether": 6, "refused": 134}),
    ],
)
async def test_what_is_accepted_gives_the_answer_of_the_suite(
    suite: str, counts: dict[str, int], database: Database
):
    counted: Counter[str] = Counter()
    for rule, given, expected in cases(suite):
        data = Data(given)
        expression = reads(rule, data)
        if expression is None:
            counted["refused"] += 1
            continue
        differs = isinstance(rule, dict) and next(iter(rule)) in WHETHER
        wanted = bool(expected) if differs else expected
        found = await answered(database, expression, data)
        assert (found, isinstance(found, bool)) == (wanted, isinstance(wanted, bool)), rule
        counted["agreed, whether" if differs else "agreed"] += 1
    assert counted == counts
