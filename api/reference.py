"""The generated page of the reference for errors: `python -m api.reference` writes it anew."""

from pathlib import Path

from core.errors import ERROR_CODES

ERRORS_PAGE = Path(__file__).parent.parent / "docs" / "reference" / "errors.md"

_INTRODUCTION = """# Errors

Generated from `core/errors.py` by `python -m api.reference`; a test fails when the two differ.

A request can fail in two ways.

**Refusals that a client must expect** (validation, a closed gate, a conflict, a name that is taken) are data:
a mutation's payload has `errors { code message path hint }`, and nothing was changed. `path` leads from the
arguments to the value at fault, for example `["changes", 0, "addField", "field", "name"]`.

**Bad requests, missing rights and faults of the server** are GraphQL errors:

```json
{"errors": [{"message": "...", "path": ["..."], "locations": [{"line": 1, "column": 3}],
             "extensions": {"code": "FORBIDDEN", "hint": "Ask an admin for the role."}}]}
```

`path` is the place in the response where there is one, else the place in the input; with both, the latter
stands in `extensions.inputPath`. A fault of the server carries `extensions.requestId`, the id under which it
is logged; it is also the response header `X-Request-Id`, which a client may set itself.

The HTTP status below is that of a request that fails as a whole, for clients that send
`Accept: application/graphql-response+json`. With `application/json` such a request is answered 200, as the
GraphQL-over-HTTP specification has it, but for 401, 405, 500 and more, and for a body that is no GraphQL
request (400, 413, 415). A code is never reused for another meaning.

| code | status | meaning | what to do, unless the error says something more exact |
|---|---|---|---|
"""


def errors_page() -> str:
    """The page as Markdown."""
    rows = [
        f"| `{code}` | {meaning.status} | {_cell(meaning.title)} | {_cell(meaning.hint)} |"
        for code, meaning in sorted(ERROR_CODES.items())
    ]
    return _INTRODUCTION + "\n".join(rows) + "\n"


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("<", "&lt;").replace(">", "&gt;") if "`" not in text else text


def main() -> None:
    """Write the page."""
    ERRORS_PAGE.parent.mkdir(parents=True, exist_ok=True)
    ERRORS_PAGE.write_text(errors_page(), encoding="utf-8")


if __name__ == "__main__":
    main()
