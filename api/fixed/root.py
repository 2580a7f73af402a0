"""The fixed part of every caller's GraphQL schema: what is the same whatever a tenant has configured.

`api.types.tenant_types` merges its root fields with the tenant's. Resolvers depend on `info.context` alone, a
`RequestContext`, for they run under many GraphQL schemas.
"""

import strawberry
from graphql import GraphQLInputObjectType, GraphQLObjectType, GraphQLSchema
from strawberry.schema.config import StrawberryConfig

from api.fixed import (
    accounts,
    administration,
    audit_log,
    catalog_document,
    configuration,
    deactivating,
    documents,
    drafts,
    inviting,
    membership_ends,
    operations,
    org_units,
    overrides,
    passwords,
    past_verdicts,
    replay,
    rule_health,
    second_factors,
    session_list,
    simulation,
    templates,
    usage,
    uses,
    warnings,
)
from api.fixed.account_types import (
    AddMemberPayload,
    ApiKeyInfo,
    CreateApiKeyPayload,
    MeInfo,
    MemberInfo,
    RevokeApiKeyPayload,
    RotateApiKeyPayload,
    SetMemberRolesPayload,
    SignInPayload,
    SignOutPayload,
    SignUpPayload,
)
from api.fixed.audit_log import AuditEntryInfo
from api.fixed.catalog_document import DocumentOfCatalog
from api.fixed.catalog_types import CatalogInfo, VersionInfo
from api.fixed.configuration import DifferenceInfo
from api.fixed.deactivating import DeactivateMemberPayload, ReactivateMemberPayload
from api.fixed.documents import DocumentInfo, RegisterDocumentsPayload, RemoveDocumentsPayload
from api.fixed.drafts import DiscardCatalogDraftPayload, DraftInfo, SaveCatalogDraftPayload
from api.fixed.invitation_types import (
    AcceptInvitationPayload,
    InvitationInfo,
    InvitationPayload,
    OfferInfo,
)
from api.fixed.membership_ends import EndInfo, SetMembershipEndPayload
from api.fixed.operations import OperationInfo, StopCatalogOperationPayload
from api.fixed.org_units import OrgUnitInfo, OrgUnitPayload
from api.fixed.overrides import OverrideRequestInfo, OverrideRequestPayload
from api.fixed.password_types import (
    ChangePasswordPayload,
    RequestPasswordResetPayload,
    ResetPasswordPayload,
)
from api.fixed.past_verdicts import PastVerdictInfo
from api.fixed.publishing import ChangeCatalogPayload
from api.fixed.replay import ReplayInfo
from api.fixed.rule_health import ClauseHealthInfo
from api.fixed.second_factors import (
    ConfirmTotpPayload,
    PolicyInfo,
    RecoveryCodesPayload,
    RemoveTotpPayload,
    SetSignInPolicyPayload,
    StartTotpPayload,
)
from api.fixed.session_list import RevokeSessionPayload, RevokeSessionsPayload, SessionInfo
from api.fixed.simulation_types import SimulationInfo
from api.fixed.spelling import KnownNames
from api.fixed.templates import TemplateInfo
from api.fixed.usage import UsageInfo
from api.fixed.uses import UsesInfo
from api.fixed.warnings import WarningInfo
from api.types.scalars import SCALAR_MAP


@strawberry.type
class Query:
    """Reading."""

    me: MeInfo | None = strawberry.field(
        resolver=accounts.me, description="The caller; null without credentials."
    )
    usage: UsageInfo = strawberry.field(
        resolver=usage.usage,
        description="What the tenant uses of its plan; needs `administer`.",
    )
    catalog: CatalogInfo = strawberry.field(
        resolver=configuration.catalog, description="What is configured, as far as the caller may see it."
    )
    catalog_version: CatalogInfo | None = strawberry.field(
        resolver=configuration.catalog_version, description="An earlier version; needs `configure`."
    )
    catalog_versions: list[VersionInfo] = strawberry.field(
        resolver=configuration.catalog_versions, description="The history, newest first; needs `configure`."
    )
    catalog_differences: list[DifferenceInfo] = strawberry.field(
        resolver=configuration.catalog_differences,
        description="The changes that lead from one version to another; needs `configure`.",
    )
    catalog_templates: list[TemplateInfo] = strawberry.field(
        resolver=templates.catalog_templates,
        description="What can be installed, and what of it is there; needs `configure`.",
    )
    catalog_document: DocumentOfCatalog = strawberry.field(
        resolver=catalog_document.catalog_document,
        description="A version of the catalog as one document; the one in force unless named. Needs `configure`.",
    )
    catalog_warnings: list[WarningInfo] = strawberry.field(
        resolver=warnings.catalog_warnings,
        description="What in the catalog is allowed and hardly meant; needs `configure`.",
    )
    catalog_uses: UsesInfo = strawberry.field(
        resolver=uses.catalog_uses,
        description="Everything that uses a part of the catalog, asked before it is removed; needs `configure`.",
    )
    catalog_drafts: list[DraftInfo] = strawberry.field(
        resolver=drafts.catalog_drafts, description="Every draft of the catalog; needs `configure`."
    )
    catalog_draft: DraftInfo | None = strawberry.field(
        resolver=drafts.catalog_draft, description="One draft; null where there is none. Needs `configure`."
    )
    catalog_operations: list[OperationInfo] = strawberry.field(
        resolver=operations.catalog_operations,
        description="Publishes in the background, the newest first; needs `configure`.",
    )
    catalog_operation: OperationInfo | None = strawberry.field(
        resolver=operations.catalog_operation,
        description="One publish in the background; null where there is none. Needs `configure`.",
    )
    simulate_gate: SimulationInfo | None = strawberry.field(
        resolver=simulation.simulate_gate,
        description="What `changes`, or a draft, would do to live records at the gates of `object`: which would be "
        "newly blocked or allowed, and what they are worth by the field `value`. `where` is a rule that narrows the "
        "records. Needs `configure`; counts and shows what the caller may read.",
    )
    replay_gate: ReplayInfo | None = strawberry.field(
        resolver=replay.replay_gate,
        description="Which moves of the last `months`, or `since` a moment, `changes` or a draft would have stopped, "
        "and how their records stand now. Values are those of that time where the history of the field is kept. "
        "Needs `configure`; counts and shows what the caller may read.",
    )
    past_verdicts: list[PastVerdictInfo] | None = strawberry.field(
        resolver=past_verdicts.past_verdicts,
        description="What gates have said of a record, the latest first: its moves through a gate, and the moves that "
        "were refused. Each verdict is said again by the rules and the clock of its time, of the values that it saw. "
        "Null where there is no such record that the caller may read.",
    )
    rule_health: list[ClauseHealthInfo] | None = strawberry.field(
        resolver=rule_health.clause_health,
        description="How the conditions of `object`, or of one `pipeline` of it, fare, those that refused the most "
        "first: what they refused, whom, how long until they were satisfied, how often they were overridden, and how "
        "the records ended. Needs `configure`; counts what the caller may read.",
    )
    override_requests: list[OverrideRequestInfo] = strawberry.field(
        resolver=overrides.override_requests,
        description="What is asked of a second person before a closed gate is overridden, the newest first, of records "
        "on which the caller may `override`; with `pending`, what nobody has decided yet.",
    )
    members: list[MemberInfo] = strawberry.field(
        resolver=administration.members, description="Everybody in the tenant; needs `administer`."
    )
    invitations: list[InvitationInfo] = strawberry.field(
        resolver=inviting.invitations,
        description="Every invitation of the last months, the newest first; needs `administer`.",
    )
    invitation: OfferInfo | None = strawberry.field(
        resolver=inviting.invitation,
        description="What the link with this token leads to; null where it is used, revoked, expired or none. Needs no "
        "credentials.",
    )
    org_units: list[OrgUnitInfo] = strawberry.field(
        resolver=org_units.org_units,
        description="The units of the organisation, by code: a tree, told by `parentId`; needs `administer`.",
    )
    audit_log: list[AuditEntryInfo] = strawberry.field(
        resolver=audit_log.audit_log,
        description="Who did what, to what, and when, the newest first: sign-ins, members, roles, keys, the "
        "configuration, overrides; needs `administer`.",
    )
    api_keys: list[ApiKeyInfo] = strawberry.field(
        resolver=administration.api_keys, description="Every key, revoked ones too; needs `administer`."
    )
    sessions: list[SessionInfo] = strawberry.field(
        resolver=session_list.sessions,
        description="One's own open sessions, the newest first; needs a session.",
    )
    member_sessions: list[SessionInfo] | None = strawberry.field(
        resolver=session_list.member_sessions,
        description="The sessions of a member that open the tenant, without addresses; needs `administer`.",
    )
    membership_ends: list[EndInfo] = strawberry.field(
        resolver=membership_ends.membership_ends,
        description="The members whose membership ends by itself, or has ended; needs `administer`.",
    )
    sign_in_policy: PolicyInfo = strawberry.field(
        resolver=second_factors.policy,
        description="What the tenant asks of those who sign in; needs `administer`.",
    )
    trusted_documents: list[DocumentInfo] = strawberry.field(
        resolver=documents.trusted_documents, description="Every trusted document; needs `configure`."
    )


@strawberry.type
class Mutation:
    """Writing. The mutations of one operation run one after the other."""

    sign_up: SignUpPayload = strawberry.field(
        resolver=accounts.sign_up, description="Make a tenant and its admin. Needs no credentials."
    )
    sign_in: SignInPayload = strawberry.field(
        resolver=accounts.sign_in, description="Open a session. Needs no credentials."
    )
    sign_out: SignOutPayload = strawberry.field(
        resolver=accounts.sign_out, description="End the session the request came with."
    )
    change_password: ChangePasswordPayload = strawberry.field(
        resolver=passwords.change_password,
        description="Replace one's own password; all sessions end, and a new one is answered. Needs a session.",
    )
    request_password_reset: RequestPasswordResetPayload = strawberry.field(
        resolver=passwords.request_password_reset,
        description="Mail a link for a new password to the address, where it has an account. Needs no credentials.",
    )
    reset_password: ResetPasswordPayload = strawberry.field(
        resolver=passwords.reset_password,
        description="Replace a password by the token of a link; all sessions end. Needs no credentials.",
    )
    start_totp: StartTotpPayload = strawberry.field(
        resolver=second_factors.start_totp,
        description="Make a secret for an app that tells codes by time. Needs the password, and no session.",
    )
    confirm_totp: ConfirmTotpPayload = strawberry.field(
        resolver=second_factors.confirm_totp,
        description="Put the secret in use, by a code of it. Needs the password, and no session.",
    )
    remove_totp: RemoveTotpPayload = strawberry.field(
        resolver=second_factors.remove_totp,
        description="Ask for no code any more. Needs the password and a code, and no session.",
    )
    renew_recovery_codes: RecoveryCodesPayload = strawberry.field(
        resolver=second_factors.renew_recovery_codes,
        description="Recovery codes in the place of those before. Needs the password and a code, and no session.",
    )
    set_sign_in_policy: SetSignInPolicyPayload = strawberry.field(
        resolver=second_factors.set_policy,
        description="Say what the tenant asks of those who sign in; needs `administer`.",
    )
    revoke_session: RevokeSessionPayload = strawberry.field(
        resolver=session_list.revoke_session, description="End one of one's own sessions; needs a session."
    )
    revoke_sessions: RevokeSessionsPayload = strawberry.field(
        resolver=session_list.revoke_sessions,
        description="End all of one's own sessions but the one the request came with; needs a session.",
    )
    revoke_member_sessions: RevokeSessionsPayload = strawberry.field(
        resolver=session_list.revoke_member_sessions,
        description="Sign a member out of this tenant, wherever they are signed in; needs `administer`.",
    )
    create_api_key: CreateApiKeyPayload = strawberry.field(
        resolver=administration.create_api_key, description="Make a key; needs `administer`."
    )
    rotate_api_key: RotateApiKeyPayload = strawberry.field(
        resolver=administration.rotate_api_key,
        description="Make a key alike in the place of one, which ends at once or `overlapHours` later; needs "
        "`administer`.",
    )
    set_membership_end: SetMembershipEndPayload = strawberry.field(
        resolver=membership_ends.set_membership_end,
        description="Let a membership end by itself then; without `endsAt`, not at all. Needs `administer`.",
    )
    revoke_api_key: RevokeApiKeyPayload = strawberry.field(
        resolver=administration.revoke_api_key, description="End a key at once; needs `administer`."
    )
    add_member: AddMemberPayload = strawberry.field(
        resolver=administration.add_member, description="Make somebody a member; needs `administer`."
    )
    invite_member: InvitationPayload = strawberry.field(
        resolver=inviting.invite_member,
        description="Ask somebody by mail to become a member. Where this installation sends no mail, `link` is to be "
        "passed on. Needs `administer`.",
    )
    resend_invitation: InvitationPayload = strawberry.field(
        resolver=inviting.resend_invitation,
        description="Send a new link; the one before is good no longer. Needs `administer`.",
    )
    revoke_invitation: InvitationPayload = strawberry.field(
        resolver=inviting.revoke_invitation, description="End an open invitation; needs `administer`."
    )
    accept_invitation: AcceptInvitationPayload = strawberry.field(
        resolver=inviting.accept_invitation,
        description="Become a member by the token of a link. Open to all; a session tells whose account it is.",
    )
    deactivate_member: DeactivateMemberPayload = strawberry.field(
        resolver=deactivating.deactivate_member,
        description="Refuse a member from now on, with their sessions and keys, and give their records to another "
        "member. Asked again, it goes on with what is left of the records. Needs `administer`.",
    )
    reactivate_member: ReactivateMemberPayload = strawberry.field(
        resolver=deactivating.reactivate_member, description="Let a member in again; needs `administer`."
    )
    set_member_roles: SetMemberRolesPayload = strawberry.field(
        resolver=administration.set_member_roles, description="Replace roles; needs `administer`."
    )
    create_org_unit: OrgUnitPayload = strawberry.field(
        resolver=org_units.create_org_unit,
        description="Add a company, a department or a team to the organisation; needs `administer`.",
    )
    rename_org_unit: OrgUnitPayload = strawberry.field(
        resolver=org_units.rename_org_unit,
        description="Give a unit another name or another code; needs `administer`.",
    )
    move_org_unit: OrgUnitPayload = strawberry.field(
        resolver=org_units.move_org_unit,
        description="Put a unit, with all below it, elsewhere in the tree; needs `administer`.",
    )
    remove_org_unit: OrgUnitPayload = strawberry.field(
        resolver=org_units.remove_org_unit,
        description="End a unit in which there are no units and no members; needs `administer`.",
    )
    add_to_org_unit: OrgUnitPayload = strawberry.field(
        resolver=org_units.add_to_org_unit,
        description="Put members into a unit, beside those they are in; needs `administer`.",
    )
    take_from_org_unit: OrgUnitPayload = strawberry.field(
        resolver=org_units.take_from_org_unit, description="Take members out of a unit; needs `administer`."
    )
    register_documents: RegisterDocumentsPayload = strawberry.field(
        resolver=documents.register_documents,
        description="Trust documents: clients may name them by their id. Needs `configure`.",
    )
    remove_documents: RemoveDocumentsPayload = strawberry.field(
        resolver=documents.remove_documents, description="Trust documents no more; needs `configure`."
    )
    change_catalog: ChangeCatalogPayload = strawberry.field(
        resolver=configuration.change_catalog,
        description="Publish changes as one unit; `dryRun` tells what they would do. Needs `configure`.",
    )
    apply_catalog: ChangeCatalogPayload = strawberry.field(
        resolver=catalog_document.apply_catalog,
        description="Publish what makes the catalog as a document has it; `dryRun` tells. With `baseVersion`, the "
        "version that the document is made from (0: none), nothing that was added since is removed. Needs `configure`.",
    )
    save_catalog_draft: SaveCatalogDraftPayload = strawberry.field(
        resolver=drafts.save_catalog_draft,
        description="Make a draft, replace its changes, or `append` some; needs `configure`.",
    )
    publish_catalog_draft: ChangeCatalogPayload = strawberry.field(
        resolver=drafts.publish_catalog_draft,
        description="Publish a draft as one version, merged with what others have published. Needs `configure`.",
    )
    discard_catalog_draft: DiscardCatalogDraftPayload = strawberry.field(
        resolver=drafts.discard_catalog_draft, description="Throw a draft away; needs `configure`."
    )
    stop_catalog_operation: StopCatalogOperationPayload = strawberry.field(
        resolver=operations.stop_catalog_operation,
        description="Stop a publish in the background; needs `configure`.",
    )
    roll_back_catalog: ChangeCatalogPayload = strawberry.field(
        resolver=configuration.roll_back_catalog,
        description="Publish what leads back to an earlier version, as a new one; `dryRun` tells. Needs `configure`.",
    )
    request_override: OverrideRequestPayload = strawberry.field(
        resolver=overrides.request_override,
        description="Ask that another member approve an override, where the pipeline wants that. Needs `override` on "
        "the record; what was asked before for the same move is withdrawn.",
    )
    decide_override: OverrideRequestPayload = strawberry.field(
        resolver=overrides.decide_override,
        description="Approve what another member has asked for, or decline it. Needs `override` on the record. What "
        "one has asked for oneself can be taken back, and never approved.",
    )
    install_template: ChangeCatalogPayload = strawberry.field(
        resolver=templates.install_template,
        description="Publish what the tenant lacks of a template, as one unit; `objects` and `roles` say what things "
        "are called here, `gateAt` which stage the gate of a field pack guards; `dryRun` tells. Needs `configure`.",
    )


FIXED = strawberry.Schema(
    Query, Mutation, config=StrawberryConfig(name_converter=KnownNames(), scalar_map=SCALAR_MAP)
)


def _graphql_schema(schema: strawberry.Schema) -> GraphQLSchema:
    """strawberry's schema as graphql-core's own, with `@oneOf` where graphql-core itself enforces it.

    strawberry keeps `@oneOf` to a validation rule of its own and does not tell graphql-core, which would then
    neither check variables nor tell introspection.
    """
    found: GraphQLSchema = schema._schema  # noqa: SLF001 - strawberry has no public way to it
    for each in found.type_map.values():
        if isinstance(each, GraphQLInputObjectType):
            definition = (each.extensions or {}).get("strawberry-definition")
            each.is_one_of = bool(getattr(definition, "is_one_of", False))
    return found


FIXED_SCHEMA: GraphQLSchema = _graphql_schema(FIXED)
"""The fixed part alone: what an anonymous caller sees."""


def _object_type(name: str) -> GraphQLObjectType:
    found = FIXED_SCHEMA.type_map[name]
    if not isinstance(found, GraphQLObjectType):
        raise TypeError(f"{name} is not an object type")
    return found


USER_ERROR: GraphQLObjectType = _object_type("UserError")
"""The type of refusals, which tenants' payloads share."""
