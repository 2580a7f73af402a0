"""What a rule says, in each language that rules are said in, before anything keeps it."""

from collections.abc import Sequence

import strawberry

from api.fixed.label_types import Label, label_list
from api.fixed.user_error import UserError, user_errors
from api.types.scalars import Json
from core.errors import SluiceError, fault
from expressions.clauses import Clause, clauses
from expressions.languages import LANGUAGES
from expressions.parse import parse_rule
from expressions.sentences import sentence
from metadata.catalog import Catalog, Object
from metadata.scope import ObjectScope


@strawberry.type(name="RuleClause")
class RuleClauseInfo:
    """One condition of those that a rule is made of, each of which must hold."""

    pointer: str = strawberry.field(description="JSON pointer of its place in the rule.")
    sentences: list[Label] = strawberry.field(description="What must hold, in each language of the product.")


@strawberry.type(name="RuleReading")
class RuleReadingInfo:
    """How a rule is understood. With errors it is no rule of the object."""

    clauses: list[RuleClauseInfo]
    errors: list[UserError]


def rule_reading(catalog: Catalog, object_name: str, rule: Json) -> RuleReadingInfo:
    """A rule of a gate in words, or what is wrong with it.

    Raises:
        SluiceError: CATALOG_UNKNOWN.
    """
    of = catalog.object_by_name.get(object_name)
    if of is None:
        raise fault("CATALOG_UNKNOWN", f"There is no object named {object_name[:60]!r}", "object")
    try:
        found = _clauses(catalog, of, rule)
    except SluiceError as error:
        return RuleReadingInfo(clauses=[], errors=user_errors(error.problems, "rule"))
    return RuleReadingInfo(clauses=[_told(each) for each in found], errors=[])


def _clauses(catalog: Catalog, of: Object, rule: Json) -> Sequence[Clause]:
    return clauses(parse_rule(rule, ObjectScope(catalog, of)))


def _told(clause: Clause) -> RuleClauseInfo:
    said = {language: sentence(clause.expression, language) for language in LANGUAGES}
    return RuleClauseInfo(pointer=clause.pointer, sentences=label_list(said))
