"""Codes by time and recovery codes: each good once, asked for at the sign-in, and of all where the tenant wants it."""

import asyncio

import pytest
from pyotp import TOTP
from sqlalchemy import select

from tenants import second_factor, throttle
from tenants.platform import AFFINITY, RECOVERY_CODE
from tests.api.test_accounts import CREATE_KEY, SIGN_IN, SIGN_UP, person
from tests.client import Api, running_api

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
