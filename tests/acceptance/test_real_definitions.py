"""Definitions of real products and columns of real tables become objects through the API alone, and hold real rows."""

from typing import Any

import pytest

from tests.acceptance.real_data import WUKONG_OBJECTS, Column, columns_of, rows_of, wukong_objects
from tests.api.conftest import FreshTenant
from tests.client import Api
from tests.world import labels, sign_up

TABLES = {
    "hubspot/hubspot_companies.csv": ("company", "companies", "公司"),
    "hubspot/hubspot_contacts.csv": ("contact", "contacts", "联系人"),
    "hubspot/hubspot_deals.csv": ("deal", "deals", "商机"),
    "hubspot/hubspot_tickets.csv": ("ticket", "tickets", "工单"),
    "hubspot/hubspot_activities.csv": ("activity", "activities", "跟进记录"),
    "superstore_zh/orders.utf8bom.csv": ("orderLine", "orderLines", "订单行"),
    "superstore_zh/returns.utf8bom.csv": ("orderReturn", "orderReturns", "退货"),
    "superstore_zh/people.utf8bom.csv": ("regionalManager", "regionalManagers", "地区经理"),
    "xeducation_leads/Leads.csv": ("lead", "leads", "线索"),
}
SAMPLE = 60
AT_ONCE = 20
OBJECTS = """{ catalog { objects { name label
    fields { name type label required unique options { key label } target } } } }"""


@pytest.fixture
async def fresh(api: Api) -> FreshTenant:
    return FreshTenant(*await sign_up(api, "real"))


def type_name(name: str) -> str:
    return name[0].upper() + name[1:]


async def create_all(api: Api, token: str, name: str, inputs: list[dict[str, Any]]) -> list[str]:
    """The ids of the records, some made in each operation."""
    ids: list[str] = []
    upper = type_name(name)
    for start in range(0, len(inputs), AT_ONCE):
        part = inputs[start : start + AT_ONCE]
        declared = ", ".join(f"$i{place}: {upper}CreateInput!" for place in range(len(part)))
        made = " ".join(
            f"c{place}: create{upper}(input: $i{place}) {{ {name} {{ id }} errors {{ code message path }} }}"
            for place in range(len(part))
        )
        variables = {f"i{place}": given for place, given in enumerate(part)}
        found = await api.data(token, f"mutation ({declared}) {{ {made} }}", variables)
        for payload in found.values():
            assert payload["errors"] == [], payload
            ids.append(payload[name]["id"])
    return ids


@pytest.mark.parametrize("table", TABLES)
async def test_a_real_table_becomes_an_object_and_keeps_its_rows(api: Api, fresh: FreshTenant, table: str):
    rows = rows_of(table)
    name, plural, zh = TABLES[table]
    columns = columns_of(rows)
    assert len({column.name for column in columns}) == len(columns) == len(rows[0])
    defined = {"name": name, "plural": plural, "labels": labels(name, zh)}
    fields = [column.definition() for column in columns]
    await api.change(fresh.admin, {"addObject": {**defined, "fields": fields}})
    sample = rows[:: max(1, len(rows) // SAMPLE)][:SAMPLE]
    given = [{column.name: column.given(row[column.header]) for column in columns} for row in sample]
    ids = await create_all(api, fresh.admin, name, given)
    found = await read_all(api, fresh, plural, columns, ids)
    for wanted, answered in zip(given, found, strict=True):
        for column in columns:
            assert column.same(wanted[column.name], answered[column.name]), (column, wanted, answered)
    assert len(found) == len(sample)


async def read_all(
    api: Api, fresh: FreshTenant, plural: str, columns: list[Column], ids: list[str]
) -> list[dict[str, Any]]:
    """The records in the order of the ids."""
    chosen = " ".join(column.name for column in columns)
    document = f"""query ($ids: [ID!]!) {{
      {plural}(first: 500, where: {{ id: {{ in: $ids }} }}) {{ nodes {{ id {chosen} }} }} }}"""
    nodes = (await api.data(fresh.admin, document, {"ids": ids}))[plural]["nodes"]
    by_id = {node["id"]: node for node in nodes}
    return [by_id[id_] for id_ in ids]


async def test_the_literal_select_is_an_option_like_any_other(api: Api, fresh: FreshTenant):
    """In four columns of the leads it stands for nothing chosen, and what it means is for the importer to say."""
    columns = {column.header: column for column in columns_of(rows_of("xeducation_leads/Leads.csv"))}
    selecting = [header for header, column in columns.items() if "Select" in column.keys]
    assert len(selecting) == 4
    assert {"Google", "google"} <= set(columns["Lead Source"].keys)


# The field definitions of WuKong CRM


async def test_the_fields_of_wukong_become_objects(api: Api, fresh: FreshTenant):
    rows = rows_of("wukong_fields/wk_crm_field.csv")
    assert len(rows) == 86
    objects = wukong_objects(rows)
    published = await api.change(fresh.admin, *({"addObject": each} for each in objects))
    assert len(published["steps"]) == 11
    found = await api.data(fresh.admin, OBJECTS, **{"Accept-Language": "zh-CN"})
    by_name = {each["name"]: each for each in found["catalog"]["objects"]}
    assert {name for name, _, _ in WUKONG_OBJECTS.values()} < set(by_name)
    ten = [by_name[name] for name, _, _ in WUKONG_OBJECTS.values()]
    fields = [field for each in ten for field in each["fields"]]
    assert len(fields) == 86
    assert sum(field["required"] for field in fields) == 34
    assert sum(field["unique"] for field in fields) == 6
    assert [each["label"] for each in ten] == [zh for _, _, zh in WUKONG_OBJECTS.values()]
    assert {field["label"] for field in fields} == {row["name"] for row in rows}
    level = next(field for field in by_name["customer"]["fields"] if field["name"] == "level")
    assert [option["label"] for option in level["options"]] == [
        "A（重点客户）",
        "B（普通客户）",
        "C（非优先客户）",
    ]


async def test_records_of_wukong_are_related_and_move_through_its_stages(api: Api, fresh: FreshTenant):
    token = fresh.admin
    objects = wukong_objects(rows_of("wukong_fields/wk_crm_field.csv"))
    stages = rows_of("wukong_fields/wk_crm_business_status.csv")
    assert [int(stage["rate"]) for stage in stages] == [20, 30, 80]
    names = [f"stage{place}" for place in range(1, len(stages) + 1)]
    pipeline = {
        "object": "business",
        "name": "sales",
        "stages": [
            *(
                {
                    "name": name,
                    "probability": int(stage["rate"]),
                    "labels": labels(stage["name"], stage["name"]),
                }
                for name, stage in zip(names, stages, strict=True)
            ),
            {"name": "won", "kind": "won", "labels": labels("Won", "赢单")},
            {"name": "lost", "kind": "lost", "labels": labels("Lost", "输单")},
        ],
        "transitions": [
            *(
                {"source": one, "target": other}
                for one, other in zip(names, [*names[1:], "won"], strict=True)
            ),
            *({"source": name, "target": "lost"} for name in names),
        ],
    }
    await api.change(token, *({"addObject": each} for each in objects), {"addPipeline": pipeline})
    money = {"amount": "88000.50", "currency": "CNY"}
    (customer,) = await create_all(
        api,
        token,
        "customer",
        [
            {
                "customerName": "苏州恒岳",
                "source": "option1",
                "mobile": "138 0013 8000",
                "email": "A@Example.com",
            }
        ],
    )
    (business,) = await create_all(
        api, token, "business", [{"businessName": "MES 一期", "customerId": customer, "money": money}]
    )
    await create_all(
        api,
        token,
        "contract",
        [
            {
                "name": "MES 合同",
                "num": "HT-001",
                "customerId": customer,
                "businessId": business,
                "money": money,
                "orderDate": "2026-03-01",
            }
        ],
    )
    for stage in [*names[1:], "won"]:
        moved = await api.data(
            token, f'mutation {{ promoteBusiness(id: "{business}", to: "{stage}") {{ promoted }} }}'
        )
        assert moved["promoteBusiness"]["promoted"]
    document = """{ customers(where: { contracts: { some: { num: { eq: "HT-001" } } } }) { nodes {
        customerName mobile email source businesses { nodes { stage money { amount currency } } } } } }"""
    (found,) = (await api.data(token, document))["customers"]["nodes"]
    assert found == {
        "customerName": "苏州恒岳",
        "mobile": "+8613800138000",
        "email": "a@example.com",
        "source": "option1",
        "businesses": {"nodes": [{"stage": "won", "money": {"amount": "88000.50", "currency": "CNY"}}]},
    }
