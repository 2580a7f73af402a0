"""Templates as they are installed in a catalog, and what they are refused for."""

import pytest

from core.errors import SluiceError
from metadata.catalog import Catalog
from metadata.changes.base import applied
from metadata.templates.all_templates import TEMPLATES
from metadata.templates.base import Choices
from metadata.templates.installing import installation

AS_IT_IS = Choices()
GUARDS = {name for name, each in TEMPLATES.items() if any(one.gate is not None for one in each.objects)}
PACKS = {name for name, each in TEMPLATES.items() if any(one.use == "extends" for one in each.objects)}


def installed(catalog: Catalog, name: str, choices: Choices = AS_IT_IS) -> Catalog:
    return applied(catalog, installation(catalog, TEMPLATES[name], choices))[-1]


def refused(catalog: Catalog, name: str, choices: Choices = AS_IT_IS) -> list[tuple[str, tuple[object, ...]]]:
    with pytest.raises(SluiceError) as raised:
        installation(catalog, TEMPLATES[name], choices)
    assert all(each.next_step() for each in raised.value.problems)
    return [(each.code, each.path) for each in raised.value.problems]
