"""What an error code means."""

from dataclasses import dataclass

from core.sentences import Sentence


@dataclass(frozen=True)
class ErrorCode:
    """What one code means.

    Attributes:
        title: what went wrong, in a few words.
        hint: what to do next, unless the error at hand says something more exact.
        status: the HTTP status where the whole request fails with it.
    """

    title: Sentence
    hint: Sentence
    status: int = 400
