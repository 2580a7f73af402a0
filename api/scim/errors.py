"""Refusals as SCIM tells them (RFC 7644, 3.12), with the code and the hint that every refusal of Sluice has."""

import orjson
from pydantic import ValidationError
from scim2_models import Error, SCIMException

from api.errors import problems_of
from api.request import Answer
from core.errors import ERROR_CODES, Problem, SluiceError, fault

MESSAGE = "urn:ietf:params:scim:api:messages:2.0:Error"
_CONFLICT = 409

SCIM_TYPES = {
    "PROVISIONED_TWICE": "uniqueness",
    "MEMBER_EXISTS": "uniqueness",
    "INVALID_VALUE": "invalidValue",
    "EMAIL_INVALID": "invalidValue",
    "BAD_USER_INPUT": "invalidValue",
    "BAD_REQUEST": "invalidSyntax",
    "GROUP_LIMIT": "tooMany",
}
"""What RFC 7644 calls what codes stand for, where it has a word."""

_STATUSES = {"LAST_ADMINISTRATOR": _CONFLICT}
"""Of codes that are data elsewhere."""


def refused(scim_type: str, message: str, hint: str = "") -> SluiceError:
    """What SCIM itself has a word for."""
    return fault("SCIM_REFUSED", message, hint=hint, scimType=scim_type)


def of_scim(error: SCIMException | ValidationError) -> SluiceError:
    """What `scim2_models` refuses."""
    if isinstance(error, ValidationError):
        told = Error.from_validation_errors(error)[0]
        return refused(told.scim_type or "invalidValue", told.detail or "The request is not as SCIM has it")
    return refused(error.scim_type or "invalidValue", error.detail)


def error_answer(error: BaseException, request_id: str) -> Answer:
    """The body and the status of a refusal."""
    if isinstance(error, SCIMException | ValidationError):
        error = of_scim(error)
    problem = problems_of(error, request_id)[0]
    status = _STATUSES.get(problem.code, ERROR_CODES[problem.code].status)
    body: dict[str, object] = {"schemas": [MESSAGE], "status": str(status)}
    scim_type = problem.details.get("scimType", SCIM_TYPES.get(problem.code))
    if scim_type:
        body["scimType"] = scim_type
    body["detail"] = _sentence(problem)
    return Answer(orjson.dumps(body), status)


def _sentence(problem: Problem) -> str:
    """With code and hint: strict clients take no error that has an attribute of its own."""
    place = ".".join(str(part) for part in problem.path)
    message = f"{place}: {problem.message}" if place else problem.message
    return f"{problem.code}: {message}. {problem.next_step()}"
