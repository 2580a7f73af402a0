"""Faults of a rule: a code, a sentence, and the JSON pointer of the place in the rule."""

from core.errors import PathPart, SluiceError, fault

SHOWN = 60


def rule_fault(code: str, message: str, pointer: str, hint: str = "", **details: object) -> SluiceError:
    """A single problem at `pointer`: in the details as it is, and in the path part by part."""
    return fault(code, message, *path_of(pointer), hint=hint, pointer=pointer, **details)


def child(pointer: str, token: str | int) -> str:
    """The pointer of a member, escaped as RFC 6901 asks."""
    return f"{pointer}/{str(token).replace('~', '~0').replace('/', '~1')}"


def path_of(pointer: str) -> tuple[PathPart, ...]:
    """`/and/0/==` -> `("and", 0, "==")`."""
    tokens = [token.replace("~1", "/").replace("~0", "~") for token in pointer.split("/")[1:]]
    return tuple(int(token) if token.isascii() and token.isdigit() else token for token in tokens)


def shortened(text: str) -> str:
    """The text in quotes for a message, cut where it is long, with what cannot be printed made visible."""
    return repr(text if len(text) <= SHOWN else text[:SHOWN] + "…")
