"""The GraphQL schema of operators: theirs alone, as no tenant's fields are in it."""

import strawberry
from strawberry.schema.config import StrawberryConfig

from api.operators import resolvers
from api.operators.types import ActInfo, TenantInfo, TenantPayload
from api.types.scalars import SCALAR_MAP


@strawberry.type
class Query:
    """Reading."""

    tenants: list[TenantInfo] = strawberry.field(
        resolver=resolvers.tenants,
        description="Tenants by slug, after that of `after`; `search` narrows by slug and name.",
    )
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
    erase_tenant: TenantPayload = strawberry.field(
        resolver=resolvers.erase_tenant,
        description="Erase a closed tenant now: nothing brings it back.",
    )


OPERATORS = strawberry.Schema(Query, Mutation, config=StrawberryConfig(scalar_map=SCALAR_MAP))
