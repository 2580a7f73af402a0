"""What the changes that open a gate ask of a field: values that it takes, and that agree with one another."""

from tests.api.deals_to_fix import AMOUNT, LARGE, TITLE, Deals, make_deals
from tests.client import Api
from tests.tenant_copies import copied


@copied
async def deals(api: Api) -> Deals:
    return await make_deals(api)


async def test_a_fix_is_within_what_the_field_takes(deals: Deals):
    fields = [{"name": "stars", "type": "rating"}, {"name": "effort", "type": "duration"}]
    fields.append({"name": "price", "type": "money"})
    await deals.api.change(deals.admin, *({"addField": {"object": "deal", "field": each}} for each in fields))
    for beyond in (
        {">": [{"var": "stars"}, 5]},
        {"<": [{"var": "stars"}, 1]},
        {"<": [{"var": "effort"}, 0]},
        {"==": [{"var": "price.currency"}, "ABC"]},
    ):
        await deals.gate({"or": [beyond, TITLE]})
        assert await deals.fixes(await deals.create()) == [[("title", "filled", None)]], beyond
    for operator, met in ((">", 4), (">=", 5), ("==", 5)):
        await deals.gate({operator: [{"var": "stars"}, {"var": "amount"}]})
        assert await deals.fixes(await deals.create(amount=met)) == [[("stars", operator, met)]]
        assert await deals.fixes(await deals.create(amount=met + 1)) == []
    await deals.gate({"starts_with": [{"var": "price.currency"}, {"var": "title"}]})
    assert await deals.fixes(await deals.create(title="One")) == []
    await deals.gate({"==": [{"var": "price.currency"}, "EUR"]})
    assert await deals.fixes(await deals.create()) == [[("price.currency", "==", "EUR")]]


async def test_what_is_told_of_a_value_in_the_place_of_none_is_asked_of_the_field(deals: Deals):
    await deals.gate({">": [{"var": ["amount", 0]}, 5]})
    assert await deals.fixes(await deals.create()) == [[("amount", ">", 5)]]
    await deals.gate({"and": [{">": [{"var": ["amount", 0]}, 5]}, {"missing": ["amount"]}]})
    assert await deals.fixes(await deals.create()) == []
    await deals.gate(
        {"and": [{">": [{"var": ["amount", 0]}, 5]}, {"<": [{"var": "amount"}, {"var": "margin"}]}]}
    )
    assert await deals.fixes(await deals.create(margin=3)) == []
    assert await deals.fixes(await deals.create(margin=9)) == [[("amount", ">", 5), ("amount", "<", 9)]]
    await deals.gate({"!=": [{"var": ["amount", 0]}, 0]})
    assert await deals.fixes(await deals.create()) == []


async def test_a_working_day_is_asked_for(deals: Deals):
    await deals.api.change(
        deals.admin, {"addField": {"object": "deal", "field": {"name": "day", "type": "date"}}}
    )
    await deals.gate({"is_working_day": {"var": "day"}})
    assert await deals.fixes(await deals.create(day="2026-11-28")) == [[("day", "is_working_day", None)]]
    await deals.gate({"is_working_day": {"date_add": [{"var": "day"}, 1, "day"]}})
    assert await deals.fixes(await deals.create(day="2026-11-28")) == []


async def test_what_is_made_of_a_new_value_is_not_asked_for(deals: Deals):
    await deals.gate({"and": [AMOUNT, {"<": [{"var": "margin"}, {"/": [1, {"var": "amount"}]}]}]})
    assert await deals.fixes(await deals.create(amount=1, margin=0)) == []
    # What is compared with the new value itself is within reach.
    await deals.gate({"and": [AMOUNT, {">": [{"var": "margin"}, {"var": "amount"}]}]})
    found = await deals.fixes(await deals.create(amount=1, margin=7))
    assert found == [[("amount", ">=", 1000), ("margin", ">", None)]]
    await deals.gate({"and": [{"missing": ["amount"]}, {"==": [{"var": "margin"}, {"var": "amount"}]}]})
    assert await deals.fixes(await deals.create(amount=1, margin=1)) == []
    await deals.gate({"and": [AMOUNT, {"==": [{"var": "margin"}, {"var": "double"}]}]})
    assert await deals.fixes(await deals.create(amount=1, margin=2)) == []


async def test_a_fix_asks_a_field_for_no_two_values(deals: Deals):
    await deals.gate(
        {"and": [{">": [{"var": "amount"}, {"var": "margin"}]}, {"<=": [{"var": "amount"}, 50]}]}
    )
    assert await deals.fixes(await deals.create(margin=60)) == []
    assert await deals.fixes(await deals.create(margin=7)) == [[("amount", ">", 7), ("amount", "<=", 50)]]


async def test_a_fix_leaves_no_field_empty_that_it_asks_for(deals: Deals):
    channels = {"name": "channels", "type": "multiChoice", "options": [{"key": "mail"}, {"key": "fair"}]}
    await deals.api.change(deals.admin, {"addField": {"object": "deal", "field": channels}})
    mail = {"in": ["mail", {"var": "channels"}]}
    await deals.gate({"and": [mail, {"or": [{"missing": ["channels", "title"]}, LARGE]}]})
    found = await deals.fixes(await deals.create(channels=["fair"], title="One"))
    mailed = ("channels", "has", "mail")
    assert found == [[mailed, ("title", "missing", None)], [mailed, ("size", "==", "large")]]
