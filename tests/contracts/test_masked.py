"""Of a masked field a role learns its masked text and nothing else, by whatever way, for every type and kind of mask.

Two records that differ in all masked values, and have the same masked texts, are told alike by every root field.
"""

import json
import re

import pytest
from graphql import GraphQLEnumType, GraphQLInputObjectType, GraphQLObjectType, get_named_type

from api.context import RequestContext
from api.execution.operation import respond
from api.execution.subscription import Subscription
from api.request import GraphQLRequest
from metadata.field_types.all_types import FIELD_TYPES
from metadata.masks import MASK_KINDS
from tests.contracts.documents import ids_wanted, operation_of, roots_of, schema_of
from tests.contracts.field_type_samples import SAMPLES
from tests.contracts.vaults import (
    COMPUTED,
    NAMES,
    PAIRS,
    TWINS,
    clerk,
    field_of,
    masked,
    twins_of,
    vaults,
)
from tests.world import World

__all__ = ["vaults"]

# What is shown


@pytest.mark.parametrize(("name", "kind"), PAIRS)
async def test_the_masked_text_is_shown_in_the_place_of_the_value(
    vaults: World, name: str, kind: str
) -> None:
    field = field_of(name, kind)
    found = await vaults.api.data(
        clerk(vaults), f"{{ vaults(orderBy: [{{ field: createdAt }}]) {{ nodes {{ {field} }} }} }}"
    )
    shown = twins_of(name, kind)[2]
    assert [each[field] for each in found["vaults"]["nodes"]] == [shown, shown]
    # Where there is no value, there is no text.
    empty = await vaults.create(vaults.admin, "vault", title="Empty")
    one = await vaults.api.data(clerk(vaults), f'{{ vault(id: "{empty}") {{ {field} }} }}')
    assert one == {"vault": {field: None}}


SHORT = {
    ("text", "keep"): {"6222": "****", "6222021234": "****", "62220201234": "622****1234", "线索线索线索线索": "****"},
    ("phone", "keep"): {"+1 202 555 0143": "+12****0143", "+49 30 12345": "****", "010 8888 8888": "****"},
    ("email", "email"): {"a@example.com": "***@example.com", "ab@example.com": "a***@example.com"},
    ("integer", "round"): {999: "≈0", -(2**31): "≈-2147483000", 2**31 - 1: "≈2147483000"},
    ("date", "year"): {"0001-01-01": "0001", "9999-12-31": "9999"},
}  # fmt: skip


@pytest.mark.parametrize(("name", "kind"), SHORT)
async def test_what_is_short_or_at_the_end_does_not_show_through(vaults: World, name: str, kind: str) -> None:
    field = field_of(name, kind)
    for value, shown in SHORT[name, kind].items():
        made = await vaults.create(vaults.admin, "vault", **{field: value})
        found = await vaults.api.data(clerk(vaults), f'{{ vault(id: "{made}") {{ {field} }} }}')
        assert found["vault"][field] == shown, value


async def test_the_number_that_the_database_gives_is_masked(vaults: World) -> None:
    found = await vaults.api.data(clerk(vaults), "{ vaults(first: 1) { nodes { number } } }")
    assert re.fullmatch("N-0[*]{4}[0-9]{4}|[*]{4}", found["vaults"]["nodes"][0]["number"])


# What is not


async def test_a_masked_field_stands_in_the_record_as_text_and_in_inputs_alone(vaults: World) -> None:
    schema = await schema_of(vaults.api, clerk(vaults))
    whole = await schema_of(vaults.api, vaults.admin)
    places: dict[str, set[str]] = {name: set() for name in (*NAMES, *COMPUTED)}
    for type_ in schema.type_map.values():
        match type_:
            case GraphQLObjectType() | GraphQLInputObjectType():
                named = set(type_.fields)
            case GraphQLEnumType():
                named = set(type_.values)
            case _:
                named = set()
        for name in named & places.keys():
            places[name].add(type_.name)
    for name in NAMES:
        assert {each for each in places[name] if not each.endswith("Input")} == {"Vault"}, name
        type_ = get_named_type(schema.type_map["Vault"].fields[name].type)  # type: ignore[attr-defined]
        assert type_.name == "String"
        assert "ask" in schema.type_map["Vault"].fields[name].description  # type: ignore[attr-defined]
    for name in COMPUTED:
        assert places[name] == set(), name
    # The control: to the admin they are known by many more.
    assert "textAll" in whole.type_map["VaultWhere"].fields  # type: ignore[attr-defined]


# Of moments that the run made, and of stays in a stage; those of the values are masked.
TIMES = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+(?:\+00:00|Z)?|PT[0-9HMS]+")
CURSORS = re.compile(r'"W[A-Za-z0-9+/=]{23,}"')
UUIDS = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


async def test_twins_are_told_alike_by_every_root_field(vaults: World) -> None:
    told, differ = [], 0
    for kind, name, field in roots_of(await schema_of(vaults.api, clerk(vaults))):
        if name in ("signUp", "signIn", "signOut"):
            continue
        answers = []
        for record in ("one", "two"):
            document, variables = operation_of(kind, name, field, vaults.ids[record], ids_wanted)
            if vaults.ids[record] not in json.dumps(variables):
                break
            variables = {**variables, "to": "done"} if "to" in variables else variables
            text = json.dumps(await vaults.api.ask(clerk(vaults), document, variables), ensure_ascii=False)
            other = vaults.ids["two" if record == "one" else "one"]
            text = text.replace(vaults.ids[record], "<this>").replace(other, "<other>")
            answers.append(CURSORS.sub("<cursor>", TIMES.sub("<time>", text)))
        if len(answers) == 2:
            told.append(name)
            assert UUIDS.sub("<id>", answers[0]) == UUIDS.sub("<id>", answers[1]), name
            differ += "≈12000 CNY" in answers[0]
    assert {"vault", "updateVault", "promoteVault", "updateVaults", "deleteVault", "node"} <= {*told}
    assert differ > 5


ASKED = {
    "where": "{ vaults(where: { NAME: { isNull: true } }) { totalCount } }",
    "where of a relation": "{ vaults(where: { parent: { NAME: { isNull: true } } }) { totalCount } }",
    "where of a list": "{ vaults(where: { parts: { some: { NAME: { isNull: true } } } }) { totalCount } }",
    "order": "{ vaults(orderBy: [{ field: NAME }]) { totalCount } }",
    "order along a relation": "{ vaults(orderBy: [{ parent: { field: NAME } }]) { totalCount } }",
    "group": "{ vaultGroups(by: [{ field: NAME }]) { count } }",
    "group along a relation": "{ vaultGroups(by: [{ parent: { field: NAME } }]) { count } }",
    "sum": "{ vaultGroups { sum { NAME } } }",
    "largest": "{ vaultGroups { max { NAME } } }",
    "different": "{ vaultGroups { countDistinct(field: NAME) } }",
    "a part": "{ vaults { nodes { NAME { city } } } }",
    "upsert": 'mutation { upsertVault(by: { NAME: "a" }, input: {}) { vault { id } } }',
    "changed": "subscription { vaultChanged(where: { NAME: { isNull: true } }) { kind } }",
}


@pytest.mark.parametrize("asked", ASKED)
async def test_a_masked_field_is_asked_by_as_one_that_is_none(vaults: World, asked: str) -> None:
    for name in (*NAMES, *COMPUTED):
        answer = await vaults.api.ask(clerk(vaults), ASKED[asked].replace("NAME", name))
        codes = {error["extensions"]["code"] for error in answer["errors"]}
        assert codes == {"GRAPHQL_VALIDATION_FAILED"}, name
        told = json.dumps(answer).replace(name, "")
        assert asked == "a part" or not [other for other in NAMES if f"'{other}'" in told], name


async def test_rules_and_searches_do_not_know_it(vaults: World) -> None:
    document = "query ($rule: JSON!) { vaults(where: { rule: $rule }) { totalCount } }"
    for name in (*NAMES, *COMPUTED):
        for path in (name, f"parent.{name}", f"{name}s"):
            answer = await vaults.api.ask(clerk(vaults), document, {"rule": {"!": {"var": path}}})
            assert [each["extensions"]["code"] for each in answer["errors"]] == ["RULE_UNKNOWN_PATH"], path
            assert not [each for each in NAMES if each in json.dumps(answer).replace(path, "")]
    # Nothing of the vault may be searched, so its lists have no such argument.
    searched = '{ vaults(search: "a") { totalCount } }'
    assert await vaults.api.codes(clerk(vaults), searched) == ["GRAPHQL_VALIDATION_FAILED"]
    for words in ("albert", "annabel", "13800135678", "One", "a"):
        searched = f'{{ search(query: "{words}") {{ title }} }}'
        assert await vaults.api.data(clerk(vaults), searched) == {"search": []}
    assert (await vaults.api.data(vaults.admin, '{ search(query: "albert") { title } }'))["search"] != []


VERDICT = """transitions { verdict { open clauses { satisfied sentence field operator actual needed redacted }
  tree { sentence field actual needed redacted } fixes { changes { field sentence } } } }"""


async def test_gates_over_masked_fields_are_redacted_and_histories_empty(vaults: World) -> None:
    one = vaults.ids["one"]
    found = await vaults.api.data(
        clerk(vaults), f"query ($id: ID!) {{ vault(id: $id) {{ {VERDICT} }} }}", {"id": one}
    )
    (edge,) = found["vault"]["transitions"]
    assert [each["redacted"] for each in edge["verdict"]["clauses"]] == [True, True]
    text = json.dumps(found)
    assert not [each for each in (*NAMES, "12500", "12_500", "12000") if each in text]
    changed = 'mutation ($id: ID!) { updateVault(id: $id, input: { textAll: "b" }) { vault { textAll } } }'
    await vaults.api.data(vaults.admin, changed, {"id": one})
    history = "query ($id: ID!) { vault(id: $id) { fieldHistory { nodes { field old new } } } }"
    assert await vaults.api.codes(clerk(vaults), history, {"id": one}) == ["GRAPHQL_VALIDATION_FAILED"]
    assert (await vaults.api.data(vaults.admin, history, {"id": one}))["vault"]["fieldHistory"]["nodes"]


async def test_a_refused_twin_of_a_key_does_not_tell_of_the_masked_field(vaults: World) -> None:
    made = """mutation ($input: VaultCreateInput!) {
      createVault(input: $input) { errors { code message path details } } }"""
    taken = {"title": "Same", "textKeep": TWINS["text", "keep"][0]}
    (error,) = (await vaults.api.data(clerk(vaults), made, {"input": taken}))["createVault"]["errors"]
    assert error["code"] == "UNIQUE"
    assert "textKeep" not in json.dumps(error)


async def test_the_catalog_tells_of_masks_and_not_of_more(vaults: World) -> None:
    document = """{ catalog { objects { name display uniqueKeys { name } validations { name }
      fields { name canRead canUpdate mask { kind first last step } formula } } } }"""
    (vault,) = (await vaults.api.data(clerk(vaults), document))["catalog"]["objects"]
    fields = {each["name"]: each for each in vault["fields"]}
    assert set(fields) == {"title", "parent", *NAMES}
    for name, kind in PAIRS:
        found = fields[field_of(name, kind)]
        assert (found["canRead"], found["canUpdate"]) == (False, True)
        assert found["mask"]["kind"] == kind
    assert fields["textKeep"]["mask"] == {"kind": "keep", "first": 3, "last": 4, "step": None}
    assert fields["moneyRound"]["mask"]["step"] == "1000"
    assert fields["title"]["mask"] is None
    assert (vault["uniqueKeys"], vault["validations"]) == ([], [])


async def test_an_event_does_not_name_a_masked_field_and_has_its_text(vaults: World) -> None:
    engine = vaults.api.engine
    asked = "subscription { vaultChanged { kind changedFields node { textKeep title } } }"
    context = RequestContext(engine, "masked", token=clerk(vaults), accept_language="en")
    subscription = await respond(engine, GraphQLRequest(asked, {}, streams=True), context)
    assert isinstance(subscription, Subscription), subscription
    try:
        for given in ('{ textKeep: "6222020000005678" }', '{ textKeep: "6222020000009999", title: "New" }'):
            document = (
                f"mutation ($id: ID!) {{ updateVault(id: $id, input: {given}) {{ errors {{ code }} }} }}"
            )
            await vaults.api.data(vaults.admin, document, {"id": vaults.ids["one"]})
        told = [json.loads(each.body)["data"]["vaultChanged"] for each in await subscription.take(0)]
    finally:
        subscription.close()
    # The first one changed nothing that the clerk may read.
    assert told == [
        {"kind": "UPDATED", "changedFields": ["title"], "node": {"textKeep": "622****9999", "title": "New"}},
    ]


@pytest.mark.parametrize(("name", "kind"), PAIRS)
async def test_who_guesses_by_writing_is_answered_alike(vaults: World, name: str, kind: str) -> None:
    """A value that is the one that was there is answered as another one, version and all."""
    field, (one, *_) = field_of(name, kind), twins_of(name, kind)
    document = f"""mutation ($id: ID!, $input: VaultUpdateInput!) {{ updateVault(id: $id, input: $input) {{
      vault {{ version {field} updatedBy {{ name }} }} errors {{ code path message }} warnings {{ code }} }} }}"""
    answers = [
        await vaults.api.data(
            # The title keeps their unique key apart, which is told of as it is where a field of it is hidden.
            clerk(vaults),
            document,
            {"id": vaults.ids[each], "input": {field: one, "title": each}},
        )
        for each in ("one", "two")
    ]
    assert answers[0] == answers[1]
    assert answers[0]["updateVault"]["vault"]["version"] == 2


EXPLAIN = """query ($role: String!, $field: String!) {
  explainAccess(roles: [$role], action: "read", object: "vault", field: $field) {
    allowed reason sentence grants { sentence grant { field mask { kind } } } missing { change } } }"""


async def test_who_asks_why_a_value_is_not_seen_is_told_of_the_mask(vaults: World) -> None:
    given = {"role": "clerk", "field": "textKeep"}
    told = (await vaults.api.data(vaults.admin, EXPLAIN, given))["explainAccess"]
    assert (told["allowed"], told["reason"], told["missing"]) == (False, "masked", None)
    assert {"field": "textKeep", "mask": {"kind": "keep"}} in [each["grant"] for each in told["grants"]]
    assert any("masked" in each["sentence"] for each in told["grants"])
    told = (await vaults.api.data(vaults.admin, EXPLAIN, given | {"field": "title"}))["explainAccess"]
    assert (told["allowed"], told["reason"]) == (True, "granted")
    told = (await vaults.api.data(vaults.admin, EXPLAIN, given | {"field": "twice"}))["explainAccess"]
    assert (told["allowed"], told["reason"]) == (False, "hiddenParts")


# What is configured


def test_every_kind_of_mask_and_every_type_that_has_one_is_tried() -> None:
    assert {kind for _, kind in PAIRS} == {*MASK_KINDS}
    assert {name for name, of in FIELD_TYPES.items() if not of.masks} == {
        "relation", "relations", "reference", "member", "file",
    }  # fmt: skip


@pytest.mark.parametrize("name", FIELD_TYPES)
async def test_a_mask_that_the_type_does_not_know_is_refused(vaults: World, name: str) -> None:
    settings = dict(SAMPLES[name].settings) | (
        {"target": "vault"} if "target" in SAMPLES[name].settings else {}
    )
    settings |= {"targets": ["vault"]} if "targets" in settings else {}
    settings |= {"reverse": "probes"} if "reverse" in settings else {}
    settings |= {"required": True, "unique": True} if name == "autoNumber" else {}
    probe = {"name": "probe", "plural": "probeList", "fields": [{"name": "value", "type": name, **settings}]}
    for kind in {*MASK_KINDS} - {*FIELD_TYPES[name].masks}:
        role = {"name": "r", "grants": [masked("probe", "value", kind)]}
        refused = await vaults.api.try_change(vaults.admin, {"addObject": probe}, {"addRole": role})
        (error,) = refused["errors"]
        assert error["code"] == "CATALOG_INVALID"
        assert error["path"][-4:] == ["grants", 0, "mask", "kind"]
        known = FIELD_TYPES[name].masks
        assert (", ".join(known) if known else "Deny read") in error["hint"]
