"""Writes YAML that every reader takes alike, and changes a file that is there without losing its comments."""

import io
import json
import re
from collections.abc import Mapping, Sequence

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.error import YAMLError
from ruamel.yaml.scalarstring import DoubleQuotedScalarString, LiteralScalarString

from api.catalog_files.yaml_reading import read_yaml
from core.errors import SluiceError
from metadata.values import JsonValue

Identity = tuple[str, ...]
"""What an entry of a list is known by."""

SHORT = 90
"""Characters of JSON that are written in one line, where they are a rule, or an entry of a list of many alike."""

_RULES = frozenset({"gate", "rule", "formula", "default", "defaultFormula", "condition"})
_ENTRIES = frozenset({"options", "grants", "transitions"})
_PLAIN = re.compile(r"[^\W\d]([\w ()./+%@，。、；：！？（）《》·-]*[\w)%。！？）》])?")
"""Texts that need no quotes, in whatever surroundings."""
_OLD_WORDS = re.compile(r"(?i)y|n|yes|no|on|off|true|false|null")
"""Those that readers of YAML 1.1, which many still are, take for something else."""


def fresh(value: Mapping[str, JsonValue], heading: str) -> str:
    """The YAML of a value, below a comment."""
    return f"# {heading}\n{_dumped(_node(value))}"


def merged(name: str, old: str, value: Mapping[str, JsonValue], heading: str) -> str:
    """The old text with the new value: what stays keeps its place, spelling and comments.

    Args:
        name: of the file.
        heading: of the text that is written where the old one cannot carry the value.
    """
    try:
        root = _round_trip().load(old)
        if isinstance(root, CommentedMap):
            _merge_map(root, value)
            text = _dumped(root)
            if read_yaml(name, text.encode()).value == value:
                return text
    except (YAMLError, SluiceError):
        # What a person writes has forms that the library cannot change and keep; then the comments are lost.
        pass
    return fresh(value, heading)


def _round_trip() -> YAML:
    yaml = YAML(typ="rt", pure=True)
    yaml.preserve_quotes = True
    yaml.width = 4_096
    yaml.allow_unicode = True
    yaml.brace_single_entry_mapping_in_flow_sequence = True
    yaml.indent(mapping=2, sequence=4, offset=2)
    return yaml


def _dumped(node: object) -> str:
    stream = io.StringIO()
    _round_trip().dump(node, stream)
    return stream.getvalue()


def _node(value: JsonValue | Mapping[str, JsonValue], rule: bool = False, entry: bool = False) -> object:
    """A value as the library writes it."""
    match value:
        case Mapping():
            node = CommentedMap()
            for key, part in value.items():
                node[_word(key, key=True)] = _part(key, part, rule)
            return _in_line(node, value, rule or entry)
        case list():
            items = CommentedSeq([_node(part, rule, entry) for part in value])
            return _in_line(items, value, rule)
        case str():
            return _word(value)
        case _:
            return value


def _part(key: str, value: JsonValue, rule: bool) -> object:
    if key in _ENTRIES and isinstance(value, list):
        return CommentedSeq([_node(each, entry=True) for each in value])
    return _node(value, rule or key in _RULES)


def _in_line(
    node: CommentedMap | CommentedSeq, value: Mapping[str, JsonValue] | Sequence[JsonValue], wanted: bool
) -> CommentedMap | CommentedSeq:
    if not value or (wanted and len(json.dumps(value, ensure_ascii=False, default=dict)) <= SHORT):
        node.fa.set_flow_style()
    return node


def _word(text: str, key: bool = False) -> str:
    """A text as it is to be spelled: in lines of its own, quoted, or plain."""
    lines = text.split("\n")
    if (
        not key
        and len(lines) > 1
        and all(line.isprintable() and line == line.strip() for line in lines)
        and text.strip() == text
    ):
        literal: str = LiteralScalarString(text)
        return literal
    quoted: str = DoubleQuotedScalarString(text)
    return text if _PLAIN.fullmatch(text) and not _OLD_WORDS.fullmatch(text) else quoted


def _merge_map(node: CommentedMap, value: Mapping[str, JsonValue]) -> None:
    for key in [key for key in node if key not in value]:
        del node[key]
    for key, part in value.items():
        if key in node:
            node[key] = _merge(node[key], part, key)
        else:
            # An id that a new definition got stands first, as it does elsewhere; the rest last.
            node.insert(0 if key == "id" else len(node), _word(key, key=True), _part(key, part, rule=False))


def _merge(node: object, value: JsonValue, key: str) -> object:
    if isinstance(node, CommentedMap) and isinstance(value, dict):
        _merge_map(node, value)
        return node
    if isinstance(node, CommentedSeq) and isinstance(value, list):
        return _merge_list(node, value, key)
    same = type(node) in (bool, type(None)) or type(value) in (bool, type(None))
    if node == value and (not same or node is value):
        return node
    return _part(key, value, rule=False)


def _merge_list(node: CommentedSeq, value: list[JsonValue], key: str) -> object:
    new = [identity(each) for each in value]
    # What had no id, and has got one, is known by its name.
    ids = {str(each["name"]): identity(each) for each in value if isinstance(each, dict) and "name" in each}
    old = [
        ids.get(str(each["name"]))
        if isinstance(each, dict) and "name" in each and "id" not in each
        else identity(each)
        for each in node
    ]
    if None in old or None in new or len(set(new)) < len(new):
        return node if node == value else _part(key, value, rule=False)
    for index in reversed(range(len(old))):
        if old[index] not in new:
            del node[index]
            del old[index]
    made = _part(key, value, rule=False)
    assert isinstance(made, CommentedSeq)
    if old != new[: len(old)]:
        # In another order, or with some in between: comments within entries stay, those between them go.
        known = dict(zip(old, list(node), strict=True))
        return _like(
            node,
            [
                _merge(known[name], each, "") if name in known else made[index]
                for index, (name, each) in enumerate(zip(new, value, strict=True))
            ],
        )
    for index, each in enumerate(value):
        if index < len(old):
            node[index] = _merge(node[index], each, "")
        else:
            node.append(made[index])
    return node


def _like(node: CommentedSeq, items: list[object]) -> CommentedSeq:
    found = CommentedSeq(items)
    if node.fa.flow_style():
        found.fa.set_flow_style()
    return found


def identity(entry: object) -> Identity | None:
    """What an entry of a list is known by, None where it is not."""
    if not isinstance(entry, dict):
        return None
    for keys in (("id",), ("key",), ("source", "target"), ("name",)):
        if all(isinstance(entry.get(key), str) for key in keys):
            return tuple(str(entry[key]) for key in keys)
    return None
