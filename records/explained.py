"""What row rules of others say of a record that the caller may read, and every condition of them.

Whether a rule reaches the record is asked as requests ask it (`Build.row_rule`), with the other one as who acts. What
is told of a rule is told to the caller: of what they may not read, only whether it holds (`records.told_trees`).
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import orjson
from sqlalchemy import Boolean, ColumnElement, FromClause, Select, Uuid, bindparam, cast, func, or_, select
from sqlalchemy.dialects.postgresql import ARRAY, JSON, array

from core.database import Database
from expressions.parse import parse_rule
from expressions.types import Reference
from metadata.catalog import Object
from metadata.scope import ObjectScope
from policies.access import Access, RowRule
from policies.speaking import Speaking
from records.actors import ACTOR, of_caller
from records.build import Build
from records.gates import PlacedRule
from records.json_sql import EMPTY, json_object
from records.plans.explained import ExplainPlan
from records.samples import NODE
from records.told_trees import tree_json
from records.unkept import Rows, answered, exactly
from tenants.authentication import Caller


@dataclass(frozen=True)
class Found:
    """A record that the caller may read.

    Attributes:
        stage: its name; None where the object has no pipeline.
    """

    deleted: bool
    stage: str | None


@dataclass(frozen=True)
class Explained:
    """What is told of a record.

    Attributes:
        reached: of each row rule of the plan, whether it reaches the record.
        holds: of each grant of the plan, whether its condition does.
        trees: of each grant, the nodes of its rule; none where it has a scope, or nobody asked.
    """

    reached: tuple[bool, ...]
    holds: tuple[bool, ...]
    trees: tuple[Rows, ...]


@dataclass
class ExplainedBuild(Build):
    """A statement of a caller in which rules are asked as if somebody else acted.

    Attributes:
        subject: the rights of that one, whose id is `acts`.
    """

    subject: Access = field(default_factory=lambda: Access("", {}, frozenset()))
    acts: ColumnElement[Any] | None = None

    @contextmanager
    def acted_by_subject(self) -> Iterator[None]:
        """A block in which rules are asked as if the other one acted."""
        outside = self.actor
        if self.acts is not None:
            self.actor = self.acts
        yield
        self.actor = outside

    @contextmanager
    def _acted_by_caller(self) -> Iterator[None]:
        outside, self.actor = self.actor, ACTOR
        yield
        self.actor = outside

    def permitted(
        self, action: str, rows: FromClause, of: Object, exact: bool = False
    ) -> ColumnElement[bool]:
        """What the caller may do, whoever acts in the rule at hand: which records are seen is said by that."""
        with self._acted_by_caller():
            return super().permitted(action, rows, of, exact)

    def acting(self, reference: Reference) -> ColumnElement[Any]:
        """What a rule reads of whoever acts."""
        whose = self.access if self.actor is ACTOR else self.subject
        return of_caller(self.catalog, self.tables, whose, reference, self.actor)

    def knows(self, reference: Reference) -> bool:
        """Who explains what others may do sees them and their roles."""
        return reference.actor


async def found_record(database: Database, plan: ExplainPlan, caller: Caller) -> Found | None:
    """The record, where the caller may read it; a deleted one where they may restore it.

    Raises:
        StaleError, SluiceError: as `records.unkept.answered`.
    """
    build = _build(plan)
    rows = build.rows(plan.object)
    told: dict[str, ColumnElement[Any]] = {"deleted": rows.c.deletedAt.is_not(None)}
    if plan.object.pipeline is not None:
        told["stage"] = rows.c.stage
    statement = _of_record(build, plan, rows, json_object(build, told))
    row = await answered(database, build, statement, caller)
    if row["told"] is None:
        return None
    found = orjson.loads(row["told"])
    return Found(found["deleted"], found.get("stage"))


async def explained(database: Database, plan: ExplainPlan, caller: Caller) -> Explained | None:
    """What the rules say of the record; None where there is none any more that the caller may read.

    Raises:
        StaleError, SluiceError: as `records.unkept.answered`.
    """
    build = _build(plan)
    of, rows = plan.object, build.rows(plan.object)
    with build.acted_by_subject():
        reached = [build.row_rule(each, rows, of, exact=True) for each in plan.reached]
        holds = [build.row_rule(_condition(build, of, each), rows, of, exact=True) for each in plan.grants]
        trees = [_tree(build, each, rows, of) if plan.trees else EMPTY for each in plan.grants]
    told = {"reached": _flags(reached), "holds": _flags(holds), "trees": _listed(trees)}
    listed = func.json_build_array(json_object(build, told))
    row = await answered(database, build, _of_record(build, plan, rows, listed), caller)
    if row["told"] is None:
        return None
    (found,) = exactly(row["told"])
    return Explained(tuple(found["reached"]), tuple(found["holds"]), tuple(found["trees"]))


def _build(plan: ExplainPlan) -> ExplainedBuild:
    acts = bindparam(None, plan.member, Uuid())
    return ExplainedBuild(
        plan.catalog, plan.namespace, plan.language, plan.access, subject=plan.subject, acts=acts
    )


def _of_record(
    build: ExplainedBuild, plan: ExplainPlan, rows: FromClause, told: ColumnElement[Any]
) -> Select[Any]:
    """(catalog_version, access_epoch, told), the last null where the caller may not read the record."""
    # Named first, so that its lock is taken before that of any table of records.
    head = select(build.tables.head.c.catalog_version, build.tables.head.c.access_epoch).cte("h")
    seen = or_(rows.c.deletedAt.is_(None), build.permitted("restore", rows, plan.object, exact=True))
    asked = bindparam(None, plan.record, Uuid())
    found = select(told).where(rows.c.id == asked, build.permitted("read", rows, plan.object), seen)
    return select(
        head.c.catalog_version,
        head.c.access_epoch,
        found.select_from(rows).scalar_subquery().label("told"),
    ).add_cte(head)


def _condition(build: Build, of: Object, each: Speaking) -> RowRule:
    """The records to which a grant is limited."""
    if each.grant.rule is not None:
        return RowRule(rules=(_rule(build, of, each).expression,))
    if each.grant.rows == "all":
        return RowRule(everything=True)
    return RowRule(owners=each.grant.rows)


def _rule(build: Build, of: Object, each: Speaking) -> PlacedRule:
    pointer = f"/grants/{each.at}/rule"
    expression = parse_rule(each.grant.rule, ObjectScope(build.catalog, of, has_before=False))
    return PlacedRule(pointer, expression, f"{each.role.id}{pointer}")


def _tree(build: Build, each: Speaking, rows: FromClause, of: Object) -> ColumnElement[Any]:
    if each.grant.rule is None:
        return EMPTY
    return tree_json(build, NODE, (_rule(build, of, each),), rows, of)


def _flags(flags: list[ColumnElement[Any]]) -> ColumnElement[Any]:
    return func.array_to_json(cast(array(flags, type_=Boolean), ARRAY(Boolean())))


def _listed(listed: list[ColumnElement[Any]]) -> ColumnElement[Any]:
    return func.array_to_json(cast(array(listed, type_=JSON), ARRAY(JSON)))
