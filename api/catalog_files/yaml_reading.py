"""Reads YAML strictly, as JSON with the place of every value.

YAML of a catalog is JSON in another spelling: mappings, lists, texts, numbers, true, false and null, as the core of
YAML 1.2 has them. So `no` is a text, and a day is a text. What could surprise is refused with its line: aliases (a few
lines of them stand for gigabytes), tags, a key that stands twice, several documents in a file.

Two parsers read a file. That of libyaml takes a fortieth of the time, which counts for the folder of a large catalog;
the one of ruamel.yaml says what is no YAML. It reads what the first refuses, and what the two could take for different
things.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

import ruamel.yaml.events as ruamel
import yaml.events as libyaml
from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from yaml.error import YAMLError as LibyamlError

from core.errors import PathPart, SluiceError, fault
from metadata.text import text_fault
from metadata.values import JsonValue

try:
    from yaml.cyaml import CParser
except ImportError:  # PyYAML was built on a machine without libyaml
    CParser = None

MOST_BYTES = 2_000_000
MOST_LEVELS = 60

Path = tuple[PathPart, ...]
Place = tuple[int, int]
"""Line and column, from 1."""

_UNLIKE = re.compile(r"[\t\x85\u2028\u2029\ufeff&]|[|>][-+0-9]*\s*(#|\n *\n)|^\.\.\.", re.MULTILINE)
"""What the parsers take for different things, or only one of them for YAML; all of it is rare."""
_INTEGER = re.compile(r"[-+]?[0-9]{1,400}")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_WORDS: Mapping[str, JsonValue] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL"), None),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}


@dataclass(frozen=True)
class Yaml:
    """What a file says.

    Attributes:
        value: None where the file is empty.
        places: where each value begins, by its path.
    """

    value: JsonValue
    places: Mapping[Path, Place]


def read_yaml(name: str, raw: bytes) -> Yaml:
    """The one value of a YAML file.

    Args:
        name: of the file, for messages.

    Raises:
        SluiceError: CATALOG_INVALID, or CATALOG_LIMIT, with file, line and column in the message.
    """
    if len(raw) > MOST_BYTES:
        raise fault("CATALOG_LIMIT", f"{name} has {len(raw):,} bytes; at most {MOST_BYTES:,} are read.")
    text = _text(name, raw)
    return read_by_libyaml(name, text) or read_by_ruamel(name, text)


def read_by_libyaml(name: str, text: str) -> Yaml | None:
    """What a file says; None where the other parser is to say it, or what is wrong with it."""
    if CParser is None or _UNLIKE.search(text):
        return None
    reading = _Reading(name)
    parser = CParser(text)
    try:
        while parser.check_event():
            event = parser.get_event()
            place = (event.start_mark.line + 1, event.start_mark.column + 1)
            match event:
                case libyaml.DocumentStartEvent():
                    reading.document(place)
                case libyaml.AliasEvent():
                    reading.alias(place)
                case libyaml.MappingStartEvent():
                    reading.begin({}, event.tag, place)
                case libyaml.SequenceStartEvent():
                    reading.begin([], event.tag, place)
                case libyaml.MappingEndEvent() | libyaml.SequenceEndEvent():
                    reading.end()
                case libyaml.ScalarEvent():
                    reading.scalar(str(event.value), event.implicit[0], event.tag, place)
    except (LibyamlError, SluiceError):
        return None
    finally:
        parser.dispose()
    return Yaml(reading.value, reading.places)


def read_by_ruamel(name: str, text: str) -> Yaml:
    """The same, however the file is written.

    Raises:
        SluiceError: CATALOG_INVALID, with the place.
    """
    reading = _Reading(name)
    try:
        for event in YAML(typ="safe", pure=True).parse(text):
            place = (event.start_mark.line + 1, event.start_mark.column + 1)
            match event:
                case ruamel.DocumentStartEvent():
                    reading.document(place)
                case ruamel.AliasEvent():
                    reading.alias(place)
                case ruamel.MappingStartEvent():
                    reading.begin({}, event.tag, place)
                case ruamel.SequenceStartEvent():
                    reading.begin([], event.tag, place)
                case ruamel.MappingEndEvent() | ruamel.SequenceEndEvent():
                    reading.end()
                case ruamel.ScalarEvent():
                    reading.scalar(str(event.value), event.implicit[0], event.tag, place)
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = (1, 1) if mark is None else (mark.line + 1, mark.column + 1)
        problem = error.problem or "this is no YAML"
        hint = (
            "Indent with spaces." if r"\t" in problem else "Mend the spelling; quote a text with signs in it."
        )
        raise refused(name, place, f"{problem[:1].upper()}{problem[1:]}.", hint) from error
    except YAMLError as error:  # a character that YAML does not have
        raise refused(name, (1, 1), f"{str(error).splitlines()[0]}.", "Remove that character.") from error
    return Yaml(reading.value, reading.places)


def refused(name: str, place: Place, message: str, hint: str) -> SluiceError:
    """The fault of a file at a place, which the message begins with as editors and terminals link it."""
    line, column = place
    return fault("CATALOG_INVALID", f"{name}:{line}:{column}: {message}", hint=hint)


def _text(name: str, raw: bytes) -> str:
    if raw[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise refused(name, (1, 1), "The file is in UTF-16.", "Save it as UTF-8.")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = raw[: error.start]
        column = error.start - before.rfind(b"\n")
        message = "The file is not in UTF-8."
        raise refused(name, (before.count(b"\n") + 1, column), message, "Save it as UTF-8.") from error


@dataclass
class _Open:
    """A mapping or a list that is being read; `key` is what the next value belongs to."""

    value: dict[str, JsonValue] | list[JsonValue]
    path: Path
    key: str | None = None


@dataclass
class _Reading:
    """Takes the events of a parser one by one: nothing recurses, however deep the file.

    Each step raises a SluiceError where it is none of JSON.
    """

    name: str
    value: JsonValue = None
    places: dict[Path, Place] = field(default_factory=dict)
    open: list[_Open] = field(default_factory=list)
    documents: int = 0

    def document(self, place: Place) -> None:
        """A document begins."""
        self.documents += 1
        if self.documents > 1:
            raise refused(self.name, place, "A second document begins.", "Keep one in a file.")

    def alias(self, place: Place) -> None:
        """An alias, which is refused."""
        raise refused(self.name, place, "This is an alias.", "Write out what it stands for.")

    def begin(self, value: dict[str, JsonValue] | list[JsonValue], tag: str | None, place: Place) -> None:
        """A mapping or a list begins, empty as yet."""
        self._untagged(tag, place)
        if len(self.open) >= MOST_LEVELS:
            message = f"The file is nested deeper than {MOST_LEVELS} levels."
            raise refused(self.name, place, message, "Split it, or simplify it.")
        if self.open and isinstance(self.open[-1].value, dict) and self.open[-1].key is None:
            raise refused(self.name, place, "A key is a text.", "Write a plain word.")
        path = self._add(value, place)
        self.open.append(_Open(value, path))

    def end(self) -> None:
        """The innermost mapping or list ends."""
        self.open.pop()

    def scalar(self, text: str, plain: bool, tag: str | None, place: Place) -> None:
        """A key, or a value that is no mapping and no list; `plain` where it stands without quotes."""
        self._untagged(tag, place)
        wrong = text_fault(text)
        if wrong is not None:
            raise refused(
                self.name, place, f"The text cannot be stored: it {wrong}.", "Remove that character."
            )
        inside = self.open[-1] if self.open else None
        if inside is not None and isinstance(inside.value, dict) and inside.key is None:
            if text in inside.value:
                line = self.places[*inside.path, text][0]
                message = f"The key {text[:60]} stands in line {line} already."
                raise refused(self.name, place, message, "Keep one of them.")
            inside.key = text
            # Until its value comes, which stands at a place of its own: a key is what is missing or unknown.
            self.places[*inside.path, text] = place
            return
        self._add(self._plain(text, place) if plain else text, place)

    def _plain(self, text: str, place: Place) -> JsonValue:
        if text in _WORDS:
            return _WORDS[text]
        if _INTEGER.fullmatch(text):
            return int(text)
        if _FLOAT.fullmatch(text):
            number = float(text)
            if abs(number) == float("inf"):
                raise refused(self.name, place, "The number is too large.", "Quote it, as a text.")
            return number
        return text

    def _add(self, value: JsonValue, place: Place) -> Path:
        if not self.open:
            self.value = value
            self.places[()] = place
            return ()
        inside = self.open[-1]
        if isinstance(inside.value, dict):
            assert inside.key is not None
            path = (*inside.path, inside.key)
            inside.value[inside.key] = value
            inside.key = None
        else:
            path = (*inside.path, len(inside.value))
            inside.value.append(value)
            self.places[path] = place
        return path

    def _untagged(self, tag: str | None, place: Place) -> None:
        if tag is not None:
            raise refused(self.name, place, f"{tag[:60]} is a tag.", "Leave it out; quote a text.")
