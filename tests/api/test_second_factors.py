"""Codes by time and recovery codes: each good once, asked for at the sign-in, and of all where the tenant wants it."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from pyotp import TOTP
from sqlalchemy import select, update

from core.sealing import Sealer, new_key
from migrations.run import upgrade
from tenants import second_factor, throttle
from tenants.platform import AFFINITY, IDENTITY, RECOVERY_CODE, SECOND_FACTOR
from tenants.sealed import seal_all, told
from tests.api.test_accounts import CREATE_KEY, SIGN_IN, SIGN_UP, person
from tests.client import SECRET_KEY, Api, running_api
from tests.conftest import drop_database, make_database

START = "mutation ($input: ProofInput!) { it: startTotp(input: $input) { secret uri errors { code path } } }"
CONFIRM = """mutation ($input: ProofInput!) {
  it: confirmTotp(input: $input) { token recoveryCodes errors { code path } } }"""
REMOVE = "mutation ($input: ProofInput!) { it: removeTotp(input: $input) { removed errors { code path } } }"
RENEW = """mutation ($input: ProofInput!) {
  it: renewRecoveryCodes(input: $input) { recoveryCodes errors { code path } } }"""
POLICY = "mutation ($on: Boolean!) { setSignInPolicy(totpRequired: $on) { policy { totpRequired } } }"
MINE = "{ me { roles } }"
NOW = 60_000_000
"""The step of time that it is in these tests, however long they take."""


class Person:
    """Somebody with an account, and what they need to show that it is theirs."""

    def __init__(self, api: Api, given: dict, token: str) -> None:
        self.api, self.token, self.secret = api, token, ""
        self.known = {name: given[name] for name in ("email", "password")}

    async def ask(self, document: str, **more: str) -> dict:
        return (await self.api.data(None, document, {"input": {**self.known, **more}}))["it"]

    async def sign_in(self, code: str | None = None, api: Api | None = None) -> dict:
        given = {"input": {**self.known, "code": code}}
        return (await (api or self.api).data(None, SIGN_IN, given))["signIn"]

    def code(self, later: int = 0) -> str:
        """The code of a step of time later than now: one within the skew, so that a test need not wait."""
        return TOTP(self.secret).generate_otp(NOW + later)

    async def enrol(self) -> dict:
        """Take the code of the step before, so that those of now and of the next are still good."""
        self.secret = (await self.ask(START))["secret"]
        return await self.ask(CONFIRM, code=self.code(-1))


@pytest.fixture
async def somebody(api: Api, monkeypatch: pytest.MonkeyPatch) -> Person:
    monkeypatch.setattr(second_factor, "step_now", lambda _: NOW)
    given = person()
    return Person(api, given, (await api.data(None, SIGN_UP, {"input": given}))["signUp"]["token"])


def codes(payload: dict) -> list[str]:
    return [each["code"] for each in payload["errors"]]


async def test_a_secret_is_in_use_once_it_is_confirmed(somebody: Person) -> None:
    made = await somebody.ask(START)
    assert made["uri"].startswith("otpauth://totp/Sluice:")
    assert made["secret"] in made["uri"]
    assert (await somebody.sign_in())["errors"] == [], "it is not confirmed"
    assert codes(await somebody.ask(CONFIRM, code="000000")) == ["SECOND_FACTOR_FAILED"]
    assert codes(await somebody.ask(START, password="not the password")) == ["SIGN_IN_FAILED"]
    done = await somebody.enrol()
    assert (done["errors"], len(done["recoveryCodes"])) == ([], 10)
    assert await somebody.api.data(done["token"], MINE)
    assert codes(await somebody.ask(START)) == ["SECOND_FACTOR_ON"]
    assert codes(await somebody.ask(CONFIRM, code=somebody.code())) == ["SECOND_FACTOR_ON"]
    refused = await somebody.sign_in()
    assert (refused["token"], codes(refused)) == (None, ["SECOND_FACTOR_REQUIRED"])
    assert (await somebody.sign_in(somebody.code()))["errors"] == []


async def test_a_code_is_good_once_in_all_processes(somebody: Person, database_url: str) -> None:
    await somebody.enrol()
    code = somebody.code()
    async with running_api(database_url) as elsewhere:
        apis = (somebody.api, elsewhere) * 2
        tried = await asyncio.gather(*(somebody.sign_in(code, api) for api in apis))
        refused = [codes(each) for each in tried if each["token"] is None]
        assert refused == [["SECOND_FACTOR_FAILED"]] * 3
        assert (await somebody.sign_in(somebody.code(1), elsewhere))["token"]
    assert codes(await somebody.sign_in(code)) == ["SECOND_FACTOR_FAILED"], "nor one of an earlier step"


async def test_whoever_guesses_codes_waits_whatever_their_address(somebody: Person) -> None:
    """Who gets to the code has the password, and addresses cost nothing."""
    await somebody.enrol()
    given = {"input": {**somebody.known, "code": "000000"}}
    answers = []
    for guess in range(throttle.FREE_FAILURES + 2):
        away = {"X-Forwarded-For": f"198.51.100.{guess}"}
        answers.append((await somebody.api.data(None, SIGN_IN, given, **away))["signIn"])
    wrong = [["SECOND_FACTOR_FAILED"]] * (throttle.FREE_FAILURES + 1)
    assert [codes(each) for each in answers] == [*wrong, ["SIGN_IN_THROTTLED"]]
    assert codes(await somebody.sign_in(somebody.code())) == ["SIGN_IN_THROTTLED"], "the right one, too soon"


async def test_a_recovery_code_is_good_once(somebody: Person) -> None:
    first, second = (await somebody.enrol())["recoveryCodes"][:2]
    rows = await somebody.api.engine.database.rows(select(RECOVERY_CODE), affinity=AFFINITY)
    assert first.replace("-", "") not in repr(rows)
    assert (await somebody.sign_in(f" {first.upper()} "))["token"]
    assert codes(await somebody.sign_in(first)) == ["SECOND_FACTOR_FAILED"]
    renewed = await somebody.ask(RENEW, code=somebody.code())
    assert len(renewed["recoveryCodes"]) == 10
    assert codes(await somebody.sign_in(second)) == ["SECOND_FACTOR_FAILED"]
    assert codes(await somebody.ask(REMOVE, code="")) == ["SECOND_FACTOR_REQUIRED"]
    removed = await somebody.ask(REMOVE, code=renewed["recoveryCodes"][0])
    assert removed == {"removed": True, "errors": []}
    assert (await somebody.sign_in())["token"]
    assert (await somebody.ask(REMOVE))["removed"] is False


async def test_a_tenant_that_asks_for_it_lets_no_session_in_without(
    somebody: Person, database_url: str
) -> None:
    api = somebody.api
    key = (await api.data(somebody.token, CREATE_KEY, {"input": {"name": "k"}}))["createApiKey"]["token"]
    async with running_api(database_url) as elsewhere:
        assert await elsewhere.data(somebody.token, MINE)
        set_ = await api.data(somebody.token, POLICY, {"on": True})
        assert set_["setSignInPolicy"]["policy"] == {"totpRequired": True}
        for each in (api, elsewhere):
            assert await each.codes(somebody.token, MINE) == ["SECOND_FACTOR_REQUIRED"]
            assert await each.data(key, MINE), "a program has no app"
        strong = (await somebody.enrol())["token"]
        assert await elsewhere.data(strong, MINE)
        assert await elsewhere.codes(somebody.token, MINE) == ["SECOND_FACTOR_REQUIRED"]
        found = await api.data(strong, "{ signInPolicy { totpRequired } }")
        assert found["signInPolicy"] == {"totpRequired": True}
        await api.data(strong, POLICY, {"on": False})
        assert await elsewhere.data(somebody.token, MINE)


async def kept_secret(somebody: Person) -> str:
    """The secret as the database has it."""
    joined = select(SECOND_FACTOR.c.secret).join(IDENTITY, IDENTITY.c.id == SECOND_FACTOR.c.identity_id)
    mine = joined.where(IDENTITY.c.email == somebody.known["email"])
    return (await somebody.api.engine.database.rows(mine, affinity=AFFINITY))[0][0]


async def test_a_secret_is_sealed_at_rest(somebody: Person) -> None:
    await somebody.enrol()
    kept = await kept_secret(somebody)
    assert somebody.secret not in kept
    assert Sealer((SECRET_KEY,)).open(kept) == somebody.secret


async def test_a_secret_from_before_there_was_a_key_is_sealed_by_an_upgrade(somebody: Person) -> None:
    await somebody.enrol()
    database = somebody.api.engine.database
    plain = update(SECOND_FACTOR).where(SECOND_FACTOR.c.secret == await kept_secret(somebody))
    await database.rows(
        plain.values(secret=somebody.secret).returning(SECOND_FACTOR.c.secret), affinity=AFFINITY
    )
    assert (await somebody.sign_in(somebody.code()))["errors"] == [], "it is good meanwhile"
    assert await seal_all(database, somebody.api.engine.sealer) >= 1
    assert Sealer((SECRET_KEY,)).open(await kept_secret(somebody)) == somebody.secret
    assert (await somebody.sign_in(somebody.code(1)))["errors"] == []


@pytest.fixture
async def own_url(server_url: str) -> AsyncIterator[str]:
    """A database in which there are no secrets of others."""
    url = await make_database(server_url)
    await upgrade(url)
    yield url
    await drop_database(server_url, url)


async def test_a_key_is_replaced_by_a_new_one_before_it(
    own_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(second_factor, "step_now", lambda _: NOW)
    new = new_key()
    async with running_api(own_url) as old_api:
        given = person()
        token = (await old_api.data(None, SIGN_UP, {"input": given}))["signUp"]["token"]
        own = Person(old_api, given, token)
        await own.enrol()
    async with running_api(own_url, {"SLUICE_SECRET_KEY": f"{new},{SECRET_KEY}"}) as both:
        assert (await own.sign_in(own.code(), both))["errors"] == []
        assert await seal_all(both.engine.database, both.engine.sealer) == 1
        assert await seal_all(both.engine.database, both.engine.sealer) == 0
    async with running_api(own_url, {"SLUICE_SECRET_KEY": new}) as later:
        assert (await own.sign_in(own.code(1), later))["errors"] == []
        assert (await told(later.engine.database, later.engine.sealer)).startswith("ok")
    async with running_api(own_url) as without:
        assert codes(await own.sign_in(own.code(), without)) == ["SECRET_KEY_MISSING"]
        assert (await told(without.engine.database, without.engine.sealer)).startswith("not ok: 1 were")
        assert await seal_all(without.engine.database, without.engine.sealer) == 0, "it is left as it is"


async def test_without_a_key_nothing_is_written_in_the_clear(database_url: str) -> None:
    given = {"SLUICE_SECRET_KEY": "", "SLUICE_DATABASE_URL": database_url}
    async with running_api(database_url, given) as keyless:
        one = person()
        token = (await keyless.data(None, SIGN_UP, {"input": one}))["signUp"]["token"]
        refused = await Person(keyless, one, token).ask(START)
        assert (refused["secret"], codes(refused)) == (None, ["SECRET_KEY_MISSING"])
        assert "no SLUICE_SECRET_KEY" in await told(keyless.engine.database, keyless.engine.sealer)
