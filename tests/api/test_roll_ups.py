"""Formulas over relations and roll-ups: the values that are written out where they are read."""

from tests.api.market import COMPUTED, FIRM, SALE, VALUES, cny, create, field, filled, roll_up
from tests.client import Api
from tests.tenant_copies import copied
from tests.world import World, add_member, make_world


@copied
async def market(api: Api) -> World:
    world = await make_world(api)
    await api.change(world.admin, {"addObject": FIRM}, {"addObject": SALE}, *COMPUTED)
    return world


FIRM_VALUES = {
    "number": 2,
    "pieces": "7",
    "turnover": {"amount": "10.75", "currency": "CNY"},
    "openPieces": "3",
    "meanPieces": "3.50",
    "fewest": 3,
    "lastDue": "9000-02-01",
    "doubled": "14.00",
    "rest": "43.00",
}
NOTHING = {
    "number": 0,
    "pieces": "0",
    "turnover": None,
    "openPieces": "0",
    "meanPieces": None,
    "fewest": None,
    "lastDue": None,
    "doubled": "0.00",
    "rest": "100.00",
}


async def test_they_are_read_with_a_record_in_a_list_and_along_relations(api: Api, market: World) -> None:
    mother, firm = await filled(market)
    one = await api.data(market.admin, f"query ($id: ID!) {{ firm(id: $id) {{ {VALUES} }} }}", {"id": firm})
    assert one["firm"] == FIRM_VALUES
    listed = await api.data(market.admin, f"{{ firms {{ nodes {{ {VALUES} }} }} }}")
    assert listed["firms"]["nodes"] == [NOTHING, FIRM_VALUES]
    document = """{ sales(orderBy: [{field: title}]) { nodes { buyer share late firm { pieces } } } }"""
    sales = await api.data(market.admin, document)
    assert sales["sales"]["nodes"] == [
        {"buyer": "苏州精密 / 苏州集团", "share": "0.429", "late": True, "firm": {"pieces": "7"}},
        {"buyer": "苏州精密 / 苏州集团", "share": "0.571", "late": False, "firm": {"pieces": "7"}},
    ]
    assert mother != firm


async def test_a_deleted_record_on_the_way_is_none(api: Api, market: World) -> None:
    mother, firm = await filled(market)
    for each in (mother, firm):
        await api.data(
            market.admin, "mutation ($id: ID!) { deleteFirm(id: $id) { errors { code } } }", {"id": each}
        )
        sales = await api.data(market.admin, "{ sales(first: 1) { nodes { buyer share } } }")
        (node,) = sales["sales"]["nodes"]
        whole = each == mother
        assert node == {"buyer": "苏州精密 / " if whole else " / ", "share": "0.429" if whole else None}


async def test_lists_filter_order_page_and_group_by_them(api: Api, market: World) -> None:
    await filled(market)
    document = """query ($rule: JSON) {
      busy: firms(where: {number: {gte: 1}, turnover: {gt: "1"}}) { nodes { title } }
      idle: firms(where: {turnover: {isNull: true}}) { nodes { title } }
      ruled: firms(where: {rule: $rule}) { nodes { title } totalCount }
      page: firms(first: 1, orderBy: [{field: pieces, direction: DESC}]) { edges { cursor node { title pieces } } }
      through: sales(where: {firm: {pieces: {eq: "7"}}, share: {lt: "0.5"}}) { nodes { title } }
      sorted: sales(orderBy: [{firm: {field: pieces}}, {field: share, direction: DESC}]) { nodes { title } }
      firmGroups(by: [{field: number}], orderBy: [{count: DESC}]) { keys { value } count sum { pieces } }
      saleGroups(by: [{field: buyer}]) { keys { value } count avg { share } }
    }"""
    document = document.replace(", orderBy: [{count: DESC}]", "")
    found = await api.data(market.admin, document, {"rule": {">": [{"var": "rest"}, 50]}})
    assert found["busy"]["nodes"] == [{"title": "苏州精密"}]
    assert found["idle"]["nodes"] == [{"title": "苏州集团"}]
    assert found["ruled"] == {"nodes": [{"title": "苏州集团"}], "totalCount": 1}
    assert found["through"]["nodes"] == [{"title": "a"}]
    assert found["sorted"]["nodes"] == [{"title": "b"}, {"title": "a"}]
    groups = [
        (each["keys"][0]["value"], each["count"], each["sum"]["pieces"]) for each in found["firmGroups"]
    ]
    assert sorted(groups) == [(0, 1, "0"), (2, 1, "7")]
    assert [(each["keys"][0]["value"], each["count"]) for each in found["saleGroups"]] == [
        ("苏州精密 / 苏州集团", 2)
    ]
    (edge,) = found["page"]["edges"]
    assert edge["node"] == {"title": "苏州精密", "pieces": "7"}
    after = """query ($after: String) { firms(first: 1, after: $after, orderBy: [{field: pieces, direction: DESC}]) {
      nodes { title pieces } } }"""
    rest = await api.data(market.admin, after, {"after": edge["cursor"]})
    assert rest["firms"]["nodes"] == [{"title": "苏州集团", "pieces": "0"}]


async def test_a_write_answers_with_values_as_they_are_after_it(api: Api, market: World) -> None:
    _, firm = await filled(market)
    document = """mutation ($input: SaleCreateInput!) { createSale(input: $input) {
      sale { share buyer firm { number pieces turnover { amount } } } errors { code } } }"""
    given = {"firmId": firm, "pieces": 7, "price": cny("1")}
    made = (await api.data(market.admin, document, {"input": given}))["createSale"]
    assert made["sale"] == {
        "share": "0.500",
        "buyer": "苏州精密 / 苏州集团",
        "firm": {"number": 3, "pieces": "14", "turnover": {"amount": "11.75"}},
    }


async def test_amounts_of_several_currencies_have_no_sum_unless_a_condition_names_one(
    api: Api, market: World
) -> None:
    _, firm = await filled(market)
    await create(market, "sale", firmId=firm, price={"amount": "5", "currency": "EUR"})
    only = {"==": [{"var": "price.currency"}, "CNY"]}
    await api.change(
        market.admin,
        field("firm", "inYuan", "money", **roll_up("sum", "price", only)),
        field("firm", "largest", "money", **roll_up("max", "price")),
        field("firm", "mean", "money", **roll_up("avg", "price", only)),
    )
    document = """query ($id: ID!) { firm(id: $id) {
      turnover { amount } largest { amount } inYuan { amount currency } mean { amount currency } } }"""
    found = await api.data(market.admin, document, {"id": firm})
    assert found["firm"] == {
        "turnover": None,
        "largest": None,
        "inYuan": {"amount": "10.75", "currency": "CNY"},
        "mean": {"amount": "5.38", "currency": "CNY"},
    }


async def test_an_operation_has_a_bounded_number_of_roll_ups(api: Api, market: World) -> None:
    aliases = " ".join(f"a{index}: pieces" for index in range(301))
    assert await api.codes(market.admin, f"{{ firms(first: 1) {{ nodes {{ {aliases} }} }} }}") == [
        "QUERY_TOO_COMPLEX"
    ]
    # Of 100 firms 100 sales each: 10,000 rows, and as many again for each share of the firm's pieces.
    aliases = " ".join(f"a{index}: share" for index in range(9))
    nested = f"firms(first: 100) {{ nodes {{ sales(first: 100) {{ nodes {{ {aliases} }} }} }} }}"
    assert await api.codes(market.admin, f"{{ {nested} }}") == ["QUERY_TOO_COMPLEX"]
    less = nested.replace("a8: share", "")
    await api.data(market.admin, f"{{ {less} }}")


PIPELINE = {
    "object": "sale",
    "name": "sales",
    "stages": [
        {"name": "asked"},
        {"name": "won", "kind": "won", "gate": {"<=": [{"var": "firm.pieces"}, 10]}},
    ],
    "transitions": [{"source": "asked", "target": "won"}],
}


async def test_a_gate_counts_the_record_as_it_would_be(api: Api, market: World) -> None:
    await api.change(market.admin, {"addPipeline": PIPELINE})
    _, firm = await filled(market)
    sale = await create(market, "sale", title="d", firmId=firm, pieces=4)
    document = """mutation ($id: ID!, $with: SaleUpdateInput) { promoteSale(id: $id, to: "won", input: $with) {
      promoted sale { firm { pieces } } verdict { clauses { actual satisfied field } } } }"""
    refused = (await api.data(market.admin, document, {"id": sale}))["promoteSale"]
    assert refused["verdict"]["clauses"] == [{"actual": 11, "satisfied": False, "field": "firm.pieces"}]
    moved = (await api.data(market.admin, document, {"id": sale, "with": {"pieces": 3}}))["promoteSale"]
    assert moved == {
        "promoted": True,
        "sale": {"firm": {"pieces": "10"}},
        "verdict": {"clauses": [{"actual": 10, "satisfied": True, "field": "firm.pieces"}]},
    }


async def test_every_reader_of_the_field_reads_the_same_value(api: Api, market: World) -> None:
    """The rows behind a roll-up are not the reader's: who may read the field reads what it is of all of them."""
    own = {"name": "seller", "grants": [{"object": "*", "action": "read", "rows": "own"}]}
    own["grants"].append({"object": "firm", "action": "read"})  # type: ignore[attr-defined]
    await api.change(market.admin, {"addRole": own})
    await filled(market)
    seller, _ = await add_member(api, market.admin, market.slug, "seller")
    found = await api.data(seller, "{ firms { nodes { number pieces } } sales { totalCount } }")
    assert found["firms"]["nodes"] == [{"number": 0, "pieces": "0"}, {"number": 2, "pieces": "7"}]
    assert found["sales"]["totalCount"] == 0


async def test_what_is_hidden_is_not_told_by_it_unless_a_grant_names_it(api: Api, market: World) -> None:
    await filled(market)
    grants = [
        {"object": "*", "action": "read"},
        {"object": "sale", "action": "read", "field": "pieces", "effect": "deny"},
    ]
    await api.change(market.admin, {"addRole": {"name": "clerk", "grants": grants}})
    clerk, _ = await add_member(api, market.admin, market.slug, "clerk")
    seen = await api.data(clerk, "{ firms { nodes { number turnover { amount } } } }")
    assert [each["number"] for each in seen["firms"]["nodes"]] == [0, 2]
    for hidden in ("pieces", "rest", "doubled", "meanPieces"):
        assert await api.codes(clerk, f"{{ firms {{ nodes {{ {hidden} }} }} }}") == [
            "GRAPHQL_VALIDATION_FAILED"
        ]
        where = "query ($where: FirmWhere) { firms(where: $where) { totalCount } }"
        rule = {"where": {"rule": {"filled": {"var": hidden}}}}
        assert await api.codes(clerk, where, rule) == ["RULE_UNKNOWN_PATH"]
    named = [*grants, {"object": "firm", "action": "read", "field": "pieces"}]
    await api.change(market.admin, {"setGrants": {"role": "clerk", "grants": named}})
    seen = await api.data(clerk, "{ firms { nodes { pieces } } }")
    assert [each["pieces"] for each in seen["firms"]["nodes"]] == ["0", "7"]
    assert await api.codes(clerk, "{ firms { nodes { rest } } }") == ["GRAPHQL_VALIDATION_FAILED"]
