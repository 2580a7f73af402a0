"""What the rules of an object say of a record that is written: its validations, and fields that are required by a rule.

A rule judges what a write gives: it is asked at a creation, and later where the write changes something that the rule
reads. So a record that does not satisfy a rule made after it can still be written elsewhere. At a restoring, which
gives nothing, all rules are asked and none refuses: a deleted record cannot be mended.
"""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, FromClause, and_, false, not_, or_, true

from core.errors import Problem
from core.sentences import Sentence, as_told
from core.sql import Row
from expressions.clauses import variables
from expressions.languages import label_in
from expressions.nodes import Expression, listings_of
from expressions.parse import parse_rule
from metadata.catalog import Object, Validation
from metadata.field_types.all_types import FIELD_TYPES, input_name
from metadata.fields import Field
from metadata.reading import places_behind
from metadata.scope import ObjectScope
from metadata.system_fields import PIPELINE, STAGE, STAGE_FIELDS
from metadata.values import JsonValue
from records.build import Build
from records.checks import GIVES, Check, gives
from records.plans.writes import Create, Operation, Promote, Restore, Update
from records.redaction import unreadable

OWNER = "ownerId"

HIDDEN = Sentence(
    "The record does not satisfy a rule about fields that your role may not read.",
    "该记录不满足一条规则，规则所涉及的字段你的角色无权查看。",
)
"""Instead of a message: an author writes it about fields that not everybody who meets the rule may read."""
MISSING = Sentence("{} is required here.", "此处必须填写{}。")
HIDDEN_MISSING = Sentence(
    "A field that your role may not give a value is required here.",
    "此处必须填写一个你的角色无权填写的字段。",
)


@dataclass(frozen=True)
class RuleChecks:
    """What speaks against the write, and what is doubtful about it."""

    blocking: tuple[Check, ...] = ()
    warning: tuple[Check, ...] = ()


@dataclass(frozen=True)
class _Written:
    """A write as rules see it.

    Attributes:
        given: ids of the fields, and names of the system fields, that may change; None where all are new.
        before: the record before it; None at a creation.
        after: the record as it would be.
    """

    given: frozenset[str] | None
    before: Row | None
    after: FromClause


def judges(build: Build, of: Object, operation: Operation) -> bool:
    """Whether any rule of the object is asked at the write."""
    if not of.validations and all(field.required_when is None for field in of.fields):
        return False
    given = _given(build, of, operation)
    if given is None:
        return True
    asked = [(each.rule, "") for each in of.validations]
    asked += [(each.required_when, each.id) for each in of.fields if each.required_when is not None]
    return any(given & ({own} | _parts(_parsed(build, of, rule))) for rule, own in asked)


def rule_checks(
    build: Build,
    of: Object,
    operation: Operation,
    before: Row | None,
    after: FromClause,
    blind: ColumnElement[bool],
) -> RuleChecks:
    """The rules of the object that the write concerns.

    Args:
        blind: where no rule is asked (`records.drafts.Draft.blind`).
    """
    written = _Written(_given(build, of, operation), before, after)
    blocking: list[Check] = []
    warning: list[Check] = []
    for each in of.validations:
        expression = _parsed(build, of, each.rule)
        concerned = _concerned(build, of, written, _parts(expression))
        hidden = unreadable(build, expression, of)
        warns = each.severity == "warn" or isinstance(operation, Restore)
        if concerned is None or (hidden and warns):
            continue
        holds = build.expression(expression, after, of, exact=True)
        check = Check("VALIDATION_FAILED", f"rules.{each.id}", and_(not_(blind), concerned, not_(holds)))
        build.refusals[check.text] = _refusals(build, of, operation, each, hidden)
        (warning if warns else blocking).append(check)
    for field in of.fields:
        if field.required_when is None:
            continue
        expression = _parsed(build, of, field.required_when)
        concerned = _concerned(build, of, written, _parts(expression) | {field.id})
        if concerned is None:
            continue
        holds = build.expression(expression, after, of, exact=True)
        empty = or_(*(after.c[name].is_(None) for name in _columns(field)))
        check = Check("REQUIRED", f"rules.{field.id}", and_(not_(blind), concerned, holds, empty))
        build.refusals[check.text] = (missing(build, of, operation, field),)
        (warning if isinstance(operation, Restore) else blocking).append(check)
    return RuleChecks(tuple(blocking), tuple(warning))


def _given(build: Build, of: Object, operation: Operation) -> frozenset[str] | None:
    """What the write may change, formulas that read it included; None where all is new."""
    if isinstance(operation, Create | Restore):
        return None
    if not isinstance(operation, Update | Promote):
        return frozenset()
    found = {assignment.field.id for assignment in operation.patch.assignments}
    found |= {change.field.id for change in operation.patch.links}
    if operation.patch.owner is not None:
        found.add(OWNER)
    if isinstance(operation, Promote):
        found |= {*STAGE_FIELDS, PIPELINE}
    follow = {
        field.id
        for field in of.fields
        if field.computed and (STAGE in found or _behind(build, of, field) & found)
    }
    return frozenset(found | follow)


def _behind(build: Build, of: Object, field: Field) -> frozenset[str]:
    """Ids of the fields of the record itself that a computed field is made of."""
    return frozenset(part for owner, part in places_behind(build.catalog, of, field) if owner == of.id)


def _parsed(build: Build, of: Object, rule: JsonValue) -> Expression:
    return parse_rule(rule, ObjectScope(build.catalog, of))


def _parts(expression: Expression) -> frozenset[str]:
    """What an expression reads of the record itself: ids of fields, relations that it walks among them.

    Of what others say of the record, which point to it, nothing is its own.
    """
    read = {each.steps[0].field if each.steps else each.field for each in variables(expression)}
    lists = (each.records for each in listings_of(expression))
    read |= {
        each.steps[0].field if each.steps else each.field for each in lists if each.steps or each.forwards
    }
    return frozenset(read)


def _concerned(
    build: Build, of: Object, written: _Written, parts: frozenset[str]
) -> ColumnElement[bool] | None:
    """Where the write changes one of the parts; None where it cannot.

    A part that the caller may not read counts as changed when it is given: that a rule is not asked would tell that
    the record has the value already.
    """
    if written.given is None or written.before is None:
        return true()
    touched = sorted(parts & written.given)
    if not touched:
        return None
    readable = build.access_to(of).read
    changes: list[ColumnElement[bool]] = []
    for part in touched:
        field = of.field_by_id.get(part)
        names = (part,) if field is None else _columns(field)
        known = part == OWNER or part in readable
        if (
            part in (*STAGE_FIELDS, PIPELINE)
            or not known
            or any(name not in written.before.c for name in names)
        ):
            sources = _sources(build, of, written.given, field, names[0])
            if not sources or any(GIVES + each not in written.after.c for each in sources):
                return true()
            changes += (gives(written.after, each) for each in sources)
            continue
        changes += (written.after.c[name].is_distinct_from(written.before.c[name]) for name in names)
    return or_(false(), *changes)


def _sources(
    build: Build, of: Object, given: frozenset[str], field: Field | None, name: str
) -> tuple[str, ...]:
    """The columns that a row gives if it gives a part: those of what a computed field is made of."""
    if field is None or not field.computed:
        return (name,)
    fields = (
        of.field_by_id[each] for each in sorted(_behind(build, of, field) & given) if each in of.field_by_id
    )
    return tuple(column for each in fields for column in _columns(each)[:1])


def _refusals(
    build: Build, of: Object, operation: Operation, validation: Validation, hidden: bool
) -> tuple[Problem, ...]:
    """The message at each of its fields that the caller can give a value, or at the whole record."""
    if hidden:
        return (Problem("VALIDATION_FAILED", HIDDEN, _whole(operation)),)
    message = as_told(label_in(validation.messages, build.language, validation.name))
    shown = [of.field_by_id[each] for each in validation.fields]
    writable = _writable(build, of, operation)
    paths: list[tuple[str, ...]] = [("input", input_name(each)) for each in shown if each.id in writable]
    details = {"validation": validation.name}
    return tuple(
        Problem("VALIDATION_FAILED", message, path, details=details) for path in paths or [_whole(operation)]
    )


def missing(build: Build, of: Object, operation: Operation, field: Field) -> Problem:
    """That a field must have a value, as far as the caller may know of it."""
    if field.id not in _writable(build, of, operation):
        known = field.id in build.access_to(of).read
        name = label_in(field.labels, build.language, field.name)
        message = MISSING.of(name) if known else HIDDEN_MISSING
        return Problem("REQUIRED", message, _whole(operation))
    name = label_in(field.labels, build.language, field.name)
    return Problem("REQUIRED", MISSING.of(name), ("input", input_name(field)))


def _writable(build: Build, of: Object, operation: Operation) -> frozenset[str]:
    access = build.access_to(of)
    match operation:
        case Create():
            return access.create
        case Update() | Promote():
            return access.update
        case _:
            return frozenset()


def _whole(operation: Operation) -> tuple[str, ...]:
    return ("id",) if isinstance(operation, Restore) else ("input",)


def _columns(field: Field) -> tuple[str, ...]:
    return tuple(spec.name for spec in FIELD_TYPES[field.type].columns(field))
