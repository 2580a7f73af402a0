"""A write whose outcome nobody knows is told as such, and never done a second time."""

import pytest

from api.execution import operation
from core.errors import fault

CREATE = """mutation { createAccount(input: { name: "Once" }) { account { id } } }"""
FIND = """{ accounts(where: { name: { eq: "Once" } }) { totalCount } }"""


@pytest.fixture
def lost_after_the_write(monkeypatch):
    """The write is done, the catalog moves on, and then the connection is lost before the answer."""
    done = operation.run_write
    after = []

    async def run_write(*arguments):
        await done(*arguments)
        for each in after:
            await each()
        raise fault("UNAVAILABLE", "the connection to the database was lost")

    monkeypatch.setattr(operation, "run_write", run_write)
    return after


async def test_it_is_not_repeated_under_a_newer_catalog(api, own_world, lost_after_the_write):
    async def publish():
        await api.change(own_world.admin, {"addRole": {"name": "late"}})

    lost_after_the_write.append(publish)
    assert await api.codes(own_world.admin, CREATE) == ["UNAVAILABLE"]
    assert (await api.data(own_world.admin, FIND))["accounts"]["totalCount"] == 1
