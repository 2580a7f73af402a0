"""What a client must expect of a write."""

EXPECTED = frozenset(
    {
        "QUOTA_EXCEEDED",
        "BACKDATE_INVALID",
        "BAD_USER_INPUT",
        "FILE_NOT_FOUND",
        "GATE_CLOSED",
        "IDEMPOTENCY_MISMATCH",
        "INVALID_VALUE",
        "MOVE_FORBIDDEN",
        "OPTION_MISMATCH",
        "OUT_OF_RANGE",
        "OVERRIDE_UNAPPROVED",
        "RECORD_NOT_FOUND",
        "RELATION_NOT_FOUND",
        "REQUIRED",
        "ROW_FORBIDDEN",
        "STAGE_UNKNOWN",
        "TASK_NOT_HERE",
        "TASK_UNCHANGED",
        "TASK_UNKNOWN",
        "TOO_MANY_RECORDS",
        "TRANSITION_NOT_ALLOWED",
        "UNIQUE",
        "VALIDATION_FAILED",
        "VALUE_MASKED",
        "VERSION_CONFLICT",
    }
)
"""Refusals of a write that are data of its payload; everything else is an error of the request."""
