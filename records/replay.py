"""Which moves of the past a draft of the catalog would have stopped, and what became of their records, as SQL.

p   the moves, each with its record as it was (`records.past`)
j   each move, the numbers of the draft's clauses that it would have failed, and how its record stands now
k   `j`, and of the moves of a record that would have been stopped which is the first
g   the moves in groups, with the ids of some that would have been stopped
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    CTE,
    BigInteger,
    ColumnElement,
    FromClause,
    Integer,
    Select,
    Subquery,
    Text,
    Uuid,
    and_,
    case,
    cast,
    column,
    false,
    func,
    literal_column,
    null,
    or_,
    select,
    true,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSON, array

from metadata.catalog import Object
from records.constants import constant
from records.crossings import Crossing
from records.drafted import DraftedBuild
from records.gates import PlacedClause, PlacedRule, pipeline_of, rules_behind
from records.members import member_json
from records.past import (
    MOVE,
    MOVER,
    OCCURRED,
    STANDING,
    TARGET,
    BeforeMove,
    past_fields,
    past_rows,
)
from records.plans.simulations import SimulationPlan
from records.samples import CLAUSE, NODE, amount, title
from records.simulation import rows_json, worth_of
from records.told_clauses import clause_objects
from records.told_trees import tree_json

Column = ColumnElement[Any]

NUMBERS: ARRAY[int] = ARRAY(Integer())
GONE = -1
"""In the place of a clause: the draft has no such edge."""


@dataclass(frozen=True)
class Replayed:
    """What moves are judged by.

    Attributes:
        edges: those that moves can have taken.
        clauses: of the draft, by pointer; those that the caller may not read, which stand as they are, are left out.
        unread: these.
    """

    edges: tuple[Crossing, ...]
    clauses: Mapping[str, PlacedClause]
    unread: Mapping[str, PlacedClause]

    def numbers(self, edge: Crossing) -> list[tuple[int, PlacedClause]]:
        """The clauses of an edge with their numbers."""
        found = {each.pointer for each in edge.then or ()}
        return [(at, each) for at, (pointer, each) in enumerate(self.clauses.items()) if pointer in found]

    def whole_rules(self, edge: Crossing) -> tuple[PlacedRule, ...]:
        """The rules of an edge of which the caller may read all clauses."""
        asked = (placed for _, placed in self.numbers(edge))
        return tuple(
            each for each in rules_behind(asked) if not any(c.pointer in self.unread for c in each.clauses)
        )


def replayed(build: DraftedBuild, of: Object, edges: tuple[Crossing, ...]) -> Replayed:
    """What the moves are judged by: clauses that refuse, or will from a day on."""
    clauses: dict[str, PlacedClause] = {}
    unread: dict[str, PlacedClause] = {}
    for edge in edges:
        for each in edge.then or ():
            if each.enforced or each.due is not None:
                told = build.tells_all(each.clause.expression, of)
                (clauses if told else unread)[each.pointer] = each
    return Replayed(edges, clauses, unread)


def replay_statement(build: DraftedBuild, plan: SimulationPlan, by: Replayed) -> Select[Any]:
    """(catalog_version, access_epoch, totals, edges, owners, clauses, samples), the last five as JSON arrays."""
    # Named first, so that its lock is taken before that of any table of records.
    head = select(build.tables.head.c.catalog_version, build.tables.head.c.access_epoch).cte("h")
    groups = _groups(build, plan, by)
    told = select(
        head.c.catalog_version,
        head.c.access_epoch,
        _totals(groups).label("totals"),
        _edges(groups).label("edges"),
        _owners(build, groups, plan.owners).label("owners"),
        _clauses(groups).label("clauses"),
        _samples(build, plan, by, _sampled(groups, plan.samples)).label("samples"),
    )
    return told.add_cte(head, groups)


# The moves, and their groups


def moves_of(
    build: DraftedBuild, plan: SimulationPlan, by: Replayed, name: str, among: FromClause | None = None
) -> Subquery:
    """`p`; `among` has the ids of the moves, None for all."""
    of = plan.object
    read = past_fields(build, of, [each.clause.expression for each in by.clauses.values()])
    asked = plan.where
    conditions = [] if asked is None else [lambda rows: build.expression(asked, rows, of, only_visible=True)]
    if plan.since is None:
        raise ValueError("a replay begins somewhere")
    return past_rows(build, of, read, plan.since, conditions, name, among)


def _groups(build: DraftedBuild, plan: SimulationPlan, by: Replayed) -> CTE:
    """`g`."""
    judged = _judged(build, plan, by)
    stopped = func.coalesce(func.cardinality(judged.c.failing) > constant(0), literal_column("false"))
    nth = func.row_number().over(
        partition_by=(judged.c.id, stopped), order_by=(judged.c[OCCURRED], judged.c[MOVE])
    )
    k = select(
        *judged.c, stopped.label("stopped"), and_(stopped, nth == constant(1)).label("first")
    ).subquery("k")
    names = ("stage", TARGET, "owner", "currency", "fate", "failing", "stopped", "first")
    keys = [k.c[name] for name in names]
    kept = func.array_agg(k.c[MOVE], type_=ARRAY(Uuid())).filter(k.c.stopped)
    return (
        select(
            *keys,
            func.count().label("n"),
            func.sum(k.c.worth).label("worth"),
            kept[1 : plan.samples].label("ids"),
        )
        .group_by(*keys)
        .cte("g")
    )


def _judged(build: DraftedBuild, plan: SimulationPlan, by: Replayed) -> Subquery:
    """`j`."""
    of = plan.object
    moved = moves_of(build, plan, by, "p")
    worth, currency = worth_of(build, of, plan.worth, moved)
    return (
        select(
            moved.c.id,
            moved.c[MOVE],
            moved.c[OCCURRED],
            moved.c.stage,
            moved.c[TARGET],
            moved.c.ownerId.label("owner"),
            worth.label("worth"),
            currency.label("currency"),
            _fate(of, moved).label("fate"),
            failing(build, of, by, moved).label("failing"),
        )
        # The rules are asked once of each move, wherever their outcome is looked at.
        .offset(constant(0))
        .subquery("j")
    )


def _fate(of: Object, moved: FromClause) -> Column:
    """`won`, `lost` or `open`, as the record stands now; null of one that the move itself has lost for good."""
    pipeline = pipeline_of(of)
    kinds = {stage.name: constant(stage.kind) for stage in pipeline.stages}
    now = case(kinds, value=moved.c[STANDING])
    losing = (stage.name for stage in pipeline.stages if stage.kind == "lost")
    lost_by_it = and_(
        or_(false(), *(moved.c[TARGET] == constant(name) for name in losing)), now == constant("lost")
    )
    return case((lost_by_it, cast(null(), Text())), else_=now)


def failing(build: DraftedBuild, of: Object, by: Replayed, moved: FromClause) -> Column:
    """The numbers of the clauses that would have stopped a move; null of one along no edge that there is or would be.

    A criterion that will refuse from a day on is asked as if the day had come, `now` is the moment of the move, and
    whoever acts the member who made it.
    """
    edges = []
    with build.drafting(moment=moved.c[OCCURRED]), build.moved_by(moved.c[MOVER], BeforeMove(moved)):
        judged = build.judge(moved, of)
        for edge in by.edges:
            taken = and_(moved.c.stage == constant(edge.source), moved.c[TARGET] == constant(edge.target))
            if edge.then is None:
                found: Column = cast(array([constant(GONE)]), NUMBERS)
            else:
                tests = [
                    case((~judged(each.clause.expression), constant(at))) for at, each in by.numbers(edge)
                ]
                listed = cast(array(tests, type_=Integer), NUMBERS)
                found = func.array_remove(listed, literal_column("NULL", Integer()))
            edges.append((taken, found))
    return case(*edges, else_=cast(null(), NUMBERS)) if edges else cast(null(), NUMBERS)


# What is told


def _counted(groups: FromClause, *, once: bool) -> list[Column]:
    """Moves, those stopped, and how the records of these stand; `once` counts each record by its first such move."""
    number, worth = groups.c.n, groups.c.worth
    counted = groups.c.first if once else groups.c.stopped
    judged: dict[str, Column] = {"stopped": groups.c.stopped, "unjudged": groups.c.failing.is_(None)}
    judged |= {"concerned": groups.c.first}
    judged |= {fate: and_(counted, groups.c.fate == constant(fate)) for fate in ("won", "lost", "open")}
    columns: list[Column] = [func.sum(number).label("records")]
    columns += [
        func.coalesce(func.sum(number).filter(condition), constant(0)).label(name)
        for name, condition in judged.items()
    ]
    columns += [
        cast(func.sum(worth).filter(judged[name]), Text()).label(f"{name}Worth") for name in ("won", "lost")
    ]
    return columns


def _totals(groups: CTE) -> Column:
    return rows_json(select(groups.c.currency, *_counted(groups, once=True)).group_by(groups.c.currency), "t")


def _edges(groups: CTE) -> Column:
    keys = (groups.c.stage, groups.c[TARGET].label("target"), groups.c.currency)
    return rows_json(select(*keys, *_counted(groups, once=False)).group_by(*keys), "e")


def _owners(build: DraftedBuild, groups: CTE, most: int) -> Column:
    stopped = func.coalesce(func.sum(groups.c.n).filter(groups.c.stopped), constant(0))
    place = func.row_number().over(order_by=(stopped.desc(), groups.c.owner))
    first = (
        select(groups.c.owner, place.label("place"))
        .group_by(groups.c.owner)
        .having(stopped > constant(0))
        .order_by("place")
        .limit(constant(most))
        .subquery("f")
    )
    told = (
        select(first.c.place, groups.c.owner, groups.c.currency, *_counted(groups, once=True))
        .join(groups, groups.c.owner.is_not_distinct_from(first.c.owner))
        .group_by(first.c.place, groups.c.owner, groups.c.currency)
        .subquery("o")
    )
    member = member_json(build, told.c.owner, (("id", "id"), ("name", "name")))
    columns = [each for each in told.c if each.name != "owner"]
    return rows_json(select(*columns, member.label("owner")).order_by(told.c.place), "x")


def _clauses(groups: CTE) -> Column:
    """One object for each clause that would have stopped a move, by its number."""
    number = func.unnest(groups.c.failing).table_valued(column("number", Integer())).render_derived(name="u")
    stopped = cast(func.sum(groups.c.n), BigInteger()).label("stopped")
    fates = [
        func.coalesce(func.sum(groups.c.n).filter(groups.c.fate == constant(fate)), constant(0)).label(fate)
        for fate in ("won", "lost")
    ]
    found = select(number.c.number, stopped, *fates).select_from(groups.join(number, true()))
    return rows_json(found.group_by(number.c.number).order_by(stopped.desc(), number.c.number), "c")


def _sampled(groups: CTE, most: int) -> Subquery:
    """Ids of some moves that would have been stopped, those of won records first."""
    found = func.unnest(groups.c.ids).table_valued(column("id", Uuid())).render_derived(name="i")
    won = groups.c.fate.is_not_distinct_from(constant("won"))
    return (
        select(found.c.id, won.label("won"))
        .select_from(groups.join(found, true()))
        .order_by(won.desc(), found.c.id)
        .limit(constant(most))
        .subquery("s")
    )


def _samples(build: DraftedBuild, plan: SimulationPlan, by: Replayed, sampled: Subquery) -> Column:
    """The moves, each with its record, and with what the draft says of it as it was."""
    of = plan.object
    moved = moves_of(build, plan, by, "q", sampled)
    shown = {
        "id": moved.c.id,
        "title": title(build, of, moved),
        "source": moved.c.stage,
        "target": moved.c[TARGET],
        "occurred": moved.c[OCCURRED],
        "stage": moved.c[STANDING],
        "owner": member_json(build, moved.c.ownerId, (("id", "id"), ("name", "name"))),
        "value": cast(null(), JSON) if plan.worth is None else amount(build, of, plan.worth, moved),
        "clauses": _verdicts(build, of, by, moved, tree=False),
        "tree": _verdicts(build, of, by, moved, tree=True) if plan.trees else cast(null(), JSON),
    }
    winning = (each.name for each in pipeline_of(of).stages if each.kind == "won")
    won = or_(false(), *(moved.c[STANDING] == constant(name) for name in winning))
    # Not the condition itself: where nothing wins it is a constant, by which PostgreSQL orders nothing.
    place = case((won, constant(0)), else_=constant(1))
    columns = (value.label(name) for name, value in shown.items())
    return rows_json(select(*columns).order_by(place, moved.c[MOVE]), "y")


def _verdicts(build: DraftedBuild, of: Object, by: Replayed, moved: FromClause, *, tree: bool) -> Column:
    """The clauses, or the nodes, of the edge that was taken as a JSON array; null where it would be gone."""
    edges = []
    with build.drafting(moment=moved.c[OCCURRED]), build.moved_by(moved.c[MOVER], BeforeMove(moved)):
        for edge in by.edges:
            if edge.then is not None:
                taken = and_(moved.c.stage == constant(edge.source), moved.c[TARGET] == constant(edge.target))
                placed = tuple(each for _, each in by.numbers(edge))
                told = (
                    tree_json(build, NODE, by.whole_rules(edge), moved, of)
                    if tree
                    else func.array_to_json(clause_objects(build, CLAUSE, placed, moved, of))
                )
                edges.append((taken, told))
    return case(*edges, else_=cast(null(), JSON)) if edges else cast(null(), JSON)
