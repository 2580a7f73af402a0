"""`UserError`: an expected refusal as data."""

from collections.abc import Iterable

import strawberry

from api.scalars import Json
from core.errors import Problem


@strawberry.type(description="Why the request was refused. Nothing was changed.")
class UserError:
    """One refusal of a mutation."""

    code: str = strawberry.field(description="Stable; see the reference of errors.")
    message: str
    path: Json = strawberry.field(
        description="Where in the input: names and positions, from the arguments down."
    )
    hint: str = strawberry.field(description="What to do next.")


def user_errors(problems: Iterable[Problem], *prefix: str | int) -> list[UserError]:
    """`problems` as data, their paths below `prefix`."""
    return [
        UserError(
            code=problem.code,
            message=problem.message,
            path=Json([*prefix, *problem.path]),
            hint=problem.next_step(),
        )
        for problem in problems
    ]
