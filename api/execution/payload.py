"""The payload of a write as JSON: what PostgreSQL wrote, spliced undecoded, between what the refusal says."""

from collections.abc import Sequence

import orjson

from core.errors import Problem
from records.plans.selections import VerdictParts
from records.plans.type_name import TypeName
from records.plans.writes import ErrorsPart, PayloadPart, PromotedPart, RecordPart, WarningsPart
from records.run import Written


def payload_json(payload: tuple[PayloadPart, ...], written: Written) -> bytes:
    """The payload's JSON object."""
    texts = (
        b'"%b":%b' % (part.name.encode(), _part(position, part, written))
        for position, part in enumerate(payload)
    )
    return b"{" + b",".join(texts) + b"}"


def _part(position: int, part: PayloadPart, written: Written) -> bytes:
    match part:
        case RecordPart() | VerdictParts():
            return written.parts.get(position) or b"null"
        case PromotedPart():
            return b"false" if written.problems else b"true"
        case ErrorsPart(_, parts):
            return _errors(written.problems, parts)
        case WarningsPart(_, parts):
            return _errors(written.warnings, parts)
        case TypeName(_, type_name):
            return b'"%b"' % type_name.encode()


def _errors(problems: Sequence[Problem], parts: tuple[tuple[str, str], ...]) -> bytes:
    return orjson.dumps([_error(problem, parts) for problem in problems], default=str)


def _error(problem: Problem, parts: tuple[tuple[str, str], ...]) -> dict[str, object]:
    values: dict[str, object] = {
        "code": problem.code,
        "message": problem.message,
        "path": list(problem.path),
        "hint": problem.next_step(),
        "details": dict(problem.details) or None,
        "__typename": "UserError",
    }
    return {name: values[what] for name, what in parts}
