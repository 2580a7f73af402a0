"""Codes about the catalog and the rules in it."""

from collections.abc import Mapping

from core.error_codes.code import ErrorCode

CODES: Mapping[str, ErrorCode] = {
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
    "CATALOG_NAME_TAKEN": ErrorCode("The name is taken", "Choose another name, or change the existing one."),
    "CATALOG_UNKNOWN": ErrorCode(
        "There is no such thing in the catalog", "Check the name against `catalog`."
    ),
    "CATALOG_IN_USE": ErrorCode(
        "Something else depends on it",
        "Change or remove what depends on it first; `catalogUses` lists all of it.",
    ),
    "CATALOG_TYPE_UNKNOWN": ErrorCode("There is no such field type", "Use one of the listed field types."),
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
    "RULE_UNKNOWN_PATH": ErrorCode("The path names no field", "Use a field of the object or a relation's."),
    "RULE_TYPE": ErrorCode("The operands do not fit the operator", "Compare values of one type."),
    "RULE_UNKNOWN_OPTION": ErrorCode("The choice has no such option", "Use one of its option keys."),
    "RULE_VALUE": ErrorCode(
        "A value in the rule cannot be used",
        "Write a plain number, a text, true, false, or an ISO 8601 date.",
    ),
    "RULE_ARITY": ErrorCode("The operator has the wrong number of operands", "Give as many as it takes."),
    "RULE_TOO_LARGE": ErrorCode("The rule is too deep or too large", "Split it, or simplify it."),
}
