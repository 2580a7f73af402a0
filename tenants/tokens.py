"""Secrets that stand for a caller: made here, shown once, stored as SHA-256 alone.

A plain hash is enough: the token has 256 random bits, so there is nothing to guess from it.
"""

import hashlib
import re
import secrets

KEY_PREFIX = "slk_"
SESSION_PREFIX = "sls_"
INVITATION_PREFIX = "sli_"
OPERATOR_PREFIX = "slo_"
RESET_PREFIX = "slr_"
DEVICE_PREFIX = "sld_"
SIGN_IN_CODE_PREFIX = "slx_"
SIGN_UP_PREFIX = "slu_"
VIEW_PREFIX = "slv_"

_TOKEN = re.compile(r"sl[kosv]_[A-Za-z0-9_-]{43}")


def new_token(prefix: str) -> str:
    """`prefix` and 32 random bytes in URL-safe base64."""
    return prefix + secrets.token_urlsafe(32)


def token_hash(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()


def looks_like_token(token: str) -> bool:
    """Whether it can be a key, or that of a session or a view, at all."""
    return _TOKEN.fullmatch(token) is not None
