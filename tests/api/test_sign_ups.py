"""Signing up where it is confirmed by mail: nobody learns who has an account, and a link alone opens none."""

import asyncio
import re
import secrets
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest
from pyotp import TOTP
from sqlalchemy import func, select, update

from api.fixed.letters import sign_up_letter
from core.errors import SluiceError
from core.settings import Settings
from tenants import second_factor, sign_ups
from tenants.address_bounds import RESETS, SIGN_UPS
from tenants.platform import AFFINITY, IDENTITY, SIGN_UP, TENANT
from tenants.sessions import session_of
from tests.api.test_accounts import person
from tests.api.test_address_bounds import subscriber, use_up
from tests.api.test_pending_members import OFFERS, accepted, added
from tests.client import Api, running_api
from tests.smtp import PostOffice, post_office
from tests.world import sign_up

ASK = """mutation ($input: SignUpInput!) { signUp(input: $input) {
  token confirmation tenant { slug } errors { code path } } }"""
CONFIRM = """mutation ($input: ConfirmSignUpInput!) { confirmSignUp(input: $input) {
  token confirmation tenant { slug name } errors { code path } } }"""
ME = "{ me { member { name email roles } tenant { name } } }"
PASSWORD = "a quiet river bend"
KNOWN = "correct horse battery"
"""Of those whom `sign_up` makes."""


@pytest.fixture(scope="module")
async def posting(database_url: str) -> AsyncIterator[tuple[Api, PostOffice]]:
    with post_office() as office:
        async with running_api(database_url, office.settings() | {"SLUICE_SIGN_UP": "confirmed"}) as api:
            yield api, office


def wish(**changed: Any) -> dict[str, Any]:
    given = person(**changed)
    return {name: given[name] for name in given if name != "password"}


async def asked(api: Api, given: dict[str, Any], **headers: str) -> dict[str, Any]:
    found = (await api.data(None, ASK, {"input": given}, **headers))["signUp"]
    await api.engine.posting.settled()
    return found


async def confirmed(api: Api, token: str, session: str | None = None, **given: str) -> dict[str, Any]:
    return (await api.data(session, CONFIRM, {"input": {"token": token, **given}}))["confirmSignUp"]


def token_in(text: str) -> str:
    found = re.search(r"https://sluice.example/confirm-sign-up#(slu_[\w-]{43})", text)
    assert found is not None, text
    return found[1]


def codes(payload: dict[str, Any]) -> list[str]:
    return [each["code"] for each in payload["errors"]]


ASKED = {"token": None, "confirmation": True, "tenant": None, "errors": []}


async def test_a_tenant_is_made_once_its_mail_is_answered(posting) -> None:
    api, office = posting
    given = wish()
    assert await asked(api, given) == ASKED
    there = await api.engine.database.rows(
        select(IDENTITY.c.id).where(IDENTITY.c.email == given["email"]), affinity=AFFINITY
    )
    assert there == []
    text = office.last(given["email"])
    assert given["tenantName"] not in text, "what a stranger has written is mailed to nobody"
    token = token_in(text)
    rows = await api.engine.database.rows(select(SIGN_UP), affinity=AFFINITY)
    assert token not in repr(rows)
    assert codes(await confirmed(api, token)) == ["REQUIRED"]
    assert codes(await confirmed(api, token, password="12345678")) == ["PASSWORD_WEAK"]
    made = await confirmed(api, token, password=PASSWORD)
    assert (made["errors"], made["tenant"]["name"]) == ([], given["tenantName"])
    me = (await api.data(made["token"], ME))["me"]
    assert me["member"] == {"name": given["name"], "email": given["email"], "roles": ["admin"]}
    assert codes(await confirmed(api, token, password=PASSWORD)) == ["SIGN_UP_INVALID"]


async def test_nobody_learns_by_a_sign_up_who_has_an_account(posting, api) -> None:
    """The answer, the work before it, and the number of mails are the same."""
    _, slug = await sign_up(api, "known")
    api, office = posting
    known, unknown = wish(email=f"admin@{slug}.example"), wish()
    texts: list[list[str]] = []
    for given in (known, unknown):
        found: list[str] = []

        def observe(text: str, found: list[str] = found) -> None:
            task = asyncio.current_task()
            if task is not None and task.get_name() == "request":
                found.append(text)

        api.engine.database.observers.append(observe)
        try:
            asking = asyncio.create_task(api.data(None, ASK, {"input": given}), name="request")
            answered = (await asking)["signUp"]
        finally:
            api.engine.database.observers.remove(observe)
        assert answered == ASKED
        texts.append(found)
        await api.engine.posting.settled()
        assert [to for to, _ in office.letters].count(given["email"]) == 1
    assert texts == [[], []], "whoever waits for the answer waits for no look at the account"
    assert "You have an account" in office.last(known["email"])
    assert "You have an account" not in office.last(unknown["email"])
    wrong = (wish(email="nobody"), wish(name=" "), wish(tenantSlug="-"))
    assert [codes(await asked(api, given)) for given in wrong] == [
        ["EMAIL_INVALID"],
        ["INVALID_VALUE"],
        ["INVALID_VALUE"],
    ]


async def test_who_has_an_account_shows_it(posting, api) -> None:
    session, slug = await sign_up(api, "known")
    other, _ = await sign_up(api, "other")
    api, office = posting
    email = f"admin@{slug}.example"
    for shown in ({"password": KNOWN}, {"session": session}):
        given = wish(email=email)
        await api.engine.database.rows(
            update(SIGN_UP)
            .where(SIGN_UP.c.email == email)
            .values(created_at=func.now() - timedelta(hours=1)),
            affinity=AFFINITY,
        )
        assert await asked(api, given) == ASKED
        token = token_in(office.last(email))
        assert codes(await confirmed(api, token)) == ["SIGN_IN_FAILED"], "the link alone"
        assert codes(await confirmed(api, token, password="a password of eve")) == ["SIGN_IN_FAILED"]
        assert codes(await confirmed(api, token, other)) == ["SIGN_IN_FAILED"], "another's session"
        made = await confirmed(api, token, **shown)
        assert made["errors"] == []
        me = await api.data(made["token"], ME, **{"X-Sluice-Tenant": made["tenant"]["slug"]})
        assert (me["me"]["tenant"]["name"], me["me"]["member"]["email"]) == (given["tenantName"], email)


async def test_who_was_added_before_they_signed_up_is_in_their_own_tenant_first(posting, api) -> None:
    """Whoever adds an address that has no account would be the tenant that its owner's clients go to by default."""
    admin, adding = await sign_up(api, "sooner")
    api, office = posting
    given = wish()
    assert (await added(api, admin, given["email"]))["errors"] == []
    assert await asked(api, given) == ASKED
    made = await confirmed(api, token_in(office.last(given["email"])), password=PASSWORD)
    assert (await api.data(made["token"], ME))["me"]["tenant"]["name"] == given["tenantName"]
    there = await api.ask(made["token"], ME, **{"X-Sluice-Tenant": adding})
    assert there["errors"][0]["extensions"]["code"] == "TENANT_REQUIRED"
    assert await api.data(made["token"], OFFERS) == {"membershipOffers": [{"slug": adding}]}
    assert (await accepted(api, made["token"], adding))["errors"] == []
    assert (await api.data(made["token"], ME))["me"]["tenant"]["name"] == given["tenantName"], "still"


async def test_a_link_ends_and_is_good_once(posting) -> None:
    api, office = posting
    given = wish()
    await asked(api, given)
    token = token_in(office.last(given["email"]))
    both = await asyncio.gather(*(confirmed(api, token, password=PASSWORD) for _ in range(2)))
    assert sorted(len(codes(each)) for each in both) == [0, 1]
    late = wish()
    await asked(api, late)
    expired = update(SIGN_UP).where(SIGN_UP.c.email == late["email"])
    await api.engine.database.rows(expired.values(expires_at=func.now()), affinity=AFFINITY)
    ended = await confirmed(api, token_in(office.last(late["email"])), password=PASSWORD)
    assert codes(ended) == ["SIGN_UP_INVALID"]


async def test_a_slug_that_is_taken_leaves_the_link_good(posting, fresh) -> None:
    api, office = posting
    given = wish(tenantSlug=fresh.slug)
    assert await asked(api, given) == ASKED, "nobody learns which tenants there are"
    token = token_in(office.last(given["email"]))
    assert codes(await confirmed(api, token, password=PASSWORD)) == ["TENANT_SLUG_TAKEN"]
    free = f"free-{secrets.token_hex(4)}"
    made = await confirmed(api, token, password=PASSWORD, tenantSlug=free)
    assert (made["errors"], made["tenant"]["slug"]) == ([], free)


async def test_no_mailbox_is_flooded(posting) -> None:
    api, office = posting
    given = wish()
    mine = SIGN_UP.c.email == given["email"]
    for _ in range(3):
        assert await asked(api, given) == ASKED
    assert [to for to, _ in office.letters].count(given["email"]) == 1
    for _ in range(sign_ups.MOST_LINKS + 2):
        past = update(SIGN_UP).where(mine).values(created_at=func.now() - timedelta(hours=1))
        await api.engine.database.rows(past, affinity=AFFINITY)
        assert await asked(api, given) == ASKED
    assert [to for to, _ in office.letters].count(given["email"]) == sign_ups.MOST_LINKS
    here = f"{subscriber()}::1"
    await use_up(api, SIGN_UPS, here)
    assert codes(await asked(api, wish(), **{"X-Forwarded-For": here})) == ["ADDRESS_THROTTLED"]
    await use_up(api, RESETS, here)
    document = """mutation { requestPasswordReset(input: {email: "a@b.example"}) { errors { code } } }"""
    throttled = await api.data(None, document, **{"X-Forwarded-For": here})
    assert codes(throttled["requestPasswordReset"]) == ["ADDRESS_THROTTLED"]


async def test_a_second_factor_is_asked_for(posting, api) -> None:
    session, slug = await sign_up(api, "second")
    api, office = posting
    email = f"admin@{slug}.example"
    await asked(api, wish(email=email))
    token = token_in(office.last(email))
    identity = (await session_of(api.engine.database, session)).identity
    started = await second_factor.begin(api.engine.database, api.engine.sealer, identity)
    code = TOTP(started.secret).now()
    await second_factor.confirm(api.engine.database, api.engine.sealer, identity.id, code)
    assert codes(await confirmed(api, token, password=KNOWN)) == ["SECOND_FACTOR_REQUIRED"]


async def test_an_installation_may_take_none(database_url: str) -> None:
    async with running_api(database_url, {"SLUICE_SIGN_UP": "closed"}) as api:
        counted = select(func.count()).select_from(TENANT)
        before = await api.engine.database.rows(counted, affinity=AFFINITY)
        answered = (await api.data(None, ASK, {"input": person()}))["signUp"]
        assert (answered["confirmation"], codes(answered)) == (False, ["SIGN_UP_CLOSED"])
        assert await api.engine.database.rows(counted, affinity=AFFINITY) == before


def test_it_is_confirmed_where_mail_is_sent() -> None:
    with post_office() as office:
        mailing = {name: value for name, value in office.settings().items() if name != "SLUICE_SIGN_UP"}
        assert Settings.from_environment(mailing).sign_up == "confirmed"
    assert Settings.from_environment({}).sign_up == "open"
    with pytest.raises(SluiceError, match="SLUICE_SMTP_HOST"):
        Settings.from_environment({"SLUICE_SIGN_UP": "confirmed"})


def test_the_letter_is_in_chinese_too() -> None:
    letters = [sign_up_letter("zh-CN", "a@b.example", "LINK", 24, known=known) for known in (True, False)]
    assert all("LINK" in each.text and "24 小时" in each.text for each in letters)
    assert ["已有账号" in each.text for each in letters] == [True, False]
