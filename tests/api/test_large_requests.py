"""Numbers beyond 64 bits, and filters that would take all others' time."""

import pytest

LARGE = 10**25
SELECT = "query ($where: DealWhere) { deals(where: $where) { totalCount } }"


async def test_a_rule_with_a_large_number_filters(api, scratch):
    where = {"rule": {"<": [{"var": "score"}, LARGE]}}
    found = await api.data(scratch.manager, SELECT, {"where": where})
    other = {"rule": {">": [{"var": "score"}, LARGE]}}
    assert (
        found["deals"]["totalCount"]
        >= (await api.data(scratch.manager, SELECT, {"where": other}))["deals"]["totalCount"]
    )


async def test_a_gate_with_a_large_number_leaves_the_catalog_readable(api, own_world):
    gate = {">": [{"var": "score"}, LARGE]}
    await api.change(own_world.admin, {"setGate": {"object": "deal", "stage": "qualified", "rule": gate}})
    found = await api.data(
        own_world.admin,
        "{ catalog { objects { name pipeline { stages { name gate } } } } catalogVersions { changes } }",
    )
    (deal,) = [each for each in found["catalog"]["objects"] if each["name"] == "deal"]
    assert deal["pipeline"]["stages"][1]["gate"] == gate
    assert found["catalogVersions"][0]["changes"][0]["rule"] == gate


@pytest.mark.parametrize("many", [1_500, 2_500])
async def test_filters_are_bounded(api, scratch, many):
    where = {"or": [{"name": {"eq": "x"}}] * many}
    codes = await api.codes(scratch.manager, SELECT, {"where": where})
    assert codes == ([] if many < 2_000 else ["QUERY_TOO_COMPLEX"])
