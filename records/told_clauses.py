"""What is told of a clause, as SQL: whether it holds, what the record has and what it needs, in the caller's language.

Of one that reads what the caller may not read nothing is told but whether it holds.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, FromClause, Integer, case, cast, false, func, null, true
from sqlalchemy.dialects.postgresql import ARRAY, JSON, array

from expressions.counts import Counts, counts_of
from expressions.languages import label_in
from expressions.sentences import sentence
from metadata.catalog import Object
from records.build import Build
from records.constants import constant
from records.gates import PlacedClause, PlacedRule
from records.json_sql import json_object
from records.plans.selections import ClauseParts
from records.redaction import unreadable
from records.verdict_values import tally_sql, value_sql

REDACTED_SENTENCES: Mapping[str, str] = {
    "en": "A condition that your role may not read",
    "zh": "你的角色无权查看的条件",
}


NONE_TOLD: ColumnElement[Any] = cast(array([], type_=JSON), ARRAY(JSON))
"""An empty array of JSON objects."""


def clause_objects(
    build: Build, parts: ClauseParts, placed: Sequence[PlacedClause], rows: FromClause, of: Object
) -> ColumnElement[Any]:
    """The clauses as an array of JSON objects (`json[]`), without those of which nobody is told."""
    told = [each for each in placed if not each.silent]
    dated = [each for each in told if each.due is not None and each.rule.mode == "shadow"]
    found = _clause_array(build, parts, [each for each in told if each not in dated], rows, of)
    for each in dated:
        assert each.due is not None
        one = _clause_array(build, parts, [each], rows, of)
        found = func.array_cat(found, case((build.judge(rows, of)(each.due), one), else_=NONE_TOLD))
    return found


def _clause_array(
    build: Build, parts: ClauseParts, placed: Sequence[PlacedClause], rows: FromClause, of: Object
) -> ColumnElement[Any]:
    found = [
        json_object(build, {name: _clause_part(build, what, each, rows, of) for name, what in parts.parts})
        for each in placed
    ]
    return cast(array(found, type_=JSON), ARRAY(JSON))


def _clause_part(
    build: Build, what: str, placed: PlacedClause, rows: FromClause, of: Object
) -> ColumnElement[Any]:
    clause = placed.clause
    match what:
        case "satisfied":
            return build.expression(clause.expression, rows, of, exact=True)
        case "severity":
            return severity(build, placed.rule, rows, of)
        case "actual" | "needed":
            shown = clause.actual if what == "actual" else clause.needed
            return value_sql(build, None if _hidden(build, placed, of) else shown, rows, of)
        case "matched" | "records" | "tally":
            counts = None if _hidden(build, placed, of) else counts_of(clause.expression)
            return _counted(build, what, counts, rows, of)
    return told_of_clause(build, what, placed, of)


def told_of_clause(build: Build, what: str, placed: PlacedClause, of: Object) -> ColumnElement[Any]:
    """What is said of a clause whatever the record has."""
    clause, hidden = placed.clause, _hidden(build, placed, of)
    match what:
        case "pointer":
            return constant(placed.pointer)
        case "redacted":
            return true() if hidden else false()
        case "sentence":
            return constant(clause_text(build, placed, of))
        case "criterion":
            return constant(None if placed.criterion is None else placed.criterion.name)
        case "__typename":
            return constant("Clause")
        case "operator":
            return constant(None if hidden else clause.operator)
        case "field":
            return constant(None if hidden or clause.field is None else clause.field.path)
    raise ValueError(f"a clause has no {what}")


def _hidden(build: Build, placed: PlacedClause, of: Object) -> bool:
    """Whether the clause reads something that the caller may not."""
    return unreadable(build, placed.clause.expression, of)


def clause_text(build: Build, placed: PlacedClause, of: Object) -> str:
    """The sentence of a clause as the caller may read it."""
    hidden = _hidden(build, placed, of)
    if hidden:
        return redacted_sentence(build.language)
    return in_its_words(build, placed.rule, sentence(placed.clause.expression, build.language))


def in_its_words(build: Build, rule: PlacedRule, said: str) -> str:
    """What its author says of a rule, or else what it says itself."""
    messages = {} if rule.criterion is None else rule.criterion.messages
    return label_in(messages, build.language, said)


def severity(build: Build, rule: PlacedRule, rows: FromClause, of: Object) -> ColumnElement[Any]:
    """Whether a rule refuses today, or warns."""
    if rule.enforced or rule.mode == "shadow":
        # A silent one is told of only from the day on from which it refuses.
        return constant("block")
    if rule.due is None:
        return constant("warn")
    due = build.judge(rows, of)(rule.due)
    return case((due, constant("block")), else_=constant("warn"))


def redacted_sentence(language: str) -> str:
    """What is said of a condition that the caller may not read."""
    return label_in(REDACTED_SENTENCES, language, REDACTED_SENTENCES["en"])


def _counted(
    build: Build, what: str, counts: Counts | None, rows: FromClause, of: Object
) -> ColumnElement[Any]:
    """What is counted of a list, among the records that the caller may see."""
    if counts is None:
        return constant(None) if what == "tally" else cast(null(), Integer())
    matched, records = (
        build.expression(each, rows, of, only_visible=True) for each in (counts.matched, counts.records)
    )
    if what == "tally":
        return tally_sql(build, matched, records)
    return matched if what == "matched" else records
