"""The ids of definitions: they are made once, never change, and name a thing whatever it is called."""

import secrets

_LETTERS = "abcdefghijklmnopqrstuvwxyz234567"


def new_id(prefix: str) -> str:
    """A new id: `fld_` and twelve random letters and digits, in lower case."""
    return f"{prefix}_" + "".join(secrets.choice(_LETTERS) for _ in range(12))
