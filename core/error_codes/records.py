"""Codes about records, their values and their moves."""

from collections.abc import Mapping

from core.error_codes.code import ErrorCode

CODES: Mapping[str, ErrorCode] = {
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
    "ROW_FORBIDDEN": ErrorCode("The caller's row rules do not allow this record", "Ask for a wider role."),
    # Promotion
    "STAGE_UNKNOWN": ErrorCode("There is no such stage", "Use a stage of the object's pipeline."),
    "TASK_UNKNOWN": ErrorCode("There is no such task", "Read the tasks of the stages in `catalog`."),
    "TASK_NOT_HERE": ErrorCode(
        "The task is one of a stage that the record is not in", "Read `stageTasks` of the record."
    ),
    "TASK_UNCHANGED": ErrorCode("The task is so already: done, or open", "Read `stageTasks` of the record."),
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
