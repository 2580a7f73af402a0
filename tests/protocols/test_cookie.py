"""The console's cookie: no script has it, and no page of another origin acts by it."""

import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus

from tenants.acting import suspend
from tenants.sessions import session_of
from tests.api.filing import PNG
from tests.client import Api
from tests.protocols.browser import PASSWORD, Browser, signed_in
from tests.protocols.known_heads import asked
from tests.protocols.raw import raw_connection, raw_request
from tests.protocols.serving import Served, ServedHere, serving_here
from tests.protocols.sockets import PROTOCOL, Socket, opened
from tests.world import World, sign_up

ME = "{ me { tenant { slug } } }"
RENAME = 'mutation { createDeal(input: {name: "By cookie"}) { deal { id } } }'
SIGN_OUT = "mutation { signOut { signedOut } }"
CHANGE = (
    """mutation ($input: ChangePasswordInput!) { changePassword(input: $input) { token errors { code } } }"""
)
INVITE = """mutation ($input: InviteMemberInput!) { inviteMember(input: $input) { link errors { code } } }"""
ACCEPT = """mutation ($input: AcceptInvitationInput!) {
  acceptInvitation(input: $input) { token tenant { slug } errors { code } } }"""
PUBLIC = "https://sluice.example.com"


async def invited(api: Api, admin: str, email: str) -> str:
    """The token of an invitation."""
    given = {"email": email, "roles": ["admin"]}
    made = (await api.data(admin, INVITE, {"input": given}))["inviteMember"]
    assert made["errors"] == []
    token: str = made["link"].partition("#")[2]
    return token


async def test_a_browser_keeps_the_session_and_no_script_has_it(served: Served, world: World) -> None:
    browser = await signed_in(served.url, world.slug)
    told = browser.told.split("; ")
    assert told[0].startswith("sluice=sls_")
    assert set(told[1:]) == {"Path=/", "Max-Age=2592000", "HttpOnly", "SameSite=Strict"}
    assert (await browser.ask(ME))["data"]["me"]["tenant"]["slug"] == world.slug
    assert browser.told == ""
    assert (await browser.ask(ME, X_Sluice_Session=None))["data"] == {"me": None}, (
        "a header asks for the cookie"
    )
    assert await browser.codes(ME, X_Sluice_Session="token") == ["BAD_REQUEST"]
    # A bearer token goes before the cookie, which then says nothing.
    assert await browser.codes(ME, Authorization="Bearer sls_" + "x" * 43) == ["UNAUTHENTICATED"]


async def test_by_https_the_cookie_is_bound_to_the_host(database_url: str, world: World) -> None:
    async with serving_here(database_url, SLUICE_PUBLIC_URL=PUBLIC) as here:
        browser = await signed_in(here.url, world.slug, PUBLIC)
        told = browser.told.split("; ")
        assert told[0].startswith("__Host-sluice=sls_")
        assert set(told[1:]) == {"Path=/", "Max-Age=2592000", "HttpOnly", "SameSite=Strict", "Secure"}
        assert (await browser.ask(ME))["data"]["me"]["tenant"]["slug"] == world.slug
        # As whoever is on the way could set it, or have the browser send it.
        token = browser.cookies["__Host-sluice"]
        assert (await browser.ask(ME, Cookie=f"sluice={token}"))["data"] == {"me": None}
        for origin in ("http://sluice.example.com", browser.address, "https://sluice.example.com:8443"):
            assert await browser.codes(ME, Origin=origin) == ["FORBIDDEN"]


HOSTILE = {
    "another site": {"Origin": "https://elsewhere.example", "Sec_Fetch_Site": "cross-site"},
    "another site, an old browser": {"Origin": "https://elsewhere.example", "Sec_Fetch_Site": None},
    "a subdomain": {"Origin": "http://evil.{host}", "Sec_Fetch_Site": "same-site"},
    "a subdomain, an old browser": {"Origin": "http://evil.{host}", "Sec_Fetch_Site": None},
    "another port": {"Origin": "http://127.0.0.1:1", "Sec_Fetch_Site": "same-site"},
    "another scheme": {"Origin": "https://{host}", "Sec_Fetch_Site": None},
    "a sandboxed page": {"Origin": "null", "Sec_Fetch_Site": "cross-site"},
    "a page without an origin": {"Origin": "null", "Sec_Fetch_Site": None},
    "nobody that says so": {"Origin": None, "Sec_Fetch_Site": None},
    "an address that was typed in": {"Origin": None, "Sec_Fetch_Site": "none"},
    "a browser that contradicts itself": {"Origin": "{address}", "Sec_Fetch_Site": "cross-site"},
    "what a proxy passes on": {
        "Origin": "https://elsewhere.example",
        "Sec_Fetch_Site": None,
        "X_Forwarded_Host": "elsewhere.example",
        "X_Forwarded_Proto": "https",
        "Forwarded": "host=elsewhere.example;proto=https",
    },
    "nonsense": {"Origin": "http://[nonsense", "Sec_Fetch_Site": None},
}


@pytest.mark.parametrize("case", HOSTILE)
async def test_no_page_of_another_origin_acts_by_the_cookie(served: Served, world: World, case: str) -> None:
    browser = await signed_in(served.url, world.slug)
    host = browser.address.removeprefix("http://")
    sent = {
        name: value and value.format(host=host, address=browser.address)
        for name, value in HOSTILE[case].items()
    }
    assert await browser.codes(RENAME, **sent) == ["FORBIDDEN"]
    assert await browser.codes(SIGN_OUT, **sent) == ["FORBIDDEN"]
    assert browser.told == ""
    headers = browser.headers(**sent)
    address = await browser.send("GET", "/graphql", params={"query": ME}, headers=headers)
    upload = await browser.send("POST", "/files", params={"name": "a"}, content=b"a", headers=headers)
    for refused in (address, upload):
        assert refused.json()["errors"][0]["extensions"]["code"] == "FORBIDDEN"
    # Another's session would be put into the browser, and its owner would see what is done here.
    signing = await browser.ask(
        "mutation ($input: SignInInput!) { signIn(input: $input) { token } }",
        {"input": {"email": f"admin@{world.slug}.example", "password": PASSWORD}},
        **sent,
    )
    assert signing["errors"][0]["extensions"]["code"] == "FORBIDDEN"
    assert browser.told == ""
    assert (await browser.ask(ME))["data"]["me"]["tenant"]["slug"] == world.slug


async def test_a_form_of_another_site_is_as_without_a_cookie(served: Served, world: World) -> None:
    browser = await signed_in(served.url, world.slug)
    crossing = {"Origin": "https://elsewhere.example", "Sec-Fetch-Site": "cross-site"}
    sent = {"Cookie": browser.headers()["Cookie"], **crossing}
    for media_type in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"):
        headers = {**sent, "Content-Type": media_type}
        answered = await browser.send("POST", "/graphql", content=b'{"query": "{ me }"}', headers=headers)
        assert answered.json()["errors"][0]["extensions"]["code"] == "UNSUPPORTED_MEDIA_TYPE"
    asking = {**crossing, "Access-Control-Request-Headers": "x-sluice-session,content-type"}
    before = await browser.send("OPTIONS", "/graphql", headers=asking)
    assert not [name for name in before.headers if name.startswith("access-control-")]
    upload = await browser.send("POST", "/files", params={"name": "a"}, content=b"a", headers=sent)
    assert upload.json()["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"


async def test_a_known_head_is_judged_alike(here: ServedHere, world: World) -> None:
    browser = await signed_in(here.url, world.slug)
    lines = [f"{name}: {value}" for name, value in browser.headers().items()]
    # The origin is that of the host which is asked.
    lines = [each.replace(browser.address, "http://sluice.test") for each in lines]
    async with raw_connection(here.url) as connection:
        for _ in range(2):
            await asked(here, connection, raw_request(None, ME, None, *lines))
        answer, known = await asked(here, connection, raw_request(None, ME, None, *lines))
        assert known
        assert answer.json["data"]["me"]["tenant"]["slug"] == world.slug
        assert "Cookie" in answer.headers["vary"]
        hostile = [each.replace("http://sluice.test", "http://elsewhere.test") for each in lines]
        for _ in range(3):
            answer, known = await asked(here, connection, raw_request(None, ME, None, *hostile))
            assert not known
            assert answer.json["errors"][0]["extensions"]["code"] == "FORBIDDEN"
        given = {"input": {"email": f"admin@{world.slug}.example", "password": PASSWORD}}
        document = "mutation ($input: SignInInput!) { signIn(input: $input) { token } }"
        answer, known = await asked(here, connection, raw_request(None, document, given, *lines))
        assert known
        assert answer.headers["set-cookie"].startswith("sluice=sls_")
        assert answer.json["data"]["signIn"] == {"token": None}


async def test_a_session_that_has_ended_keeps_nobody_from_coming_in_again(served: Served, api: Api) -> None:
    _, slug = await sign_up(api, "ended")
    one = await signed_in(served.url, slug)
    other = Browser(one.address, cookies=dict(one.cookies))
    changed = await one.ask(CHANGE, {"input": {"currentPassword": PASSWORD, "newPassword": PASSWORD[::-1]}})
    assert changed["data"]["changePassword"] == {"token": None, "errors": []}
    assert one.told.startswith("sluice=sls_")
    assert one.cookies != other.cookies
    assert (await one.ask(ME))["data"]["me"]["tenant"]["slug"] == slug
    # The other window has the session before, as an attacker would who had got hold of it.
    assert await other.codes(ME) == ["UNAUTHENTICATED"]
    assert other.told == "", "what takes the cookie away could take a newer one"
    assert (await other.sign_in(f"admin@{slug}.example"))["errors"] == [{"code": "SIGN_IN_FAILED"}]
    assert await other.codes(ME) == ["UNAUTHENTICATED"]
    assert (await other.ask(SIGN_OUT))["data"]["signOut"] == {"signedOut": False}
    assert (other.cookies, other.told) == ({}, "sluice=; Path=/; Max-Age=0; HttpOnly; SameSite=Strict")
    assert (await other.ask(ME))["data"] == {"me": None}


async def test_who_belongs_to_a_suspended_tenant_can_sign_out(served: Served, api: Api) -> None:
    _, slug = await sign_up(api, "paused")
    browser = await signed_in(served.url, slug)
    await suspend(api.engine.database, "Olga", slug)
    assert await browser.codes(ME) == ["TENANT_SUSPENDED"]
    token = browser.cookies["sluice"]
    assert await session_of(api.engine.database, token)
    assert (await browser.ask(SIGN_OUT))["data"]["signOut"] == {"signedOut": True}
    assert browser.cookies == {}
    with pytest.raises(Exception, match="revoked"):
        await session_of(api.engine.database, token)


async def test_two_windows_have_different_tenants(served: Served, api: Api) -> None:
    session, first = await sign_up(api, "first")
    inviting, second = await sign_up(api, "second")
    token = await invited(api, inviting, f"admin@{first}.example")
    assert await api.data(session, ACCEPT, {"input": {"token": token}})
    browser = await signed_in(served.url, first)
    for slug in (first, second, first):
        found = await browser.ask(ME, X_Sluice_Tenant=slug)
        assert found["data"]["me"]["tenant"]["slug"] == slug
    _, foreign = await sign_up(api, "foreign")
    assert await browser.codes(ME, X_Sluice_Tenant=foreign) == ["TENANT_REQUIRED"]


async def test_an_invitation_is_accepted_by_the_cookie(served: Served, api: Api) -> None:
    inviting, slug = await sign_up(api, "inviting")
    _, guest = await sign_up(api, "guest")
    token = await invited(api, inviting, f"admin@{guest}.example")
    browser = await signed_in(served.url, guest)
    joined = (await browser.ask(ACCEPT, {"input": {"token": token}}))["data"]["acceptInvitation"]
    assert joined == {"token": None, "tenant": {"slug": slug}, "errors": []}
    assert (await browser.ask(ME, X_Sluice_Tenant=slug))["data"]["me"]["tenant"]["slug"] == slug


async def test_a_cookie_that_was_smuggled_in_is_none(served: Served, world: World) -> None:
    browser = await signed_in(served.url, world.slug)
    mine = browser.cookies["sluice"]
    for smuggled in (f"sluice=sls_{'x' * 43}; sluice={mine}", f"sluice={world.manager}", "sluice=", "sluice"):
        assert (await browser.ask(ME, Cookie=smuggled))["data"] == {"me": None}
    both = f"theme=dark; sluice={mine}; sluice={mine}; other=1"
    assert (await browser.ask(ME, Cookie=both))["data"]["me"]["tenant"]["slug"] == world.slug


async def test_files_go_up_and_down_by_the_cookie(served: Served, own_world: World) -> None:
    world = own_world
    field = {"name": "photo", "type": "file"}
    await world.api.change(world.admin, {"addField": {"object": "deal", "field": field}})
    browser = await signed_in(served.url, world.slug)
    sent = await browser.send(
        "POST",
        "/files",
        params={"name": "照片.png"},
        content=PNG,
        headers={**browser.headers(), "Content-Type": "image/png"},
    )
    assert sent.status_code == 201
    id_ = sent.json()["id"]
    await world.create(world.admin, "deal", name="A", photo={"id": id_})
    # As a picture in a page, and as an address that is typed in: no header of ours.
    for site in ("same-origin", "none", None):
        headers = browser.headers(X_Sluice_Session=None, Origin=None, Sec_Fetch_Site=site)
        found = await browser.send("GET", f"/files/{id_}", headers=headers)
        assert (found.status_code, found.content) == (200, PNG)
        assert "Cookie" in found.headers["vary"]
        assert "private" in found.headers["cache-control"]
    for site in ("cross-site", "same-site"):
        headers = browser.headers(X_Sluice_Session=None, Origin=None, Sec_Fetch_Site=site)
        found = await browser.send("GET", f"/files/{id_}", headers=headers)
        assert found.status_code == 403
        assert found.headers["cache-control"] == "no-store"
    headers = browser.headers(X_Sluice_Session=None, Origin=None)
    named = await browser.send("GET", f"/files/{id_}", params={"tenant": world.slug}, headers=headers)
    foreign = await browser.send("GET", f"/files/{id_}", params={"tenant": "nobodys"}, headers=headers)
    assert (named.status_code, foreign.status_code) == (200, 400)
    anonymous = await browser.send("GET", f"/files/{id_}", headers={"Sec-Fetch-Site": "same-origin"})
    assert anonymous.status_code == 401


# WebSockets and streams


async def test_a_socket_is_opened_by_the_cookie_from_our_own_pages_alone(
    served: Served, world: World
) -> None:
    browser = await signed_in(served.url, world.slug)
    sent = {"Cookie": browser.headers()["Cookie"], "Origin": browser.address}
    async with opened(served.socket_url, **sent) as socket:
        await socket.initialise(**{"X-Sluice-Session": "cookie", "X-Sluice-Tenant": world.slug})
        await socket.subscribe("1", ME)
        assert (await socket.receive())["payload"]["data"]["me"]["tenant"]["slug"] == world.slug
    async with opened(served.socket_url, **sent) as socket:
        await socket.initialise()
        await socket.subscribe("1", ME)
        assert (await socket.receive())["payload"]["data"] == {"me": None}, "it asks for the cookie"
    for origin in ("https://elsewhere.example", "null", "http://evil.127.0.0.1"):
        with pytest.raises(InvalidStatus):
            async with connect(
                served.socket_url,
                subprotocols=[PROTOCOL],
                additional_headers={**sent, "Origin": origin},
                proxy=None,
            ):
                pass
    # Nobody says which page it is; and one of our name without TLS, which whoever is on the way can make.
    scheme = browser.address.replace("http://", "https://")
    for origin in ({}, {"Origin": scheme}):
        headers = {"Cookie": sent["Cookie"], **origin}
        async with opened(served.socket_url, **headers) as socket:
            await refused_by(socket, {"X-Sluice-Session": "cookie"})


async def refused_by(socket: Socket, payload: dict[str, str]) -> None:
    await socket.send(type="connection_init", payload=payload)
    assert await socket.closed() == (4403, "Forbidden: FORBIDDEN")


async def test_a_socket_neither_tells_nor_sets_a_session(served: Served, world: World) -> None:
    browser = await signed_in(served.url, world.slug)
    sent = {"Cookie": browser.headers()["Cookie"], "Origin": browser.address}
    documents = [
        f'mutation {{ signIn(input: {{email: "admin@{world.slug}.example", password: "{PASSWORD}"}}) {{ token }} }}',
        f'mutation {{ changePassword(input: {{currentPassword: "{PASSWORD}", newPassword: "{PASSWORD[::-1]}"}}) '
        "{ token } }",
        'mutation { acceptInvitation(input: {token: "sli_x"}) { token } }',
        SIGN_OUT,
    ]
    async with opened(served.socket_url, **sent) as socket:
        await socket.initialise(**{"X-Sluice-Session": "cookie"})
        for number, document in enumerate(documents):
            await socket.subscribe(str(number), document)
            message = await socket.receive()
            while message["type"] == "complete":
                message = await socket.receive()
            errors = message["payload"]["errors"] if message["type"] == "next" else message["payload"]
            assert errors[0]["extensions"]["code"] == "BAD_REQUEST", message
    assert (await browser.ask(ME))["data"]["me"]["tenant"]["slug"] == world.slug


async def test_a_stream_is_opened_by_the_cookie(served: Served, world: World) -> None:
    browser = await signed_in(served.url, world.slug)
    body = {"query": ME}
    for origin, found in ((browser.address, world.slug), ("https://elsewhere.example", "FORBIDDEN")):
        headers = {**browser.headers(Origin=origin), "Accept": "text/event-stream"}
        response = await browser.send("POST", "/graphql", json=body, headers=headers)
        assert found in response.text
