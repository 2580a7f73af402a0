"""Random gates: whatever judges by one agrees, and each fix that is told opens it."""

from collections.abc import Callable, Iterable, Mapping
from itertools import product
from operator import eq, ge, gt, le, lt
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.api.conftest import fresh_tenant
from tests.api.deals_to_fix import DEAL, PIPELINE, PROMOTE, Deals
from tests.client import Api
from tests.tenant_copies import copied

Rule = Any
Fix = list[tuple[str, str, Any]]

RECORDS: tuple[dict[str, Any], ...] = (
    {},
    {"title": "One", "amount": 5, "margin": 5, "budget": True, "size": "small"},
    {"title": "Two", "amount": 50, "budget": False, "day": "2026-11-27"},
    {"amount": 500, "margin": 90, "size": "large", "channels": ["mail"], "day": "2026-11-28"},
    {"title": "", "margin": -1, "budget": True, "channels": ["mail", "fair"], "stars": 2},
)
FIELDS = (
    {"name": "day", "type": "date"},
    {"name": "stars", "type": "rating"},
    {"name": "channels", "type": "multiChoice", "options": [{"key": "mail"}, {"key": "fair"}]},
)
POOLS: Mapping[str, tuple[Any, ...]] = {
    "title": (None, "One", "Two", "On", "Tn", "x"),
    "amount": (None, *range(-20, 1030)),
    "margin": (None, *range(-20, 1030)),
    "stars": (None, *range(1, 6)),
    "budget": (None, True, False),
    "size": (None, "small", "large"),
    "channels": (None, ["mail"], ["fair"], ["mail", "fair"]),
    "day": (None, *(f"2026-11-{day}" for day in range(20, 31))),
}
MET: Mapping[str, Callable[[Any, Any], bool]] = {
    "==": eq,
    "<": lt,
    "<=": le,
    ">": gt,
    ">=": ge,
    "in": lambda value, needed: value in needed,
    "has": lambda value, needed: needed in value,
    "contains": lambda value, needed: needed in value,
    "starts_with": lambda value, needed: value.startswith(needed),
    "is_working_day": lambda value, _: value not in ("2026-11-21", "2026-11-22", "2026-11-28", "2026-11-29"),
    "filled": lambda value, _: value != "",
}
"""Of values that there are; the others are looked at in `_meets`."""
UNSETTLED = ("==", "<=", ">")
"""Operators that compare with another field; nothing is needed where that changes, too."""


def _meets(value: Any, operator: str, needed: Any) -> bool:
    if operator == "missing" or (operator == "==" and needed is None):
        return value in (None, "")
    if operator == "!=":
        return bool(value != needed)
    return value is not None and MET[operator](value, needed)


def _leaves() -> st.SearchStrategy[Rule]:
    def var(*names: str) -> st.SearchStrategy[Rule]:
        return st.sampled_from([{"var": name} for name in names])

    def call(name: str, *operands: Any) -> st.SearchStrategy[Rule]:
        return st.tuples(*operands).map(lambda found: {name: [*found]})

    numbers = st.sampled_from([0, 2, 5, 50, 500])
    compared = st.one_of(
        *(call(each, var("amount", "margin", "stars"), numbers) for each in (*"<>", "==", "!="))
    )
    beside = [
        call(each, var("amount", "stars"), var("margin", "double", "before.amount"))
        for each in ("<=", ">", "==")
    ]
    names = st.lists(
        st.sampled_from(["title", "amount", "size", "channels"]), min_size=1, max_size=3, unique=True
    )
    return st.one_of(
        compared,
        compared,
        *beside,
        call("<", st.just(2), var("amount"), numbers),
        call(">", st.just({"var": ["amount", 7]}), numbers),
        call("==", var("size"), st.sampled_from(["small", "large", None])),
        call("in", st.sampled_from(["mail", "fair"]), var("channels")),
        call("in", var("title"), st.just(["One", "Two"])),
        call("starts_with", var("title"), st.sampled_from(["O", "T"])),
        call("in", st.just("n"), var("title")),
        call("<=", var("day"), st.just("2026-11-27")),
        var("day").map(lambda day: {"is_working_day": day}),
        names.map(lambda found: {"missing": found}),
        names.map(lambda found: {"missing_some": [1, found]}),
        var("budget"),
        st.sampled_from([{"<": [{"var": "double"}, 100]}, {"filled": {"var": "parent.title"}}, True]),
    )


RULES = st.recursive(
    _leaves(),
    lambda inner: st.one_of(
        st.lists(inner, min_size=2, max_size=3).map(lambda found: {"and": found}),
        st.lists(inner, min_size=2, max_size=3).map(lambda found: {"or": found}),
        inner.map(lambda found: {"!": found}),
        st.tuples(inner, inner, inner).map(lambda found: {"if": [*found]}),
    ),
    max_leaves=6,
)
BOARD = """query ($rule: JSON) {
  deals(where: {stage: {eq: lead}}) { nodes { id transitions { allowed verdict {
    open clauses { satisfied } tree { parent satisfied } fixes { changes { field operator needed } } } } } }
  meeting: deals(where: {stage: {eq: lead}, rule: $rule}) { nodes { id } }
  stuckDeals(where: {stage: {eq: lead}}) { records { nodes { id } } }
}"""
READ = f"query ($id: ID!) {{ deal(id: $id) {{ {' '.join(POOLS)} }} }}"
DELETE = "mutation ($id: ID!) { deleteDeal(id: $id) { errors { code } } }"
SIMULATE = """query ($changes: [CatalogChange!]) {
  simulateGate(object: "deal", changes: $changes) { newlyBlocked newlyAllowed } }"""


@copied
async def deals(api: Api) -> Deals:
    fresh = await fresh_tenant(api)
    added = ({"addField": {"object": "deal", "field": each}} for each in FIELDS)
    await api.change(fresh.admin, {"addObject": DEAL}, *added, {"addPipeline": PIPELINE})
    found = Deals(api, fresh)
    for values in RECORDS:
        await found.create(**values)
    return found


def _as_it_is(rule: Rule) -> Rule:
    """The rule of a filter, which knows no record before: nothing is given."""
    match rule:
        case {"var": str(path)}:
            return {"var": path.removeprefix("before.")}
        case dict():
            return {name: _as_it_is(value) for name, value in rule.items()}
        case list():
            return [_as_it_is(each) for each in rule]
    return rule


def _values(fix: Fix) -> Iterable[dict[str, Any]]:
    """What may be given by a fix: the first and the last values of each field that meet what is told of it."""
    asked: dict[str, list[tuple[str, Any]]] = {}
    for field, operator, needed in fix:
        asked.setdefault(field, []).append((operator, needed))
    found = {}
    for field, conditions in asked.items():
        # What is compared with another change has nothing that is needed yet.
        settled = [each for each in conditions if each[1] is not None or each[0] not in ("<=", ">")]
        met = [value for value in POOLS[field] if all(_meets(value, *each) for each in settled)]
        if not met:
            # How a text begins is not compared with its other conditions (`expressions.satisfiable`), so a fix may
            # ask for what no text has.
            assert len(settled) > 1, (field, conditions)
            assert any(operator == "starts_with" for operator, _ in settled), (field, conditions)
            return
        # Nothing is neither less nor more than what another change gives.
        beside = [value for value in met if value is not None] if len(settled) < len(conditions) else met
        found[field] = [beside[0], beside[-1]]
    for values in product(*found.values()):
        yield dict(zip(found, values, strict=True))


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rule=RULES)
async def test_all_that_judges_agrees_and_fixes_open(deals: Deals, rule: Rule) -> None:
    api, admin = deals.api, deals.admin
    change = {"setGate": {"object": "deal", "stage": "offer", "rule": rule}}
    none = {"setGate": {"object": "deal", "stage": "offer", "rule": None}}
    await api.try_change(admin, none)
    tried = (await api.data(admin, SIMULATE, {"changes": [change]}))["simulateGate"]
    await api.change(admin, change)
    board = await api.data(admin, BOARD, {"rule": _as_it_is(rule)})
    closed = []
    for node in board["deals"]["nodes"]:
        ((allowed, verdict),) = [(each["allowed"], each["verdict"]) for each in node["transitions"]]
        assert allowed == verdict["open"] == all(each["satisfied"] for each in verdict["clauses"])
        assert verdict["open"] == all(each["satisfied"] for each in verdict["tree"] if each["parent"] is None)
        if not verdict["open"]:
            closed.append((node["id"], verdict["fixes"]))
    shut = {id_ for id_, _ in closed}
    assert {each["id"] for each in board["meeting"]["nodes"]} == {
        each["id"] for each in board["deals"]["nodes"] if each["id"] not in shut
    }
    assert {each["id"] for each in board["stuckDeals"]["records"]["nodes"]} == shut
    assert tried == {"newlyBlocked": len(shut), "newlyAllowed": 0}
    for id_, fixes in closed:
        await _opened_by_each(deals, id_, fixes)


async def _opened_by_each(deals: Deals, id_: str, fixes: list[dict[str, Any]]) -> None:
    known = (await deals.api.data(deals.admin, READ, {"id": id_}))["deal"]
    for each in fixes:
        fix = [(change["field"], change["operator"], change["needed"]) for change in each["changes"]]
        outcomes = []
        for values in _values(fix):
            other = await deals.create(**known)
            done = await deals.api.data(deals.admin, PROMOTE, {"id": other, "input": values})
            outcomes.append(done["done"]["promoted"])
            await deals.api.data(deals.admin, DELETE, {"id": other})
        # Where a change depends on another, not every pair of values is one.
        settled = all(needed is not None or how not in UNSETTLED for _, how, needed in fix)
        assert (all if settled else any)(outcomes), (fix, known, outcomes)
