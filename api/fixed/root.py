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
    assignable,
    audit_log,
    catalog_document,
    configuration,
    documents,
    drafts,
    explaining,
    identity_providers,
    inviting,
    member_groups,
    membership_ends,
    operations,
    org_units,
    overrides,
    past_verdicts,
    pending_members,
    replay,
    rule_health,
    saved_views,
    second_factors,
    session_list,
    simulation,
    templates,
    usage,
    uses,
    warnings,
)
from api.fixed.account_types import ApiKeyInfo, MeInfo, MemberInfo, TenantInfo
from api.fixed.assignable import AssignableMemberInfo
from api.fixed.audit_log import AuditEntryInfo
from api.fixed.catalog_document import DocumentOfCatalog
from api.fixed.catalog_types import CatalogInfo, VersionInfo
from api.fixed.configuration import DifferenceInfo
from api.fixed.documents import DocumentInfo
from api.fixed.drafts import DraftInfo
from api.fixed.explained_types import ExplanationInfo
from api.fixed.identity_provider_types import IdentityProviderInfo
from api.fixed.invitation_types import InvitationInfo, OfferInfo
from api.fixed.member_groups import MemberGroupInfo
from api.fixed.membership_ends import EndInfo
from api.fixed.mutation import Mutation
from api.fixed.operations import OperationInfo
from api.fixed.org_units import OrgUnitInfo
from api.fixed.overrides import OverrideRequestInfo
from api.fixed.past_verdicts import PastVerdictInfo
from api.fixed.replay import ReplayInfo
from api.fixed.rule_health import ClauseHealthInfo
from api.fixed.saved_views import SavedViewInfo
from api.fixed.second_factors import PolicyInfo
from api.fixed.session_list import SessionInfo
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
    assignable_members: list[AssignableMemberInfo] = strawberry.field(
        resolver=assignable.assignable_members,
        description="The first active members by name, at most 100, or those whose name has `search` in it: whom a "
        "record can be given to, or a field of a member. For who may create or update records of any object.",
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
    explain_access: ExplanationInfo | None = strawberry.field(
        resolver=explaining.explain_access,
        description="Whether a member, an API key or `roles` together may do something, and why: which grants give it, "
        "which one is missing, which deny takes it away, and of a `record` which part of a row rule failed. Leave out "
        "`object` for an action on the tenant; `from` and `to` are stages of a promotion. Needs `configure`, and "
        "`administer` to ask about a member or a key. Null with an error where there is none.",
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
    membership_offers: list[TenantInfo] = strawberry.field(
        resolver=pending_members.membership_offers,
        description="Tenants whose admins have added one's account, and which wait for `acceptMembership`; needs a "
        "session.",
    )
    member_sessions: list[SessionInfo] | None = strawberry.field(
        resolver=session_list.member_sessions,
        description="The sessions that a member has used in the tenant, without addresses; needs `administer`.",
    )
    member_groups: list[MemberGroupInfo] = strawberry.field(
        resolver=member_groups.member_groups,
        description="The groups of a directory, and their roles; needs `administer`.",
    )
    membership_ends: list[EndInfo] = strawberry.field(
        resolver=membership_ends.membership_ends,
        description="The members whose membership ends by itself, or has ended; needs `administer`.",
    )
    sign_in_policy: PolicyInfo = strawberry.field(
        resolver=second_factors.policy,
        description="What the tenant asks of those who sign in; needs `administer`.",
    )
    identity_provider: IdentityProviderInfo | None = strawberry.field(
        resolver=identity_providers.identity_provider,
        description="By which provider people sign in to the tenant; null for none. Needs `administer`.",
    )
    saved_views: list[SavedViewInfo] = strawberry.field(
        resolver=saved_views.saved_views,
        description="The caller's own views of the lists of an object, and those that are shared, by name.",
    )
    trusted_documents: list[DocumentInfo] = strawberry.field(
        resolver=documents.trusted_documents, description="Every trusted document; needs `configure`."
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
