"""Which conditions a record must meet to go from one stage to another, and whether it meets them, as SQL.

They stand in five places of the pipeline: the gate of the stage to enter and of the edge taken, the fields that the
stage requires, the tasks of the stage to leave, and criteria. Whoever moves records, or tells what would happen, asks
here, so that all agree.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import ColumnElement, and_, not_, or_, true

from expressions.clauses import Clause, as_one, clauses
from expressions.fingerprint import fingerprint
from expressions.nodes import Expression
from expressions.parse import parse_rule
from metadata.catalog import Catalog, Object
from metadata.move_kinds import goes_on, kind_of
from metadata.parsed import parsed_rule
from metadata.passed_criteria import stages_past
from metadata.pipelines import Criterion, Mode, Pipeline, Stage, Transition
from metadata.required import filled_rules
from metadata.scope import ObjectScope
from metadata.stage_tasks import is_done
from metadata.values import JsonValue

Judge = Callable[[Expression], ColumnElement[bool]]
"""From a condition to whether it holds of a record; never null."""


@dataclass(frozen=True)
class PlacedRule:
    """A rule that is asked of a move, and where it stands.

    Attributes:
        pointer: a JSON pointer into the pipeline's definition.
        place: the same by ids: `stg_…/gate`.
        whole: it is one clause, whatever it is made of.
        criterion: that it is of; None for that of a gate, or for a field that a stage requires.
        due: holds from the day on from which the criterion is enforced; None where its mode is all that counts.
        passed: it is asked of records that have passed the criterion; `due` when their time to be put right is over.
    """

    pointer: str
    expression: Expression
    place: str
    whole: bool = False
    criterion: Criterion | None = None
    due: Expression | None = None
    passed: bool = False

    @property
    def mode(self) -> Mode:
        """What becomes of a move that does not satisfy it, `due` aside."""
        return "enforce" if self.criterion is None else self.criterion.mode

    @property
    def enforced(self) -> bool:
        """Whether it refuses, whatever day it is."""
        return self.mode == "enforce" and not self.passed

    @property
    def silent(self) -> bool:
        """Whether nobody is told of it, whatever day it is."""
        return self.mode == "shadow" and self.due is None

    @property
    def clauses(self) -> "tuple[PlacedClause, ...]":
        """What it is made of."""
        found = (as_one(self.expression),) if self.whole else clauses(self.expression)
        return tuple(PlacedClause(self, each) for each in found)


@dataclass(frozen=True)
class PlacedClause:
    """A clause and the rule that it is of, which says whether and from when on it refuses."""

    rule: PlacedRule
    clause: Clause

    @property
    def pointer(self) -> str:
        """Where it stands in the pipeline's definition."""
        return self.rule.pointer + self.clause.pointer

    @property
    def key(self) -> str:
        """What tells it from other clauses of the pipeline, after renames too."""
        return f"{self.rule.place}/{fingerprint(self.clause.expression)}"

    @property
    def criterion(self) -> Criterion | None:
        """That it is of; None for one of a gate, or of the fields that a stage requires."""
        return self.rule.criterion

    @property
    def due(self) -> Expression | None:
        """Holds from the day on from which its rule is enforced; None where the mode is all that counts."""
        return self.rule.due

    @property
    def enforced(self) -> bool:
        """Whether it refuses, whatever day it is."""
        return self.rule.enforced

    @property
    def silent(self) -> bool:
        """Whether nobody is told of it, whatever day it is."""
        return self.rule.silent


def pipeline_of(of: Object) -> Pipeline:
    """The object's pipeline; only objects that have one offer what needs it."""
    if of.pipeline is None:
        raise ValueError(f"{of.name} has no pipeline")
    return of.pipeline


def entry_rules(catalog: Catalog, of: Object, stage: str) -> tuple[PlacedRule, ...]:
    """The rules to enter a stage, whichever edge is taken."""
    pipeline = pipeline_of(of)
    entered = pipeline.stage_by_name[stage]
    at = f"/stages/{pipeline.stages.index(entered)}"
    required = [
        PlacedRule(f"{at}/required/{index}", _parsed(catalog, of, rule), f"{entered.id}/required", whole=True)
        for index, rule in enumerate(filled_rules(of, entered))
    ]
    return (
        *_gate(catalog, of, entered.gate, f"{at}/gate", f"{entered.id}/gate"),
        *required,
        *_criteria(catalog, of, None, stage),
    )


def edge_rules(catalog: Catalog, of: Object, edge: Transition) -> tuple[PlacedRule, ...]:
    """The rules of one edge, and those to leave its source, beside those to enter its target."""
    pipeline = pipeline_of(of)
    at = f"/transitions/{pipeline.transitions.index(edge)}"
    ends = (pipeline.stage_by_name[edge.source].id, pipeline.stage_by_name[edge.target].id)
    return (
        *_tasks(pipeline, edge),
        *_gate(catalog, of, edge.gate, f"{at}/gate", f"{'-'.join(ends)}/gate"),
        *_criteria(catalog, of, edge.source, edge.target),
        *_passed(catalog, of, edge),
    )


def rules_of_edge(catalog: Catalog, of: Object, edge: Transition) -> tuple[PlacedRule, ...]:
    """All rules of one edge, in their order: those to enter its target, and its own."""
    return (*entry_rules(catalog, of, edge.target), *edge_rules(catalog, of, edge))


def clauses_of(rules: Iterable[PlacedRule]) -> tuple[PlacedClause, ...]:
    """The clauses of rules, in their order."""
    return tuple(clause for rule in rules for clause in rule.clauses)


def rules_behind(placed: Iterable[PlacedClause]) -> tuple[PlacedRule, ...]:
    """The rules that clauses are of, each once, in their order."""
    return tuple({each.rule.pointer: each.rule for each in placed}.values())


def entry_clauses(catalog: Catalog, of: Object, stage: str) -> tuple[PlacedClause, ...]:
    """The clauses to enter a stage, whichever edge is taken."""
    return clauses_of(entry_rules(catalog, of, stage))


def edge_clauses(catalog: Catalog, of: Object, edge: Transition) -> tuple[PlacedClause, ...]:
    """The clauses of one edge, and those to leave its source, beside those to enter its target."""
    return clauses_of(edge_rules(catalog, of, edge))


def clauses_of_edge(catalog: Catalog, of: Object, edge: Transition) -> tuple[PlacedClause, ...]:
    """All clauses of one edge, in their order: those to enter its target, and its own."""
    return clauses_of(rules_of_edge(catalog, of, edge))


def asked_clauses(
    catalog: Catalog, of: Object, to: str, edges: Sequence[Transition]
) -> tuple[PlacedClause, ...]:
    """Those of a move to a stage by any of the edges that lead there."""
    return (
        *entry_clauses(catalog, of, to),
        *(each for edge in edges for each in edge_clauses(catalog, of, edge)),
    )


def passed_clauses(catalog: Catalog, of: Object) -> tuple[tuple[PlacedClause, tuple[Stage, ...]], ...]:
    """The criteria that records which have passed them must satisfy, each as one clause, with the stages of these."""
    pipeline = pipeline_of(of)
    return tuple(
        (clause, stages)
        for position, each in enumerate(pipeline.criteria)
        if (stages := stages_past(pipeline, each))
        for clause in replace(_of_passed(catalog, of, each, position), whole=True).clauses
    )


def open_sql(placed: Sequence[PlacedClause], judged: Judge) -> ColumnElement[bool]:
    """Whether all clauses hold that are enforced; never null."""
    return and_(true(), *_enforced(placed, judged))


def failed_sql(placed: PlacedClause, judged: Judge) -> ColumnElement[bool]:
    """Whether the clause closes the edge; never null."""
    failed = not_(judged(placed.clause.expression))
    return and_(judged(placed.due), failed) if not placed.enforced and placed.due is not None else failed


def _enforced(placed: Sequence[PlacedClause], judged: Judge) -> Iterator[ColumnElement[bool]]:
    for each in placed:
        if each.enforced:
            yield judged(each.clause.expression)
        elif each.due is not None:
            yield or_(not_(judged(each.due)), judged(each.clause.expression))


def _criteria(catalog: Catalog, of: Object, leaving: str | None, entering: str) -> Iterator[PlacedRule]:
    """Those of the criteria to enter a stage from wherever it be (`leaving` None), or from that stage alone."""
    pipeline = pipeline_of(of)
    for position, each in enumerate(pipeline.criteria):
        if each.leaving == leaving and pipeline.asked_to_enter(each, entering):
            day = each.enforced_from
            due = None if day is None else _parsed(catalog, of, {">=": [{"today": []}, day]})
            yield replace(_of_criterion(catalog, of, each, position), due=due)


def _tasks(pipeline: Pipeline, edge: Transition) -> Iterator[PlacedRule]:
    """The tasks that keep records from going on along an edge until they are done."""
    if not goes_on(kind_of(pipeline, edge)):
        return
    left = pipeline.stage_by_name[edge.source]
    at, place = f"/stages/{pipeline.stages.index(left)}/tasks", f"{left.id}/tasks"
    for position, each in enumerate(left.tasks):
        if each.required:
            yield PlacedRule(f"{at}/{position}", is_done(each), place, whole=True)


def _passed(catalog: Catalog, of: Object, edge: Transition) -> Iterator[PlacedRule]:
    """The criteria that keep records from going on along an edge until they are put right."""
    pipeline = pipeline_of(of)
    if not goes_on(kind_of(pipeline, edge)):
        return
    for position, each in enumerate(pipeline.criteria):
        past = stages_past(pipeline, each)
        if not pipeline.asked_along(each, edge) and any(stage.name == edge.source for stage in past):
            yield _of_passed(catalog, of, each, position)


def _of_passed(catalog: Catalog, of: Object, criterion: Criterion, position: int) -> PlacedRule:
    over = _parsed(catalog, of, {">": [{"today": []}, criterion.grace_until]})
    return replace(_of_criterion(catalog, of, criterion, position), due=over, passed=True)


def _of_criterion(catalog: Catalog, of: Object, criterion: Criterion, position: int) -> PlacedRule:
    # What its author says of it is said of the whole.
    whole, rule = bool(criterion.messages), parsed_rule(catalog, of, criterion.id, criterion.rule)
    return PlacedRule(f"/criteria/{position}/rule", rule, criterion.id, whole, criterion)


def _gate(catalog: Catalog, of: Object, rule: JsonValue, pointer: str, place: str) -> tuple[PlacedRule, ...]:
    return () if rule is None else (PlacedRule(pointer, parsed_rule(catalog, of, place, rule), place),)


def _parsed(catalog: Catalog, of: Object, rule: JsonValue) -> Expression:
    return parse_rule(rule, ObjectScope(catalog, of))
