"""Codes that the server answers to a request as such, whoever asks for whatever."""

from collections.abc import Mapping

from core.error_codes.code import ErrorCode

CODES: Mapping[str, ErrorCode] = {
    "BAD_REQUEST": ErrorCode("The request cannot be read", "Send a JSON object with a `query` string."),
    "GRAPHQL_PARSE_FAILED": ErrorCode("The document is not GraphQL", "Mend the syntax at the given place."),
    "GRAPHQL_VALIDATION_FAILED": ErrorCode(
        "The document does not fit the caller's GraphQL schema",
        "Compare the document with the schema that introspection shows for these credentials.",
    ),
    "BAD_USER_INPUT": ErrorCode("A value does not fit its type", "Mend the value at the given path."),
    "QUERY_TOO_COMPLEX": ErrorCode("The document asks for too much at once", "Ask for less, or in parts."),
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
    "SETTING_INVALID": ErrorCode("A setting is wrong", "Set the named `SLUICE_*` variable and start again."),
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
    "TIMEOUT": ErrorCode("The statement ran too long and was stopped", "Ask for less, or add a filter.", 504),
}
