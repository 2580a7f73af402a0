"""From roles to an Access: every question that the roles raise is asked of Casbin once, and the answers kept.

Three rules go beyond Casbin's word on a single field:

- A field is given on every record the action reaches, or not at all. Where one grant gives the name of all
  records and another gives every field of own records, an Access that offered both lists would show every
  field of all records, which nobody granted. So the records are the union of the grants, and the fields are
  those granted on all of these records.
- A relation to an object that may not be read is neither read nor written: its id would tell that a record
  exists.
- What a formula or a roll-up gives is written by nobody, and neither is what the database gives, nor a field that is
  read-only; one that is written once is by nobody in a record that is there. A grant of every
  field gives a computed one to who may read all that it is made of, for else it would tell what another grant hides; a
  grant that names it gives it to whom it says, where it names it on every record they may read. The value is the
  same for all of them, whatever records they may see.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from core.recent import Recent
from expressions.nodes import Expression, Literal
from expressions.parse import parse_rule
from expressions.types import ValueType
from metadata.actions import ACTIONS
from metadata.catalog import Catalog, Object, Role
from metadata.field_types.all_types import is_given
from metadata.fields import Field
from metadata.inheritance import with_inherited
from metadata.reading import places_behind
from metadata.scope import ObjectScope
from metadata.writability import given_once, never_given
from policies.access import NO_ROWS, Access, ObjectAccess, RowRule
from policies.enforcer import ALL_ROWS, ANY, OWNERS, RoleEnforcer
from policies.moves import Edge, edge_denials, edge_of, edge_rows
from policies.reach import Reach, Rows, denied_rows, named, reach, widest


def decide(catalog: Catalog, namespace: str, role_ids: Iterable[str]) -> Access:
    """What the roles together may do under `catalog`. An id that names no role of the catalog gives nothing.

    Raises:
        SluiceError: RULE_* where a row rule does not fit its object, which a published catalog rules out.
    """
    held = _known(catalog, role_ids)
    enforcer = enforcer_of(catalog, namespace, held)
    rights = {each.id: _object_access(catalog, each, enforcer) for each in catalog.objects}
    readable = frozenset(object_id for object_id, right in rights.items() if right.may("read"))
    seeing = {
        object_id: _without_blind_relations(catalog.object_by_id[object_id], rights[object_id], readable)
        for object_id in rights
        if object_id in readable
    }
    return Access(
        key=",".join(held),
        objects={
            object_id: _without_moot_masks(
                _without_blind_values(catalog, catalog.object_by_id[object_id], seeing, enforcer)
            )
            for object_id in seeing
        },
        tenant_actions=_tenant_actions(enforcer),
        roles=frozenset(role.id for role in with_inherited(catalog, held)),
    )


def enforcer_of(catalog: Catalog, namespace: str, held: Sequence[str]) -> RoleEnforcer:
    """What answers questions about these roles, and so about all that they inherit."""
    return RoleEnforcer(namespace, held, with_inherited(catalog, held))


def given_by_promoter(catalog: Catalog, subject: Object, role: Role) -> frozenset[str] | None:
    """Ids of the fields that one role, held alone, may give to records that it may promote; None where it may not."""
    enforcer = enforcer_of(catalog, "", (role.id,))
    edges = edge_rows(enforcer, subject)
    if not (reach(enforcer, subject, "promote").rows if edges is None else widest(edges.values())):
        return None
    return given_by(catalog, subject, role)


def given_by(catalog: Catalog, subject: Object, role: Role) -> frozenset[str]:
    """Ids of the fields that one role, held alone, may give to records, be it when it creates them."""
    enforcer = enforcer_of(catalog, "", (role.id,))
    created = reach(enforcer, subject, "create").fields - never_given(subject)
    return created | reach(enforcer, subject, "update").fields - given_once(subject)


def edges_of_promoter(catalog: Catalog, subject: Object, role: Role) -> frozenset[Edge]:
    """The edges that one role, held alone, may take with any record."""
    enforcer = enforcer_of(catalog, "", (role.id,))
    edges = edge_rows(enforcer, subject)
    if edges is not None:
        return frozenset(edge for edge, rows in edges.items() if rows)
    if subject.pipeline is None or not reach(enforcer, subject, "promote").rows:
        return frozenset()
    return frozenset(edge_of(subject.pipeline, each) for each in subject.pipeline.transitions)


def tenant_actions(catalog: Catalog, namespace: str, role_ids: Iterable[str]) -> frozenset[str]:
    """What the roles together may do with the tenant itself, without a look at its objects."""
    return _tenant_actions(enforcer_of(catalog, namespace, _known(catalog, role_ids)))


def _tenant_actions(enforcer: RoleEnforcer) -> frozenset[str]:
    return frozenset(
        name for name, action in ACTIONS.items() if action.on == "tenant" and enforcer.allows(ANY, name)
    )


def _known(catalog: Catalog, role_ids: Iterable[str]) -> tuple[str, ...]:
    """The ids that name roles of the catalog, in order."""
    wanted = frozenset(role_ids)
    return tuple(sorted(role.id for role in catalog.roles if role.id in wanted))


def _object_access(catalog: Catalog, subject: Object, enforcer: RoleEnforcer) -> ObjectAccess:
    reaches = {
        name: reach(enforcer, subject, name) for name, action in ACTIONS.items() if action.on == "object"
    }
    edges = edge_rows(enforcer, subject)
    if edges is not None:
        reaches["promote"] = Reach(widest(edges.values()), frozenset())
    denied = {name: denied_rows(enforcer, subject, name, each.rows) for name, each in reaches.items()}
    by_edge = {} if edges is None else edge_denials(enforcer, subject, edges)
    if by_edge:
        # Whatever may be moved along any edge: what is denied on all of them.
        denied["promote"] = frozenset.intersection(*by_edge.values())
    used = frozenset[str]().union(
        *(each.rows for each in reaches.values()),
        *(edges or {}).values(),
        *denied.values(),
        *by_edge.values(),
    )
    scope = ObjectScope(catalog, subject, has_before=False)
    rules = {name: parse_rule(rule, scope) for name, rule in enforcer.policies.rules.items() if name in used}
    computed = frozenset(each.id for each in subject.fields if not is_given(each))
    return ObjectAccess(
        read=reaches["read"].fields,
        create=reaches["create"].fields - computed - never_given(subject),
        update=reaches["update"].fields - computed - given_once(subject),
        rows={name: _row_rule(each.rows, denied[name], rules) for name, each in reaches.items() if each.rows},
        moves=None
        if edges is None
        else {edge: _row_rule(rows, by_edge[edge], rules) for edge, rows in edges.items()},
        masked=reaches["read"].masked,
    )


_ALL = RowRule(everything=True)
_OWNED = {each: RowRule(owners=each) for each in OWNERS}
"""One value for all objects: an Access is kept for long."""


_TRUE = Literal(True, ValueType.BOOLEAN)


def _row_rule(rows: Rows, denied: Rows, rules: Mapping[str, Expression]) -> RowRule:
    reached = _reaching(rows, rules)
    if not denied:
        return reached
    if reached.everything:
        # No shortcut for all records may be taken: some are left out.
        reached = RowRule(rules=(_TRUE,))
    return replace(reached, denied=_reaching(denied, rules))


def _reaching(rows: Rows, rules: Mapping[str, Expression]) -> RowRule:
    if ALL_ROWS in rows:
        return _ALL
    owned = [each for each in OWNERS if each in rows]
    conditions = rows - set(OWNERS)
    if not conditions:
        return _OWNED[owned[-1]] if owned else NO_ROWS
    # Of several the widest reaches all.
    owners = owned[-1] if owned else None
    return RowRule(owners=owners, rules=tuple(rules[name] for name in sorted(conditions)))


def _without_blind_relations(subject: Object, right: ObjectAccess, readable: frozenset[str]) -> ObjectAccess:
    blind = frozenset(
        each.id for each in subject.fields if each.points_to and readable.isdisjoint(each.points_to)
    )
    read = right.read - blind
    # Most roles read, create and update the same fields: one set for all three, as an Access is kept for long.
    create, update = (read if each - blind == read else each - blind for each in (right.create, right.update))
    return replace(right, read=read, create=create, update=update)


def _without_blind_values(
    catalog: Catalog, subject: Object, seeing: Mapping[str, ObjectAccess], enforcer: RoleEnforcer
) -> ObjectAccess:
    """Without the computed values that would tell of fields that may not be read, save those that a grant names."""
    right = seeing[subject.id]
    computed = [each for each in subject.fields if each.computed and each.id in right.read]
    if not computed:
        return right
    by_name = named(enforcer, subject)
    blind = frozenset(
        each.id
        for each in computed
        if each.id not in by_name and tells_of_hidden(catalog, subject, each, seeing)
    )
    return replace(right, read=right.read - blind) if blind else right


def tells_of_hidden(
    catalog: Catalog, subject: Object, field: Field, seeing: Mapping[str, ObjectAccess]
) -> bool:
    """Whether a computed field is made of something that who has these rights may not read."""
    return any(
        object_id not in seeing or (field_id != "id" and field_id not in seeing[object_id].read)
        for object_id, field_id in places_behind(catalog, subject, field)
    )


def _without_moot_masks(right: ObjectAccess) -> ObjectAccess:
    """Without the masks of fields that may be read."""
    if right.read.isdisjoint(right.masked):
        return right
    return replace(
        right, masked={each: mask for each, mask in right.masked.items() if each not in right.read}
    )


ACCESS_BUDGET = 16_000_000


class AccessCache:
    """The decisions of published catalogs, the least recently used dropped first.

    A published version never changes, so an entry is never stale. A catalog that is not published (a draft,
    a dry run) bears no version of its own: ask `decide` for it.

    Attributes:
        kept: (namespace, catalog version, role ids) to Access.
    """

    def __init__(self, budget: int = ACCESS_BUDGET) -> None:
        """`budget` is the memory it may take, in bytes."""
        self.kept = Recent[tuple[str, int, frozenset[str]], Access](budget)

    def access(self, catalog: Catalog, namespace: str, role_ids: Iterable[str]) -> Access:
        """`decide`, remembered by namespace, catalog version and role set."""
        key = (namespace, catalog.version, frozenset(role_ids))
        found = self.kept.get(key)
        if found is None:
            made = decide(catalog, namespace, key[2])
            found = self.kept.put(key, made, access_weight(made))
        return found


def access_weight(access: Access) -> int:
    """An estimate of the memory that an Access takes, in bytes."""
    return 1_000 + sum(_object_weight(each) for each in access.objects.values())


def _object_weight(access: ObjectAccess) -> int:
    sets = {id(each): len(each) for each in (access.read, access.create, access.update)}
    moves = access.moves or {}
    rules = sum(len(rule.expressions) for rule in (*access.rows.values(), *moves.values()))
    return 850 + 300 * len(moves) + 45 * sum(sets.values()) + 2_000 * rules + 200 * len(access.masked)
