"""What the tenant calls what a template brings, and what of it is taken."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from core.errors import PathPart, Problem
from core.sentences import Sentence
from metadata.catalog import Catalog
from metadata.changes.base import raise_problems
from metadata.templates.base import Choices, Template, TemplateObject


@dataclass(frozen=True)
class Names:
    """The tenant's names by those of the template.

    Attributes:
        objects: to name and plural.
    """

    objects: Mapping[str, tuple[str, str]]
    roles: Mapping[str, str]

    def object(self, name: str) -> str:
        """What the tenant calls the template's object, or `name` itself where it is none (`*`)."""
        return self.objects[name][0] if name in self.objects else name

    def plural(self, name: str) -> str:
        """The plural of the template's object."""
        return self.objects[name][1]


def names_of(catalog: Catalog, template: Template, choices: Choices) -> Names:
    """The names as the tenant chooses them; those of the template where it does not.

    Raises:
        SluiceError: CATALOG_UNKNOWN, INVALID_VALUE and CATALOG_NAME_TAKEN, every problem under `objects` and `roles`.
    """
    objects = [each.name for each in template.objects]
    roles = [each.name for each in template.roles]
    problems = [
        *_choice_problems([each.object for each in choices.objects], objects, "object", "objects"),
        *_choice_problems([each.role for each in choices.roles], roles, "role", "roles"),
    ]
    raise_problems(problems)
    names = Names(
        {each.name: _object_names(catalog, each, choices) for each in template.objects},
        {name: name for name in roles} | {each.role: each.name for each in choices.roles},
    )
    raise_problems(
        [*_object_problems(catalog, template, choices, names), *_role_problems(catalog, choices, names)]
    )
    return names


def _object_names(catalog: Catalog, wanted: TemplateObject, choices: Choices) -> tuple[str, str]:
    chosen = next((each for each in choices.objects if each.object == wanted.name), None)
    name = wanted.name if chosen is None else chosen.name
    there = catalog.object_by_name.get(name)
    if there is not None:
        return name, there.plural
    plural = "" if chosen is None else chosen.plural
    return name, plural or (wanted.plural if name == wanted.name else "")


def _choice_problems(given: Sequence[str], known: Sequence[str], what: str, place: str) -> Iterator[Problem]:
    for index, name in enumerate(given):
        if name not in known:
            close = get_close_matches(name, known, n=1)
            hint = f"Did you mean {close[0]}?" if close else f"It has {', '.join(known) or f'no {place}'}."
            yield Problem(
                "CATALOG_UNKNOWN", f"The template has no {what} {name[:60]!r}.", (place, index, what), hint
            )
        elif name in given[:index]:
            message = f"The {what} {name} is named twice."
            yield Problem(
                "INVALID_VALUE", message, (place, index, what), Sentence("Name it once.", "请只写一次。")
            )


def _object_problems(
    catalog: Catalog, template: Template, choices: Choices, names: Names
) -> Iterator[Problem]:
    places = {each.object: index for index, each in enumerate(choices.objects)}
    seen: dict[str, str] = {}
    for wanted in template.objects:
        name, plural = names.objects[wanted.name]
        at: tuple[PathPart, ...] = ("objects", places[wanted.name]) if wanted.name in places else ("objects",)
        if name.lower() in seen:
            message = f"{seen[name.lower()]} and {wanted.name} of the template would both be {name}."
            yield Problem("CATALOG_NAME_TAKEN", message, (*at, "name"), "Give each a name of its own.")
        seen[name.lower()] = wanted.name
        there = name in catalog.object_by_name
        if wanted.use == "adds" and there:
            message = f"The name is taken: there is an object {name} already."
            yield Problem("CATALOG_NAME_TAKEN", message, at, _other_name(wanted))
        elif wanted.use == "extends" and not there:
            message = f"The template extends an object, and there is none called {name[:60]!r}."
            yield Problem("CATALOG_UNKNOWN", message, at, _which(catalog, wanted))
        elif not there and not plural:
            message = f"{name[:60]} comes to be, and needs a name for its list."
            yield Problem("CATALOG_INVALID", message, (*at, "plural"), "Give `plural`.")


def _role_problems(catalog: Catalog, choices: Choices, names: Names) -> Iterator[Problem]:
    places = {each.role: index for index, each in enumerate(choices.roles)}
    taken = {role.name.lower() for role in catalog.roles}
    for role, name in names.roles.items():
        if name.lower() in taken:
            message = f"The name is taken: there is a role {name} already."
            hint = f'Name it otherwise: roles: [{{ role: "{role}", name: "…" }}].'
            at: tuple[PathPart, ...] = ("roles", places[role], "name") if role in places else ("roles",)
            yield Problem("CATALOG_NAME_TAKEN", message, at, hint)
        taken.add(name.lower())


def _other_name(wanted: TemplateObject) -> str:
    return f'Name it otherwise: objects: [{{ object: "{wanted.name}", name: "…", plural: "…" }}].'


def _which(catalog: Catalog, wanted: TemplateObject) -> str:
    funnels = [each.name for each in catalog.objects if each.pipeline is not None]
    if not funnels:
        return "Install a template with a funnel first, or make one."
    which = f'Say which: objects: [{{ object: "{wanted.name}", name: "{funnels[0]}" }}].'
    return which if len(funnels) == 1 else f"{which} Objects with a pipeline: {', '.join(funnels[:20])}."
