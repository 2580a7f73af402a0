"""Guessing is slowed down for who guesses, in all processes together, and for nobody else."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import func, insert, update

from core.errors import SluiceError
from tenants import throttle
from tenants.platform import AFFINITY, SIGN_IN_FAILURE
from tests.api.test_accounts import SIGN_UP, person
from tests.client import Api, running_api

SIGN_IN = """mutation ($input: SignInInput!) { signIn(input: $input) {
  token device errors { code hint details } } }"""
THERE, ELSEWHERE = "203.0.113.7", "198.51.100.9"
WRONG = "not the password"


async def tried(api: Api, given: dict, password: str, address: str, device: str | None = None) -> dict:
    named = {"input": {"email": given["email"], "password": password, "device": device}}
    return (await api.data(None, SIGN_IN, named, **{"X-Forwarded-For": address}))["signIn"]


def codes(payload: dict) -> list[str]:
    return [each["code"] for each in payload["errors"]]


async def signed_up(api: Api) -> dict:
    given = person()
    await api.data(None, SIGN_UP, {"input": given})
    return given


async def guessed(api: Api, given: dict, address: str, device: str | None = None) -> None:
    for _ in range(throttle.FREE_FAILURES + 1):
        assert codes(await tried(api, given, WRONG, address, device)) == ["SIGN_IN_FAILED"]


async def test_who_guesses_waits_in_every_process_and_nobody_else_does(api, database_url) -> None:
    given = await signed_up(api)
    device = (await tried(api, given, given["password"], THERE))["device"]
    assert device
    await guessed(api, given, THERE)
    async with running_api(database_url) as elsewhere:
        for each in (api, elsewhere):
            refused = await tried(each, given, given["password"], THERE)
            assert (refused["token"], codes(refused)) == (None, ["SIGN_IN_THROTTLED"])
            assert refused["errors"][0]["details"]["seconds"] == 1
        assert (await tried(elsewhere, given, given["password"], ELSEWHERE))["token"], "from elsewhere"
    known = await tried(api, given, given["password"], THERE, device)
    assert (known["device"], codes(known)) == (device, []), "a device that was there before"
    other = await signed_up(api)
    assert (await tried(api, other, other["password"], THERE))["token"], "another account"
    assert codes(await tried(api, other, other["password"], THERE, device)) == [], "a device of another"


async def test_the_device_of_another_account_is_none(api) -> None:
    mine, theirs = await signed_up(api), await signed_up(api)
    device = (await tried(api, mine, mine["password"], THERE))["device"]
    await guessed(api, theirs, THERE, device)
    assert codes(await tried(api, theirs, WRONG, THERE, device)) == ["SIGN_IN_THROTTLED"]
    assert (await tried(api, mine, mine["password"], THERE, device))["token"]


async def test_an_account_that_is_not_there_is_throttled_alike(api) -> None:
    nobody = person()
    await guessed(api, nobody, THERE)
    assert codes(await tried(api, nobody, WRONG, THERE)) == ["SIGN_IN_THROTTLED"]


async def test_the_delay_doubles_and_ends_with_a_success(api) -> None:
    given, database = await signed_up(api), api.engine.database
    subject = await throttle.subject_of(database, given["email"], throttle.Whence(THERE))
    of_it = SIGN_IN_FAILURE.c.subject == subject
    waits = []
    for failures in range(1, throttle.FREE_FAILURES + 13):
        await throttle.begin(database, subject)
        if failures <= throttle.FREE_FAILURES:
            continue
        with pytest.raises(SluiceError) as caught:
            await throttle.begin(database, subject)
        waits.append(caught.value.problems[0].details["seconds"])
        past = update(SIGN_IN_FAILURE).where(of_it).values(blocked_until=func.now() - timedelta(seconds=1))
        await database.rows(past, affinity=AFFINITY)
    assert waits == [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900]
    assert (await tried(api, given, given["password"], THERE))["token"]
    await guessed(api, given, THERE)


async def test_of_many_guesses_at_once_one_is_let_in(api, database_url) -> None:
    given, database = await signed_up(api), api.engine.database
    subject = await throttle.subject_of(database, given["email"], throttle.Whence(THERE))
    before = {"subject": subject, "failures": 20, "blocked_until": func.now() - timedelta(seconds=1)}
    await database.rows(insert(SIGN_IN_FAILURE).values(before), affinity=AFFINITY)
    async with running_api(database_url) as elsewhere:
        apis = (api, elsewhere) * 4
        answers = await asyncio.gather(*(tried(each, given, WRONG, THERE) for each in apis))
    assert (
        sorted(code for each in answers for code in codes(each))
        == ["SIGN_IN_FAILED"] + ["SIGN_IN_THROTTLED"] * 7
    )


def test_a_subscriber_of_ipv6_is_one() -> None:
    one, other = (throttle.neighbourhood(each) for each in ("2001:db8:1:2::7", "2001:db8:1:2:ffff::9"))
    assert one == other == "2001:db8:1:2::/64"
    assert throttle.neighbourhood("2001:db8:1:3::7") != one
