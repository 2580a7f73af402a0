"""Short ways to say what templates say over and over: two languages, fields, choices, stages."""

from types import MappingProxyType

from metadata.changes.fields import NewField
from metadata.changes.pipelines import NewStage
from metadata.changes.sections import NewSection
from metadata.fields import Option, PersonalKind
from metadata.pipelines import StageKind
from metadata.values import JsonValue, Labels


def both(zh: str, en: str) -> Labels:
    """A label in Chinese and English."""
    return MappingProxyType({"zh-CN": zh, "en": en})


def field(
    name: str,
    type_: str,
    zh: str,
    en: str,
    *,
    required: bool = False,
    unique: bool = False,
    searchable: bool = False,
    personal: PersonalKind | None = None,
) -> NewField:
    """A field of a type that needs no settings, labelled in both languages."""
    return NewField(
        name,
        type_,
        both(zh, en),
        required=required,
        unique=unique,
        searchable=searchable,
        personal=personal,
    )


def choice(name: str, zh: str, en: str, *options: tuple[str, str, str]) -> NewField:
    """A choice; each option is (key, Chinese, English)."""
    return NewField(
        name,
        "choice",
        both(zh, en),
        options=tuple(Option(key, both(key_zh, key_en)) for key, key_zh, key_en in options),
    )


def relation(
    name: str,
    target: str,
    reverse: str,
    zh: str,
    en: str,
    *,
    required: bool = False,
    personal: PersonalKind | None = None,
) -> NewField:
    """A relation to one `target`, which lists the records that point to it as `reverse`."""
    return NewField(
        name,
        "relation",
        both(zh, en),
        required=required,
        target=target,
        reverse=reverse,
        personal=personal,
    )


def stage(
    name: str,
    probability: int,
    labels: Labels,
    objective: Labels,
    gate: JsonValue = None,
    kind: StageKind = "open",
) -> NewStage:
    """A stage, with what it is for."""
    return NewStage(name, kind, probability, labels, objective, gate)


def section(name: str, zh: str, en: str, *fields: str) -> NewSection:
    """A section with the fields of these names."""
    return NewSection(name, both(zh, en), fields)
