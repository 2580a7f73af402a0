"""From a document to the catalog that it says, and to the changes that put it in force. Anybody may have written it."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from difflib import get_close_matches

from core.errors import Problem, fault
from core.sentences import Sentence
from metadata.catalog import Catalog, Object
from metadata.changes.base import Change, raise_problems
from metadata.checks import check_catalog
from metadata.codec import catalog_from_json, shape
from metadata.differences.between import changes_between
from metadata.document.form import NOT_CONFIGURED, document_of
from metadata.document.identities import identified
from metadata.document.naming import with_ids
from metadata.document.unseen import unseen_removals
from metadata.field_types.all_types import FIELD_TYPES
from metadata.initial import ADMIN_ROLE
from metadata.storable import value_problems
from metadata.values import JsonValue

PARTS: tuple[str, ...] = tuple(key for key in shape(Catalog) if key not in NOT_CONFIGURED)
"""The keys of a document."""


def catalog_of(document: object, head: Catalog) -> Catalog:
    """The catalog that a document says, where `head` is in force.

    A part that the document leaves out (`objects`, `roles`, `api`) stays as it is in force.

    Raises:
        SluiceError: what is wrong, with paths into the document. Where the whole is at fault, the objects, fields and
            roles in a path are named; else they are counted.
    """
    raise_problems(value_problems(document))
    whole, wrong_ids = identified({**document_of(head), **_parts(document)}, head)
    raise_problems(wrong_ids)
    written, unknown = with_ids(whole)
    found = catalog_from_json(written)
    raise_problems([*unknown, *_admin_problems(found), *_type_problems(found)])
    admin = tuple(role for role in head.roles if role.id == ADMIN_ROLE)
    after = replace(
        found,
        version=head.version,
        languages=head.languages,
        objects=tuple(_with_removed(each, head) for each in found.objects),
        roles=(*admin, *found.roles),
        removed_objects=tuple(
            each for each in head.removed_objects if each.object.id not in found.object_by_id
        ),
    )
    raise_problems(check_catalog(after))
    return after


def changes_to(document: object, head: Catalog, base: Catalog | None = None) -> tuple[Change, ...]:
    """The changes that make of `head` what a document says.

    Args:
        base: what the document is made from: what was added since is not to be removed. None where that is meant.

    Raises:
        SluiceError: as `catalog_of`; CATALOG_IRREVERSIBLE for each difference that no change makes, its path of ids;
            CATALOG_CONFLICT for each thing that was added since, and would be removed.
    """
    after = catalog_of(document, head)
    raise_problems([] if base is None else unseen_removals(base, head, after))
    return changes_between(head, after)


def _with_removed(definition: Object, head: Catalog) -> Object:
    """The object with what is removed of it in force and not written in the document."""
    known = head.object_by_id.get(definition.id)
    if known is None:
        return definition
    pipeline = None if definition.pipeline is None else definition.pipeline.id
    fields = (each for each in known.removed_fields if each.field.id not in definition.field_by_id)
    pipelines = (each for each in known.removed_pipelines if each.pipeline.id != pipeline)
    return replace(definition, removed_fields=tuple(fields), removed_pipelines=tuple(pipelines))


def _admin_problems(found: Catalog) -> Iterator[Problem]:
    for index, role in enumerate(found.roles):
        if role.id == ADMIN_ROLE:
            message = "The built-in role admin may do everything; nobody configures it."
            yield Problem("CATALOG_INVALID", message, ("roles", index, "id"), "Leave this role out.")


def _type_problems(found: Catalog) -> Iterator[Problem]:
    """Before anything else of the catalog is looked at: all else asks the types of the fields."""
    for index, definition in enumerate(found.objects):
        for place, field in enumerate(definition.fields):
            if field.type not in FIELD_TYPES:
                close = get_close_matches(field.type, FIELD_TYPES, n=1)
                hint = (
                    f"Did you mean {close[0]}?"
                    if close
                    else Sentence("Use one of {}.", "请使用其中之一：{}。").of(", ".join(FIELD_TYPES))
                )
                path = ("objects", index, "fields", place, "type")
                message = Sentence("There is no field type {!r}.", "没有字段类型 {!r}。").of(field.type[:60])
                yield Problem("CATALOG_TYPE_UNKNOWN", message, path, hint)


def _parts(document: object) -> Mapping[str, JsonValue]:
    hint = f"Its keys are {', '.join(PARTS)}; what is left out stays as it is."
    if not isinstance(document, Mapping):
        raise fault("CATALOG_INVALID", f"A catalog is an object, not {type(document).__name__}.", hint=hint)
    for key in document:
        if key not in PARTS:
            raise fault("CATALOG_INVALID", f"A catalog has no key {str(key)[:60]!r}.", hint=hint)
    return document
