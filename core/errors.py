"""Every error a caller can meet: a stable code, a sentence, a path and what to do next.

A code is never reused for another meaning. The reference page `docs/reference/errors.md` is generated from
`ERROR_CODES`, and a test fails when the two differ.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from core.registry import Registry

PathPart = str | int


@dataclass(frozen=True)
class ErrorCode:
    """What one code means.

    Attributes:
        title: what went wrong, in a few words.
        hint: what to do next, unless the error at hand says something more exact.
        status: the HTTP status where the whole request fails with it.
    """

    title: str
    hint: str
    status: int = 400


ERROR_CODES: Registry[ErrorCode] = Registry("error code")


@dataclass(frozen=True)
class Problem:
    """One fault, as data.

    Attributes:
        code: a key of `ERROR_CODES`.
        message: one sentence that names the thing at fault.
        path: where in the input, for example `("changes", 0, "addField", "name")`.
        hint: what to do next.
        details: further JSON values for machines.
        texts: the message by language, where who configured the tenant has written it.
    """

    code: str
    message: str
    path: tuple[PathPart, ...] = ()
    hint: str = ""
    details: Mapping[str, object] = field(default_factory=dict)
    texts: Mapping[str, str] = field(default_factory=dict)

    def within(self, *prefix: PathPart) -> "Problem":
        """The same problem, its path seen from further out."""
        return replace(self, path=(*prefix, *self.path))

    def next_step(self) -> str:
        """The hint of this problem, or its code's."""
        return self.hint or ERROR_CODES[self.code].hint


class SluiceError(Exception):
    """One or more problems that stop the work at hand; nothing was changed."""

    def __init__(self, problems: Problem | Sequence[Problem]) -> None:
        self.problems: tuple[Problem, ...] = (problems,) if isinstance(problems, Problem) else tuple(problems)
        super().__init__("; ".join(problem.message for problem in self.problems))


def fault(code: str, message: str, *path: PathPart, hint: str = "", **details: object) -> SluiceError:
    """A `SluiceError` with a single problem; `code` must be registered."""
    if code not in ERROR_CODES:
        raise KeyError(f"error code {code!r} is not registered")
    return SluiceError(Problem(code, message, path, hint, details))


def _register(codes: Mapping[str, ErrorCode]) -> None:
    for code, meaning in codes.items():
        ERROR_CODES.add(code, meaning)


_register(
    {
        # The request
        "BAD_REQUEST": ErrorCode("The request cannot be read", "Send a JSON object with a `query` string."),
        "GRAPHQL_PARSE_FAILED": ErrorCode(
            "The document is not GraphQL", "Mend the syntax at the given place."
        ),
        "GRAPHQL_VALIDATION_FAILED": ErrorCode(
            "The document does not fit the caller's GraphQL schema",
            "Compare the document with the schema that introspection shows for these credentials.",
        ),
        "BAD_USER_INPUT": ErrorCode("A value does not fit its type", "Mend the value at the given path."),
        "QUERY_TOO_COMPLEX": ErrorCode(
            "The document asks for too much at once", "Ask for less, or in parts."
        ),
        "INTROSPECTION_OFF": ErrorCode(
            "The tenant answers no introspection to this caller",
            "Ask who may `configure` the tenant for the GraphQL schema.",
        ),
        "DOCUMENT_NOT_FOUND": ErrorCode(
            "No document is registered under this id", "Register it, or send the document as `query`.", 404
        ),
        "DOCUMENT_NOT_TRUSTED": ErrorCode(
            "The tenant takes registered documents only",
            "Have who may `configure` the tenant register it with `registerDocuments`.",
            403,
        ),
        "DOCUMENT_LIMIT": ErrorCode(
            "There are too many documents, or too large ones", "Remove those that no client sends any more."
        ),
        "PERSISTED_QUERY_NOT_FOUND": ErrorCode(
            "This process does not know the document with this hash",
            "Send the document along with its hash.",
            404,
        ),
        "PERSISTED_QUERY_NOT_SUPPORTED": ErrorCode(
            "The tenant takes registered documents only, and none has this hash", "Register the document."
        ),
        "PAGE_SIZE": ErrorCode(
            "The page size is out of bounds", "Ask for at most 500; of a list, follow the cursor."
        ),
        "CURSOR_INVALID": ErrorCode(
            "The cursor does not belong to this list",
            "Use a cursor of the same list in the same order, or start again without one.",
        ),
        "METHOD_NOT_ALLOWED": ErrorCode(
            "The address does not take this HTTP method", "Use the method in the header `Allow`.", 405
        ),
        "UNSUPPORTED_MEDIA_TYPE": ErrorCode(
            "The request body is of a type that is not taken", "Send `Content-Type: application/json`.", 415
        ),
        "NOT_ACCEPTABLE": ErrorCode(
            "The client takes none of the media types that can be answered",
            "Send `Accept: application/graphql-response+json, application/json;q=0.9`.",
            406,
        ),
        "TOO_MANY_SUBSCRIPTIONS": ErrorCode(
            "There are as many subscriptions as there may be", "End some, or try again later.", 429
        ),
        "PAYLOAD_TOO_LARGE": ErrorCode("The request body is too large", "Send it in parts.", 413),
        "UPLOAD_TIMEOUT": ErrorCode(
            "The body came too slowly and nothing of it was kept", "Send it again, on a faster line.", 408
        ),
        "RANGE_NOT_SATISFIABLE": ErrorCode(
            "The range begins after the end of the file", "Ask for a range within its size.", 416
        ),
        "FILE_LIMIT": ErrorCode(
            "The caller has as many files as may wait for a record",
            "Give them to records, or wait until they are erased.",
            429,
        ),
        "FILE_STORE_FAILED": ErrorCode(
            "The place of the files does not answer, or is full; nothing was kept",
            "Try again; the operator finds the cause in the log.",
            503,
        ),
        "NOT_FOUND": ErrorCode("There is nothing here that the caller may see", "Check the id.", 404),
        "INTERNAL": ErrorCode(
            "An unexpected fault; it is logged under the given id",
            "Report the request id to the operator.",
            500,
        ),
        "UNAVAILABLE": ErrorCode("The database does not answer", "Try again in a moment.", 503),
        "SETTING_INVALID": ErrorCode(
            "A setting is wrong", "Set the named `SLUICE_*` variable and start again."
        ),
        "DATABASE_RIGHTS": ErrorCode(
            "The role that Sluice signs in to PostgreSQL as lacks rights", "Grant what the message names."
        ),
        "EMBEDDED_FAILED": ErrorCode(
            "The embedded PostgreSQL does not start",
            "Read its log, or set SLUICE_DATABASE_URL to a PostgreSQL 18 of your own.",
            503,
        ),
        "SECRET_KEY_MISSING": ErrorCode(
            "This installation lacks the key that secrets are sealed with",
            "Ask its operator to set `SLUICE_SECRET_KEY`; `sluice doctor` says what is missing.",
            503,
        ),
        "PROGRAM_FAILED": ErrorCode(
            "A program of PostgreSQL is missing or has failed",
            "Install the client programs of PostgreSQL, as new as the server, and see what the message says.",
            503,
        ),
        "TIMEOUT": ErrorCode(
            "The statement ran too long and was stopped", "Ask for less, or add a filter.", 504
        ),
        # Who is calling
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
        "TENANT_SUSPENDED": ErrorCode(
            "The tenant is suspended", "Ask the operator of this installation.", 403
        ),
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
        "EMAIL_TAKEN": ErrorCode(
            "This e-mail already has an account", "Sign in, or use another e-mail.", 409
        ),
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
        "MEMBER_EXISTS": ErrorCode(
            "This person is already a member", "Change the member's roles instead.", 409
        ),
        "LAST_ADMINISTRATOR": ErrorCode(
            "A tenant needs somebody who can administer it", "Give another member that right first."
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
        "ORG_UNIT_TAKEN": ErrorCode(
            "Another unit has this code", "Choose another code; the name is free.", 409
        ),
        "ORG_UNIT_CYCLE": ErrorCode(
            "A unit cannot be below itself", "Move it below a unit that is not below it.", 409
        ),
        "ORG_UNIT_IN_USE": ErrorCode("Units or members are in this unit", "Move or remove them first.", 409),
        "ORG_UNIT_LIMIT": ErrorCode(
            "There are too many units, or they are too deep", "Remove some, or move them higher."
        ),
        # Configuration
        "CATALOG_CONFLICT": ErrorCode(
            "The catalog was changed in the meantime", "Read the catalog again and repeat the change.", 409
        ),
        "CATALOG_BUSY": ErrorCode("The catalog is in use by a long-running statement", "Try again.", 503),
        "CATALOG_NAME_INVALID": ErrorCode(
            "A name must be an identifier",
            "Use ASCII letters and digits, beginning with a letter; put any language in the label.",
        ),
        "CATALOG_NAME_TOO_LONG": ErrorCode("The name is too long", "Use at most 48 characters."),
        "CATALOG_NAME_RESERVED": ErrorCode("The name is reserved", "Choose another name; the label is free."),
        "CATALOG_NAME_TAKEN": ErrorCode(
            "The name is taken", "Choose another name, or change the existing one."
        ),
        "CATALOG_UNKNOWN": ErrorCode(
            "There is no such thing in the catalog", "Check the name against `catalog`."
        ),
        "CATALOG_IN_USE": ErrorCode(
            "Something else depends on it",
            "Change or remove what depends on it first; `catalogUses` lists all of it.",
        ),
        "CATALOG_TYPE_UNKNOWN": ErrorCode(
            "There is no such field type", "Use one of the listed field types."
        ),
        "CATALOG_INVALID": ErrorCode("The definition contradicts itself", "Mend the definition at the path."),
        "CATALOG_ROWS_CONFLICT": ErrorCode(
            "Existing records do not fit the change", "Mend the records or weaken the change."
        ),
        "DRAFT_CONFLICT": ErrorCode(
            "Somebody else has saved the draft in the meantime", "Read the draft again and repeat.", 409
        ),
        "DRAFT_LIMIT": ErrorCode(
            "There are too many drafts, or one is too large", "Publish or discard some, or make it in parts."
        ),
        "SAVED_VIEW_CONFLICT": ErrorCode(
            "The saved view has been changed or removed in the meantime", "Read it again and repeat.", 409
        ),
        "SAVED_VIEW_LIMIT": ErrorCode(
            "There are too many saved views, or one is too large", "Remove some, or save less in one."
        ),
        "CATALOG_UNCHANGED": ErrorCode(
            "The catalog would be the same", "There is nothing to publish; the version in force stays."
        ),
        "CATALOG_IRREVERSIBLE": ErrorCode(
            "No change leads back to it", "Make what is missing by changes of your own."
        ),
        "WARNING_NOT_ACKNOWLEDGED": ErrorCode(
            "The publish brings a warning that `acknowledge` does not name",
            "Mend what it says, or give its id in `acknowledge`.",
        ),
        "FORMULA_INVALID": ErrorCode("A formula cannot be computed", "Mend the formula at the path."),
        "CATALOG_LIMIT": ErrorCode("The catalog has too many of these", "Remove some first."),
        # Rules
        "RULE_MALFORMED": ErrorCode("The rule is not JSONLogic", "Write one operator per object."),
        "RULE_UNKNOWN_OPERATOR": ErrorCode("There is no such operator", "Use one of the listed operators."),
        "RULE_UNKNOWN_PATH": ErrorCode(
            "The path names no field", "Use a field of the object or a relation's."
        ),
        "RULE_TYPE": ErrorCode("The operands do not fit the operator", "Compare values of one type."),
        "RULE_UNKNOWN_OPTION": ErrorCode("The choice has no such option", "Use one of its option keys."),
        "RULE_VALUE": ErrorCode(
            "A value in the rule cannot be used",
            "Write a plain number, a text, true, false, or an ISO 8601 date.",
        ),
        "RULE_ARITY": ErrorCode("The operator has the wrong number of operands", "Give as many as it takes."),
        "RULE_TOO_LARGE": ErrorCode("The rule is too deep or too large", "Split it, or simplify it."),
        # Records
        "REQUIRED": ErrorCode("A required value is missing", "Give a value."),
        "UNIQUE": ErrorCode("Another record has this value", "Use another value, or change that record."),
        "VALIDATION_FAILED": ErrorCode(
            "The record does not satisfy a rule of its object", "Mend the record as the message says."
        ),
        "OUT_OF_RANGE": ErrorCode("The value is out of range", "Use a value within the field's bounds."),
        "OPTION_MISMATCH": ErrorCode(
            "The option does not go with that of the field it depends on",
            "Give one that does, or change the other field too.",
        ),
        "INVALID_VALUE": ErrorCode("The value does not fit the field", "Mend the value."),
        "VALUE_MASKED": ErrorCode(
            "The value given is what a mask shows of a field, not a value of it",
            "Leave the field out to keep its value, or give a whole new one.",
        ),
        "RELATION_NOT_FOUND": ErrorCode("The related record does not exist", "Check the id."),
        "FILE_NOT_FOUND": ErrorCode(
            "There is no such file that the caller could give to the record",
            "Upload the file with `POST /files`, and give it to one field of one record.",
        ),
        "RECORD_NOT_FOUND": ErrorCode("There is no such record that the caller may change", "Check the id."),
        "TOO_MANY_RECORDS": ErrorCode(
            "The write has more records than one may", "Narrow `where`, or give ids and inputs in parts."
        ),
        "IDEMPOTENCY_MISMATCH": ErrorCode(
            "Another write was done under this key", "Use a new key for each new write.", 409
        ),
        "VERSION_CONFLICT": ErrorCode("The record was changed in the meantime", "Read it again and repeat."),
        "ROW_FORBIDDEN": ErrorCode(
            "The caller's row rules do not allow this record", "Ask for a wider role."
        ),
        # Promotion
        "STAGE_UNKNOWN": ErrorCode("There is no such stage", "Use a stage of the object's pipeline."),
        "TASK_UNKNOWN": ErrorCode("There is no such task", "Read the tasks of the stages in `catalog`."),
        "TASK_NOT_HERE": ErrorCode(
            "The task is one of a stage that the record is not in", "Read `stageTasks` of the record."
        ),
        "TASK_UNCHANGED": ErrorCode(
            "The task is so already: done, or open", "Read `stageTasks` of the record."
        ),
        "TRANSITION_NOT_ALLOWED": ErrorCode(
            "The pipeline has no such transition", "Read `transitions` for the stages that can be reached."
        ),
        "EXAMPLE_FAILED": ErrorCode(
            "An example says otherwise than the gates",
            "Change the rule, or replace the example where it is no longer what is meant.",
        ),
        "MOVE_FORBIDDEN": ErrorCode(
            "The caller's roles do not allow this move of the record",
            "Read `transitions { to permitted }` for those that they allow.",
        ),
        "GATE_CLOSED": ErrorCode("The gate is closed", "Meet the clauses that are not satisfied."),
        "OVERRIDE_UNAPPROVED": ErrorCode(
            "The override needs a second person's approval, and has none that still holds",
            "Ask for it with `requestOverride`, and promote when another member has approved it.",
        ),
        "BACKDATE_INVALID": ErrorCode(
            "The date is in the future or before the record's last move", "Use a date in between."
        ),
    }
)
