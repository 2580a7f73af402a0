"""Which grants of which roles speak of an action: Casbin is asked about each of them alone.

A grant speaks of a question where, were it an allow and the only one, it would allow it on the records that it is
limited to. So what is told of grants is what the model says of them, and nothing here reads a grant again.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from metadata.catalog import ANY, Catalog, Grant, Object, Role
from metadata.fields import Field
from metadata.inheritance import with_inherited
from metadata.pipelines import Transition
from policies.enforcer import ALL_ROWS, ANY_MOVE, UNNAMED, Moves, RoleEnforcer
from policies.masks import word_of
from policies.moves import fitting


@dataclass(frozen=True)
class Question:
    """May roles do something?

    Attributes:
        action: a name of `metadata.actions.ACTIONS`.
        object: on which records; None for an action on the tenant itself.
        field: on this field of theirs; None for the records as such.
        edge: of `promote`, by this move; None for any.
    """

    action: str
    object: Object | None = None
    field: Field | None = None
    edge: Transition | None = None


@dataclass(frozen=True)
class Speaking:
    """A grant that speaks of an action.

    Attributes:
        action: that it speaks of, where the grant says every one.
        at: its place among the grants of the role.
        chains: the ways by which it is had, each from a role that is held to this one, names of both included.
    """

    action: str
    role: Role
    at: int
    grant: Grant
    chains: tuple[tuple[str, ...], ...]

    @property
    def limited(self) -> bool:
        """Whether it reaches some records only."""
        return self.grant.rows != "all" or self.grant.rule is not None


def speaking(catalog: Catalog, held: Iterable[str], question: Question) -> tuple[Speaking, ...]:
    """The grants that speak of a question, of the roles with these ids and of those that they inherit."""
    known = tuple(role.id for role in catalog.roles if role.id in frozenset(held))
    return tuple(
        Speaking(question.action, role, at, grant, chains)
        for role in with_inherited(catalog, known)
        for chains in (_chains(catalog, known, role),)
        for at, grant in enumerate(role.grants)
        if _speaks(role, grant, question)
    )


def _speaks(role: Role, grant: Grant, question: Question) -> bool:
    """Whether a grant alone speaks of the question."""
    object_id = ANY if question.object is None else question.object.id
    if grant.object not in (ANY, object_id) or grant.action not in (ANY, question.action):
        # Casbin would say the same, at the cost of loading them.
        return False
    alone = RoleEnforcer(
        "", (role.id,), (replace(role, grants=(replace(grant, effect="allow"),), inherits=()),)
    )
    if question.field is not None:
        field = question.field.id
    else:
        # A field that is granted lets the records in that it is granted on; one that is denied takes no record.
        named = grant.field if grant.effect == "allow" else ANY
        field = UNNAMED if named == ANY else named
    if grant.mask is not None and field == grant.field:
        # What it shows is all that it gives.
        field = word_of(field, grant.mask)
    rows = next(iter(alone.policies.rules), grant.rows if grant.rows != "all" else ALL_ROWS)
    return any(alone.allows(object_id, question.action, field, rows, each) for each in _moves(question))


def _moves(question: Question) -> Iterator[Moves]:
    """What policies can say of the moves in question."""
    pipeline = None if question.object is None else question.object.pipeline
    if question.action != "promote" or pipeline is None:
        yield ANY_MOVE
        return
    edges = pipeline.transitions if question.edge is None else (question.edge,)
    yield from (fitting(pipeline, each) for each in edges)


def _chains(catalog: Catalog, held: tuple[str, ...], role: Role) -> tuple[tuple[str, ...], ...]:
    """The shortest way to a role from each of those that are held and lead there."""
    return tuple(chain for each in held if (chain := _chain(catalog, each, role.id)) is not None)


def _chain(catalog: Catalog, start: str, end: str) -> tuple[str, ...] | None:
    by_id = {role.id: role for role in catalog.roles}
    chains: list[tuple[str, ...]] = [(start,)]
    seen = {start}
    # Those that it grows by meanwhile are longer, and come after.
    for chain in chains:
        if chain[-1] == end:
            return tuple(by_id[each].name for each in chain)
        for each in by_id[chain[-1]].inherits:
            if each in by_id and each not in seen:
                seen.add(each)
                chains.append((*chain, each))
    return None
