"""The mutations of the fixed part of every caller's GraphQL schema; its queries stand in `api.fixed.root`."""

import strawberry

from api.fixed import (
    accounts,
    administration,
    catalog_document,
    configuration,
    deactivating,
    documents,
    drafts,
    former_members,
    identity_providers,
    inviting,
    member_groups,
    membership_ends,
    operations,
    org_units,
    overrides,
    passwords,
    pending_members,
    personal_data,
    saved_views,
    second_factors,
    session_list,
    signing_up,
    templates,
    views,
)
from api.fixed.account_types import (
    AddMemberPayload,
    CreateApiKeyPayload,
    RevokeApiKeyPayload,
    RotateApiKeyPayload,
    SetMemberRolesPayload,
    SignInPayload,
    SignOutPayload,
    SignUpPayload,
)
from api.fixed.deactivating import DeactivateMemberPayload, ReactivateMemberPayload
from api.fixed.documents import RegisterDocumentsPayload, RemoveDocumentsPayload
from api.fixed.drafts import DiscardCatalogDraftPayload, SaveCatalogDraftPayload
from api.fixed.former_members import PseudonymizeMemberPayload
from api.fixed.identity_provider_types import (
    ExchangeSignInCodePayload,
    RemoveIdentityProviderPayload,
    SetIdentityProviderPayload,
    TestIdentityProviderPayload,
    UnlinkMemberPayload,
)
from api.fixed.invitation_types import AcceptInvitationPayload, InvitationPayload
from api.fixed.member_groups import SetGroupRolesPayload
from api.fixed.membership_ends import SetMembershipEndPayload
from api.fixed.operations import StopCatalogOperationPayload
from api.fixed.org_units import OrgUnitPayload
from api.fixed.overrides import OverrideRequestPayload
from api.fixed.password_types import ChangePasswordPayload, RequestPasswordResetPayload, ResetPasswordPayload
from api.fixed.pending_members import AcceptMembershipPayload
from api.fixed.personal_data import EraseSubjectPayload, SubjectExport
from api.fixed.publishing import ChangeCatalogPayload
from api.fixed.saved_views import RemoveViewPayload, SaveViewPayload
from api.fixed.second_factors import (
    ConfirmTotpPayload,
    RecoveryCodesPayload,
    RemoveTotpPayload,
    SetSignInPolicyPayload,
    StartTotpPayload,
)
from api.fixed.session_list import RevokeSessionPayload, RevokeSessionsPayload
from api.fixed.views import ViewAsPayload


@strawberry.type
class Mutation:
    """Writing. The mutations of one operation run one after the other."""

    sign_up: SignUpPayload = strawberry.field(
        resolver=signing_up.sign_up,
        description="Make a tenant and its admin, or mail a link that does: as this installation has it. Needs no "
        "credentials.",
    )
    confirm_sign_up: SignUpPayload = strawberry.field(
        resolver=signing_up.confirm_sign_up,
        description="Make the tenant by the token of the link that `signUp` has mailed. Needs no credentials; a "
        "session tells whose account it is.",
    )
    sign_in: SignInPayload = strawberry.field(
        resolver=accounts.sign_in, description="Open a session. Needs no credentials."
    )
    sign_out: SignOutPayload = strawberry.field(
        resolver=accounts.sign_out, description="End the session the request came with."
    )
    view_as: ViewAsPayload = strawberry.field(
        resolver=views.view_as,
        description="Look at the tenant as a member does, or as whoever has some roles: a token that is good for an "
        "hour and changes nothing. The audit log tells it. Needs `configure` and `administer`.",
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
    set_identity_provider: SetIdentityProviderPayload = strawberry.field(
        resolver=identity_providers.set_identity_provider,
        description="Say by which OpenID Connect provider people sign in to the tenant; needs `administer`.",
    )
    remove_identity_provider: RemoveIdentityProviderPayload = strawberry.field(
        resolver=identity_providers.remove_identity_provider,
        description="End the tenant's identity provider, and the sessions it has opened; needs `administer`.",
    )
    test_identity_provider: TestIdentityProviderPayload = strawberry.field(
        resolver=identity_providers.try_identity_provider,
        description="Ask a provider whether people could sign in by it, the one in force unless another is given. "
        "Changes nothing; needs `administer`.",
    )
    unlink_member: UnlinkMemberPayload = strawberry.field(
        resolver=identity_providers.unlink_member,
        description="Forget whom the identity provider knows as the member: their next sign-in is as the first. Needs "
        "`administer`.",
    )
    exchange_sign_in_code: ExchangeSignInCodePayload = strawberry.field(
        resolver=identity_providers.exchange_sign_in_code,
        description="Open the session of a sign-in that has come back from an identity provider. Needs no credentials.",
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
    set_group_roles: SetGroupRolesPayload = strawberry.field(
        resolver=member_groups.set_group_roles,
        description="Replace the roles that members have by a group of a directory; needs `administer`.",
    )
    set_membership_end: SetMembershipEndPayload = strawberry.field(
        resolver=membership_ends.set_membership_end,
        description="Let a membership end by itself then; without `endsAt`, not at all. Needs `administer`.",
    )
    revoke_api_key: RevokeApiKeyPayload = strawberry.field(
        resolver=administration.revoke_api_key, description="End a key at once; needs `administer`."
    )
    add_member: AddMemberPayload = strawberry.field(
        resolver=administration.add_member,
        description="Make somebody a member; who has an account is let in once they accept (`acceptMembership`). "
        "Needs `administer`.",
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
    accept_membership: AcceptMembershipPayload = strawberry.field(
        resolver=pending_members.accept_membership,
        description="Let oneself into a tenant whose admin has added the account that one has. By a session, or by "
        "e-mail and password.",
    )
    deactivate_member: DeactivateMemberPayload = strawberry.field(
        resolver=deactivating.deactivate_member,
        description="Refuse a member from now on, with their sessions and keys, and give their records to another "
        "member. Asked again, it goes on with what is left of the records. Needs `administer`.",
    )
    reactivate_member: ReactivateMemberPayload = strawberry.field(
        resolver=deactivating.reactivate_member, description="Let a member in again; needs `administer`."
    )
    pseudonymize_member: PseudonymizeMemberPayload = strawberry.field(
        resolver=former_members.pseudonymize_member,
        description="Take name and address of a member who was deactivated out of the tenant, for good; what they did "
        "stays theirs under a pseudonym. Needs `administer`.",
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
        description="Make a draft, which needs a `name`, replace the changes of one, or `append` some; "
        "without a `name` one that is there keeps its own. Needs `configure`.",
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
    save_view: SaveViewPayload = strawberry.field(
        resolver=saved_views.save_view,
        description="Keep how a list is looked at, or replace what is kept: one's own, or a shared one with "
        "`configure`.",
    )
    remove_view: RemoveViewPayload = strawberry.field(
        resolver=saved_views.remove_view,
        description="Remove a saved view: one's own, or a shared one with `configure`.",
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
    export_subject: SubjectExport = strawberry.field(
        resolver=personal_data.export_subject,
        description="Everything that is held of the person whom a record is of, page by page. Needs `export` on the "
        "record, and the right to read all of it; it is told in the audit log.",
    )
    erase_subject: EraseSubjectPayload = strawberry.field(
        resolver=personal_data.erase_subject,
        description="Erase what is personal of the person whom a record is of, for good: in records, history, "
        "judgements and files; `dryRun` tells. Statistics stay. Needs `erase` on the record, and the right to read all "
        "of it.",
    )
