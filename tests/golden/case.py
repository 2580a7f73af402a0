"""A golden case as files: what is asked, by whom, and what SQL and JSON come of it.

    cases/<name>/query.graphql     the document; `@alpha` stands for the id of the record made as `alpha`
    cases/<name>/variables.json    optional; texts that are exactly `@alpha` are ids too
    cases/<name>/case.json         what it shows, the actor's role, and where wanted the language
    cases/<name>/expected.sql      the one statement; a root field of the fixed part looks at the head before
    cases/<name>/expected.json     the response

A case with `records` in its case.json makes these in the scratch world first (name -> object, values, and the maker's
role), one with `changes` publishes them before in a world of its own; all other cases read the shared world. A case
named `changed…` is a subscription, begun before its records are made, and its expected.json has the events. What
differs from run to run is replaced by a word: ids by the names of their records, the namespace by `t_world`, moments of
the run by `<time>`, cursors by their keys.
"""

import base64
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

CASES = Path(__file__).parent / "cases"

_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_NOW = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+(?:\+00:00|Z)")
# A list as JSON begins with a bracket; a JSON pointer, of the same characters, with a slash.
_CURSOR = re.compile(r"W[A-Za-z0-9+/]{23,}={0,2}")
_CATALOG_ID = re.compile(r"(?<![a-z0-9])(obj|fld|pip|rol|val|key|stg|cri|tsk)_[0-9a-z]+")
_FINGERPRINT = re.compile(r"(?<=[/'])[0-9a-f]{16}(?=[' ])")
_CATALOG_VERSION = re.compile(r"(?<=catalog_version = )\d+")
_ORDER = re.compile(r"(?<=json_build_array\(CAST\(')[0-9a-f]{8}(?=' AS TEXT\))")
_NAME = re.compile(r"@(\w+)")


@dataclass(frozen=True)
class Case:
    """One case.

    Attributes:
        shows: the behaviour, in a sentence.
        records: name to (maker, object, values) of what is made first; None where the shared world is read.
        changes: of the catalog, published before the records are made.
    """

    path: Path
    shows: str
    actor: str
    language: str
    document: str
    variables: dict[str, Any]
    records: dict[str, dict[str, Any]] | None
    changes: list[dict[str, Any]]


def read_case(path: Path) -> Case:
    about = json.loads((path / "case.json").read_text(encoding="utf-8"))
    variables = path / "variables.json"
    return Case(
        path,
        about["shows"],
        about["actor"],
        about.get("language", "en"),
        (path / "query.graphql").read_text(encoding="utf-8"),
        json.loads(variables.read_text(encoding="utf-8")) if variables.exists() else {},
        about.get("records"),
        about.get("changes", []),
    )


def document_with_ids(document: str, ids: Mapping[str, str]) -> str:
    """The document with ids in the place of `@name`; directives keep their names."""
    return _NAME.sub(lambda found: ids.get(found.group(1), found.group(0)), document)


def normalised(text: str, names: Mapping[str, str], namespace: str) -> str:
    """The text without what differs from run to run; `names` is id to name."""
    text = text.replace(namespace, "t_world")
    text = _UUID.sub(lambda found: f"<{names.get(found.group(), 'id')}>", text)
    text = _NOW.sub("<time>", text)
    text = _FINGERPRINT.sub("<fingerprint>", text)
    text = _CATALOG_ID.sub(r"\1_<id>", text)
    return _ORDER.sub("<order>", _CATALOG_VERSION.sub("<version>", text))


def normalised_answer(answer: object, names: Mapping[str, str], namespace: str) -> object:
    """The response without what differs from run to run."""
    match answer:
        case str():
            return normalised(_readable_cursor(answer), names, namespace)
        case dict():
            return {key: normalised_answer(value, names, namespace) for key, value in answer.items()}
        case list():
            return [normalised_answer(value, names, namespace) for value in answer]
        case _:
            return answer


def _readable_cursor(text: str) -> str:
    """`<cursor key, key, id>` where the text is a cursor, else the text."""
    if not _CURSOR.fullmatch(text):
        return text
    _, *keys = json.loads(base64.b64decode(text))
    if all(isinstance(key, int) for key in keys):
        return "<cursor of a change>"
    return f"<cursor {json.dumps(keys, ensure_ascii=False)}>"
