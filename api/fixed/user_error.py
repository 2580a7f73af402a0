"""`UserError`: an expected refusal as data."""

from collections.abc import Iterable
from typing import Protocol

import strawberry

from api.context import RequestContext
from api.types.scalars import Json
from core.errors import Problem, SluiceError


class Reading(Protocol):
    """A request of somebody who reads `own_language`."""

    @property
    def own_language(self) -> str: ...


Info = strawberry.Info[Reading, None]


def message_of(root: "UserError", info: Info) -> str:
    """The message in the words of who reads it."""
    return root.problem.told_in(info.context.own_language)[0]


def hint_of(root: "UserError", info: Info) -> str:
    """The hint in their words."""
    return root.problem.told_in(info.context.own_language)[1]


@strawberry.type(
    description="Among `errors`, why the request was refused: nothing was changed. "
    "Among `warnings`, what is doubtful about what was done."
)
class UserError:
    """One refusal of a mutation, in the words of who reads it."""

    problem: strawberry.Private[Problem]
    code: str = strawberry.field(description="Stable; see the reference of errors.")

    message: str = strawberry.field(resolver=message_of)
    path: Json = strawberry.field(
        description="Where in the input: names and positions, from the arguments down."
    )

    hint: str = strawberry.field(resolver=hint_of, description="What to do next.")
    details: Json | None = strawberry.field(
        description="Further values, such as how many records do not fit and the ids of some."
    )


def user_errors(problems: Iterable[Problem], *prefix: str | int) -> list[UserError]:
    """`problems` as data, their paths below `prefix`."""
    return [
        UserError(
            problem=problem,
            code=problem.code,
            path=Json([*prefix, *problem.path]),
            details=Json(dict(problem.details)) if problem.details else None,
        )
        for problem in problems
    ]


NEVER_DATA = frozenset({"UNAUTHENTICATED", "FORBIDDEN", "INTERNAL", "UNAVAILABLE", "TIMEOUT"})


THROTTLED = frozenset({"ADDRESS_THROTTLED", "SIGN_IN_THROTTLED"})


def refused(context: RequestContext, error: SluiceError) -> list[UserError]:
    """A refusal of an `input` that may say when to try again: in the header `Retry-After` too.

    Raises:
        SluiceError: as `refusals` has it.
    """
    waits = [int(str(each.details["seconds"])) for each in error.problems if each.code in THROTTLED]
    if waits:
        context.headers = (*context.headers, (b"retry-after", str(max(waits)).encode()))
    return refusals(error, "input")


def refusals(error: SluiceError, *prefix: str | int) -> list[UserError]:
    """An expected refusal as data.

    Raises:
        SluiceError: `error` itself where it is a missing right or a fault of the server.
    """
    for problem in error.problems:
        if problem.code in NEVER_DATA:
            raise error
    return user_errors(error.problems, *prefix)
