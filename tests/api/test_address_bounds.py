"""What is asked for without credentials is bounded for the address that asks, in all processes together."""

from dataclasses import replace

import pytest
from sqlalchemy import func, select

from tenants import address_bounds, sessions
from tenants.address_bounds import HOUR, SIGN_UPS, Bound
from tenants.platform import AFFINITY, TENANT
from tenants.rate_windows import RateWindows
from tenants.throttle import Whence
from tests.api.test_accounts import SIGN_UP, person
from tests.api.test_throttle import codes, tried
from tests.client import Api, running_api

WRONG = "not the password"
ELSEWHERE = "198.51.100.77"


def subscriber() -> str:
    """The /64 of somebody whom no other test has."""
    mark = person()["email"].partition("@")[2][:8]
    return f"2001:db8:{mark[:4]}:{mark[4:]}"


async def test_one_password_tried_on_many_accounts_is_slowed_down(
    api, database_url, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sessions, "FAILED_SIGN_INS", replace(sessions.FAILED_SIGN_INS, most=4))
    here, given = subscriber(), person()
    await api.data(None, SIGN_UP, {"input": given})
    device = (await tried(api, given, given["password"], f"{here}::1"))["device"]
    async with running_api(database_url) as elsewhere:
        for number, each in enumerate((api, elsewhere, api, elsewhere)):
            assert codes(await tried(each, person(), WRONG, f"{here}::{number}")) == ["SIGN_IN_FAILED"]
            if number < 3:
                # What succeeds does not count: of an office, everybody signs in.
                assert codes(await tried(each, given, given["password"], f"{here}::9")) == []
        for each in (api, elsewhere):
            refused = await tried(each, person(), WRONG, f"{here}::ffff")
            assert codes(refused) == ["SIGN_IN_THROTTLED"]
            assert 0 < refused["errors"][0]["details"]["seconds"] <= 2 * HOUR
        assert codes(await tried(elsewhere, given, given["password"], f"{here}::1", device)) == []
        assert codes(await tried(elsewhere, given, given["password"], ELSEWHERE)) == []
        # Behind a proxy that does not say who asks, and on this machine, anybody may be meant.
        assert codes(await tried(elsewhere, given, given["password"], "127.0.0.1")) == []


async def test_who_waits_for_an_account_does_not_use_up_what_others_of_the_address_have(
    api, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sessions, "FAILED_SIGN_INS", replace(sessions.FAILED_SIGN_INS, most=8))
    here, given = f"{subscriber()}::1", person()
    found = [codes(await tried(api, given, WRONG, here)) for _ in range(9)]
    assert found == [["SIGN_IN_FAILED"]] * 6 + [["SIGN_IN_THROTTLED"]] * 3
    assert codes(await tried(api, person(), WRONG, here)) == ["SIGN_IN_FAILED"]


async def test_nobody_makes_tenants_without_number(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    here = f"{subscriber()}::1"
    await use_up(api, SIGN_UPS, here)
    counted = select(func.count()).select_from(TENANT)
    before = await api.engine.database.rows(counted, affinity=AFFINITY)
    sent = {"query": SIGN_UP, "variables": {"input": person()}}
    response = await api.client.post("/graphql", json=sent, headers={"X-Forwarded-For": here})
    (error,) = response.json()["data"]["signUp"]["errors"]
    assert error["code"] == "ADDRESS_THROTTLED"
    seconds = int(response.headers["retry-after"])
    assert f"{seconds:,} second" in error["hint"]
    assert await api.engine.database.rows(counted, affinity=AFFINITY) == before
    sent["variables"] = {"input": person()}
    there = await api.client.post("/graphql", json=sent, headers={"X-Forwarded-For": ELSEWHERE})
    assert there.json()["data"]["signUp"]["errors"] == []


async def use_up(api: Api, bound: Bound, address: str) -> None:
    key = bound.key(Whence(address))
    assert key is not None
    assert address not in key
    windows = RateWindows(api.engine.database)
    assert await windows.acquire_sliding_window_entry(key, bound.most, HOUR, bound.most)


@pytest.mark.parametrize(("seconds", "told"), [(1, "Wait 1 second,"), (2, "Wait 2 seconds,")])
def test_a_second_is_one(seconds: int, told: str) -> None:
    assert told in SIGN_UPS.refusal(seconds).problems[0].hint


def test_an_address_that_is_not_known_is_not_bounded() -> None:
    assert address_bounds.SIGN_UPS.key(Whence()) is None
    assert address_bounds.SIGN_UPS.key(Whence("127.0.0.1", shared=True)) is None
