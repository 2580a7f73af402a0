"""Codes about who asks: sessions, sign-in, tenants, members and invitations, directories, units."""

from collections.abc import Mapping

from core.error_codes.code import ErrorCode

CODES: Mapping[str, ErrorCode] = {
    "UNAUTHENTICATED": ErrorCode(
        "The credentials are missing, wrong, expired or revoked",
        "Send `Authorization: Bearer <API key or session token>`.",
        401,
    ),
    "ADDRESS_NOT_ALLOWED": ErrorCode(
        "The key is not good from this address",
        "Ask from one of its networks; behind a proxy, `SLUICE_TRUSTED_PROXIES` names it.",
        403,
    ),
    "FORBIDDEN": ErrorCode("The caller's roles do not allow this", "Ask an admin for the role.", 403),
    "VIEW_IS_READ_ONLY": ErrorCode(
        "Who looks at the tenant as somebody else changes nothing",
        "Send your own credentials to change something.",
        403,
    ),
    "TENANT_REQUIRED": ErrorCode(
        "The caller does not belong to the tenant that the request names",
        "Name a tenant of yours in the header `X-Sluice-Tenant`, or leave the header out.",
        400,
    ),
    "TENANT_SUSPENDED": ErrorCode("The tenant is suspended", "Ask the operator of this installation.", 403),
    "TENANT_CLOSED": ErrorCode(
        "The tenant is closed and will be erased",
        "Ask the operator of this installation to open it again while there is time.",
        403,
    ),
    "TENANT_THERE": ErrorCode(
        "The tenant of the archive is here already",
        "Close and erase that one first, or restore elsewhere.",
        409,
    ),
    "TENANT_OPEN": ErrorCode("Only what is closed can be erased", "Close the tenant first.", 409),
    "QUOTA_EXCEEDED": ErrorCode(
        "The tenant has as much as its plan allows",
        "Remove what is not needed, or ask the operator of this installation for a larger plan.",
        403,
    ),
    "RATE_LIMITED": ErrorCode(
        "There are more requests than the limit lets through",
        "Try again after the seconds in the header `Retry-After`.",
        429,
    ),
    "SIGN_IN_FAILED": ErrorCode("E-mail or password is wrong", "Check both and try again.", 401),
    "SIGN_IN_THROTTLED": ErrorCode(
        "Too many sign-ins have failed from here", "Wait, then try again; or reset the password.", 429
    ),
    "ADDRESS_THROTTLED": ErrorCode(
        "Too much was asked for from this address without credentials", "Wait, then try again.", 429
    ),
    "SIGN_UP_CLOSED": ErrorCode(
        "This installation takes no sign-ups",
        "Ask its operators for a tenant, or an admin to invite you.",
        403,
    ),
    "SIGN_UP_INVALID": ErrorCode(
        "The link that confirms a sign-up is used, expired, or none", "Sign up again.", 404
    ),
    "EMAIL_TAKEN": ErrorCode("This e-mail already has an account", "Sign in, or use another e-mail.", 409),
    "TENANT_SLUG_TAKEN": ErrorCode("This tenant name is taken", "Choose another name.", 409),
    "EMAIL_INVALID": ErrorCode("This is not an e-mail address", "Write it as name@example.com."),
    "PASSWORD_WEAK": ErrorCode(
        "The password is too short, too long, or easily guessed",
        "Use 8 to 1,024 characters that are no frequent password and not your name or address.",
    ),
    "SECOND_FACTOR_REQUIRED": ErrorCode(
        "A code of the second factor is needed",
        "Sign in with `code`; who has no second factor begins with `startTotp`.",
        403,
    ),
    "SECOND_FACTOR_FAILED": ErrorCode(
        "The code is wrong, too old, or was used before", "Give the next code, or a recovery code.", 401
    ),
    "SECOND_FACTOR_ON": ErrorCode(
        "The account has a second factor already", "Remove it first with `removeTotp`.", 409
    ),
    "SIGN_IN_EXPIRED": ErrorCode(
        "The sign-in by the identity provider was begun in another browser, too long ago, or is done",
        "Begin it again.",
    ),
    "SIGN_IN_NOT_ALLOWED": ErrorCode(
        "The tenant does not let in whom its identity provider has told of",
        "Ask an admin of the tenant; the message says what they can mend.",
        403,
    ),
    "PROVIDER_REQUIRED": ErrorCode(
        "The tenant lets in who its identity provider knows",
        "Sign in at `/auth/oidc/start?tenant=<tenant>`.",
        403,
    ),
    "PROVIDER_FAILED": ErrorCode(
        "The identity provider does not answer, or not as it must",
        "Try again; an admin of the tenant finds out more with `testIdentityProvider`.",
        502,
    ),
    "RESET_INVALID": ErrorCode(
        "The link to reset the password is used, expired, or none", "Ask for another one."
    ),
    "MAIL_OFF": ErrorCode(
        "This installation sends no mail", "Ask the operator to set `SLUICE_SMTP_HOST`.", 503
    ),
    "MEMBER_EXISTS": ErrorCode("This person is already a member", "Change the member's roles instead.", 409),
    "LAST_ADMINISTRATOR": ErrorCode(
        "A tenant needs somebody who can administer it", "Give another member that right first."
    ),
    "DEACTIVATED_BY_ADMIN": ErrorCode(
        "What an admin has decided about a member is not for a directory to undo",
        "Have an admin of the tenant let them in again (`reactivateMember`).",
        403,
    ),
    "PROVISIONED_TWICE": ErrorCode(
        "Another user or group of the directory has this name, address or external id",
        "Find it by a filter, and change that one.",
        409,
    ),
    "GROUP_LIMIT": ErrorCode(
        "There are too many groups, or too many members in one", "Provision fewer, or smaller ones."
    ),
    "SCIM_REFUSED": ErrorCode(
        "The SCIM request cannot be done as it stands", "Mend what `detail` and `scimType` name."
    ),
    "SCIM_UNSUPPORTED": ErrorCode(
        "This part of SCIM is not offered", "Read `/scim/v2/ServiceProviderConfig` for what is.", 501
    ),
    "SCIM_VERSION": ErrorCode(
        "The user or group has another version than the header `If-Match` names",
        "Read it again and repeat.",
        412,
    ),
    "INVITATION_INVALID": ErrorCode(
        "The invitation is used, revoked, expired, or none", "Ask who invited you for another one."
    ),
    "INVITATION_EXISTS": ErrorCode(
        "This address has an invitation that is open", "Send it again with `resendInvitation`.", 409
    ),
    "VIEW_LIMIT": ErrorCode(
        "Whoever asks has begun as many views as they may have at a time",
        "Go on with one that is open, or sign out the session that they were begun with; each ends in an hour.",
        429,
    ),
    "INVITATION_LIMIT": ErrorCode(
        "There are too many invitations that are open or of this day, or the address got one a moment ago",
        "Wait a minute; where there are too many, revoke some or wait a day.",
        429,
    ),
    "MAIL_FAILED": ErrorCode(
        "The mail could not be sent; nothing was changed",
        "Check the address and try again; the operator finds the cause in the log.",
        503,
    ),
    "ORG_UNIT_TAKEN": ErrorCode("Another unit has this code", "Choose another code; the name is free.", 409),
    "ORG_UNIT_CYCLE": ErrorCode(
        "A unit cannot be below itself", "Move it below a unit that is not below it.", 409
    ),
    "ORG_UNIT_IN_USE": ErrorCode("Units or members are in this unit", "Move or remove them first.", 409),
    "ORG_UNIT_LIMIT": ErrorCode(
        "There are too many units, or they are too deep", "Remove some, or move them higher."
    ),
}
