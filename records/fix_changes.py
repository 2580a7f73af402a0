"""Which conditions of a choice of ways become the changes of a fix: flags of the record at hand, as SQL.

What reads a field that is going to change counts as if it were closed, be it by a change that is made for such a one.
So who asks is found in rounds, until no further one can be reached.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from sqlalchemy import ColumnElement, FromClause, and_, false, not_, or_, select, true

from expressions.fingerprint import fingerprint
from expressions.nodes import ArrayLiteral, Literal
from metadata.catalog import Object
from records.build import Build
from records.constants import constant
from records.fix_ways import Closing, Condition, ConditionWay, agreement, within_reach
from records.gates import open_sql

Flag = ColumnElement[bool]


@dataclass(frozen=True)
class Flags:
    """What is asked of the record, once for all fixes.

    Attributes:
        row: has the others as columns.
        open: of each closing whether it lets the record pass as it is; None where it is asked only of what changes.
        holds: by the key of a condition.
        known: by the same, whether there is what the field is to be compared with.
        agree: by the keys of two conditions on a field, whether a value can meet both.
    """

    row: FromClause
    open: tuple[Flag | None, ...]
    holds: Mapping[str, Flag]
    known: Mapping[str, Flag]
    agree: Mapping[tuple[str, str], Flag]


@dataclass(frozen=True)
class Change:
    """A condition that may be in a fix.

    Attributes:
        asked: whether it does not hold and has to.
        told: it is asked, or holds and bounds what is going to change.
        moving: what the field is compared with is going to change, too.
    """

    condition: Condition
    asked: Flag
    told: Flag
    moving: Flag


@dataclass(frozen=True)
class Fix:
    """What a choice of ways comes to.

    Attributes:
        source: where some of the flags are from; None where all are from the row of `Flags`.
        possible: whether the caller can do it, and nothing is closed by it.
    """

    changes: tuple[Change, ...]
    source: FromClause | None
    possible: Flag


def flags_of(build: Build, closings: Sequence[Closing], rows: FromClause, of: Object) -> Flags:
    """The flags of a record of `rows`; what is asked for several closings is asked once."""
    judged = build.judge(rows, of)
    labelled: dict[str, ColumnElement[bool]] = {}

    def flag(key: str, asked: ColumnElement[bool]) -> None:
        if key not in labelled:
            labelled[key] = asked.label(f"f{len(labelled)}")

    def opened(number: int, closing: Closing) -> str | None:
        if closing.placed is None:
            return None
        expression = closing.placed.clause.expression
        key = fingerprint(expression) if closing.placed.enforced else f"{number}"
        flag(key, open_sql([closing.placed], judged))
        return key

    keys = [opened(number, each) for number, each in enumerate(closings)]
    conditions = {each.key: each for closing in closings for way in closing.ways for each in way}
    for key, each in conditions.items():
        flag(key, judged(each.clause.expression))
        if each.settable:
            met = (
                build.expression(bound, rows, of, exact=True, only_visible=True)
                for bound in within_reach(build.catalog, each.clause, of)
            )
            flag(f"known {key}", and_(_known(build, each, rows, of), *met))
    pairs = {}
    for one, other in combinations((each for each in conditions.values() if each.settable), 2):
        both = agreement(one.clause, other.clause)
        if both is not None:
            pairs[one.key, other.key] = key = f"{one.key} {other.key}"
            flag(key, build.expression(both, rows, of, exact=True, only_visible=True))
    row = select(*labelled.values()).correlate_except().subquery(build.fresh("f"))
    found = {key: row.c[each.name] for key, each in labelled.items()}
    return Flags(
        row,
        tuple(None if key is None else found[key] for key in keys),
        {key: found[key] for key in conditions},
        {key: found[f"known {key}"] for key, each in conditions.items() if each.settable},
        {both: found[key] for both, key in pairs.items()},
    )


def fix_of(build: Build, closings: Sequence[Closing], choice: Sequence[ConditionWay], flags: Flags) -> Fix:
    """What a way of each closing comes to."""
    source, active = _active(build, closings, choice, flags)
    asking: dict[str, list[Flag]] = {}
    conditions: dict[str, Condition] = {}
    for way, flag in zip(choice, active, strict=True):
        for each in way:
            conditions[each.key] = each
            asking.setdefault(each.key, []).append(flag)
    asked = {
        key: and_(not_(flags.holds[key]), or_(*asking[key]))
        for key, each in conditions.items()
        if each.settable
    }

    def changing(reads: frozenset[str], but: str = "") -> Flag:
        """Whether a field that is read is going to have another value."""
        by = (asked[key] for key in asked if key != but and conditions[key].field in reads)
        return or_(false(), *by)

    def left(number: int, closing: Closing) -> Iterator[Flag]:
        """What must be so that a closing need not be changed."""
        if not closing.ways:
            yield not_(active[number])
        for each in choice[number]:
            if not each.settable:
                stays = and_(flags.holds[each.key], not_(changing(each.reads)))
                yield or_(not_(active[number]), stays)

    possible = [each for number, closing in enumerate(closings) for each in left(number, closing)]
    possible += [or_(not_(each), flags.known[key]) for key, each in asked.items()]
    changes = []
    for key, missing in asked.items():
        condition = conditions[key]
        bounds = and_(flags.holds[key], or_(*asking[key]), changing(condition.reads, key))
        change = Change(condition, missing, or_(missing, bounds), changing(condition.compared, key))
        changes.append(change)
        if condition.follows:
            emptied = (asked[each] for each in asked if conditions[each].empties & condition.compared)
            possible.append(not_(and_(change.told, or_(false(), *emptied))))
        elif condition.compared:
            # What is made of a value that nobody knows yet may be out of reach.
            possible.append(not_(and_(change.told, change.moving)))
    of_key = {each.condition.key: each for each in changes}
    for (one, other), agree in flags.agree.items():
        if one in of_key and other in of_key:
            settled = [and_(of_key[each].told, not_(of_key[each].moving)) for each in (one, other)]
            possible.append(or_(not_(and_(*settled)), agree))
    return Fix(tuple(changes), source, and_(true(), *possible))


def _active(
    build: Build, closings: Sequence[Closing], choice: Sequence[ConditionWay], flags: Flags
) -> tuple[FromClause | None, Sequence[Flag]]:
    """Of each closing whether its way has to be met: it is closed, or reads what is going to change."""
    disturbing = [
        {
            other: [each.key for each in way if each.settable and each.field in closing.reads]
            for other, way in enumerate(choice)
            if other != number
        }
        for number, closing in enumerate(closings)
    ]
    source: FromClause | None = None
    active: Sequence[Flag] = [false() if each is None else not_(each) for each in flags.open]
    for _ in range(_rounds(disturbing, [each is not None for each in flags.open])):
        further = [
            or_(
                active[number],
                *(and_(active[other], not_(flags.holds[key])) for other, keys in by.items() for key in keys),
            ).label(f"a{number}")
            for number, by in enumerate(disturbing)
        ]
        query = select(*further).offset(constant(0))
        query = (
            query.correlate_except() if source is None else query.select_from(source).correlate_except(source)
        )
        source = query.subquery(build.fresh("a"))
        active = [*source.c]
    return source, active


def _rounds(disturbing: Sequence[Mapping[int, Sequence[str]]], asked: Sequence[bool]) -> int:
    """How often it has to be looked further until all are found that one can reach, over others."""
    reached = [{number} if each else set() for number, each in enumerate(asked)]
    for rounds in range(len(asked) + 1):
        further = [
            had.union(*(reached[other] for other, keys in by.items() if keys))
            for had, by in zip(reached, disturbing, strict=True)
        ]
        if further == reached:
            return rounds
        reached = further
    return len(asked)


def _known(build: Build, condition: Condition, rows: FromClause, of: Object) -> Flag:
    match condition.clause.needed:
        case None | Literal() | ArrayLiteral():
            return true()
        case needed:
            return build.expression(needed, rows, of, only_visible=True).is_not(None)
