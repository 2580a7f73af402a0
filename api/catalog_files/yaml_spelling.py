"""Spells nodes of the YAML library as the library does, but for rare characters, in a tenth of its time.

The library writes a file that is there and keeps its comments; a new one has none, and a catalog may have hundreds.
"""

import json
import re
from collections.abc import Iterator

from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.scalarstring import DoubleQuotedScalarString, LiteralScalarString

_STEP = "  "
_ESCAPED = re.compile(r"[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")
"""What JSON has as it is, and YAML does not."""
_LONG = 100
"""Characters of a key from which on it is marked as one: parsers look only so far for the colon."""


def spelled(node: CommentedMap) -> str:
    """The YAML of a mapping, without the comments that its nodes may have."""
    return "".join(f"{line}\n" for line in _block(node, "")) if len(node) else "{}\n"


def _block(node: CommentedMap | CommentedSeq, indent: str) -> Iterator[str]:
    """The lines of a collection."""
    if isinstance(node, CommentedSeq):
        for each in node:
            yield from _entry(f"{indent}- ", each, indent)
        return
    for key, part in node.items():
        word = _scalar(key, in_line=True)
        if len(word) > _LONG:
            yield f"{indent}? {word}"
            head = f"{indent}:"
        else:
            head = f"{indent}{word}:"
        if _in_block(part):
            yield head
            yield from _block(part, indent + _STEP)
        else:
            yield from _entry(f"{head} ", part, indent)


def _entry(head: str, node: object, indent: str) -> Iterator[str]:
    """The lines of a value that begins behind `head`."""
    if isinstance(node, CommentedMap | CommentedSeq) and _in_block(node):
        lines = _block(node, indent + _STEP)
        yield head + next(lines)[len(head) :]
        yield from lines
    elif isinstance(node, LiteralScalarString):
        yield f"{head}|-"
        for line in node.split("\n"):
            yield f"{indent}{_STEP}{line}" if line else ""
    else:
        yield (head + ("" if node is None else _line(node))).rstrip(" ")


def _in_block(node: object) -> bool:
    return isinstance(node, CommentedMap | CommentedSeq) and len(node) > 0 and not node.fa.flow_style()


def _line(node: object) -> str:
    """A value in one line."""
    if isinstance(node, CommentedMap):
        parts = ((_scalar(key, in_line=True), _inside(part)) for key, part in node.items())
        return "{" + ", ".join(_pair(word, part) for word, part in parts) + "}"
    if isinstance(node, CommentedSeq):
        return f"[{', '.join(map(_inside, node))}]"
    return _scalar(node, in_line=False)


def _pair(word: str, part: str) -> str:
    return f"? {word} : {part}" if len(word) > _LONG else f"{word}: {part}"


def _inside(node: object) -> str:
    """A value within a collection that is written in one line."""
    return _line(node) if isinstance(node, CommentedMap | CommentedSeq) else _scalar(node, in_line=True)


def _scalar(value: object, in_line: bool) -> str:
    if not isinstance(value, str):
        return json.dumps(value)
    quoted = isinstance(value, DoubleQuotedScalarString | LiteralScalarString)
    if quoted or (in_line and "," in value):
        return _ESCAPED.sub(lambda found: f"\\u{ord(found[0]):04x}", json.dumps(value, ensure_ascii=False))
    return value
