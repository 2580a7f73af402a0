"""Which values a field can have, whatever a rule says: what tells whether a rule can hold."""

from dataclasses import replace
from decimal import Decimal

from expressions.domains import ANYTHING, Domain, at_least, at_most, one_of
from expressions.satisfiable import DomainOf
from expressions.types import Reference, ValueType
from metadata.catalog import Catalog, Object
from metadata.field_types.all_types import type_of
from metadata.field_types.base import Scalar
from metadata.field_types.bounds import as_decimal
from metadata.parsed import end_of
from metadata.system_fields import SYSTEM_FIELDS


def domains_of(catalog: Catalog, definition: Object) -> DomainOf:
    """From a column of the object to the values that it can have, as its field says."""

    def domain_of(reference: Reference) -> Domain:
        known = replace(_known(reference), step=_step(catalog, definition, reference))
        if reference.steps or reference.before or reference.actor:
            return known
        field = definition.field_by_id.get(reference.field)
        if field is None:
            system = SYSTEM_FIELDS.get(reference.field)
            # What tells of the stage, which is no entry there, is always known.
            return replace(known, unknown=system is not None and not system.required)
        domain = replace(known, unknown=not field.required)
        if field.computed:
            return domain
        for part in type_of(field).rule_parts(field):
            if part.column == reference.column:
                domain = domain.met(replace(part.domain, unknown=True))
        if reference.type is ValueType.NUMBER:
            least, most = as_decimal(field.minimum), as_decimal(field.maximum)
            if least is not None:
                domain = domain.met(replace(at_least(least, itself=True), unknown=True))
            if most is not None:
                domain = domain.met(replace(at_most(most, itself=True), unknown=True))
        return domain

    return domain_of


def _step(catalog: Catalog, definition: Object, reference: Reference) -> Decimal | None:
    """How far the values of a column are from each other."""
    if reference.type is ValueType.DATE:
        return Decimal(1)
    field = end_of(catalog, definition, reference).field_by_id.get(reference.field)
    if field is None or reference.type is not ValueType.NUMBER:
        return None
    match type_of(field).scalar:
        case Scalar.INT | Scalar.DURATION:
            return Decimal(1)
        case Scalar.DECIMAL | Scalar.MONEY:
            return Decimal(1).scaleb(-field.scale)
    return None


def _known(reference: Reference) -> Domain:
    if reference.type is ValueType.BOOLEAN:
        return replace(one_of(True, False), unknown=True)
    if reference.type is ValueType.CHOICE and reference.options is not None:
        return replace(one_of(*reference.options), unknown=True)
    return ANYTHING
