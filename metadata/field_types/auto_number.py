"""`autoNumber`: a number that the database gives to each record, such as `D-2026-0042`."""

from core.errors import Problem, fault
from core.sentences import Sentence
from metadata.field_types.base import FIELD_TYPES, Check
from metadata.field_types.characters import Characters
from metadata.field_types.one_column import setting_problems
from metadata.fields import Field
from metadata.numbering import numbering_problems
from metadata.text import about


class AutoNumberType(Characters):
    name = "autoNumber"
    anonymous = True
    title = "A number that the database gives to each record, as `numbering` says; unique, and never changed"
    longest = 100
    settings = frozenset({"unique", "numbering"})
    given = False

    def check(self, field: Field) -> Check | None:
        """None: nobody else gives one."""
        return None

    def converted(self, field: Field, value: object) -> object:
        message = about(field, "{} is given by the database.", "{}由系统自动编号。")
        raise fault("INVALID_VALUE", message, hint=Sentence("Leave it out.", "请不要填写。"))

    def problems(self, field: Field) -> tuple[Problem, ...]:
        found = [*setting_problems(self, field)]
        if field.numbering is None:
            hint = 'Give a format, for example {format: "D-{YYYY}-{0000}"}.'
            found.append(
                Problem(
                    "CATALOG_INVALID",
                    Sentence("An autoNumber needs a format.", "自动编号字段需要格式。"),
                    ("numbering",),
                    hint,
                )
            )
        else:
            found += (problem.within("numbering") for problem in numbering_problems(field.numbering))
        for setting in ("required", "unique"):
            if not getattr(field, setting):
                message = f"An autoNumber is always {setting}: each record has a number of its own."
                found.append(Problem("CATALOG_INVALID", message, (setting,), "Leave it so."))
        return tuple(found)


FIELD_TYPES.add("autoNumber", AutoNumberType())
