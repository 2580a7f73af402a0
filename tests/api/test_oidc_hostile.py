"""Sign-ins by an identity provider that somebody tampers with: another site, another browser, the provider itself."""

import asyncio
import json
import time
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

import httpx
import pytest
from joserfc import jws
from joserfc.jwk import ECKey, KeySet

from api.http import oidc
from core import outgoing
from core.errors import SluiceError
from core.outgoing import Outgoing
from tenants import code_flow, provider_metadata
from tenants.address_bounds import PROVIDER_STEPS
from tenants.identity_providers import Provider
from tenants.provider_metadata import Metadata, Providers
from tests.api.firms import ME, Firm, api, firm, idp, other_idp, subject
from tests.client import Api, running_api
from tests.ports import free_port
from tests.signing_in import SETTINGS, Browser, Idp, code_in, signed_in, told

__all__ = ["api", "idp", "other_idp"]

WORD = "xyzzy-from-the-provider"


@pytest.fixture
async def acme(api: Api, idp: Idp) -> AsyncIterator[Firm]:
    yield await (await firm(api, idp)).provided()
    await idp.errs()


@pytest.fixture
async def bob(acme: Firm) -> str:
    """The subject of somebody who would get in."""
    who = subject()
    await acme.knows(who)
    return who


async def test_a_sign_in_that_another_browser_has_begun_is_refused(acme: Firm, bob: str) -> None:
    """A page that sends people to the callback with a code of its own would sign them in as somebody else."""
    attacker, victim = Browser(acme.api), Browser(acme.api)
    back = await attacker.come_back(acme.slug, bob)
    await victim.start(acme.slug)
    assert told(await victim.get(back))[:2] == (400, "SIGN_IN_EXPIRED")
    # With a cookie of that name, but of another sign-in.
    (name,) = attacker.cookies
    victim.cookies[name] = next(iter(victim.cookies.values()))
    assert told(await victim.get(back))[1] == "SIGN_IN_EXPIRED"
    assert code_in(await attacker.get(back)), "which has used nothing up"


async def test_a_callback_is_good_once(acme: Firm, bob: str) -> None:
    browser = Browser(acme.api)
    back = await browser.come_back(acme.slug, bob)
    cookies = dict(browser.cookies)
    arrived = await asyncio.gather(*(browser.get(back) for _ in range(4)))
    assert sorted(each.status_code for each in arrived) == [303, 400, 400, 400]
    browser.cookies = cookies
    assert told(await browser.get(back))[1] == "SIGN_IN_EXPIRED"


async def test_a_sign_in_is_good_for_ten_minutes(acme: Firm, bob: str) -> None:
    browser = Browser(acme.api)
    back = await browser.come_back(acme.slug, bob)
    await acme.api.engine.database.fetch(
        "UPDATE platform.sign_in_request SET expires_at = now()", [], affinity="platform"
    )
    assert told(await browser.get(back))[1] == "SIGN_IN_EXPIRED"


@pytest.mark.parametrize(
    "return_to",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example/",
        "\\\\evil.example",
        "/\t/evil.example",
        "/a\r\nSet-Cookie: a=b",
        "javascript:alert(1)",
        "deals",
        "",
        "/deals#signInCode=slx_mine",
        "/" + "a" * 1_000,
        "/商机",
        "/%0d%0a<script>",
    ],
)
async def test_nobody_is_sent_to_another_site(acme: Firm, return_to: str) -> None:
    status, code, _ = told(await Browser(acme.api).start(acme.slug, return_to))
    assert (status, code) == (400, "BAD_REQUEST")


async def test_what_goes_into_a_query_stays_text(acme: Firm) -> None:
    for tenant in (
        "<script>alert(1)</script>",
        "a\0b",
        "' OR 1=1 --",
        acme.slug.upper(),
        "租户",
        "a" * 5_000,
        "",
    ):
        status, code, text = told(await Browser(acme.api).start(tenant))
        assert (status, code) == (404, "NOT_FOUND")
        assert "<script" not in text
    twice = f"/auth/oidc/start?tenant={acme.slug}&tenant=other&challenge={'x' * 43}"
    assert told(await Browser(acme.api).get(twice))[1] == "BAD_REQUEST"
    for challenge in ("", "short", "x" * 44, "x" * 42 + "="):
        given = f"/auth/oidc/start?tenant={acme.slug}&challenge={challenge}"
        assert told(await Browser(acme.api).get(given))[1] == "BAD_REQUEST"
    for query in ("", "?state=", "?state=a&code=b", "?state=%00&code=%00", f"?state={'x' * 200}&code=b"):
        assert told(await Browser(acme.api).get(f"/auth/oidc/callback{query}"))[1] == "SIGN_IN_EXPIRED"


async def test_an_answer_of_another_provider_is_refused(acme: Firm, bob: str) -> None:
    """RFC 9207: a provider that is asked as well sends its own code, or gets ours."""
    for ours, iss in ((True, "https://evil.example"), (False, None)):
        if not ours:
            await acme.idp.errs(metadata={"authorization_response_iss_parameter_supported": True})
            acme.api.engine.providers.forget(acme.idp.issuer)
        browser = Browser(acme.api)
        back = httpx.URL(await browser.come_back(acme.slug, bob))
        back = back if iss is None else back.copy_add_param("iss", iss)
        assert told(await browser.get(str(back)))[1] == "PROVIDER_FAILED"
    browser = Browser(acme.api)
    right = httpx.URL(await browser.come_back(acme.slug, bob)).copy_add_param("iss", acme.idp.issuer)
    assert code_in(await browser.get(str(right)))
    acme.api.engine.providers.forget(acme.idp.issuer)


async def test_a_code_of_another_sign_in_is_refused_by_the_provider(acme: Firm, bob: str) -> None:
    """PKCE: a code that was taken from somebody is none without what their browser has begun with."""
    first, second = Browser(acme.api), Browser(acme.api)
    code = httpx.URL(await first.come_back(acme.slug, bob)).params["code"]
    back = httpx.URL(await second.come_back(acme.slug, bob)).copy_set_param("code", code)
    assert told(await second.get(str(back)))[1] == "PROVIDER_FAILED"


async def test_who_does_not_sign_in_there_is_told_in_our_words(acme: Firm) -> None:
    browser = Browser(acme.api)
    begun = await browser.start(acme.slug)
    state = parse_qs(urlsplit(begun.headers["location"]).query)["state"][0]
    given = {"state": state, "error": "access_denied", "error_description": WORD}
    status, code, text = told(await browser.get(str(httpx.URL("/auth/oidc/callback", params=given))))
    assert (status, code, WORD in text) == (403, "SIGN_IN_NOT_ALLOWED", False)


HOUR = 3_600


@pytest.mark.parametrize(
    "claims",
    [
        {"iss": "https://evil.example"},
        {"iss": None},
        {"aud": "another-client"},
        {"aud": ["another-client"]},
        {"aud": None},
        {"azp": "another-client"},
        {"nonce": "another"},
        {"nonce": None},
        {"exp": 1},
        {"exp": None},
        {"exp": "never"},
        {"iat": int(time.time()) + HOUR},
        {"iat": None},
        {"nbf": int(time.time()) + HOUR},
        {"sub": None},
        {"sub": ""},
        {"sub": 7},
        {"sub": "a\0b"},
        {"sub": "x" * 256},
    ],
)
async def test_a_token_that_is_not_for_us_now_is_refused(
    acme: Firm, bob: str, claims: dict[str, Any]
) -> None:
    await acme.idp.errs(claims=claims)
    status, code, _ = await Browser(acme.api).refused(acme.slug, bob)
    assert (status, code) == (502, "PROVIDER_FAILED")


async def test_clocks_may_differ_by_a_minute(acme: Firm, bob: str) -> None:
    await acme.idp.errs(claims={"iat": int(time.time()) + 30, "exp": int(time.time()) - 30})
    assert await Browser(acme.api).sign_in(acme.slug, bob)


async def test_several_audiences_name_the_party(acme: Firm, bob: str) -> None:
    ours = acme.client["clientId"]
    await acme.idp.errs(claims={"aud": [ours, "another"]})
    assert (await Browser(acme.api).refused(acme.slug, bob))[1] == "PROVIDER_FAILED"
    await acme.idp.errs(claims={"aud": [ours, "another"], "azp": ours})
    assert await Browser(acme.api).sign_in(acme.slug, bob)


@pytest.mark.parametrize("signed", ["none", "secret", "unknown"])
async def test_a_token_that_is_not_signed_by_the_provider_is_refused(
    acme: Firm, bob: str, signed: str
) -> None:
    await acme.idp.errs(signed=signed)
    assert (await Browser(acme.api).refused(acme.slug, bob))[1] == "PROVIDER_FAILED"


async def test_keys_may_change_and_are_not_asked_for_again_and_again(
    acme: Firm, bob: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert await Browser(acme.api).sign_in(acme.slug, bob)
    acme.api.engine.providers.forget(acme.idp.issuer)
    before = await acme.idp.asked("/jwks")
    assert await Browser(acme.api).sign_in(acme.slug, bob)
    assert await acme.idp.asked("/jwks") == before + 1, "once, and then they are known"
    await acme.idp.errs(signed="rotated")
    monkeypatch.setattr(provider_metadata, "KEYS_AGAIN_SECONDS", 0.0)
    assert (await Browser(acme.api).refused(acme.slug, bob))[1] == "PROVIDER_FAILED", (
        "they were just asked for"
    )
    known = acme.api.engine.providers._of(acme.idp.issuer)
    known.keys_again = 0.0
    assert await Browser(acme.api).sign_in(acme.slug, bob)
    monkeypatch.undo()
    known.keys_again = time.monotonic() + HOUR
    asked = await acme.idp.asked("/jwks")
    await acme.idp.errs(signed="unknown")
    for _ in range(3):
        assert (await Browser(acme.api).refused(acme.slug, bob))[1] == "PROVIDER_FAILED"
    assert await acme.idp.asked("/jwks") == asked


@pytest.mark.parametrize(
    "token",
    [
        "",
        WORD,
        "[]",
        f'{{"id_token": "{WORD}"}}',
        '{"id_token": 7}',
        '{"id_token": "a.b.c"}',
        '{"id_token": "' + "x" * 200_000 + '"}',
        '{"access_token": "a"}',
        "[" * 100_000,
        "x" * 300_000,
    ],
)
async def test_nothing_that_a_provider_says_is_told(
    acme: Firm, bob: str, token: str, caplog: pytest.LogCaptureFixture
) -> None:
    await acme.idp.errs(token=token)
    status, code, text = await Browser(acme.api).refused(acme.slug, bob)
    assert (status, code, WORD in text) == (502, "PROVIDER_FAILED", False)
    assert WORD not in caplog.text


async def test_half_a_pair_of_surrogates_is_refused() -> None:
    """It is JSON, and breaks whatever keeps or compares it: the refusal would not be told to the audit log."""
    providers, key, now = Providers(Outgoing()), ECKey.generate_key("P-256"), int(time.time())
    issuer = "https://idp.example"
    known = providers._of(issuer)
    known.keys, known.keys_until = KeySet([key]), time.monotonic() + HOUR
    provider = Provider(uuid4(), issuer, "us", None, (), None, (), (), False, (), True, (), 1)
    metadata = Metadata("", "", "", None, False, False, ("ES256",), {})
    claims = {"iss": issuer, "aud": "us", "sub": "bob", "iat": now, "exp": now + 60}
    for email, good in (("bob@x.example", True), ("\ud800@x.example", False)):
        payload = json.dumps({**claims, "email": email}).encode()
        token = jws.serialize_compact({"alg": "ES256"}, payload, key)
        if good:
            assert (await code_flow._claims(providers, metadata, provider, token))["email"] == email
            continue
        with pytest.raises(SluiceError, match="not valid"):
            await code_flow._claims(providers, metadata, provider, token)


async def test_what_is_told_beside_the_token_is_of_the_same_subject(acme: Firm, bob: str) -> None:
    await acme.idp.errs(claims={"email": None, "email_verified": None})
    assert await Browser(acme.api).sign_in(acme.slug, bob), "the address is told beside the token"
    new = subject()
    await acme.knows(new)
    await acme.idp.errs(claims={"email": None, "email_verified": None}, told={"sub": "another"})
    assert (await Browser(acme.api).refused(acme.slug, new))[1] == "PROVIDER_FAILED"
    # Whether an address is verified is not taken from elsewhere than the address.
    await acme.provided(groupsClaim="groups")
    await acme.idp.errs(claims={"email_verified": None}, told={"email_verified": True})
    assert (await Browser(acme.api).refused(acme.slug, new))[1] == "SIGN_IN_NOT_ALLOWED"


@pytest.mark.parametrize(
    "metadata",
    [
        {"issuer": "https://evil.example"},
        {"issuer": None},
        {"token_endpoint": None},
        {"token_endpoint": "file:///etc/passwd"},
        {"authorization_endpoint": "javascript:alert(1)"},
        {"authorization_endpoint": "http://a b/"},
        {"jwks_uri": 7},
    ],
)
async def test_a_provider_that_says_odd_things_of_itself_is_refused(
    acme: Firm, metadata: dict[str, Any]
) -> None:
    acme.api.engine.providers.forget(acme.idp.issuer)
    await acme.idp.errs(metadata=metadata)
    assert told(await Browser(acme.api).start(acme.slug))[:2] == (502, "PROVIDER_FAILED")
    acme.api.engine.providers.forget(acme.idp.issuer)


async def test_a_provider_leads_nobody_inside(acme: Firm, bob: str, database_url: str) -> None:
    """Its own address may be public and what it says of itself lead elsewhere: each address is looked at."""
    inside = {"token_endpoint": "https://169.254.169.254/token", "jwks_uri": "https://10.0.0.1/keys"}
    for name, url in inside.items():
        acme.api.engine.providers.forget(acme.idp.issuer)
        await acme.idp.errs(metadata={name: url})
        _, code, text = await Browser(acme.api).refused(acme.slug, bob)
        assert (code, "not public" in text) == ("PROVIDER_FAILED", True)
    await acme.idp.errs()
    acme.api.engine.providers.forget(acme.idp.issuer)
    settings = {**SETTINGS, "SLUICE_PROVIDER_NETWORKS": ""}
    async with running_api(database_url, settings) as strict:
        assert told(await Browser(strict).start(acme.slug))[1] == "PROVIDER_FAILED"


async def test_a_provider_that_is_slow_or_not_there_holds_up_nobody(
    acme: Firm, api: Api, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outgoing, "SECONDS", 0.3)
    async with running_api(database_url, SETTINGS) as hasty:
        await acme.idp.errs(delay=1)
        began = time.monotonic()
        pages = await asyncio.gather(*(Browser(hasty).start(acme.slug) for _ in range(5)))
        assert {told(each)[1] for each in pages} == {"PROVIDER_FAILED"}
        assert time.monotonic() - began < 1.2, "what has failed is not tried again at once"
    dead = {"issuer": f"http://127.0.0.1:{free_port()}", "clientId": "c", "clientSecret": "s"}
    await acme.provided(**dead)
    status, code, text = told(await Browser(api).start(acme.slug))
    assert (status, code, "testIdentityProvider" in text) == (502, "PROVIDER_FAILED", True)


async def test_an_address_begins_so_many_sign_ins(acme: Firm, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(oidc, "PROVIDER_STEPS", replace(PROVIDER_STEPS, what=subject(), most=3))
    browser = Browser(acme.api, address="2001:db8:1:2::3")
    pages = [await browser.get("/auth/oidc/start") for _ in range(4)]
    assert [each.status_code for each in pages] == [400, 400, 400, 429]
    assert int(pages[3].headers["retry-after"]) >= 1
    neighbour = Browser(acme.api, address="2001:db8:1:2::4")
    assert told(await neighbour.get("/auth/oidc/callback"))[:2] == (429, "ADDRESS_THROTTLED")
    assert (await Browser(acme.api, address="2001:db8:1:3::1").start(acme.slug)).status_code == 303


async def test_the_sign_in_goes_on_in_another_process(acme: Firm, bob: str, database_url: str) -> None:
    key = "A" * 43 + "="
    settings = {**SETTINGS, "SLUICE_SECRET_KEY": key}
    async with running_api(database_url, settings) as first, running_api(database_url, settings) as second:
        moved = Firm(**{**vars(acme), "api": first})
        await moved.provided()
        browser = Browser(first)
        back = await browser.come_back(acme.slug, bob)
        browser.api = second
        arrived = await browser.get(back)
        browser.api = first
        token = (await browser.exchange(code_in(arrived)))["token"]
        assert await second.data(token, ME)


async def test_the_page_speaks_the_readers_language(acme: Firm) -> None:
    page = await Browser(acme.api).get("/auth/oidc/callback", **{"Accept-Language": "zh-CN"})
    assert 'lang="zh-CN"' in page.text
    assert "登录未成功" in page.text
    assert page.headers["cache-control"] == "no-store"


async def test_who_signs_in_with_the_provider_of_one_tenant_cannot_come_back_to_another(
    acme: Firm, api: Api, idp: Idp, bob: str
) -> None:
    """Two tenants at one provider: the code is of one client, and the state of one tenant."""
    other = await (await firm(api, idp)).provided()
    begun, elsewhere = Browser(api), Browser(api)
    location = (await begun.start(acme.slug)).headers["location"]
    theirs = (await elsewhere.start(other.slug)).headers["location"]
    code = httpx.URL(await signed_in(location, bob)).params["code"]
    back = httpx.URL(await signed_in(theirs, bob)).copy_set_param("code", code)
    assert told(await elsewhere.get(str(back)))[1] == "PROVIDER_FAILED"
