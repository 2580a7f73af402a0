"""Who is calling: a token to a Caller, remembered in the process, and yet revoked at once.

Nothing is polled and no request pays for the check. Every statement of a tenant also returns `access_epoch`
of its head; whatever changes a key, a session, a member's roles or a suspension grows that number in its own
transaction. Where it differs from the epoch of a remembered Caller, the api room forgets the token, asks
again and repeats.
"""

from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from time import monotonic
from typing import TypeAlias
from uuid import UUID

from sqlalchemy import or_, select, true

from core.database import Database
from core.errors import SluiceError, fault
from core.sentences import Sentence
from tenants.accounts import held_roles
from tenants.credentials import CallerKind, Credential, credential_of, key_query, session_query
from tenants.namespace import namespace_tables
from tenants.platform import AFFINITY
from tenants.quotas import Quotas
from tenants.rate_limits import NO_RATES, Limit, Rates, limits_of
from tenants.tokens import KEY_PREFIX, VIEW_PREFIX, looks_like_token, token_hash
from tenants.uses import NOTED_EVERY, Uses
from tenants.views import View, Viewer, open_view

REMEMBERED_TOKENS = 10_000

Network: TypeAlias = IPv4Network | IPv6Network


@dataclass(frozen=True)
class Caller:
    """Whoever makes a request, as of `epoch`.

    Attributes:
        member_id: of a view the member as whom is read; of one by roles the one who reads.
        roles: ids of catalog roles, sorted.
        epoch: `access_epoch` of the tenant's head when this was true.
        kind: by what they are known.
        quotas: of the tenant's plan.
        credential: what counts as one under a rate limit: the key, or all sessions of the member; of a view those of
            who reads.
        limits: the rate limits that hold for it.
        viewer: of a view, by which nothing is written; else None.
    """

    tenant_id: UUID
    tenant_slug: str
    namespace: str
    member_id: UUID
    roles: tuple[str, ...]
    epoch: int
    kind: CallerKind
    credential: str = ""
    quotas: Quotas = field(default_factory=Quotas)
    limits: tuple[Limit, ...] = ()
    viewer: Viewer | None = None


class NoTenantError(SluiceError):
    """The session is good and opens no tenant: whoever has it has left all, or has not accepted any yet."""

    def __init__(self) -> None:
        error = fault(
            "FORBIDDEN",
            Sentence("the caller belongs to no tenant", "你不属于任何公司"),
            hint=Sentence(
                "Accept one of `membershipOffers`, or ask an admin to add you as a member.",
                "请接受一份邀请，或请管理员将你添加为成员。",
            ),
        )
        super().__init__(error.problems)


@dataclass(slots=True)
class _Remembered:
    """A caller of a token.

    Attributes:
        note_at: when its use is noted again, by the clock of this process.
    """

    caller: Caller
    expires_at: datetime | None
    networks: tuple[Network, ...] = ()
    note_at: float = 0.0

    def admit(self, address: Callable[[], str | None]) -> None:
        """Refuse who comes from elsewhere than they may.

        Raises:
            SluiceError: ADDRESS_NOT_ALLOWED.
        """
        here = address()
        if here is None or not any(ip_address(here) in each for each in self.networks):
            raise fault("ADDRESS_NOT_ALLOWED", "the key is not good from this address")


def _nowhere() -> str | None:
    return None


class Authenticator:
    """Remembers the callers of the tokens that were used last.

    Args:
        usual: rate limits where a tenant's plan has none.

    Attributes:
        uses: that are to be written down.
    """

    def __init__(
        self, database: Database, usual: Rates = NO_RATES, capacity: int = REMEMBERED_TOKENS
    ) -> None:
        self.uses = Uses(database)
        self._usual = usual
        self._database = database
        self._capacity = capacity
        # Token -> the tenant named with it -> caller; the token used longest ago first.
        self._remembered: OrderedDict[str, dict[str | None, _Remembered]] = OrderedDict()

    async def caller(
        self, token: str, tenant_slug: str | None = None, address: Callable[[], str | None] = _nowhere
    ) -> Caller:
        """The caller behind a token.

        Args:
            address: tells where the request comes from; asked now and then, and where a key asks for it.
            tenant_slug: the tenant named in the request; without it the one that the person joined first.

        Raises:
            SluiceError: UNAUTHENTICATED, TENANT_REQUIRED, TENANT_SUSPENDED, TENANT_CLOSED, SECOND_FACTOR_REQUIRED,
                PROVIDER_REQUIRED, ADDRESS_NOT_ALLOWED, FORBIDDEN; NoTenantError where the session opens none.
        """
        remembered = self._remembered.get(token, {}).get(tenant_slug)
        if remembered is not None:
            if remembered.expires_at is None or remembered.expires_at > datetime.now(UTC):
                self._remembered.move_to_end(token)
                if remembered.networks:
                    remembered.admit(address)
                if remembered.note_at < monotonic():
                    self._note(remembered, token, address)
                return remembered.caller
            self.forget(token)
        found = await self._authenticate(token, tenant_slug)
        if found.networks:
            found.admit(address)
        self._note(found, token, address)
        self._remembered.setdefault(token, {})[tenant_slug] = found
        self._remembered.move_to_end(token)
        if len(self._remembered) > self._capacity:
            self._remembered.popitem(last=False)
        return found.caller

    def forget(self, token: str) -> None:
        """Ask the database again when this token comes next."""
        self._remembered.pop(token, None)

    def _note(self, remembered: _Remembered, token: str, address: Callable[[], str | None]) -> None:
        remembered.note_at = monotonic() + NOTED_EVERY
        if remembered.caller.viewer is not None:
            # That it was begun is in the audit log.
            return
        self.uses.note(token, address(), remembered.caller.tenant_id)

    async def _authenticate(self, token: str, tenant_slug: str | None) -> _Remembered:
        credential = await self._credential(token, tenant_slug)
        head, member = (
            namespace_tables(credential.namespace).head,
            namespace_tables(credential.namespace).member,
        )
        rows = await self._database.rows(
            select(head.c.access_epoch, member.c.id, held_roles(member).label("roles"), member.c.active)
            .select_from(head.join(member, true()))
            .where(or_(*(member.c.id == each for each in _members_of(credential)))),
            affinity=credential.namespace,
        )
        # The credential is read again after the epoch: had it been revoked between the two, the caller would
        # be remembered under the epoch that came with the revocation, and never be looked at again.
        if await self._credential(token, tenant_slug) != credential:
            raise _unauthenticated()
        active = {row["id"]: tuple(row["roles"]) for row in rows if row["active"]}
        if credential.member_id not in active:
            raise fault(
                "FORBIDDEN",
                Sentence("the membership is not active", "你的成员资格未生效或已停用"),
                hint=Sentence("Ask an admin of the tenant.", "请联系公司的管理员。"),
            )
        named = f"key:{credential.key_id}" if credential.key_id else f"member:{credential.member_id}"
        roles = active[credential.member_id] if credential.roles is None else credential.roles
        caller = Caller(
            tenant_id=credential.tenant_id,
            tenant_slug=credential.slug,
            namespace=credential.namespace,
            member_id=credential.member_id,
            roles=tuple(sorted(set(roles))),
            epoch=rows[0]["access_epoch"],
            kind=credential.kind,
            quotas=credential.quotas,
            credential=named,
            limits=limits_of(credential.rates.else_by(self._usual), credential.tenant_id, named),
        )
        if credential.view is not None:
            caller = _as_seen(caller, credential.view, active)
        networks = tuple(ip_network(each) for each in credential.networks)
        return _Remembered(caller, credential.expires_at, networks)

    async def _credential(self, token: str, tenant_slug: str | None) -> Credential:
        if not looks_like_token(token):
            raise _unauthenticated()
        if not token.startswith(VIEW_PREFIX):
            return await self._opened(token_hash(token), tenant_slug, is_key=token.startswith(KEY_PREFIX))
        view = await open_view(self._database, token)
        if view is None:
            raise _unauthenticated()
        if tenant_slug not in (None, view.slug):
            raise _no_such_tenant()
        opened = await self._opened(view.opened_with, view.slug, is_key=view.by_key)
        ends = [each for each in (opened.expires_at, view.expires_at) if each is not None]
        return replace(opened, view=view, expires_at=min(ends))

    async def _opened(self, hashed: bytes, tenant_slug: str | None, *, is_key: bool) -> Credential:
        """What a session or a key with this hash opens."""
        rows = await self._database.rows(
            key_query(hashed) if is_key else session_query(hashed), affinity=AFFINITY
        )
        if not rows:
            raise _unauthenticated()
        chosen = _chosen(
            [credential_of(row, "key" if is_key else "session") for row in rows if row["slug"]], tenant_slug
        )
        if chosen.ended:
            raise _unauthenticated()
        if chosen.erase_at is not None:
            when = Sentence("and is erased after {:%Y-%m-%d}", "，数据将于 {:%Y-%m-%d} 之后清除").of(
                chosen.erase_at
            )
            raise fault(
                "TENANT_CLOSED",
                Sentence("the tenant {} is closed {}", "公司 {} 已关闭{}").of(chosen.slug, when),
            )
        if chosen.suspended:
            raise fault(
                "TENANT_SUSPENDED",
                Sentence("the tenant {} is suspended", "公司 {} 已被暂停使用").of(chosen.slug),
            )
        if chosen.lacks_provider:
            raise fault(
                "PROVIDER_REQUIRED",
                Sentence(
                    "the tenant {} lets in who its identity provider knows",
                    "公司 {} 只允许通过身份提供方登录",
                ).of(chosen.slug),
            )
        if chosen.lacks_factor:
            raise fault(
                "SECOND_FACTOR_REQUIRED",
                Sentence("the tenant {} asks for a second factor", "公司 {} 要求双重验证").of(chosen.slug),
            )
        return chosen


def _chosen(credentials: list[Credential], tenant_slug: str | None) -> Credential:
    if not credentials:
        raise NoTenantError
    if tenant_slug is None:
        # The tenant they joined first: that somebody else makes them a member must not stop their clients.
        return credentials[0]
    for each in credentials:
        if each.slug == tenant_slug:
            return each
    raise _no_such_tenant()


def _no_such_tenant() -> SluiceError:
    """The same whether such a tenant exists or not."""
    return fault("TENANT_REQUIRED", "the caller does not belong to the tenant that the request names")


def _members_of(credential: Credential) -> list[UUID]:
    """Who it is about: whoever acts, and of a view the member as whom."""
    seen = None if credential.view is None else credential.view.member_id
    return [credential.member_id, *([] if seen is None else [seen])]


def _as_seen(caller: Caller, view: View, active: Mapping[UUID, tuple[str, ...]]) -> Caller:
    """Who reads by a view as whom it is of; the credential stays that of who reads.

    Raises:
        SluiceError: UNAUTHENTICATED where that member is not active any more.
    """
    member_id = caller.member_id if view.member_id is None else view.member_id
    roles = active.get(member_id) if view.roles is None else view.roles
    if roles is None:
        raise _unauthenticated()
    viewer = Viewer(caller.member_id, caller.roles, by_roles=view.member_id is None)
    return replace(caller, member_id=member_id, roles=tuple(sorted(set(roles))), kind="view", viewer=viewer)


def _unauthenticated() -> SluiceError:
    return fault(
        "UNAUTHENTICATED",
        Sentence("the credentials are wrong, expired or revoked", "登录凭证错误、已过期或已撤销"),
    )
