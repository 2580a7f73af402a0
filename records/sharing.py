"""A bulk promotion whose gate counts other records of the same object: of those that count each other, one is moved.

"Fewer than three open deals of the account" is judged for each record as if it alone were moved. That is right for
records of different accounts; of one account the first by its id is judged, and the others are told to come again.
"""

from collections.abc import Iterator

from sqlalchemy import FromClause, and_, not_, select
from sqlalchemy.dialects.postgresql import distinct_on

from core.errors import Problem
from core.sentences import Sentence
from expressions.languages import label_in
from expressions.types import Step
from metadata.catalog import Object
from metadata.fields import Field
from metadata.gate_readings import ListStep, Way, places_read
from policies.access import NO_ROWS
from records.build import Build
from records.checks import Check
from records.gates import asked_clauses
from records.plans.writes import Patch, Promote


def sharing_checks(build: Build, of: Object, operation: Promote, merged: FromClause) -> list[Check] | None:
    """That no two of the records count each other, told of all but one; None where it cannot be known or be told.

    It cannot where values are given along: those that are refused are judged as if they had them. Nor where the caller
    may not see what the records have in common.
    """
    if operation.patch != Patch():
        return None
    shared: dict[str, Field] = {}
    for way in _ways(build, of, operation):
        field = _shared(build, of, way)
        if field is None:
            return None
        shared[field.id] = field
    return [_check(build, of, field, merged) for field in shared.values()]


def _ways(build: Build, of: Object, operation: Promote) -> Iterator[Way]:
    """The ways that the clauses take to lists of records of the object itself."""
    placed = asked_clauses(build.catalog, of, operation.to, operation.edges)
    ways = (way for each in placed for way, _ in places_read(build.catalog, of, each.clause.expression))
    return (way for way in ways if any(isinstance(hop, ListStep) and hop.object == of.id for hop in way))


def _shared(build: Build, of: Object, way: Way) -> Field | None:
    """The relation by which records are in the list and have it, where the list is that of the record it names."""
    match way:
        case (
            Step(field=named, object=anchor),
            ListStep(field=listing, forwards=False, object=listed),
            *rest,
        ):
            again = any(isinstance(hop, ListStep) and hop.object == of.id for hop in rest)
            field = of.field_by_id[named]
            plain = named == listing and listed == of.id and not again and field.target is not None
            return field if plain and _told(build, of, field, anchor) else None
    return None


def _told(build: Build, of: Object, field: Field, anchor: str) -> bool:
    """Whether the caller sees which records name the same one."""
    rights = build.access.objects.get(anchor)
    everything = rights is not None and rights.rows.get("read", NO_ROWS).everything
    return everything and field.id in build.access_to(of).read


def _check(build: Build, of: Object, field: Field, merged: FromClause) -> Check:
    named = merged.c[f"{field.name}Id"]
    first = select(merged.c.id).ext(distinct_on(named)).order_by(named, merged.c.id)
    check = Check(
        "TOO_MANY_RECORDS",
        f"sharing.{field.id}",
        and_(named.is_not(None), not_(merged.c.id.in_(first.correlate(None).scalar_subquery()))),
    )
    label = label_in(field.labels, build.language, field.name)
    message = Sentence(
        "The gate counts other {0} of the same {2}, and another one of these comes first.",
        "关卡会统计同一“{2}”下的其他{1}，其中另一条需要先推进。",
    ).of(of.plural, label_in(of.labels, build.language, of.name), label)
    build.refusals[check.text] = (
        Problem(check.code, message, (), Sentence("Promote it in a write of its own.", "请单独推进它。")),
    )
    return check
