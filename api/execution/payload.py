"""The payload of a write as JSON: what PostgreSQL wrote, spliced undecoded, between what the refusal says."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import assert_never

import orjson

from api.execution.json_text import json_text
from core.errors import Problem
from records.bulk.run import BulkWritten, Cell, CompiledBulk
from records.places import relocated
from records.plans.bulk import BulkPart, CountPart, DonePart, IdPart, OutcomePart, OutcomesPart, PlacePart
from records.plans.selections import VerdictParts
from records.plans.type_name import TypeName
from records.plans.writes import (
    CreatedPart,
    ErrorsPart,
    MergedValuesPart,
    MovedRecordsPart,
    PayloadPart,
    PromotedPart,
    RecordPart,
    WarningsPart,
)
from records.run import CompiledWrite, Written, problems_told


def payload_json(payload: tuple[PayloadPart, ...], written: Written, language: str) -> bytes:
    """The payload's JSON object, for who reads `language`."""
    texts = (
        b'"%b":%b' % (part.name.encode(), _part(position, part, written, language))
        for position, part in enumerate(payload)
    )
    return b"{" + b",".join(texts) + b"}"


def bulk_payload_json(payload: tuple[BulkPart, ...], written: BulkWritten, language: str) -> bytes:
    """The JSON object of the payload of a write of many records."""
    texts = (
        b'"%b":%b' % (part.name.encode(), _bulk_part(position, part, written, language))
        for position, part in enumerate(payload)
    )
    return b"{" + b",".join(texts) + b"}"


def done_once(compiled: CompiledWrite, written: Written) -> bytes | None:
    """What is kept of a write under a key: its payload, None where it was refused."""
    return None if written.problems else payload_json(compiled.payload, written, compiled.language)


def many_done_once(compiled: CompiledBulk, written: BulkWritten) -> bytes | None:
    """The same of a write of many records, of which some may have been refused."""
    if not written.counts["done"]:
        return None
    return bulk_payload_json(compiled.payload, written, compiled.write.language)


def fingerprint(document: str, variables: Mapping[str, object], name: str, seeing: Sequence[str]) -> str:
    """What tells a write from others: the request, the response name of the root field, and what decides what is seen.

    Args:
        seeing: the roles of who asks, and what they see masked.
    """
    told = [document, name, sorted(seeing), variables]
    return hashlib.sha256(json.dumps(told, default=str, sort_keys=True).encode()).hexdigest()


def _bulk_part(position: int, part: BulkPart, written: BulkWritten, language: str) -> bytes:
    match part:
        case CountPart(_, what):
            return b"%d" % written.counts[what]
        case ErrorsPart(_, parts):
            return _errors(written.problems, parts, language)
        case WarningsPart(_, parts):
            return _errors(written.warnings, parts, language)
        case OutcomesPart():
            outcomes = written.outcomes.get(position, ())
            return b"[" + b",".join(_outcome(part, cells, written, language) for cells in outcomes) + b"]"
        case TypeName(_, type_name):
            return b'"%b"' % type_name.encode()
    assert_never(part)


def _outcome(of: OutcomesPart, cells: Sequence[Cell], written: BulkWritten, language: str) -> bytes:
    texts = (
        b'"%b":%b' % (part.name.encode(), _cell(part, cell, written, language))
        for part, cell in zip(of.parts, cells, strict=True)
    )
    return b"{" + b",".join(texts) + b"}"


def _cell(part: OutcomePart, cell: Cell, written: BulkWritten, language: str) -> bytes:
    match part, cell:
        case (IdPart(), _):
            return b'"%b"' % str(cell).encode()
        case (PlacePart(), int()):
            return b"%d" % cell
        case (DonePart(), _):
            return b"true" if cell else b"false"
        case (CreatedPart(), _):
            return json_text(cell)
        case ((RecordPart() | VerdictParts()), bytes()):
            return cell
        case ((RecordPart() | VerdictParts()), _):
            return b"null"
        case ((ErrorsPart(_, parts) | WarningsPart(_, parts)), str()):
            told = problems_told(cell.splitlines(), written.refusals)
            return _errors(relocated(told, written.places), parts, language)
        case ((ErrorsPart() | WarningsPart()), _):
            return b"[]"
        case TypeName(_, type_name), _:
            return b'"%b"' % type_name.encode()
    raise TypeError(f"{part} is no part of an outcome")


def _part(position: int, part: PayloadPart, written: Written, language: str) -> bytes:
    match part:
        case RecordPart() | VerdictParts():
            return written.parts.get(position) or b"null"
        case MergedValuesPart() | MovedRecordsPart():
            return written.parts.get(position) or b"[]"
        case PromotedPart():
            return b"false" if written.problems else b"true"
        case CreatedPart():
            return json_text(None if written.problems else written.created)
        case ErrorsPart(_, parts):
            return _errors(written.problems, parts, language)
        case WarningsPart(_, parts):
            return _errors(written.warnings, parts, language)
        case TypeName(_, type_name):
            return b'"%b"' % type_name.encode()


def _errors(problems: Sequence[Problem], parts: tuple[tuple[str, str], ...], language: str) -> bytes:
    if not problems:
        return b"[]"
    return orjson.dumps([_error(problem, parts, language) for problem in problems], default=str)


def _error(problem: Problem, parts: tuple[tuple[str, str], ...], language: str) -> dict[str, object]:
    message, hint = problem.told_in(language)
    values: dict[str, object] = {
        "code": problem.code,
        "message": message,
        "path": list(problem.path),
        "hint": hint,
        "details": dict(problem.details) or None,
        "__typename": "UserError",
    }
    return {name: values[what] for name, what in parts}
