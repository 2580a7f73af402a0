"""What a verdict tells of values that the caller may not read is whether its clauses hold, and nothing else.

Two deals are alike in all that a role sees and differ in a hidden field, in a related record that it does not see, and
in records of a list. Whatever the gate says: where the same clauses hold of both, the role is told the same of both.
"""

from typing import Any

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tests.api.conftest import FreshTenant, fresh_tenant
from tests.client import Api
from tests.tenant_copies import copied
from tests.world import add_member

Rule = Any

OBJECTS: tuple[dict[str, Any], ...] = (
    {"name": "firm", "plural": "firms", "fields": [{"name": "size", "type": "integer"}]},
    {
        "name": "deal",
        "plural": "deals",
        "fields": [
            {"name": "title", "type": "text"},
            {"name": "amount", "type": "integer"},
            {"name": "budget", "type": "boolean"},
            {"name": "margin", "type": "integer"},
            {"name": "double", "type": "decimal", "formula": {"*": [{"var": "margin"}, 2]}},
            {"name": "firm", "type": "relation", "target": "firm", "reverse": "deals"},
        ],
    },
    {
        "name": "visit",
        "plural": "visits",
        "fields": [
            {"name": "minutes", "type": "integer"},
            {"name": "open", "type": "boolean"},
            {"name": "deal", "type": "relation", "target": "deal", "reverse": "visits"},
        ],
    },
)
PIPELINE = {
    "object": "deal",
    "name": "sales",
    "stages": [{"name": "lead"}, {"name": "offer"}],
    "transitions": [{"source": "lead", "target": "offer"}],
}
GRANTS = (
    *({"object": "deal", "action": each} for each in ("read", "update", "promote")),
    {"object": "deal", "action": "read", "field": "margin", "effect": "deny"},
    {"object": "deal", "action": "read", "field": "double", "effect": "deny"},
    {"object": "firm", "action": "read", "rows": "own"},
    {"object": "visit", "action": "read", "rule": {"var": "open"}},
)
PARTS = """open clauses { satisfied sentence field operator actual needed redacted matched records tally }
  tree { kind satisfied sentence field operator actual needed redacted matched records tally }
  fixes { changes { field operator needed sentence } }"""
AHEAD = f"query ($id: ID!) {{ deal(id: $id) {{ transitions {{ allowed verdict {{ {PARTS} }} }} }} }}"
PROMOTE = f"""mutation ($id: ID!) {{ promoteDeal(id: $id, to: "offer") {{
  promoted verdict {{ {PARTS} }} errors {{ code path message hint }} }} }}"""
PAST = """query ($id: ID!) { pastVerdicts(object: "deal", record: $id, first: 1) { outcome open agrees
  clauses { satisfied sentence field operator actual needed redacted matched records tally }
  tree { kind satisfied sentence field operator actual needed redacted matched records tally } } }"""


FAR = {"+": [{"var": "firm.size"}, 100]}
"""More than the amount of both."""


class Pair:
    """Deals that the role cannot tell apart."""

    def __init__(self, api: Api, tenant: FreshTenant) -> None:
        self.api, self.admin, self.slug = api, tenant.admin, tenant.slug
        self.rep, self.ids = "", list[str]()

    async def create(self, name: str, **values: Any) -> str:
        document = f"""mutation ($input: {name.title()}CreateInput!) {{
          done: create{name.title()}(input: $input) {{ {name} {{ id }} }}
        }}"""
        found = await self.api.data(self.admin, document, {"input": values})
        id_: str = found["done"][name]["id"]
        return id_

    async def told(self, document: str) -> list[Any]:
        return [await self.api.data(self.rep, document, {"id": each}) for each in self.ids]


@copied
async def pair(api: Api) -> Pair:
    found = Pair(api, await fresh_tenant(api))
    added = ({"addObject": each} for each in OBJECTS)
    role = {"name": "rep", "grants": [*GRANTS]}
    await api.change(found.admin, *added, {"addPipeline": PIPELINE}, {"addRole": role})
    found.rep, _ = await add_member(api, found.admin, found.slug, "rep")
    for margin, size, minutes in ((5, 10, 30), (70, 400, 3)):
        firm = await found.create("firm", size=size)
        deal = await found.create("deal", title="One", amount=50, budget=False, margin=margin, firmId=firm)
        await found.create("visit", dealId=deal, minutes=20, open=True)
        await found.create("visit", dealId=deal, minutes=minutes, open=False)
        if margin > 5:
            await found.create("deal", title="Other", amount=1, firmId=firm)
            await found.create("visit", dealId=deal, minutes=5)
        found.ids.append(deal)
    return found


def _rules() -> st.SearchStrategy[Rule]:
    hidden = st.sampled_from(["margin", "double", "firm.size", "before.margin", "before.firm.size"])
    seen = st.sampled_from(["amount", "before.amount"])
    numbers = st.sampled_from([0, 5, 20, 50, 100, 1000])
    compares = st.sampled_from(["<", "<=", ">", ">=", "==", "!="])

    def compared(one: st.SearchStrategy[str], other: st.SearchStrategy[Any]) -> st.SearchStrategy[Rule]:
        return st.tuples(compares, one, other).map(lambda found: {found[0]: [{"var": found[1]}, found[2]]})

    def var(names: st.SearchStrategy[str]) -> st.SearchStrategy[Rule]:
        return names.map(lambda name: {"var": name})

    lists = st.sampled_from([{"var": "visits"}, {"var": "firm.deals"}])
    minutes = numbers.map(lambda number: {">": [{"var": "minutes"}, number]})
    leaves = st.one_of(
        compared(hidden, numbers),
        compared(seen, numbers),
        compared(st.just("amount"), var(hidden)),
        compared(hidden, var(seen)),
        st.sampled_from([{"var": "budget"}, {"filled": {"var": "title"}}, {"missing": ["title", "margin"]}]),
        st.tuples(st.sampled_from(["some", "all", "none"]), minutes).map(
            lambda found: {found[0]: [{"var": "visits"}, found[1]]}
        ),
        st.tuples(compares, lists, numbers).map(lambda found: {found[0]: [{"count": [found[1]]}, found[2]]}),
        st.tuples(compares, numbers).map(
            lambda found: {found[0]: [{"largest": [{"var": "visits"}, {"var": "minutes"}]}, found[1]]}
        ),
        st.tuples(compares, hidden, numbers).map(
            lambda found: {
                found[0]: [{"if": [{"var": "budget"}, {"var": "amount"}, {"var": found[1]}]}, found[2]]
            }
        ),
    )
    return st.recursive(
        leaves,
        lambda inner: st.one_of(
            st.lists(inner, min_size=2, max_size=3).map(lambda found: {"and": found}),
            st.lists(inner, min_size=2, max_size=3).map(lambda found: {"or": found}),
            inner.map(lambda found: {"!": found}),
            st.tuples(inner, inner, inner).map(lambda found: {"if": [*found]}),
        ),
        max_leaves=5,
    )


BUDGET, UNTITLED = {"var": "budget"}, {"missing": ["title"]}


def _beside(hidden: Rule) -> Rule:
    """A clause that is closed for both, and could be opened of the one of which `hidden` holds."""
    return {"or": [{"and": [hidden, BUDGET]}, UNTITLED]}


@example(rule=_beside({">": [{"var": "margin"}, 20]}), whole=False)
@example(rule=_beside({">": [{"var": "firm.size"}, 100]}), whole=True)
@example(rule=_beside({"none": [{"var": "visits"}, {">": [{"var": "minutes"}, 25]}]}), whole=False)
@example(rule=_beside({">": [{"count": [{"var": "firm.deals"}]}, 1]}), whole=False)
@example(rule={"and": [{">": [{"var": "amount"}, FAR]}, {"<": [{"var": "amount"}, 200]}]}, whole=False)
@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rule=_rules(), whole=st.booleans())
async def test_records_that_differ_in_what_is_hidden_are_told_of_alike(
    pair: Pair, rule: Rule, whole: bool
) -> None:
    gate = {"setGate": {"object": "deal", "stage": "offer", "rule": None if whole else rule}}
    messages = [{"language": "en", "text": "No."}]
    criterion = {"object": "deal", "name": "c", "rule": rule, "entering": "offer", "messages": messages}
    await pair.api.try_change(pair.admin, {"removeCriterion": {"object": "deal", "criterion": "c"}})
    await pair.api.try_change(pair.admin, gate)
    if whole:
        await pair.api.change(pair.admin, {"addCriterion": criterion})
    one, other = await pair.told(AHEAD)
    judged = [
        [each["satisfied"] for each in found["deal"]["transitions"][0]["verdict"]["clauses"]]
        for found in (one, other)
    ]
    if judged[0] != judged[1]:
        return
    assert one == other
    if all(judged[0]):
        return
    refused, also = await pair.told(PROMOTE)
    assert refused == also
    past, then = await pair.told(PAST)
    assert past == then
