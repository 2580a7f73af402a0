"""The GraphQL schema of operators: theirs alone, as no tenant's fields are in it."""

import strawberry
from graphql import GraphQLError
from strawberry.schema.config import StrawberryConfig
from strawberry.types import ExecutionContext

from api.fixed.usage import UsageInfo
from api.operators import resolvers
from api.operators.types import (
    ActInfo,
    PlanInfo,
    PlanPayload,
    RemovePlanPayload,
    ResetSecondFactorPayload,
    TenantInfo,
    TenantPayload,
)
from api.types.scalars import SCALAR_MAP


@strawberry.type
class Query:
    """Reading."""

    tenants: list[TenantInfo] = strawberry.field(
        resolver=resolvers.tenants,
        description="Tenants by slug, after that of `after`; `search` narrows by slug and name.",
    )
    usage: UsageInfo = strawberry.field(
        resolver=resolvers.usage, description="What a tenant uses of its plan."
    )
    plans: list[PlanInfo] = strawberry.field(resolver=resolvers.plans, description="Every plan, by name.")
    acts: list[ActInfo] = strawberry.field(
        resolver=resolvers.acts,
        description="What operators did, the newest first; with a tenant where it is named.",
    )


@strawberry.type
class Mutation:
    """Changing."""

    suspend_tenant: TenantPayload = strawberry.field(
        resolver=resolvers.suspend_tenant,
        description="Refuse the tenant's callers from their next statement on; the data stay.",
    )
    resume_tenant: TenantPayload = strawberry.field(
        resolver=resolvers.resume_tenant, description="Let them in again."
    )
    close_tenant: TenantPayload = strawberry.field(
        resolver=resolvers.close_tenant,
        description="Refuse the tenant's callers, and erase everything after some days.",
    )
    reopen_tenant: TenantPayload = strawberry.field(
        resolver=resolvers.reopen_tenant,
        description="Open a closed tenant again, while it is not being erased.",
    )
    set_tenant_plan: TenantPayload = strawberry.field(
        resolver=resolvers.set_tenant_plan,
        description="Put a tenant on a plan, or on none; what it has more than that stays.",
    )
    set_plan: PlanPayload = strawberry.field(
        resolver=resolvers.set_plan,
        description="Make a plan, or change one, from now on, for all who are on it.",
    )
    remove_plan: RemovePlanPayload = strawberry.field(
        resolver=resolvers.remove_plan, description="Remove a plan that nobody is on."
    )
    reset_second_factor: ResetSecondFactorPayload = strawberry.field(
        resolver=resolvers.reset_second_factor,
        description="Take away the second factor of who has lost it, and end their sessions. Make sure who asks.",
    )
    erase_tenant: TenantPayload = strawberry.field(
        resolver=resolvers.erase_tenant,
        description="Erase a closed tenant now: nothing brings it back.",
    )


class OperatorSchema(strawberry.Schema):
    """strawberry's, but for its log: a mistake of who asks is no fault, and a fault is logged at the edge."""

    def process_errors(
        self, errors: list[GraphQLError], execution_context: ExecutionContext | None = None
    ) -> None:
        """Say nothing: `api.errors.execution_errors` does, of what is unexpected."""


OPERATORS = OperatorSchema(Query, Mutation, config=StrawberryConfig(scalar_map=SCALAR_MAP))
