"""The caches of a process: bounded by the memory that their values take, as far as that can be estimated."""

import gc
import json
import tracemalloc
from collections.abc import Callable
from typing import TypeVar
from uuid import uuid4

import pytest
from graphql import parse, validate

from api.context import RequestContext
from api.execution.preparation import Preparation, Prepared, parsed
from api.fixed.root import FIXED_SCHEMA
from api.guards import operation_of, read_document
from api.process.caches import SHARES, Caches, document_weight, plan_weight, types_weight
from api.request import GraphQLRequest
from api.types.tenant_types import tenant_graphql_schema
from metadata.catalog import Catalog
from metadata.codec import catalog_from_json, catalog_to_json
from metadata.store import BYTES_PER_CHARACTER
from policies.decide import access_weight, decide
from records.run import CompiledRead
from tenants.authentication import Caller
from tests.bench.tenants import tenant_catalog
from tests.world import World

Made = TypeVar("Made")


def size_of(make: Callable[[], Made]) -> tuple[Made, int]:
    """What is made, and the bytes that stay allocated for it."""
    gc.collect()
    # What other tests have left is many times as much and need not be looked through each time.
    gc.freeze()
    tracemalloc.start()
    try:
        before = tracemalloc.get_traced_memory()[0]
        made = make()
        gc.collect()
        return made, tracemalloc.get_traced_memory()[0] - before
    finally:
        tracemalloc.stop()


def within(weight: int, measured: int) -> bool:
    """The estimate is right within a factor: rather too high than too low."""
    return measured * 0.85 <= weight <= measured * 2.5


LIST = """query ($where: Thing1Where, $first: Int) {
  thing1s(where: $where, first: $first, orderBy: [{ field: name }]) {
    nodes { id name field2 field4 parent { id name } children2(first: 3) { nodes { id name } } }
    pageInfo { endCursor hasNextPage }
  }
}"""
EVEN = " ".join(f"field{at}" for at in range(2, 25, 2))
WIDE = f"query ($first: Int) {{ thing2s(first: $first) {{ totalCount nodes {{ id name {EVEN} }} }} }}"
SHORT = '{ thing1(id: "0197f5d2-0000-7000-8000-000000000000") { id name } }'


def preparation(
    caches: Caches,
    catalog: Catalog,
    document: str,
    variables: dict[str, object],
    namespace: str = "t_weights",
) -> Preparation:
    """As a request of the tenant's admin would prepare it, without a database."""
    access = decide(catalog, namespace, ("rol_admin",))
    caller = Caller(uuid4(), "weights", namespace, uuid4(), ("rol_admin",), 1, "key")
    context = RequestContext(None, "test", caller=caller, catalog=catalog, access=access)  # type: ignore[arg-type]
    node = operation_of(parsed(caches, document), None, read_only=False)
    return Preparation(caches, GraphQLRequest(document, variables), context, parsed(caches, document), node)


def planned(made: Preparation, prepared: Prepared) -> CompiledRead:
    records = made.query(prepared).records
    assert records is not None
    return records


def test_a_catalog_weighs_what_its_text_is_long():
    texts = [json.dumps(catalog_to_json(tenant_catalog(number))) for number in range(2)]
    first = catalog_from_json(json.loads(texts[0]))
    # The second one shares with the first what tenants commonly share.
    second, measured = size_of(lambda: catalog_from_json(json.loads(texts[1])))
    assert first != second
    assert within(BYTES_PER_CHARACTER * len(texts[1]), measured)


def test_an_access_weighs_what_its_fields_and_rules_do():
    catalog = tenant_catalog(0)
    for role in catalog.roles:
        made = [size_of(lambda role=role: decide(catalog, "t_weights", (role.id,))) for _ in range(3)]
        assert within(access_weight(made[0][0]), min(size for _, size in made)), role.name


@pytest.mark.parametrize(("objects", "fields"), [(30, 25), (3, 60), (12, 4)])
def test_a_graphql_schema_weighs_what_has_been_made_of_it(objects: int, fields: int):
    catalog = tenant_catalog(0, objects, fields)
    access = decide(catalog, "t_weights", ("rol_admin",))
    assert tenant_graphql_schema(catalog, access, FIXED_SCHEMA, "en").whole
    types, fresh = size_of(lambda: tenant_graphql_schema(catalog, access, FIXED_SCHEMA, "en"))
    assert within(types_weight(types), fresh)
    one = parse("{ thing1s { nodes { name } } }")
    assert validate(types, one) == []
    before = types.own_fields
    _, whole = size_of(lambda: types.whole)
    assert types.own_fields > 3 * before
    assert within(types_weight(types), fresh + whole)


async def test_introspection_makes_a_schema_heavier(own_world: World):
    api = own_world.api
    types = api.engine.caches.types
    await api.data(own_world.manager, "{ deals { totalCount } }")
    before = types.held
    document = "{ __schema { types { name fields { name } inputFields { name } } } }"
    await api.data(own_world.manager, document)
    after = types.held
    assert after > before + 50_000
    await api.data(own_world.manager, document)
    assert types.held == after


@pytest.mark.parametrize(
    ("document", "variables"),
    [(LIST, {"first": 10, "where": {"name": {"eq": "a"}}}), (WIDE, {"first": 3}), (SHORT, {})],
    ids=["list", "wide", "short"],
)
def test_documents_and_plans_weigh_what_they_are_long(document: str, variables: dict[str, object]):
    catalog = tenant_catalog(0, 6)
    _, measured = size_of(lambda: read_document(document))
    assert within(document_weight(document), measured)
    sizes = []
    # The least of several: what all plans share is made with the first, or whenever the process needs it.
    for _ in range(4):
        made = preparation(Caches(100_000_000), catalog, document, variables)
        prepared = made.prepared()
        plan, size = size_of(lambda made=made, prepared=prepared: planned(made, prepared))
        sizes.append(size)
    measured = min(sizes)
    assert within(plan_weight((plan.sql,)), measured)


def test_many_tenants_take_no_more_than_their_share():
    """Tenants come in turn, twice; what they leave behind stays within the budget, and is mostly that of the last."""
    caches = Caches(6_000_000)
    catalogs = [tenant_catalog(number, 4, 12) for number in range(60)]

    def serve_all() -> None:
        for number, catalog in enumerate(catalogs):
            made = preparation(caches, catalog, LIST, {"first": number}, f"t_weights_{number}")
            planned(made, made.prepared())

    serve_all()
    _, grown = size_of(serve_all)
    for name, cache in caches.by_name().items():
        assert cache.held <= cache.budget == 6_000_000 * SHARES[name] // 100
    assert 2 <= len(caches.types) < 30
    assert caches.types.evictions >= 60
    assert (caches.types.hits, caches.types.misses) == (0, 120)
    # An operation holds its GraphQL schema, so it is there only while that is.
    assert {operation[0] for operation in caches.operations} <= set(caches.types)
    assert len(caches.operations) > 0
    # What finds the operations of a GraphQL schema knows of no others.
    known = [operation for each in caches._operations_of.values() for operation in each]
    assert sorted(map(hash, known)) == sorted(map(hash, caches.operations))
    assert caches.documents.hits > 200
    assert grown < 3_000_000


async def test_documents_weigh_what_they_are_long(api):
    document = "{ me { " + " ".join(f"a{number}: actions" for number in range(100)) + " } }"
    documents = api.engine.caches.documents
    before, hits = documents.held, documents.hits
    await api.data(None, document)
    assert documents.held == before + document_weight(document)
    await api.data(None, document)
    assert documents.held == before + document_weight(document)
    assert documents.hits == hits + 1
