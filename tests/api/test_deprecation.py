"""`@deprecated` from the catalog: where it may stand, in the caller's language, and gone again."""

from graphql import GraphQLSchema, validate_schema

from api.context import RequestContext, identify
from api.fixed.root import FIXED_SCHEMA
from api.types.tenant_types import tenant_graphql_schema
from tests.world import World, labels

REASON = labels("Use `score`.", "请改用评分。")


async def types_in(world: World, language: str) -> GraphQLSchema:
    context = RequestContext(world.api.engine, "test", world.admin)
    await identify(context)
    built = tenant_graphql_schema(*context.require_catalog(), FIXED_SCHEMA, language)
    built._validation_errors = None  # it is built as known to be valid; here it is asked
    return built


async def test_a_deprecated_field_says_so_wherever_it_may(own_world: World) -> None:
    changes = [
        {"setDeprecation": {"object": "deal", "field": field, "reason": REASON}}
        for field in ("margin", "amount", "account", "source", "name")
    ]
    await own_world.api.change(own_world.admin, *changes)
    for language, reason in (("en", "Use `score`."), ("zh-CN", "请改用评分。"), ("fr", "Use `score`.")):
        types = await types_in(own_world, language)
        assert validate_schema(types) == []
        deal, where = types.type_map["Deal"].fields, types.type_map["DealWhere"].fields
        for name in ("margin", "amount", "account", "accountId", "source", "name"):
            assert deal[name].deprecation_reason == reason, name
            assert where[name].deprecation_reason == reason, name
        assert types.type_map["Account"].fields["deals"].deprecation_reason == reason
        assert types.type_map["DealOrderField"].values["margin"].deprecation_reason == reason
        assert types.type_map["DealOrder"].fields["account"].deprecation_reason == reason
        assert types.type_map["DealUpdateInput"].fields["name"].deprecation_reason == reason
        assert types.type_map["DealCreateInput"].fields["margin"].deprecation_reason == reason
        # The specification allows no required input to be deprecated.
        assert types.type_map["DealCreateInput"].fields["name"].deprecation_reason is None
        assert deal["score"].deprecation_reason is None


async def test_introspection_leaves_it_out_unless_asked_and_it_goes_on_working(own_world: World) -> None:
    world, token = own_world, own_world.admin
    await world.api.change(token, {"setDeprecation": {"object": "deal", "field": "margin", "reason": REASON}})
    shown = '{ __type(name: "Deal") { fields%s { name isDeprecated deprecationReason } } }'
    plain = (await world.api.data(token, shown % ""))["__type"]["fields"]
    assert "margin" not in [field["name"] for field in plain]
    every = (await world.api.data(token, shown % "(includeDeprecated: true)"))["__type"]["fields"]
    assert {"name": "margin", "isDeprecated": True, "deprecationReason": "Use `score`."} in every
    document = "{ catalog { objects { name fields { name searchable deprecated { language text } } } } }"
    objects = (await world.api.data(token, document))["catalog"]["objects"]
    (deal,) = [each for each in objects if each["name"] == "deal"]
    fields = {field["name"]: field for field in deal["fields"]}
    assert fields["margin"]["deprecated"] == REASON
    assert (fields["notes"]["searchable"], fields["margin"]["searchable"]) == (True, False)
    await world.api.data(token, "{ deals(orderBy: [{ field: margin }]) { nodes { margin } } }")
    await world.api.change(token, {"setDeprecation": {"object": "deal", "field": "margin", "reason": []}})
    plain = (await world.api.data(token, shown % ""))["__type"]["fields"]
    assert "margin" in [field["name"] for field in plain]


async def test_two_reasons_in_one_language_are_refused(own_world: World) -> None:
    twice = [*labels("One."), *labels("Two.")]
    found = await own_world.api.try_change(
        own_world.admin, {"setDeprecation": {"object": "deal", "field": "margin", "reason": twice}}
    )
    (error,) = found["errors"]
    assert error["path"][:3] == ["changes", 0, "setDeprecation"]
