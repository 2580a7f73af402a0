"""What a process holds (`Engine`) and what one request knows (`RequestContext`)."""

from asyncio import Semaphore
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NoReturn
from uuid import UUID

from graphql import GraphQLSchema
from strawberry.dataloader import DataLoader

from api.languages import language_of_labels, own_language
from api.process.caches import Caches
from api.process.following import Following
from api.process.meters import Meters
from api.process.operating import Operating
from api.process.posting import Posting
from api.process.proxies import Proxies
from api.process.session_cookie import SessionCookie
from core.contents import Contents
from core.database import Database
from core.errors import SluiceError, fault
from core.mail import Mail
from core.outgoing import Outgoing
from core.sealing import Sealer
from core.sentences import Sentence
from core.settings import Settings
from metadata.catalog import Catalog
from metadata.store import CatalogStore
from policies.access import Access
from policies.decide import AccessCache
from tenants.authentication import Authenticator, Caller
from tenants.metering import Metering
from tenants.namespace import read_head
from tenants.provider_metadata import Providers
from tenants.rates import LimitedError, RateLimits, rate_headers
from tenants.seats import Seat, seats
from tenants.throttle import Whence

IDENTIFY_ATTEMPTS = 3
VIEWING = frozenset({"configure", "administer"})
"""What it takes to look at the tenant as somebody else: who has both can give themselves any right there is."""
PLANS_AT_ONCE = 2
CHECKS_AT_ONCE = 2
SIMULATIONS_AT_ONCE = 2


@dataclass(frozen=True)
class Engine:
    """The parts that live as long as the process; made at startup.

    Attributes:
        proxies: which of them are believed.
        outgoing: asks the servers that tenants name.
        providers: what is known of the identity providers of all tenants.
        sealer: of secrets that are kept in the database.
        mail: None where this installation sends none.
        posting: mail that is sent beside the requests.
        plans: how many drafts are planned at a time.
        checks: how many look at the trusted documents of a tenant at a time.
        simulations: how many try a draft on all records of an object at a time.
        rates: the rate limits, counted.
    """

    settings: Settings
    database: Database
    authenticator: Authenticator
    catalogs: CatalogStore
    accesses: AccessCache
    following: Following
    caches: Caches
    contents: Contents
    operating: Operating
    proxies: Proxies
    metering: Metering
    sealer: Sealer
    outgoing: Outgoing
    providers: Providers
    rates: RateLimits
    mail: Mail | None = None
    posting: Posting = field(default_factory=Posting)
    meters: Meters = field(default_factory=Meters)
    plans: Semaphore = field(default_factory=lambda: Semaphore(PLANS_AT_ONCE))
    checks: Semaphore = field(default_factory=lambda: Semaphore(CHECKS_AT_ONCE))
    simulations: Semaphore = field(default_factory=lambda: Semaphore(SIMULATIONS_AT_ONCE))


def refuse_anonymous() -> NoReturn:
    """Refuse who has sent no credentials.

    Raises:
        SluiceError: UNAUTHENTICATED.
    """
    raise fault("UNAUTHENTICATED", Sentence("This needs credentials and none were sent", "此操作需要登录"))


@dataclass(slots=True)
class RequestContext:
    """One request: who asks, in which tenant, under which catalog and rights.

    The view fills the first attributes; `identify` (or the operation, which learns of a newer head from its
    own statement) fills the rest. Resolvers read it and nothing else.

    Attributes:
        token: the credential as sent, None for an anonymous request.
        by_cookie: the client has its session kept in the cookie, and no script shall have its token.
        over_socket: the answer has no headers of its own.
        kept: the session in the cookie, where the operation needs no credentials: it may have ended, and the browser
            cannot leave it out.
        loader: of `seats`.
        tenant_slug: of the header `X-Sluice-Tenant`.
        accept_language: the header as sent.
        peer: address at the other end of the connection.
        forwarded, agent: the headers `X-Forwarded-For` and `User-Agent` as sent, empty where they are absent.
        types: the caller's GraphQL schema, for resolvers.
        kind: of the operation, as `api.process.meters` counts it.
        writing: a change may be under way, which is not broken off when the client goes away.
        checking_seconds: how long it has looked at trusted documents.
        headers: how the caller stands with the rate limits, for the answer.
    """

    engine: Engine
    request_id: str
    token: str | None = None
    tenant_slug: str | None = None
    accept_language: str = ""
    peer: str | None = None
    forwarded: str = ""
    agent: str = ""
    types: GraphQLSchema | None = None
    caller: Caller | None = None
    catalog: Catalog | None = None
    access: Access | None = None
    writing: bool = False
    kind: str = "unreadable"
    checking_seconds: float = 0.0
    headers: tuple[tuple[bytes, bytes], ...] = ()
    by_cookie: bool = False
    over_socket: bool = False
    kept: str | None = None
    loader: DataLoader[UUID, Sequence[Seat]] | None = None

    def seats(self) -> DataLoader[UUID, Sequence[Seat]]:
        """The units of members: those that resolvers ask for one by one are read together."""
        if self.loader is None:
            database, namespace = self.engine.database, self.require_caller().namespace

            async def load(members: list[UUID]) -> list[Sequence[Seat]]:
                found = await seats(database, namespace, members)
                return [found.get(each, ()) for each in members]

            # Nothing is kept: a mutation may come between two that ask.
            self.loader = DataLoader(load_fn=load, cache=False)
        return self.loader

    @property
    def language(self) -> str:
        """The language of labels and sentences: the caller's wish, as far as the catalog has it."""
        return language_of_labels(
            self.accept_language, self.catalog.languages if self.catalog is not None else ()
        )

    def address(self) -> str | None:
        """The client's address; None where it cannot be told."""
        return self.engine.proxies.client(self.peer, self.forwarded)

    def whence(self, device: str | None = None) -> Whence:
        """Where somebody signs in from, with the token of a device that they may have sent."""
        address = self.address()
        return Whence(address, self.agent, device, shared=self.engine.proxies.trusts(address))

    @property
    def own_language(self) -> str:
        """The language of what Sluice writes by itself, whatever those of the catalog are."""
        return own_language(self.language)

    @property
    def told(self) -> tuple[str, str]:
        """What `api.errors` needs to tell a fault: the id of the request, and the language of who reads it."""
        return self.request_id, self.own_language

    def check_may_set_cookie(self) -> None:
        """See that a session can be handed over, before one is opened or ended.

        Raises:
            SluiceError: BAD_REQUEST.
        """
        if self.by_cookie and self.over_socket:
            raise fault("BAD_REQUEST", "A WebSocket sets no cookie", hint="Ask for it by POST.")

    def hand_over(self, token: str) -> str | None:
        """The token of a session as the answer shows it; None where the browser keeps it in the cookie."""
        if not self.by_cookie:
            return token
        self.headers = (*self.headers, SessionCookie.of(self.engine.settings).set(token))
        return None

    def clear_cookie(self) -> None:
        """Have the browser forget the session."""
        if self.by_cookie:
            self.headers = (*self.headers, SessionCookie.of(self.engine.settings).clear())

    def stand(self, caller: Caller, catalog: Catalog) -> None:
        """Know the caller, the catalog and the rights from now on.

        Raises:
            SluiceError: UNAUTHENTICATED where it is a view, and whoever reads may not do so any more.
        """
        accesses = self.engine.accesses
        if caller.viewer is not None:
            theirs = accesses.access(catalog, caller.namespace, caller.viewer.roles)
            gone = caller.viewer.by_roles and not {role.id for role in catalog.roles} >= {*caller.roles}
            if gone or not theirs.tenant_actions >= VIEWING:
                raise fault(
                    "UNAUTHENTICATED",
                    Sentence("The view has ended", "查看已结束"),
                    hint=Sentence("Begin another one with `viewAs`.", "请重新开始查看。"),
                )
        self.caller, self.catalog = caller, catalog
        self.access = accesses.access(catalog, caller.namespace, caller.roles)

    def refuse_view(self) -> None:
        """See that the caller is not looking at the tenant as somebody else, before anything is written.

        Raises:
            SluiceError: VIEW_IS_READ_ONLY.
        """
        if self.caller is not None and self.caller.viewer is not None:
            raise fault(
                "VIEW_IS_READ_ONLY",
                Sentence(
                    "This is a view, by which nothing is changed", "你正在以他人视角查看，不能做任何修改"
                ),
            )

    def require_session(self) -> str:
        """The token of the caller's session.

        Raises:
            SluiceError: UNAUTHENTICATED; FORBIDDEN where it is a key: a program does not do this for its member.
        """
        caller = self.require_caller()
        if caller.kind != "session" or self.token is None:
            raise fault(
                "FORBIDDEN",
                Sentence("This needs a session, and no key", "此操作需要登录会话，不能使用密钥"),
                hint=Sentence("Sign in, and send the session's token.", "请登录，并发送会话令牌。"),
            )
        return self.token

    def require_caller(self) -> Caller:
        """The caller.

        Raises:
            SluiceError: UNAUTHENTICATED.
        """
        if self.caller is None:
            refuse_anonymous()
        return self.caller

    def require_catalog(self) -> tuple[Catalog, Access]:
        """The caller's catalog and rights.

        Raises:
            SluiceError: UNAUTHENTICATED.
        """
        if self.catalog is None or self.access is None:
            refuse_anonymous()
        return self.catalog, self.access

    @property
    def introspects(self) -> bool:
        """Whether the caller may read the GraphQL schema by introspection."""
        if self.catalog is None:
            return self.engine.settings.introspection
        return self.catalog.api.introspection or self.may("configure")

    @property
    def suggests(self) -> bool:
        """Whether refusals may suggest names to the caller."""
        if self.catalog is None:
            return self.engine.settings.suggestions
        return self.catalog.api.suggestions or self.may("configure")

    def may(self, action: str) -> bool:
        """Whether the caller has the tenant action `action`."""
        return self.access is not None and action in self.access.tenant_actions

    def require_action(self, action: str) -> Caller:
        """The caller, who has the tenant action `action` (`configure`, `administer`).

        Raises:
            SluiceError: UNAUTHENTICATED, FORBIDDEN.
        """
        caller = self.require_caller()
        if not self.may(action):
            raise fault(
                "FORBIDDEN",
                Sentence("The caller's roles do not grant `{}`", "你的角色没有“{}”权限").of(action),
            )
        return caller


async def identify(context: RequestContext) -> None:
    """Fill caller, catalog and access, as of now: a revoked credential is refused, a new catalog is seen.

    One statement beside what the caches lack. Does nothing for an anonymous request.

    Raises:
        SluiceError: UNAUTHENTICATED, TENANT_REQUIRED and what else the authenticator refuses.
    """
    if context.token is None:
        return
    engine = context.engine
    for _ in range(IDENTIFY_ATTEMPTS):
        caller = await engine.authenticator.caller(context.token, context.tenant_slug, context.address)
        head = await read_head(engine.database, caller.namespace)
        if head is not None and head.access_epoch == caller.epoch:
            context.stand(caller, await engine.catalogs.load(caller.namespace, head.catalog_version))
            return
        engine.authenticator.forget(context.token)
    raise fault("UNAVAILABLE", "The tenant's members change too fast to tell the caller's rights")


async def limit_rate(context: RequestContext) -> None:
    """Find out who asks, and count the request: once for each, before anything else is done for it.

    Raises:
        SluiceError: QUOTA_EXCEEDED, RATE_LIMITED, UNAUTHENTICATED and what else the authenticator refuses.
    """
    if context.token is None:
        return
    engine = context.engine
    caller = await engine.authenticator.caller(context.token, context.tenant_slug, context.address)
    context.caller = caller
    try:
        await _count(context, caller)
    except SluiceError:
        # Who is refused here runs no statement that would tell of a larger plan.
        if not await engine.metering.is_stale(caller):
            raise
        engine.authenticator.forget(context.token)
        caller = await engine.authenticator.caller(context.token, context.tenant_slug, context.address)
        context.caller = caller
        await _count(context, caller)


async def _count(context: RequestContext, caller: Caller) -> None:
    """Count a request of the caller, and keep for the answer how they stand with their rate limits."""
    if caller.limits:
        try:
            context.headers = rate_headers(await context.engine.rates.take(caller.limits))
        except LimitedError as error:
            waiting = (b"retry-after", str(error.seconds).encode())
            context.headers = (*rate_headers(error.standings), waiting)
            raise
    context.engine.metering.count(caller)
