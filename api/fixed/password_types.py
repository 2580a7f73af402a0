"""The inputs and payloads of new passwords."""

import strawberry

from api.fixed.account_types import WHOSE_SESSION
from api.fixed.user_error import UserError


@strawberry.input
class ChangePasswordInput:
    """The password that is, and the one that shall be."""

    current_password: str
    new_password: str


@strawberry.type
class ChangePasswordPayload:
    """A new session; all others of the account have ended."""

    token: str | None = strawberry.field(description=WHOSE_SESSION)
    errors: list[UserError]


@strawberry.input
class RequestPasswordResetInput:
    """Whose password is forgotten."""

    email: str


@strawberry.type
class RequestPasswordResetPayload:
    """The same, after the same time, whether the address has an account or not."""

    accepted: bool = strawberry.field(description="Where the address has an account, it gets a mail.")
    errors: list[UserError]


@strawberry.input
class ResetPasswordInput:
    """The token of a link, and the new password."""

    token: str
    password: str


@strawberry.type
class ResetPasswordPayload:
    """Whether the password is another now; all sessions of the account have ended."""

    done: bool
    errors: list[UserError]
