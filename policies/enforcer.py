"""Casbin: the grants of some roles as policies, and the questions asked of them.

Only this file knows Casbin. An enforcer lives as long as one decision. It holds the policies of the roles at
hand and, at a time, only those about one object and action, because Casbin evaluates its matcher on every
policy it holds (about 6 µs each). What it answers is kept as an `Access`.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import product
from pathlib import Path

import casbin
from casbin.model import Model
from casbin.persist import Adapter
from casbin.util.expression import SimpleEval

from metadata.actions import ACTIONS
from metadata.catalog import Effect, Grant, Role
from metadata.values import JsonValue
from policies.access import Owners
from policies.masks import Masks, masks_of

MODEL = Path(__file__).with_name("model.conf")

CALLER = "actor:caller"
ANY = "*"
UNNAMED = ""
"""The field of a question about every field that no grant names, and about actions that know no fields."""

Moves = frozenset[str]
"""What policies can say of moves that fits the one in question."""

ALL_MOVES = "* * *"
"""The moves of a policy that is narrowed to none."""

ANY_MOVE: Moves = frozenset({ALL_MOVES})
"""The moves of a question about no move."""

ALL_ROWS = "all"
OWNERS: tuple[Owners, ...] = ("own", "team", "subtree")
"""The row conditions that are about who owns a record, each reaching what the one before it does."""


@dataclass(frozen=True)
class Policy:
    """One Casbin policy; the words are explained in `model.conf`."""

    role: str
    object: str
    action: str
    fields: frozenset[str]
    moves: str
    rows: str
    effect: Effect
    left_out: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Policies:
    """The policies of some roles.

    Attributes:
        by_topic: (object, action), either of which may be `*`, to the policies that say just that.
        rules: name of a row condition to the JSONLogic rule behind it.
        masks: which fields of which objects the roles read masked.
    """

    by_topic: Mapping[tuple[str, str], tuple[Policy, ...]]
    rules: Mapping[str, JsonValue]
    masks: Masks

    def about(self, object_id: str, action: str) -> tuple[Policy, ...]:
        """Every policy that can match a question about `action` on the object (`*`: on the tenant itself)."""
        topics = dict.fromkeys((each, verb) for each in (object_id, ANY) for verb in (action, ANY))
        found = tuple(policy for topic in topics for policy in self.by_topic.get(topic, ()))
        if action != "read" or object_id not in self.masks.by_object:
            return found
        return tuple(self._beside_masks(object_id, each) for each in found)

    def _beside_masks(self, object_id: str, policy: Policy) -> Policy:
        """The policy with what it says of masked fields of the object, too."""
        words = self.masks.words(object_id, policy.fields)
        if policy.effect == "deny" or ANY not in policy.fields:
            return replace(policy, fields=policy.fields | words)
        return replace(policy, left_out=self.masks.left_out(object_id, policy.role))


def policies_of(roles: Sequence[Role]) -> Policies:
    """The grants of `roles` as policies. Grants that differ in nothing but the field become one policy."""
    fields: dict[tuple[str, str, str, str, str, Effect], set[str]] = {}
    rules: dict[str, JsonValue] = {}
    masks = masks_of(roles)
    for role in roles:
        for grant in filter(_can_be_kept, role.grants):
            rows = _rows_of(grant)
            if rows not in (ANY, *OWNERS):
                rules[rows] = grant.rule
            for moves in _moves_of(grant):
                line = (f"role:{role.id}", grant.object, grant.action, moves, rows, grant.effect)
                fields.setdefault(line, set()).update(_fields_of(grant, masks))
    by_topic: dict[tuple[str, str], list[Policy]] = {}
    for (subject, object_id, action, moves, rows, effect), named in fields.items():
        policy = Policy(subject, object_id, action, frozenset(named), moves, rows, effect)
        by_topic.setdefault((object_id, action), []).append(policy)
    return Policies({topic: tuple(found) for topic, found in by_topic.items()}, rules, masks)


def _can_be_kept(grant: Grant) -> bool:
    """Whether a row rule can express the grant: it knows no "own records that also satisfy a rule".

    `metadata.checks` refuses such an allow. Were there one all the same, it gives nothing, not too much.
    """
    return grant.effect == "deny" or grant.rows == "all" or grant.rule is None


def _denies_all(grant: Grant) -> bool:
    """Whether a deny holds for all records. One with a condition that `metadata.checks` refuses denies more."""
    both = grant.rows != "all" and grant.rule is not None
    return grant.effect == "deny" and (both or _field_of(grant) != ANY)


def _rows_of(grant: Grant) -> str:
    """The name of the grant's row condition."""
    if _denies_all(grant):
        return ANY
    if grant.rule is not None:
        return "rule " + json.dumps(grant.rule, sort_keys=True)
    return ANY if grant.rows == "all" else grant.rows


def rows_named(rows: str) -> frozenset[str]:
    """Whatever policies can say of records that reaches all those of a row condition; `all` for every record."""
    if rows == ALL_ROWS:
        return frozenset({ANY})
    wider = OWNERS[OWNERS.index(rows) :] if rows in OWNERS else (rows,)
    return frozenset({*wider, ANY})


def rows_within(rows: str) -> frozenset[str]:
    """The row conditions whose records are all among those of one."""
    return frozenset(OWNERS[: OWNERS.index(rows) + 1]) if rows in OWNERS else frozenset({rows})


def _field_of(grant: Grant) -> str:
    """The field that counts: an action that knows no fields is granted whole, whatever the grant names."""
    action = ACTIONS.get(grant.action)
    return ANY if action is not None and not action.per_field else grant.field


def _fields_of(grant: Grant, masks: Masks) -> frozenset[str]:
    """The field that counts; of one that is masked, what is shown of it.

    Only one of `read` has a mask, as `metadata.checks` sees to. Were there another, an allow gives nothing and a deny
    denies everything.
    """
    if grant.mask is None or grant.effect == "deny":
        return frozenset({_field_of(grant)})
    return masks.shown(grant) if grant.action == "read" else frozenset()


def _moves_of(grant: Grant) -> tuple[str, ...]:
    """What the grant says of moves, kind by kind.

    Only one of `promote` is narrowed, as `metadata.checks` sees to. Were there another, an allow gives nothing and a
    deny denies everything.
    """
    if grant.effect == "deny" and grant.action != "promote":
        return (ALL_MOVES,)
    kinds = (ANY,) if grant.moves is None else grant.moves
    return tuple(f"{kind} {grant.leaving or ANY} {grant.entering or ANY}" for kind in kinds)


def moves_named(kind: str, source: str, target: str) -> Moves:
    """Whatever policies can say of moves that fits one of this kind between the stages with these ids."""
    return frozenset(map(" ".join, product((kind, ANY), (source, ANY), (target, ANY))))


@dataclass(frozen=True)
class _Topic:
    """What Casbin shall load: the policies about one object and action."""

    object: str
    action: str


class _PolicyAdapter(Adapter):  # type: ignore[misc]  # Casbin comes without types
    """Hands policies to Casbin, topic by topic."""

    def __init__(self, policies: Policies, domain: str, links: Iterable[tuple[str, str]]) -> None:
        self._policies = policies
        self._links = [[subject, role, domain] for subject, role in links]
        self._domain = domain

    def is_filtered(self) -> bool:
        """Casbin asks this: nothing is loaded before a topic is known."""
        return True

    def load_filtered_policy(self, model: Model, topic: _Topic) -> None:
        """Fill `model`, which is empty, with the policies about `topic` and the caller's roles.

        The lines are appended as Casbin's own file adapter does: `add_policy` looks for a twin of each.
        """
        model["g"]["g"].policy.extend(self._links)
        model["p"]["p"].policy.extend(
            [
                each.role,
                self._domain,
                each.object,
                each.action,
                each.fields,
                each.left_out,
                each.moves,
                each.rows,
                each.effect,
            ]
            for each in self._policies.about(topic.object, topic.action)
        )


def _links(held: Iterable[str], roles: Iterable[Role]) -> Iterator[tuple[str, str]]:
    """Who has which role: the caller, and roles that inherit."""
    for each in held:
        yield CALLER, f"role:{each}"
    for role in roles:
        for each in role.inherits:
            yield f"role:{role.id}", f"role:{each}"


@lru_cache(maxsize=8)
def _parsed(matcher: str) -> SimpleEval:
    """Casbin's own reading of a matcher, of which only the tree is used again."""
    return casbin.Enforcer._get_expression(matcher)  # noqa: SLF001 - what Casbin calls for each question


class _Enforcer(casbin.Enforcer):  # type: ignore[misc]
    """Casbin's enforcer, which would parse the matcher anew for each question: that took half of a decision."""

    @staticmethod
    def _get_expression(expr: str, functions: Mapping[str, object] | None = None) -> SimpleEval:
        found = SimpleEval("", functions)
        found.ast_parsed_value = _parsed(expr).ast_parsed_value
        return found


class RoleEnforcer:
    """Answers questions about what roles together may do in the tenant whose namespace is `domain`.

    Args:
        held: ids of the roles that the caller has.
        roles: these, and those that they inherit.
    """

    def __init__(self, domain: str, held: Iterable[str], roles: Iterable[Role]) -> None:
        known = tuple(roles)
        self.policies = policies_of(known)
        self._domain = domain
        adapter = _PolicyAdapter(self.policies, domain, _links(held, known))
        self._enforcer = _Enforcer(str(MODEL), adapter)
        self._loaded: _Topic | None = None

    def allows(
        self,
        object_id: str,
        action: str,
        field: str = UNNAMED,
        rows: str = ALL_ROWS,
        moves: Moves = ANY_MOVE,
        within: str = ALL_ROWS,
    ) -> bool:
        """Whether `action` is allowed on `field` of the object, by one of `moves`, on the records that `rows` names.

        And, of these, on those `within` another row condition.

        `object_id` is `*` for an action on the tenant itself. Questions about one object and action are best
        asked in a row: the policies are loaded for each such pair.
        """
        topic = _Topic(object_id, action)
        if topic != self._loaded:
            self._enforcer.load_filtered_policy(topic)
            self._loaded = topic
        return bool(
            self._enforcer.enforce(
                CALLER, self._domain, object_id, action, field, moves, rows_named(rows) | rows_named(within)
            )
        )
