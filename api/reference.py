"""Generated pages of the reference (errors, warnings, changes, settings) and the SDL that the console is typed by:
`python -m api.reference` writes them.
"""

import inspect
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLNamedType,
    get_named_type,
    print_schema,
    print_type,
)

import console
from api.fixed.root import FIXED_SCHEMA
from core.errors import ERROR_CODES
from core.settings import Settings
from metadata.changes.base import Change
from metadata.changes.kept import CHANGE_KINDS
from metadata.warnings.base import WARNING_CODES

_REFERENCE = Path(__file__).parent.parent / "docs" / "reference"
ERRORS_PAGE = _REFERENCE / "errors.md"
CHANGES_PAGE = _REFERENCE / "changes.md"
SETTINGS_PAGE = _REFERENCE / "settings.md"
WARNINGS_PAGE = _REFERENCE / "warnings.md"
FIXED_PART = Path(console.__file__).parent / "fixed.graphql"
"""From which the console's types are generated."""

# Errors

_ERRORS_INTRODUCTION = """# Errors

Generated from `core/error_codes/` by `python -m api.reference`; a test fails when the two differ.

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
GraphQL-over-HTTP specification has it, but for 401, 405, 429, 500 and more, and for a body that is no GraphQL
request (400, 413, 415). With `text/event-stream` it is an event. An answer with data and errors has the status
294 ([decision 14](../decisions/0014-statuses-of-graphql-over-http.md)), or 200 with `application/json`. A code is
never reused for another meaning.

Messages and hints are in English, and in Chinese for who asks for it with `Accept-Language: zh-CN` (or whose catalog
has Chinese as its first language, where the header is missing): the exact sentence where Sluice has it in Chinese, else
the Chinese meaning of the code with the exact English sentence in parentheses after it. So programs go by codes, paths
and `details`, which are the same in every language
([decision 83](../decisions/0083-a-sentence-bears-its-chinese.md)).

| code | status | meaning | what to do, unless the error says something more exact |
|---|---|---|---|
"""


def errors_page() -> str:
    """The page as Markdown."""
    rows = [
        f"| `{code}` | {meaning.status} | {_cell(meaning.title)} | {_cell(meaning.hint)} |"
        for code, meaning in sorted(ERROR_CODES.items())
    ]
    return _ERRORS_INTRODUCTION + "\n".join(rows) + "\n"


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("<", "&lt;").replace(">", "&gt;") if "`" not in text else text


# Warnings

_WARNINGS_INTRODUCTION = """# Warnings

Generated from `metadata/warnings/base.py` by `python -m api.reference`; a test fails when the two differ.

Errors keep a catalog from being published. Warnings are of what is allowed and hardly meant: they are listed, and
whoever publishes acknowledges them.

- `changeCatalog`, `applyCatalog`, `rollBackCatalog` and `installTemplate` answer with the `warnings` that the publish
  brings: those of the objects and roles it changes that were not there before. A dry run tells them too.
- With `acknowledge: [String!]`, the publish is refused with `WARNING_NOT_ACKNOWLEDGED` for each warning it brings whose
  `id` is not in the list; an empty list accepts none. So show what a dry run told, and publish with the ids that the
  person has seen: what another admin has done to the catalog in between cannot slip in. Without the argument nothing is
  refused.
- `catalogWarnings` lists all warnings of the catalog in force.

What the search for contradictions sees: comparisons of a field with constants, `in`, `filled` and `missing` under
`and`, `or` and `!`, together with the field's options, bounds and whether it is required. Two fields compared with each
other, arithmetic and today's date may always turn out either way. So a rule that is called impossible is; one that is
not may still be.

| code | what was noticed | what to do, unless the warning says something more exact |
|---|---|---|
"""


def warnings_page() -> str:
    """The page as Markdown."""
    rows = [
        f"| `{code}` | {_cell(meaning.title)} | {_cell(meaning.hint)} |"
        for code, meaning in sorted(WARNING_CODES.items())
    ]
    return _WARNINGS_INTRODUCTION + "\n".join(rows) + "\n"


# Changes

KEPT = "json"
"""The key of a change that is of no kind: one as the list of versions keeps it."""

_CHANGES_INTRODUCTION = """# Changes

Generated from the classes in `metadata/changes/` and the GraphQL schema by `python -m api.reference`; a test fails
when they differ.

`changeCatalog(changes: [CatalogChange!]!, expectedVersion: Int, merge: Boolean! = true, dryRun: Boolean, note: String)`
takes a list of changes, at most 10,000, and publishes all of them as one version, or none. The body of the request has
at most 1,000,000 bytes; `applyCatalog` takes longer lists as a document. A long list is planned beside the requests of
others. Each change of a table takes some milliseconds of its publish, in which the tenant's own requests wait. Each
entry of the list has exactly one of the kinds below as its key:

```json
[{"renameField": {"object": "deal", "field": "amount", "name": "value"}}]
```

or the key `json` and a change as `catalogVersions`, `catalogDifferences` and drafts have it, ids included:

```json
[{"json": {"kind": "renameField", "object": "deal", "field": "amount", "name": "value"}}]
```

A change sees what stands before it in the list. It names things by name: `object` and `field` those of the catalog,
`stage`, `source` and `target` stages of the object's pipeline. Refusals have the path of the value at fault, from
`["changes", 0, ...]` on. With `dryRun` nothing is changed, and the answer says what each change would do to existing
records: its `risk` is

| risk | records that exist |
|---|---|
| `safe` | stay as they are |
| `scans` | stay as they are; each is read to see that it fits, while the tenant's other requests wait |
| `rewrites` | are each given a value |
| `hides` | lose values that can be [restored](../how-to/build-a-funnel.md#7-bring-back-what-was-removed) for a time |
| `destroys` | lose values for good |

Each step also says what it `locks`, and for how many `seconds`, roughly, the tenant's other requests wait for it:
`brief` is milliseconds, `reads` and `writes` go through the `rows`. `summary` says all of it in a few sentences.

See also [how to build a funnel](../how-to/build-a-funnel.md) and [configure together](../how-to/configure-together.md).
"""


def change_classes() -> dict[str, type[Change]]:
    """Kind to class, in the order of the GraphQL input `CatalogChange`."""
    return {kind: CHANGE_KINDS[kind] for kind in _input("CatalogChange").fields if kind != KEPT}


def changes_page() -> str:
    """The page as Markdown."""
    choices = _input("CatalogChange").fields
    parts = [_CHANGES_INTRODUCTION]
    for kind, change in change_classes().items():
        safe = " Risk: `safe`." if change.risk is Change.risk else ""
        about = inspect.cleandoc(change.__doc__ or "")
        parts.append(f"\n## {kind}\n\n{about}{safe}\n\n{_sdl(get_named_type(choices[kind].type))}")
    parts.append("\n## What they are made of\n")
    parts += [
        f"\n{_sdl(each)}"
        for each in _parts([get_named_type(choices[kind].type) for kind in change_classes()])
    ]
    return "".join(parts)


def _input(name: str) -> GraphQLInputObjectType:
    return cast(GraphQLInputObjectType, FIXED_SCHEMA.type_map[name])


def _sdl(type_: GraphQLNamedType) -> str:
    return f"```graphql\n{print_type(type_)}\n```\n"


def _parts(of: list[GraphQLNamedType]) -> list[GraphQLNamedType]:
    """The input types and enums that the given ones are made of, each once, in the order they are met."""
    found: dict[str, GraphQLNamedType] = {}
    waiting = list(of)
    while waiting:
        type_ = waiting.pop(0)
        if not isinstance(type_, GraphQLInputObjectType):
            continue
        for field in type_.fields.values():
            part = get_named_type(field.type)
            if isinstance(part, GraphQLInputObjectType | GraphQLEnumType) and part.name not in found:
                found[part.name] = part
                waiting.append(part)
    return list(found.values())


# Settings


@dataclass(frozen=True)
class Setting:
    """What the page says of a variable.

    Attributes:
        default: where the value that `Settings` has is not what a reader wants to know.
    """

    meaning: str
    default: str = ""


SETTINGS: Mapping[str, Setting] = {
    "SLUICE_DATABASE_URL": Setting(
        "`postgresql://user:password@host:5432/database`, a PostgreSQL 18 or newer of your own",
        "the embedded PostgreSQL",
    ),
    "SLUICE_DATA_DIR": Setting(
        "Folder of the embedded PostgreSQL and of `demo.json`", "`.data` in the current folder"
    ),
    "SLUICE_HOST": Setting("Address to serve on; `0.0.0.0` for every interface"),
    "SLUICE_PORT": Setting("Port to serve on"),
    "SLUICE_WORKERS": Setting("Processes that answer requests"),
    "SLUICE_RATE_KEY": Setting(
        "How many requests each API key, or the sessions of each member, may make, all processes together: "
        "`600/minute`, `20/second`",
        "none: any number",
    ),
    "SLUICE_RATE_TENANT": Setting("The same for all callers of a tenant together", "none: any number"),
    "SLUICE_WALLS": Setting(
        "Whether each tenant has a role of PostgreSQL that reaches its namespace alone; `on` or `off`",
        "`on`",
    ),
    "SLUICE_INTROSPECTION": Setting("Whether who sends no credentials may introspect; `on` or `off`", "`on`"),
    "SLUICE_SUGGESTIONS": Setting(
        'Whether refusals suggest names ("Did you mean …") to who sends no credentials; `on` or `off`', "`on`"
    ),
    "SLUICE_METRICS_TOKEN": Setting(
        "Token that `/metrics` asks for, at least 16 characters", "none: whoever reaches the server reads it"
    ),
    "SLUICE_FILES_URL": Setting(
        "Where the contents of files are: `file:///folder`, `s3://bucket/prefix`, `gs://bucket/prefix` or `az://container/prefix`",
        "the folder `files` in `SLUICE_DATA_DIR`",
    ),
    "SLUICE_FILE_MB": Setting("Megabytes of the largest file, up to 2,000"),
    "SLUICE_FILE_HOURS": Setting("Hours that a file stays which no record names"),
    "SLUICE_REFUSAL_DAYS": Setting(
        "Days that a refusal of a gate is kept after it was last repeated", "none: they are kept for good"
    ),
    "SLUICE_PUBLIC_URL": Setting(
        "Where people reach this installation, such as `https://sluice.example.com`; links in mails begin with it, "
        "and pages there alone may use the session in the cookie",
        "`http://` with host and port",
    ),
    "SLUICE_TRUSTED_PROXIES": Setting(
        "Addresses and networks, with commas between, of proxies whose header `X-Forwarded-For` says where a request "
        "comes from"
    ),
    "SLUICE_PROVIDER_NETWORKS": Setting(
        "Addresses and networks, with commas between, where the identity providers that tenants name may be although "
        "they are private, and without TLS: `10.20.0.0/16`",
        "none: providers are asked by `https` at public addresses",
    ),
    "SLUICE_SECRET_KEY": Setting(
        "Key that secrets in the database are sealed with: 32 random bytes in base64 (`openssl rand -base64 32`). With "
        "several, commas between, the first seals and all open",
        "with the embedded PostgreSQL the file `secret.key` in `SLUICE_DATA_DIR`, which is made; else none",
    ),
    "SLUICE_SIGN_UP": Setting(
        "Who may make a tenant: `open`, anybody, at once; `confirmed`, whoever follows a link that is mailed to their "
        "address; `closed`, nobody but operators",
        "`confirmed` where mail is sent, else `open`",
    ),
    "SLUICE_SMTP_HOST": Setting(
        "Server that takes mail", "none: links are answered to the admin and sent to nobody"
    ),
    "SLUICE_SMTP_PORT": Setting("Its port", "`587`"),
    "SLUICE_SMTP_TLS": Setting(
        "`starttls`; `tls`, encrypted from the first byte (port 465); or `off`, for a server on this machine",
        "`starttls`",
    ),
    "SLUICE_SMTP_USER": Setting("User name, where the server asks for one", "none"),
    "SLUICE_SMTP_PASSWORD": Setting("Its password", "none"),
    "SLUICE_SMTP_FROM": Setting("Address that mail comes from, also as `Name <address>`", "none"),
    "SLUICE_CACHE_MB": Setting("Megabytes for what each process remembers between requests"),
    "SLUICE_POOL_SIZE": Setting("Database connections of each process"),
    "SLUICE_STATEMENT_TIMEOUT_MS": Setting("Longest run of a statement, in milliseconds (`TIMEOUT`)"),
    "SLUICE_LOG_FORMAT": Setting(
        "`json`, one object a line, or `text` for people", "`text` in a terminal, else `json`"
    ),
    "SLUICE_LOG_REQUESTS": Setting(
        "`all` logs each request, `slow` those that take over a second or fail on the server's side"
    ),
}

_SETTINGS_INTRODUCTION = """# Settings

Generated from `core/settings.py` by `python -m api.reference`; a test fails when the two differ.

A process reads these variables once, when it starts. One that is absent or blank has its default. All that do not
fit are told at once, with the code `SETTING_INVALID`.

A secret need not stand in the environment: for each variable, `<variable>_FILE` may name a file that holds the value,
`SLUICE_DATABASE_URL_FILE=/run/secrets/database_url` for example. Both at once are refused. That goes for
`SLUICE_ADMIN_PASSWORD` and for the `SLUICE_API_KEY` of `sluice catalog` too.

| variable | default | what |
|---|---|---|
"""

_OTHER_VARIABLES = """
## Read elsewhere

| variable | by | what |
|---|---|---|
| `SLUICE_ADMIN_PASSWORD` | `sluice tenant create` | password of the new admin; asked for where it is not set |
| `SLUICE_URL` | `sluice catalog …` | address of the server whose catalog is meant |
| `SLUICE_API_KEY` | `sluice catalog …` | key of a role that may `configure` |
| `SLUICE_DATABASE_PASSWORD` | `docker-compose.yml` | password of the composition's PostgreSQL |
| `SLUICE_URL` | `examples/maven_crm/load.py` | address of the server to load into |
| `SLUICE_TEST_DATABASE_URL` | the tests | a PostgreSQL 18 to use, where the role may create databases |
| `SLUICE_FUZZ_SECONDS`, `SLUICE_FUZZ_SEED` | `make fuzz` | how long it sends documents (600), and which (1) |
| `SLUICE_FUZZ_FOLDER` | `make fuzz` | where it keeps faults and the server's log; a temporary folder |
| `SLUICE_BENCH_SCALE` | `make bench` | size of the data; 1.0 is 200,000 deals and what belongs to them |
| `SLUICE_BENCH_SIDES`, `SLUICE_BENCH_QUESTIONS` | `make bench` | names with commas between them; all where not set |
| `SLUICE_BENCH_CONNECTIONS` | `make bench` | requests under way at a time (8) |
| `SLUICE_BENCH_ROUNDS`, `SLUICE_BENCH_SECONDS` | `make bench` | turns of each side (6), and their seconds (0.75) |
| `SLUICE_BENCH_FOLDER` | `make bench` | where results and PostGraphile's packages go (`.bench`) |
"""


def settings_page() -> str:
    """The page as Markdown."""
    defaults = Settings.from_environment({})
    rows = []
    for name, setting in SETTINGS.items():
        default = setting.default or f"`{getattr(defaults, name.removeprefix('SLUICE_').lower())}`"
        rows.append(f"| `{name}` | {default} | {setting.meaning} |\n")
    return _SETTINGS_INTRODUCTION + "".join(rows) + _OTHER_VARIABLES


def fixed_part() -> str:
    """The SDL of what is the same in every caller's GraphQL schema."""
    return print_schema(FIXED_SCHEMA) + "\n"


def main() -> None:
    """Write the pages."""
    _REFERENCE.mkdir(parents=True, exist_ok=True)
    for page, text in (
        (ERRORS_PAGE, errors_page()),
        (CHANGES_PAGE, changes_page()),
        (SETTINGS_PAGE, settings_page()),
        (WARNINGS_PAGE, warnings_page()),
        (FIXED_PART, fixed_part()),
    ):
        page.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
