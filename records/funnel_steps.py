"""The steps of a funnel as bits: a number says which stages a record has been in, and so how it stands to a step."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, assert_never

from sqlalchemy import (
    CTE,
    BigInteger,
    ColumnElement,
    FromClause,
    and_,
    case,
    cast,
    literal_column,
    not_,
    or_,
    select,
    union_all,
)

from expressions.languages import label_in
from metadata.catalog import Object
from metadata.pipelines import Stage
from records.build import Build
from records.constants import constant
from records.gates import pipeline_of
from records.plans.funnel import Standing

Column = ColumnElement[Any]

ALL = 0
"""The place of the step that all records have reached; those of the stages follow."""


@dataclass(frozen=True)
class Step:
    """What records are counted for.

    Attributes:
        stage: None for all records.
        own: its bit.
        reach: the bits of the stages of which who reached it has been in one.
        beyond: those of the later ones.
    """

    stage: Stage | None
    own: int
    reach: int
    beyond: int


class FunnelSteps:
    """The stages of one pipeline. An object has at most 50, so their bits fit into a bigint."""

    def __init__(self, of: Object, pipeline: str) -> None:
        self._stages = pipeline_of(of).along(pipeline)
        self.bits = {stage.name: 1 << place for place, stage in enumerate(self._stages)}
        self._won, self._lost = self._of_kind("won"), self._of_kind("lost")
        self.listed = (Step(None, 0, sum(self.bits.values()), 0), *self._steps())

    def _of_kind(self, kind: str) -> int:
        return sum(self.bits[each.name] for each in self._stages if each.kind == kind)

    def _steps(self) -> Iterator[Step]:
        """Won stages are later than all open ones, and none of them later than another."""
        reach = self._won + self._of_kind("open")
        for stage in self._stages:
            own = self.bits[stage.name]
            match stage.kind:
                case "open":
                    yield Step(stage, own, reach, reach - own)
                    reach -= own
                case "won":
                    yield Step(stage, own, own, 0)
                case "lost":
                    pass
                case _:
                    assert_never(stage.kind)

    def bit(self, stage: Column) -> Column:
        """The bit of the stage of that name; 0 of a stage of another pipeline, and of none."""
        known = [(constant(name), _number(bit)) for name, bit in self.bits.items()]
        return case(*known, value=stage, else_=_number(0))

    def said(self, build: Build) -> CTE:
        """`s`: the bits of each step with its place, and the name and the label of its stage."""
        rows = []
        for place, step in enumerate(self.listed):
            name, label = (
                (None, None)
                if step.stage is None
                else (step.stage.name, label_in(step.stage.labels, build.language, step.stage.name))
            )
            rows.append(
                select(
                    constant(place).label("place"),
                    _number(step.own).label("own"),
                    _number(step.reach).label("reach"),
                    _number(step.beyond).label("beyond"),
                    constant(name).label("stage"),
                    constant(label).label("label"),
                )
            )
        return union_all(*rows).cte(build.fresh("s"), nesting=True)

    def stand(self, standing: Standing, of: FromClause, step: FromClause) -> ColumnElement[bool]:
        """Whether records of `of`, by their bits `seen` and `now`, stand so to a step."""
        reached, advanced = _has(of.c.seen, step.c.reach), _has(of.c.seen, step.c.beyond)
        here, lost = of.c.now == step.c.own, _has(of.c.now, _number(self._lost))
        match standing:
            case "reached":
                return reached
            case "entered":
                return _has(of.c.seen, step.c.own)
            case "advanced":
                return advanced
            case "won":
                return and_(reached, _has(of.c.seen, _number(self._won)))
            case "standing":
                return and_(reached, not_(advanced), here)
            case "lost":
                return and_(reached, not_(advanced), lost)
            case "elsewhere":
                return and_(reached, not_(advanced), not_(or_(here, lost)))
        assert_never(standing)


def _number(value: int) -> Column:
    return cast(literal_column(str(value), BigInteger()), BigInteger())


def either(some: Column, others: Column) -> Column:
    """The bits that are in either."""
    return some.op("|", return_type=BigInteger())(others)


def _has(bits: Column, some: Column) -> ColumnElement[bool]:
    """Whether any of some bits is among these."""
    return bits.op("&", return_type=BigInteger())(some) != _number(0)
