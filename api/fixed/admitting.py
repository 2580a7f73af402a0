"""Letting in whom a tenant's identity provider has told of: as a member, with the roles of their groups.

All in one transaction, by one catalog. What a provider says reaches its own tenant alone (decision 75).
"""

from contextlib import suppress
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from api.context import IDENTIFY_ATTEMPTS, Engine
from api.fixed.administration import keep_an_administrator
from core.connection import Connection
from core.errors import SluiceError, fault
from core.sentences import Sentence
from metadata.catalog import Catalog
from tenants import accounts, identity_links
from tenants.accounts import Identity, Person, new_identity, new_member
from tenants.audit import Entry, note
from tenants.code_flow import Proved
from tenants.identity_links import Link, not_allowed
from tenants.identity_providers import Door, is_still, with_roles_of
from tenants.inputs import email_address, name_line
from tenants.namespace import namespace_tables
from tenants.platform import TENANT
from tenants.sign_in_requests import Arrival, expired, new_code

VIA = "oidc"


async def admit(engine: Engine, door: Door, proved: Proved, challenge: str) -> str:
    """Let them in: a code that their client takes for a session.

    Raises:
        SluiceError: SIGN_IN_NOT_ALLOWED, SECOND_FACTOR_REQUIRED, QUOTA_EXCEEDED; CATALOG_BUSY.
    """
    head = namespace_tables(door.namespace).head
    for _ in range(IDENTIFY_ATTEMPTS):
        catalog = await engine.catalogs.head(door.namespace)
        with suppress(_MeanwhileError):
            async with engine.database.transaction(affinity=door.namespace) as connection:
                # Whoever publishes waits for this lock, which is kept until the commit.
                row = await connection.row(select(head.c.catalog_version))
                if row is not None and row["catalog_version"] == catalog.version:
                    return await _Admission(connection, catalog, door, proved).done(challenge)
    raise fault("CATALOG_BUSY", "The catalog changes too fast to sign in under one version of it")


class _MeanwhileError(Exception):
    """They got an account, or became a member, at this moment: by asking again that is found."""


@dataclass(frozen=True)
class _Admission:
    """One sign-in, within its transaction."""

    connection: Connection
    catalog: Catalog
    door: Door
    proved: Proved

    async def done(self, challenge: str) -> str:
        address = self._address()
        link = await identity_links.link_of(self.connection, self.door, self.proved.subject)
        if link is None:
            link = await self._linked(address)
        member_id = await identity_links.member_of(self.connection, self.door, link.identity_id)
        if member_id is None:
            raise not_allowed(Sentence("the member is none any more", "此人已不是成员"))
        await self._active(member_id)
        await self._strong()
        given = await self._roles(member_id, link)
        await identity_links.note_use(self.connection, self.door, self.proved.subject, given)
        entry = Entry("signedIn", member_id, str(member_id), {"by": VIA})
        await note(self.connection, self.door.namespace, entry)
        arrival = Arrival(
            link.identity_id, self.door.tenant_id, self.proved.strong, self.door.provider.session_hours
        )
        # The provider may have been replaced since it was asked. Looked at last, for the head is locked before it.
        if not await is_still(self.connection, self.door.provider):
            raise expired()
        return await new_code(self.connection, arrival, challenge)

    def _address(self) -> str | None:
        """Their e-mail address, where it is one of the tenant's domains; None where none is told."""
        domains = self.door.provider.domains
        if self.proved.email is None:
            return None
        try:
            address = email_address(self.proved.email)
        except SluiceError as error:
            raise not_allowed(
                Sentence(
                    "the identity provider tells of something that is no e-mail address",
                    "身份提供方给出的不是有效的邮箱地址",
                )
            ) from error
        if domains and address.rpartition("@")[2] not in domains:
            raise not_allowed(
                Sentence(
                    "the e-mail address is of a domain that is not let in", "该邮箱的域名不在允许的范围内"
                ),
                Sentence(
                    "An admin adds it to `domains` of `setIdentityProvider`.",
                    "管理员可以将该域名加入允许的邮箱域名。",
                ),
            )
        return address

    async def _linked(self, address: str | None) -> Link:
        """Find out whom a subject is that comes for the first time."""
        if address is None:
            raise not_allowed(
                Sentence("the identity provider tells no e-mail address", "身份提供方没有给出邮箱地址"),
                Sentence(
                    "Let it tell `email` and `email_verified`; the scope `email` asks for them.",
                    "请让身份提供方给出 `email` 和 `email_verified`；权限范围 `email` 会请求它们。",
                ),
            )
        if not self.proved.verified:
            raise not_allowed(
                Sentence(
                    "the identity provider does not say that the e-mail address is verified",
                    "身份提供方没有说明该邮箱已验证",
                ),
                Sentence(
                    "Let it tell `email_verified`, once the address is.",
                    "请在邮箱验证后让身份提供方给出 `email_verified`。",
                ),
            )
        name = self._name(address)
        identity = await identity_links.account_of(self.connection, address, name)
        known = identity and await identity_links.member_of(self.connection, self.door, identity.id)
        if identity is None or known is None:
            identity = await self._joined(identity, address, name)
        return await identity_links.make_link(self.connection, self.door, self.proved.subject, identity.id)

    async def _joined(self, identity: Identity | None, address: str, name: str) -> Identity:
        """Make them a member: because they are invited, or because whoever the provider knows is one."""
        provider = with_roles_of(self.door.provider, [each.id for each in self.catalog.roles])
        invited = await identity_links.take_invitation(self.connection, self.door, address)
        if invited is None and not provider.joins:
            raise not_allowed(
                Sentence("they are no member", "此人还不是成员"),
                Sentence("An admin invites them with `inviteMember`.", "管理员可以邀请此人。"),
            )
        if identity is None:
            identity = await new_identity(self.connection, Person(address, name, None))
        if identity is None:
            raise _MeanwhileError
        roles = provider.default_roles if invited is None else invited.roles
        member = await new_member(
            self.connection,
            self.door.tenant_id,
            self.door.namespace,
            identity,
            roles,
            None if invited is None else invited.ends_at,
            # Somebody else may have made the account, and know its password.
            by_provider=True,
        )
        if member is None:
            raise _MeanwhileError
        await accounts.grow_epoch(self.connection, self.door.namespace)
        told = {"email": address, "roles": list(roles), "by": VIA, "invited": invited is not None}
        await note(
            self.connection, self.door.namespace, Entry("memberAdded", member.id, str(member.id), told)
        )
        return identity

    def _name(self, address: str) -> str:
        try:
            return name_line((self.proved.name or "")[:200])
        except SluiceError:
            return address.partition("@")[0]

    async def _active(self, member_id: UUID) -> None:
        member = namespace_tables(self.door.namespace).member
        row = await self.connection.row(select(member.c.active).where(member.c.id == member_id))
        if row is None or not row["active"]:
            raise not_allowed("the member is deactivated", "An admin lets them in with `reactivateMember`.")

    async def _strong(self) -> None:
        asks = select(TENANT.c.totp_required).where(TENANT.c.id == self.door.tenant_id)
        if not self.proved.strong and await self.connection.value(asks):
            raise fault(
                "SECOND_FACTOR_REQUIRED",
                "the tenant asks for a second factor, and the identity provider tells of none",
                hint="Let it ask for one, and tell so in `amr`.",
            )

    async def _roles(self, member_id: UUID, link: Link) -> tuple[str, ...]:
        """Give the member the roles of their groups, and take those of groups that they are in no more.

        Returns those that groups have given, and no hand.
        """
        wanted = self._wanted()
        if _after(await self._held(member_id), link.roles, wanted) is None:
            return tuple(each for each in link.roles if each in wanted)
        # The head first, as everybody does: from here on nobody else changes roles.
        namespace = self.door.namespace
        await accounts.grow_epoch(self.connection, namespace)
        held = await self._held(member_id)
        after = _after(held, link.roles, wanted)
        if after is None:
            return tuple(each for each in link.roles if each in wanted)
        await accounts.set_member_roles(self.connection, namespace, member_id, after)
        ending = await accounts.ending_members(self.connection, namespace)
        try:
            await keep_an_administrator(self.connection, namespace, self.catalog, ending=ending)
        except SluiceError:
            # A provider that tells of no groups leaves no tenant without an admin: all stays as it was.
            await accounts.set_member_roles(self.connection, namespace, member_id, held)
            return link.roles
        told = {"roles": sorted(after), "by": VIA}
        await note(self.connection, namespace, Entry("memberRolesSet", None, str(member_id), told))
        by_hand = set(held) - set(link.roles)
        return tuple(sorted(wanted - by_hand))

    def _wanted(self) -> frozenset[str]:
        groups = frozenset(self.proved.groups)
        pairs = with_roles_of(self.door.provider, [each.id for each in self.catalog.roles]).group_roles
        return frozenset(role for group, roles in pairs if group in groups for role in roles)

    async def _held(self, member_id: UUID) -> tuple[str, ...]:
        member = namespace_tables(self.door.namespace).member
        row = await self.connection.row(select(member.c.roles).where(member.c.id == member_id))
        return () if row is None else tuple(row["roles"])


def _after(held: tuple[str, ...], given: tuple[str, ...], wanted: frozenset[str]) -> list[str] | None:
    """The roles as they are to be; None where they are so."""
    after = (set(held) - set(given)) | wanted
    return None if after == set(held) else sorted(after)
