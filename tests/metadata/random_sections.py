"""Sections by chance, for the author of random catalogs."""

import random

from metadata.catalog import Object
from metadata.changes.sections import NewSection, SetSections


def random_sections(chance: random.Random, of: Object, name: str) -> SetSections:
    """The fields of the object in two sections, one or none, of which one may be there already."""
    fields = [each.name for each in of.fields]
    chance.shuffle(fields)
    cut = chance.randint(0, len(fields))
    known = chance.choice([each.name for each in of.sections] or ["known"])
    made = NewSection(name, {"en": name}, tuple(fields[:cut])), NewSection(known, {}, tuple(fields[cut:]))
    return SetSections(of.name, chance.choice([made, made[::-1], made[:1], ()]))
