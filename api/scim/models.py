"""What is offered by SCIM 2.0 (RFC 7643), as models of `scim2_models`: users, groups, what the server tells of itself.

An attribute that is not here is ignored wherever it comes, a password too: what Sluice has no use of is not kept.
"""

from typing import Annotated, Any, ClassVar, TypeAlias

from pydantic import Field
from scim2_models import (
    URN,
    AuthenticationScheme,
    Bulk,
    CaseExact,
    ChangePassword,
    ComplexAttribute,
    ETag,
    Filter,
    Mutability,
    Name,
    Pagination,
    Patch,
    PatchOp,
    Reference,
    Required,
    Resource,
    ScimPolicy,
    ScimProvider,
    SearchRequest,
    ServiceProviderConfig,
    Sort,
    Uniqueness,
)

DEFAULT_PAGE = 100
MOST_PAGE = 200
"""Users or groups of one answer."""

POLICY = ScimPolicy(
    unknown=ScimPolicy.Unknown.ignore,
    remove_value_as_filter=ScimPolicy.RemoveValue.apply,
    unmatched_path_filter=ScimPolicy.UnmatchedPathFilter.create,
)
"""What is taken of directories that do not keep to the letter of RFC 7644, Entra ID before all."""

CORE_USER = URN("urn:ietf:params:scim:schemas:core:2.0:User")
CORE_GROUP = URN("urn:ietf:params:scim:schemas:core:2.0:Group")


class EmailOfUser(ComplexAttribute):
    """An address."""

    value: Annotated[str | None, Required.true] = None
    display: str | None = None
    type: str | None = Field(None, examples=["work", "home", "other"])
    primary: bool | None = None


class GroupOfUser(ComplexAttribute):
    """A group that the user is in."""

    value: Annotated[str | None, Mutability.read_only, CaseExact.true] = None
    ref: Annotated[Reference["Group"] | None, Mutability.read_only] = Field(
        None, serialization_alias="$ref", validation_alias="$ref"
    )
    display: Annotated[str | None, Mutability.read_only] = None
    type: Annotated[str | None, Mutability.read_only] = Field(None, examples=["direct"])


class User(Resource[Any]):
    """A member of the tenant."""

    __schema__: ClassVar[URN] = CORE_USER

    user_name: Annotated[str | None, Uniqueness.server, Required.true] = None
    name: Name | None = None
    display_name: str | None = None
    active: Annotated[bool | None, Required.true] = None
    emails: Annotated[list[EmailOfUser] | None, Required.true] = None
    groups: Annotated[list[GroupOfUser] | None, Mutability.read_only] = None


class MemberOfGroup(ComplexAttribute):
    """Who is in a group: a user, for groups are in none."""

    value: Annotated[str | None, Mutability.immutable, CaseExact.true] = None
    ref: Annotated[Reference["User"] | None, Mutability.immutable] = Field(
        None, serialization_alias="$ref", validation_alias="$ref"
    )
    type: Annotated[str | None, Mutability.immutable] = Field(None, examples=["User"])


class Group(Resource[Any]):
    """A group of the directory. An admin says which roles follow from it."""

    __schema__: ClassVar[URN] = CORE_GROUP

    display_name: Annotated[str | None, Uniqueness.server, Required.true] = None
    members: list[MemberOfGroup] | None = None


Asking: TypeAlias = type[SearchRequest[Any]]
USERS: Asking = SearchRequest[User]
GROUPS: Asking = SearchRequest[Group]
EVERYTHING: Asking = SearchRequest[User | Group]
"""The query of a list, for what is in it."""

USER_PATCH = PatchOp[User]
GROUP_PATCH = PatchOp[Group]

CONFIG = ServiceProviderConfig(
    patch=Patch(supported=True),
    bulk=Bulk(supported=False, max_operations=0, max_payload_size=0),
    filter=Filter(supported=True, max_results=MOST_PAGE),
    change_password=ChangePassword(supported=False),
    sort=Sort(supported=True),
    etag=ETag(supported=True),
    pagination=Pagination(
        cursor=False,
        index=True,
        default_pagination_method=Pagination.DefaultPaginationMethod.index,
        default_page_size=DEFAULT_PAGE,
        max_page_size=MOST_PAGE,
    ),
    authentication_schemes=[
        AuthenticationScheme(
            type=AuthenticationScheme.Type.oauthbearertoken,
            name="API key",
            description="`Authorization: Bearer …` with an API key whose roles grant `provision`",
            primary=True,
        )
    ],
)

PROVIDER = ScimProvider(
    models=[User, Group],
    config=CONFIG,
    policy=POLICY,
)
