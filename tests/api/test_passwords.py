"""Passwords that are changed, and replaced by mail: all sessions end, and nobody learns who has an account."""

import asyncio
import re
import secrets
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from sqlalchemy import func, select, update

from api.fixed.letters import changed_letter
from core.mail import Mail
from core.settings import Settings
from tenants import password_changes
from tenants.platform import AFFINITY, PASSWORD_RESET
from tenants.tokens import token_hash
from tests.api.test_accounts import CREATE_KEY, SIGN_IN, SIGN_UP, person
from tests.client import Api, running_api
from tests.smtp import PostOffice, post_office

CHANGE = """mutation ($input: ChangePasswordInput!) { changePassword(input: $input) {
  token errors { code path } } }"""
REQUEST = """mutation ($input: RequestPasswordResetInput!) { requestPasswordReset(input: $input) {
  accepted errors { code path } } }"""
RESET = (
    "mutation ($input: ResetPasswordInput!) { resetPassword(input: $input) { done errors { code path } } }"
)
MINE = "{ me { roles } }"
NEW = "another quiet river"


@pytest.fixture(scope="module")
async def posting(database_url: str) -> AsyncIterator[tuple[Api, PostOffice]]:
    with post_office() as office:
        async with running_api(database_url, office.settings()) as api:
            yield api, office


async def signed_up(api: Api) -> tuple[dict, str]:
    given = person()
    return given, (await api.data(None, SIGN_UP, {"input": given}))["signUp"]["token"]


async def signed_in(api: Api, email: str, password: str) -> str | None:
    given = {"email": email, "password": password}
    return (await api.data(None, SIGN_IN, {"input": given}))["signIn"]["token"]


async def asked(api: Api, email: str, **headers: str) -> dict:
    return (await api.data(None, REQUEST, {"input": {"email": email}}, **headers))["requestPasswordReset"]


async def reset(api: Api, token: str, password: str = NEW) -> dict:
    return (await api.data(None, RESET, {"input": {"token": token, "password": password}}))["resetPassword"]


def token_in(text: str) -> str:
    found = re.search(r"https://sluice.example/password-reset#(slr_[\w-]{43})", text)
    assert found is not None, text
    return found[1]


async def test_a_changed_password_ends_all_sessions_in_every_process(api, database_url) -> None:
    given, token = await signed_up(api)
    other = await signed_in(api, given["email"], given["password"])
    wrong = {"currentPassword": "not the password", "newPassword": NEW}
    refused = (await api.data(token, CHANGE, {"input": wrong}))["changePassword"]
    assert refused == {
        "token": None,
        "errors": [{"code": "SIGN_IN_FAILED", "path": ["input", "currentPassword"]}],
    }
    weak = {"currentPassword": given["password"], "newPassword": given["email"]}
    refused = (await api.data(token, CHANGE, {"input": weak}))["changePassword"]
    assert [(each["code"], each["path"]) for each in refused["errors"]] == [
        ("PASSWORD_WEAK", ["input", "newPassword"])
    ]
    key = (await api.data(token, CREATE_KEY, {"input": {"name": "k"}}))["createApiKey"]["token"]
    right = {"currentPassword": given["password"], "newPassword": NEW}
    assert await api.codes(key, CHANGE, {"input": right}) == ["FORBIDDEN"]
    async with running_api(database_url) as elsewhere:
        assert await elsewhere.data(other, MINE)
        changed = (await api.data(token, CHANGE, {"input": right}))["changePassword"]
        assert changed["errors"] == []
        assert await elsewhere.codes(other, MINE) == ["UNAUTHENTICATED"]
        assert await elsewhere.codes(token, MINE) == ["UNAUTHENTICATED"]
        assert await elsewhere.data(changed["token"], MINE)
    assert await signed_in(api, given["email"], given["password"]) is None
    assert await signed_in(api, given["email"], NEW)


async def test_a_forgotten_password_is_replaced_by_mail(posting) -> None:
    api, office = posting
    given, session = await signed_up(api)
    assert await asked(api, given["email"].upper(), **{"Accept-Language": "zh"}) == {
        "accepted": True,
        "errors": [],
    }
    await asked(api, given["email"])
    await api.engine.posting.settled()
    assert len([to for to, _ in office.letters if to == given["email"]]) == 1, "not twice a minute"
    assert "设置新密码" in office.last(given["email"])
    token = token_in(office.last(given["email"]))
    rows = await api.engine.database.rows(select(PASSWORD_RESET), affinity=AFFINITY)
    assert token not in repr(rows)
    assert (await reset(api, token, "short"))["errors"] == [
        {"code": "PASSWORD_WEAK", "path": ["input", "password"]}
    ]
    tried = await asyncio.gather(*(reset(api, token) for _ in range(3)))
    assert sorted(each["done"] for each in tried) == [False, False, True]
    assert await api.codes(session, MINE) == ["UNAUTHENTICATED"]
    assert await signed_in(api, given["email"], NEW)
    assert (await reset(api, token))["errors"] == [{"code": "RESET_INVALID", "path": ["input", "token"]}]
    await api.engine.posting.settled()
    assert "was changed" in office.last(given["email"])


async def linked(posting: tuple[Api, PostOffice], email: str, seconds: int) -> str:
    """A link that was asked for an hour ago, and is good for so many seconds."""
    api, office = posting
    await asked(api, email)
    await api.engine.posting.settled()
    token = token_in(office.last(email))
    earlier = {
        "created_at": func.now() - timedelta(hours=1),
        "expires_at": func.now() + timedelta(seconds=seconds),
    }
    of_it = PASSWORD_RESET.c.token_hash == token_hash(token)
    await api.engine.database.rows(update(PASSWORD_RESET).where(of_it).values(earlier), affinity=AFFINITY)
    return token


async def test_a_link_ends_by_time_and_by_another_that_is_used(posting) -> None:
    api, _ = posting
    given, _ = await signed_up(api)
    late, first, second = [await linked(posting, given["email"], each) for each in (-1, 60, 60)]
    assert [each["code"] for each in (await reset(api, late))["errors"]] == ["RESET_INVALID"]
    assert (await reset(api, second))["done"]
    assert [each["code"] for each in (await reset(api, first))["errors"]] == ["RESET_INVALID"]


async def test_who_asks_for_others_links_keeps_nobody_from_their_own(posting) -> None:
    """If a newer link ended the one before, whoever asks for one every minute would keep its owner out for ever."""
    api, office = posting
    given, _ = await signed_up(api)
    tokens = {await linked(posting, given["email"], 600) for _ in range(password_changes.MOST_LINKS + 2)}
    mails = len([to for to, _ in office.letters if to == given["email"]])
    assert mails == len(tokens) == password_changes.MOST_LINKS, "nor is their mailbox flooded"
    assert (await reset(api, min(tokens)))["done"]


async def test_nobody_learns_by_a_reset_who_has_an_account(posting, monkeypatch) -> None:
    """The answer is there before anybody has looked for the account, so it takes as long whether there is one."""
    api, _ = posting
    given, _ = await signed_up(api)
    looking, looked = asyncio.Event(), []

    async def new_reset(database, address):
        await looking.wait()
        looked.append(address)

    monkeypatch.setattr(password_changes, "new_reset", new_reset)
    nobody = f"nobody.{secrets.token_hex(4)}@sluice.example"
    assert await asked(api, given["email"]) == await asked(api, nobody) == {"accepted": True, "errors": []}
    assert looked == []
    looking.set()
    await api.engine.posting.settled()
    assert looked == [given["email"], nobody]


async def test_without_mail_nobody_is_promised_any(api) -> None:
    assert await asked(api, "who@sluice.example") == {
        "accepted": False,
        "errors": [{"code": "MAIL_OFF", "path": ["input"]}],
    }


async def test_no_mail_goes_in_the_clear_unless_that_is_asked_for(posting) -> None:
    _, office = posting
    with_tls = Settings.from_environment({**office.settings(), "SLUICE_SMTP_TLS": "starttls"})
    assert with_tls.smtp is not None
    before = len(office.letters)
    with pytest.raises(Exception, match="could not be sent"):
        await Mail(with_tls.smtp).send(changed_letter("en", "who@sluice.example"))
    assert len(office.letters) == before


async def test_the_new_password_is_another(api) -> None:
    given, token = await signed_up(api)
    # As an input method with full-width letters writes it.
    for same in (given["password"], given["password"].replace("c", "ｃ")):
        changing = {"currentPassword": given["password"], "newPassword": same}
        refused = (await api.data(token, CHANGE, {"input": changing}))["changePassword"]
        assert refused["errors"] == [{"code": "PASSWORD_WEAK", "path": ["input", "newPassword"]}]
    assert await api.data(token, MINE)
