"""Every error a caller can meet: a stable code, a sentence, a path and what to do next.

A code is never reused for another meaning; those that there are stand in `core/error_codes/`. The reference page
`docs/reference/errors.md` is generated from `ERROR_CODES`, and a test fails when the two differ.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from core.error_codes import callers, configuration, records, requests
from core.error_codes.code import ErrorCode
from core.registry import Registry
from core.sentences import Sentence, speaks_chinese

PathPart = str | int


ERROR_CODES: Registry[ErrorCode] = Registry("error code")
for _codes in (requests.CODES, callers.CODES, configuration.CODES, records.CODES):
    for _code, _meaning in _codes.items():
        ERROR_CODES.add(_code, _meaning)


@dataclass(frozen=True)
class Problem:
    """One fault, as data.

    Attributes:
        code: a key of `ERROR_CODES`.
        message: one sentence that names the thing at fault; a `Sentence` where Sluice has it in Chinese too.
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

    def told_in(self, language: str) -> tuple[str, str]:
        """Message and hint as who reads `language` is told them.

        In Chinese, what has no sentence of its own is told by the meaning of its code, with the exact English one
        after it: nothing of it is lost.
        """
        if not speaks_chinese(language):
            return self.message, self.next_step()
        code = ERROR_CODES[self.code]
        return _in_chinese(self.message, code.title), _in_chinese(self.hint, code.hint)


def _in_chinese(exact: str, general: Sentence) -> str:
    if isinstance(exact, Sentence):
        return exact.chinese
    if not exact or _bare(exact) == _bare(general):
        return general.chinese
    return f"{general.chinese}（{exact}）"


def _bare(sentence: str) -> str:
    return sentence.rstrip(".").casefold()


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
