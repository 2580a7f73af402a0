"""How the values of a request become the bind parameters of its plan's statement."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import NamedTuple, Protocol
from uuid import UUID

from core.clock import read_time, time_zones
from core.errors import Problem, SluiceError, fault
from core.ids import read_uuid
from core.sentences import Sentence, as_told
from expressions.languages import label_in
from metadata.field_types.base import FieldType, Scalar
from metadata.field_types.duration import LONGEST
from metadata.field_types.exact import MOST_DIGITS
from metadata.fields import Field
from metadata.masks import refuse_masked
from records.cursors import cursor_items, signature
from records.plans.inputs import Constant, Input, InputTree, ListInput, OfRow, Parameter
from records.plans.selections import Order

Variables = Mapping[str, object]

MAX_PAGE = 500
RANK = "rank"
"""The kind of a cursor's key that is the rank of a search."""
DEFAULT_PAGE = 20


class Binder(Protocol):
    """Finds the values of one or more bind parameters in the request."""

    def values(self, variables: Variables) -> Mapping[str, object]:
        """Bind parameter name to value.

        Raises:
            SluiceError: when the value cannot be used.
        """


def resolve(source: InputTree, variables: Variables) -> object:
    """The value that `source` stands for in this request, the parts of a whole input value resolved."""
    match source:
        case Parameter():
            found: object = variables
            for part in source.path:
                found = found[part]  # type: ignore[index]  # coerced variables nest mappings and lists
            return found
        case Constant(value):
            return value
        case ListInput(items):
            return [resolve(item, variables) for item in items]
        case None:
            return None
        case OfRow():
            raise TypeError(f"{source} is one value for each row")
        case parts:
            return {name: resolve(part, variables) for name, part in parts.items()}


def uuid_of(value: object, path: tuple[str | int, ...]) -> UUID:
    """The id as a UUID.

    Raises:
        SluiceError: BAD_USER_INPUT where it is none.
    """
    try:
        return read_uuid(str(value))
    except ValueError:
        raise fault(
            "BAD_USER_INPUT",
            Sentence("{!r:.60} is not an id", "{!r:.60} 不是有效的 id").of(value),
            *path,
            hint=Sentence(
                "Ids look like 0197f5d2-....-....-....-.............",
                "id 的格式如 0197f5d2-....-....-....-.............。",
            ),
        ) from None


def as_given(value: object, path: tuple[str | int, ...]) -> object:
    """The value itself."""
    return value


Convert = Callable[[object, tuple[str | int, ...]], object]
"""From a value of the request and its path to what is bound."""


@dataclass(frozen=True)
class ValueBinder:
    """One value, or a list of them."""

    name: str
    source: Input
    convert: Convert
    path: tuple[str | int, ...]

    def values(self, variables: Variables) -> Mapping[str, object]:
        value = resolve(self.source, variables)
        if isinstance(value, list):
            return {self.name: [self.convert(item, self.path) for item in value]}
        return {self.name: self.convert(value, self.path)}


@dataclass(frozen=True)
class IdsBinder:
    """Ids of records, at most a page of them."""

    name: str
    source: Input
    path: tuple[str | int, ...]

    def values(self, variables: Variables) -> Mapping[str, object]:
        listed = self._listed(variables)
        if len(listed) > MAX_PAGE:
            raise fault(
                "PAGE_SIZE",
                Sentence("{:,} ids were given; at most {} fit", "提供了 {:,} 个 id，最多 {} 个").of(
                    len(listed), MAX_PAGE
                ),
                *self.path,
            )
        return {self.name: [uuid_of(each, (*self.path, position)) for position, each in enumerate(listed)]}

    def size(self, variables: Variables) -> int:
        """How many ids there are."""
        return len(self._listed(variables))

    def _listed(self, variables: Variables) -> list[object]:
        ids = resolve(self.source, variables)
        # A list may be given as its only item.
        return ids if isinstance(ids, list) else [ids]


@dataclass(frozen=True)
class ZoneBinder:
    """Name of a time zone."""

    name: str
    source: Input
    path: tuple[str | int, ...]

    def values(self, variables: Variables) -> Mapping[str, object]:
        zone = resolve(self.source, variables)
        if zone not in time_zones():
            raise fault(
                "BAD_USER_INPUT",
                f"There is no time zone {zone!r:.60}",
                *self.path,
                hint="Use a name of the IANA database, such as Asia/Shanghai, Europe/Berlin or UTC.",
            )
        return {self.name: zone}


def told_in(language: str, problem: Problem, *path: str | int) -> Problem:
    """The problem of a value at its place, in the words that the tenant has for it."""
    if not problem.texts:
        return problem.within(*path)
    return replace(problem, message=as_told(label_in(problem.texts, language, problem.message))).within(*path)


class Assigned(NamedTuple):
    """A field whose new value a write gives.

    Attributes:
        names: parameter name and column, of each of the field's columns.
        kind: the field's type.
        path: of the value in the input.
        masked: the writer sees values of the field masked.
    """

    names: tuple[tuple[str, str], ...]
    kind: FieldType
    field: Field
    source: InputTree
    path: tuple[str | int, ...]
    masked: bool = False


@dataclass(frozen=True)
class PatchBinder:
    """New values of fields as the values of their columns: all of a write in one binder, for there are many.

    Attributes:
        language: of the messages that the tenant has written.
    """

    assigned: tuple[Assigned, ...]
    language: str

    def values(self, variables: Variables) -> Mapping[str, object]:
        found: dict[str, object] = {}
        problems: list[Problem] = []
        for names, kind, field, source, path, masked in self.assigned:
            try:
                value = resolve(source, variables)
                if masked:
                    refuse_masked(field, value)
                stored = kind.stored(field, value)
            except SluiceError as error:
                problems += [told_in(self.language, problem, *path) for problem in error.problems]
                continue
            for name, column in names:
                found[name] = stored[column]
        if problems:
            raise SluiceError(problems)
        return found


def _text(text: str) -> str:
    if "\0" in text:
        raise ValueError("PostgreSQL keeps no NUL")
    return text


def _integer(text: str) -> int:
    if len(text) > len(str(-MOST_INTEGER)) or not -MOST_INTEGER <= int(text) < MOST_INTEGER:
        raise ValueError("out of the range of an integer")
    return int(text)


def _decimal(text: str) -> Decimal:
    number = Decimal(text)
    if not number.is_finite() or abs(number.adjusted()) > MOST_DIGITS:
        raise ValueError("out of the range of any field")
    return number


def _rank(text: str) -> float:
    number = float(text)
    if not 0 <= number <= MOST_RANK:
        raise ValueError("no rank")
    return number


def _boolean(text: str) -> bool:
    return {"true": True, "false": False}[text]


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError("no offset from UTC")
    return moment.astimezone(UTC)


def _time(text: str) -> time:
    if len(text) != len("09:30:00"):
        raise ValueError("a time of day has hours, minutes and seconds")
    return read_time(text)


def _seconds(text: str) -> int:
    if len(text) > len(str(LONGEST)) or not 0 <= int(text) <= LONGEST:
        raise ValueError("out of the range of a duration")
    return int(text)


MOST_INTEGER = 2**31
MOST_RANK = 1e9
CURSOR_VALUES: Mapping[str, Callable[[str], object]] = {
    Scalar.STRING: _text,
    Scalar.INT: _integer,
    Scalar.DECIMAL: _decimal,
    Scalar.MONEY: _decimal,
    Scalar.BOOLEAN: _boolean,
    Scalar.DATE: date.fromisoformat,
    Scalar.DATETIME: _moment,
    Scalar.TIME: _time,
    Scalar.DURATION: _seconds,
    Scalar.ID: UUID,
    RANK: _rank,
}
"""How a cursor's text becomes a value again. PostgreSQL wrote the text (`column::text`, time zone UTC); what a caller
may have made of it since must not reach PostgreSQL unless it can take it."""


@dataclass(frozen=True)
class Signature:
    """What the cursors of a list are signed with.

    Attributes:
        named: the signature of the object and the order.
        sought: what a ranked list is searched for: another text ranks the same records otherwise.
    """

    named: str
    sought: Input | None = None

    def of(self, variables: Variables) -> str:
        """The signature in this request."""
        return (
            self.named
            if self.sought is None
            else signature(f"{self.named}:{resolve(self.sought, variables)}")
        )


@dataclass(frozen=True)
class SignatureBinder:
    """The signature of a list whose search decides it."""

    name: str
    signature: Signature

    def values(self, variables: Variables) -> Mapping[str, object]:
        return {self.name: self.signature.of(variables)}


@dataclass(frozen=True)
class CursorBinder:
    """The order keys that a cursor holds; parameter names are `<prefix>_<position of the key>`.

    Its signature names the object and the order, its items are the texts of the keys, the id the last one.
    """

    prefix: str
    source: Input
    signature: Signature
    keys: tuple[Order, ...]
    path: tuple[str | int, ...]

    def values(self, variables: Variables) -> Mapping[str, object]:
        try:
            texts = cursor_items(self.signature.of(variables), resolve(self.source, variables))
            return {
                f"{self.prefix}_{position}": _key_value(key, text)
                for position, (key, text) in enumerate(zip(self.keys, texts, strict=True))
            }
        except (ValueError, KeyError, ArithmeticError):
            raise fault(
                "CURSOR_INVALID", "The cursor does not belong to this list in this order", *self.path
            ) from None


def _key_value(key: Order, text: object) -> object:
    """The value of one key of a cursor.

    Raises:
        ValueError, KeyError, ArithmeticError: no such row can have been on a page.
    """
    if text is None and key.nullable:
        return None
    if not isinstance(text, str):
        raise ValueError("a cursor holds texts")
    if key.listed:
        # As `records.constants.place_among` has it. An option that was removed since has no place any more.
        return key.listed.index(text) + 1
    return CURSOR_VALUES[key.kind](text)
