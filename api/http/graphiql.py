"""What the page of GraphiQL may load and run: files that it names by their hash, its own script, nothing else."""

import base64
import hashlib
import re

_LOADED = re.compile(r"<(script|link)\b([^>]*)>")
_ADDRESS = re.compile(r'\b(?:src|href)="(https://[^"]+)"')
_INLINE = re.compile(r"<script>(.*?)</script>", re.DOTALL)


def page_policy(page: str) -> str:
    """The Content-Security-Policy of the page, which strawberry ships.

    Raises:
        ValueError: it loads something without saying its hash; then another version of strawberry is to be looked at.
    """
    scripts = [f"'{_digest(each)}'" for each in _INLINE.findall(page)]
    styles: list[str] = []
    for kind, attributes in _LOADED.findall(page):
        found = _ADDRESS.search(attributes)
        if found is None:
            continue
        if "integrity=" not in attributes:
            raise ValueError(f"GraphiQL loads {found[1]} without an integrity hash")
        (scripts if kind == "script" else styles).append(found[1])
    return "; ".join(
        (
            "default-src 'none'",
            # The editor makes functions of text.
            f"script-src 'unsafe-eval' {' '.join(scripts)}",
            f"style-src 'unsafe-inline' {' '.join(styles)}",
            "font-src data:",
            "img-src data: 'self'",
            "connect-src 'self'",
            "worker-src blob:",
            "base-uri 'none'",
            "form-action 'none'",
            "frame-ancestors 'none'",
        )
    )


def _digest(script: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
