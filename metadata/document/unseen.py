"""What a document would remove that its author has never seen: it was added after the version they started from.

A document says all that there is to be, so what it does not have is removed. Who wrote it before somebody else has
added a thing says nothing about that thing, and does not mean to remove it.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from core.errors import PathPart, Problem
from metadata.catalog import ANY, Catalog, Grant, Object, Role
from metadata.codec import shape
from metadata.document.form import NOT_CONFIGURED, NOT_OF_OBJECTS
from metadata.document.identities import PREFIXES, part_kind, word_of
from metadata.fields import Field, Option
from metadata.pipelines import Pipeline, Transition

Identity = tuple[str, ...]
"""Ids of what a definition is within and its own id, or what tells it from its like where it has none."""


@dataclass(frozen=True)
class Definition:
    """A part of a catalog that somebody adds and somebody removes.

    Attributes:
        what: it is called, for a person.
        path: to it in a document, with names.
    """

    identity: Identity
    what: str
    path: tuple[PathPart, ...]


def unseen_removals(base: Catalog, head: Catalog, after: Catalog) -> tuple[Problem, ...]:
    """What is in `head`, was not in `base` and is not in `after`; parts of what is named are not named again."""
    seen = {each.identity for each in definitions(base)}
    kept = {each.identity for each in definitions(after)}
    told: set[Identity] = set()
    problems = []
    added = f"would be removed; it was added after version {base.version}, which the document is made from."
    if not base.version:
        added = "would be removed; who made the document has not seen it."
    for each in definitions(head):
        if each.identity in seen or each.identity in kept:
            continue
        whole = any(each.identity[:length] in told for length in range(1, len(each.identity)))
        told.add(each.identity)
        if not whole:
            problems.append(Problem("CATALOG_CONFLICT", f"{each.what} {added}", each.path, _HINT))
    return tuple(problems)


_HINT = (
    "Read the catalog again and have it in the document; where it is to go, leave `baseVersion` out, "
    "after a look at the dry run."
)


def definitions(catalog: Catalog) -> Iterator[Definition]:
    """Every definition of a catalog, each before its parts, but for what is removed."""
    return _within(catalog, catalog, "", (), ())


def _within(
    catalog: Catalog, whole: object, owner: str, identity: Identity, path: tuple[PathPart, ...]
) -> Iterator[Definition]:
    """The definitions within a part of the catalog, which is called `owner`."""
    for key, (attribute, hint, _) in shape(type(whole)).items():
        if key in NOT_CONFIGURED | NOT_OF_OBJECTS or part_kind(hint) is None:
            continue
        value = getattr(whole, attribute)
        for part in value if isinstance(value, tuple) else (value,):
            own = _own(part, whole)
            if own is None:
                continue
            what, called = _called(catalog, part, owner)
            # A pipeline is the only one of its object; grants and transitions have no name in a path.
            named = isinstance(value, tuple) and not isinstance(part, Grant | Transition)
            at = (*path, key, part.key if isinstance(part, Option) else part.name) if named else (*path, key)
            yield Definition((*identity, *own), what, at)
            yield from _within(catalog, part, called, (*identity, *own), at)


def _own(part: object, whole: object) -> Identity | None:
    """What tells a part from its like, whatever it is called; None for one that nobody adds or removes by itself."""
    match part:
        case Option():
            return (part.key,)
        case Grant():
            return (part.object, part.action, part.field, part.effect)
        case Transition() if isinstance(whole, Pipeline):
            return tuple(whole.stage_by_name[each].id for each in (part.source, part.target))
        case _:
            return (str(getattr(part, "id", "")),) if type(part) in PREFIXES else None


def _called(catalog: Catalog, part: object, owner: str) -> tuple[str, str]:
    """A part in words, and what its own parts call it."""
    match part:
        case Object() | Role():
            return f"The {word_of(type(part))} {part.name}", part.name
        case Field():
            return f"The field {owner}.{part.name}", f"{owner}.{part.name}"
        case Option():
            return f"The option {part.key} of {owner}", owner
        case Transition():
            return f"The transition from {part.source} to {part.target} of {owner}", owner
        case Grant():
            effect = "grant" if part.effect == "allow" else "denial"
            return f"The {effect} of {part.action} on {_place(catalog, part)} to {owner}", owner
        case _:
            return f"The {word_of(type(part))} {getattr(part, 'name', '')} of {owner}", owner


def _place(catalog: Catalog, grant: Grant) -> str:
    definition = catalog.object_by_id.get(grant.object)
    if definition is None:
        return "everything"
    return (
        definition.name
        if grant.field == ANY
        else f"{definition.name}.{definition.field_by_id[grant.field].name}"
    )
