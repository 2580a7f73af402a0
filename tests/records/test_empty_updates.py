"""An update that gives nothing leaves the record as it is, and tells nobody."""

import pytest

UPDATE = """mutation ($id: ID!, $version: Int) {
  updateDeal(id: $id, input: {}, expectedVersion: $version) { deal { name version } errors { code } } }"""
OUTBOX = "SELECT count(*) FROM {namespace}.sluice_outbox"


@pytest.mark.parametrize("role", ["manager", "rep"])
@pytest.mark.parametrize("version", [None, 1])
async def test_it_is_no_change(scratch, role, version):
    token, database = scratch.token(role), scratch.api.engine.database
    deal = await scratch.create(token, "deal", name="Still")
    counted = OUTBOX.format(namespace=await scratch.namespace())
    before = await database.fetch(counted, [], affinity="")
    data = await scratch.api.data(token, UPDATE, {"id": deal, "version": version})
    assert data["updateDeal"] == {"deal": {"name": "Still", "version": 1}, "errors": []}
    assert await database.fetch(counted, [], affinity="") == before


async def test_what_is_not_there_is_told(scratch):
    data = await scratch.api.data(scratch.manager, UPDATE, {"id": "00000000-0000-0000-0000-000000000000"})
    assert data["updateDeal"] == {"deal": None, "errors": [{"code": "RECORD_NOT_FOUND"}]}
    deal = await scratch.create(scratch.manager, "deal", name="Still")
    data = await scratch.api.data(scratch.manager, UPDATE, {"id": deal, "version": 7})
    assert data["updateDeal"] == {"deal": None, "errors": [{"code": "VERSION_CONFLICT"}]}
