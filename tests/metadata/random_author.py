"""Writes changes of a catalog at random, for tests that publish whatever comes."""

import random
from itertools import count

from core.errors import SluiceError
from expressions.working_calendar import CalendarDay
from metadata.catalog import Catalog, Object
from metadata.changes.base import Change, applied
from metadata.changes.constraints import SetBounds, SetDefault, SetRequired, SetUnique
from metadata.changes.criteria import (
    AddCriterion,
    AddGateExample,
    RemoveCriterion,
    SetCriterion,
    SetStageRequired,
)
from metadata.changes.dependencies import OptionDependency, SetDependency
from metadata.changes.display import SetDisplay
from metadata.changes.erasures import EraseField, EraseObject, ErasePipeline
from metadata.changes.field_settings import SetPersonal, SetSearchable, SetTrackHistory, SetWritable
from metadata.changes.field_types import SetFieldType
from metadata.changes.fields import AddField, NewField, RemoveField, RenameField
from metadata.changes.formulas import SetFormula
from metadata.changes.numbering import SetNumbering
from metadata.changes.objects import AddObject, RemoveObject, RenameObject
from metadata.changes.option_removal import RemoveOption
from metadata.changes.options import AddOption
from metadata.changes.pipeline_removal import RemovePipeline, RestorePipeline
from metadata.changes.pipelines import AddPipeline, NewStage, SetGate
from metadata.changes.restorations import RestoreField, RestoreObject
from metadata.changes.reverse_lists import SetReverse
from metadata.changes.roll_ups import NewRollUp, SetRollUp
from metadata.changes.stage_removal import RemoveStage
from metadata.changes.stage_tasks import AddStageTask, MoveStageTask, RemoveStageTask, SetStageTask
from metadata.changes.stages import AddStage, MoveStage, RenameStage
from metadata.changes.targets import SetTargets
from metadata.changes.time_zone import SetTimeZone
from metadata.changes.unique_keys import AddUniqueKey, RemoveUniqueKey, SetUniqueKey
from metadata.changes.validations import AddValidation, RemoveValidation, SetRequiredWhen, SetValidation
from metadata.changes.working_calendar import SetWorkingCalendar
from metadata.field_types.all_types import FIELD_TYPES
from metadata.fields import Option
from metadata.lists import RelatedList, related_lists
from metadata.pipelines import Transition
from metadata.settings import Numbering
from tests.metadata.random_sections import random_sections

WORDS = ["alpha", "beta", "gamma", "delta", "moneyBag", "omega", "sigma", "kappa"]
DEFAULTS = {
    "text": "it's",
    "longText": "a\nb",
    "integer": -1,
    "decimal": "1.5",
    "percent": "12.5",
    "rating": 3,
    "money": {"amount": "2", "currency": "CNY"},
    "address": {"country": "CN", "city": "it's"},
    "boolean": True,
    "date": "2026-01-31",
    "datetime": "2026-01-31T00:00:00+08:00",
    "time": "09:30",
    "duration": "PT1H30M",
    "choice": "one",
    "multiChoice": ["two", "one"],
    "email": "a@example.com",
    "phone": "+8613800138000",
    "json": {"it's": ["50%", "\\n", ":x", "线索"]},
    "richText": "<p>it's <b>50%</b></p>",
    "url": "https://example.com",
}
FORMULAS = {
    "text": lambda name: {"cat": [{"var": name}, " it's 100%"]},
    "decimal": lambda name: {"+": [{"var": name}, 1]},
    "boolean": lambda name: {"filled": {"var": name}},
    "date": lambda name: {"date_add": [{"var": name}, 1, "month"]},
    "datetime": lambda name: {"date_subtract": [{"var": name}, 1, "hour"]},
}


class Author:
    """Writes changes at random; many do not fit, which is part of the play."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)

    def change(self, catalog: Catalog) -> Change:
        if not catalog.objects or self.random.random() < 0.15:
            word = self.random.choice(WORDS)
            fields = tuple(self.field(catalog) for _ in range(self.random.randrange(3)))
            return AddObject(word, f"{word}List", fields=fields)
        of = self.random.choice(catalog.objects)
        name = self.random.choice(WORDS)
        common = [self.add, self.rename_field]
        rare = [self.remove_field, self.rename, self.gate, self.searchable, self.constrain, self.validate]
        rare += [self.key, self.criterion, self.sections]
        rare += [self.add_stage, self.rename_stage, self.move_stage, self.remove_stage]
        rare += [self.add_option, self.remove_option, self.set_numbering, self.depend, self.set_type]
        rare += [
            self.display,
            self.set_reverse,
            self.set_targets,
            self.set_roll_up,
            self.set_formula,
            self.set_time_zone,
            self.set_calendar,
        ]
        rare += [self.restore_field, self.restore, self.erase, self.remove_pipeline, self.restore_pipeline]
        kind = self.random.choice([*common * 3, *rare * 2, self.remove, self.pipeline])
        return kind(catalog, of, name)

    def field(self, catalog: Catalog) -> NewField:
        kind = self.random.choice([*FIELD_TYPES])
        name, known = self.random.choice(WORDS), [each.name for each in catalog.objects]
        if kind in ("relation", "relations"):
            target = self.random.choice(known) if known else "alpha"
            return NewField(name, kind, target=target, reverse=f"{name}Of{self.random.randrange(99)}")
        if kind == "autoNumber":
            return NewField(name, kind, numbering=self.numbering(), searchable=self.random.random() < 0.3)
        if kind == "reference":
            targets = tuple(self.random.sample(known, min(len(known), 2)))
            return NewField(name, kind, targets=targets, reverse=f"{name}Of{self.random.randrange(99)}")
        if kind == "member":
            return NewField(name, kind, required=self.random.random() < 0.3)
        if kind == "file":
            media_types = self.random.choice([(), ("image/*", "text/csv")])
            most, sought = self.random.choice([None, 99]), self.random.random() < 0.5
            return NewField(name, kind, maximum=most, media_types=media_types, searchable=sought)
        if kind in FORMULAS and self.random.random() < 0.3:
            read = self.random.choice([*WORDS, "stage"])
            return NewField(name, kind, formula=FORMULAS[kind](read))
        if kind in FORMULAS and known and self.random.random() < 0.3:
            return NewField(name, kind, formula=FORMULAS[kind](self.beyond(self.random.choice(WORDS))))
        return NewField(
            name,
            kind,
            required=self.random.random() < 0.3,
            unique=self.random.random() < 0.2,
            default=DEFAULTS[kind] if self.random.random() < 0.6 else None,
            writable=self.random.choice(["always", "always", "onCreate", "never"]),
            track_history=self.random.random() < 0.1,
            personal=self.random.choice([None, None, None, "identity", "other"]),
            default_formula=self.default_formula(kind) if self.random.random() < 0.1 else None,
            options=(Option("one"), Option("two")) if kind in ("choice", "multiChoice") else (),
            searchable=FIELD_TYPES[kind].search_weight is not None and self.random.random() < 0.5,
        )

    def beyond(self, name: str) -> str:
        """A path along a relation or a reference, or to the object that one is of."""
        words = [self.random.choice(WORDS) for _ in range(self.random.choice([1, 2]))]
        return ".".join([name, *self.random.choice([words, ["object"]])])

    def default_formula(self, kind: str) -> object:
        read = self.random.choice([*WORDS, "stage", self.beyond(self.random.choice(WORDS))])
        return FORMULAS[kind](read) if kind in FORMULAS else {"var": read}

    def numbering(self) -> Numbering:
        return Numbering(self.random.choice(["N{00}", "{YYYY}-{0}"]), "never", self.random.choice([1, 7]))

    def set_numbering(self, catalog: Catalog, of: Object, name: str) -> Change:
        return SetNumbering(of.name, self.some_field(of), self.numbering())

    def depend(self, catalog: Catalog, of: Object, name: str) -> Change:
        on = self.random.choice([self.some_field(of), None])
        return SetDependency(
            of.name, self.some_field(of), on, (OptionDependency("one", ("two",)),) if on else ()
        )

    def set_type(self, catalog: Catalog, of: Object, name: str) -> Change:
        kind = self.random.choice([*FIELD_TYPES])
        options = (Option("one"), Option("two")) if kind in ("choice", "multiChoice") else ()
        return SetFieldType(
            of.name, self.some_field(of), kind, options, currency=self.random.choice([None, "CNY"])
        )

    def add(self, catalog: Catalog, of: Object, name: str) -> Change:
        lists = [*related_lists(catalog, of)]
        if lists and self.random.random() < 0.3:
            over = self.roll_up(self.random.choice(lists))
            return AddField(of.name, NewField(name, "decimal", roll_up=over))
        return AddField(of.name, self.field(catalog))

    def roll_up(self, over: RelatedList) -> NewRollUp:
        function = self.random.choice(["count", "sum", "min", "max", "avg"])
        of = None if function == "count" else self.some_field(over.object)
        where = {"filled": {"var": self.some_field(over.object)}} if self.random.random() < 0.5 else None
        return NewRollUp(over.name, function, of, where)

    def set_roll_up(self, catalog: Catalog, of: Object, name: str) -> Change:
        rolled = [each for each in of.fields if each.roll_up is not None]
        field = self.random.choice(rolled).name if rolled else self.some_field(of)
        lists = [*related_lists(catalog, of)]
        new = self.roll_up(self.random.choice(lists)) if lists else NewRollUp("nothing", "count")
        return SetRollUp(of.name, field, new)

    def set_reverse(self, catalog: Catalog, of: Object, name: str) -> Change:
        pointing = [each.name for each in of.fields if each.points_to] or [self.some_field(of)]
        return SetReverse(of.name, self.random.choice(pointing), self.random.choice([name, None]))

    def set_targets(self, catalog: Catalog, of: Object, name: str) -> Change:
        pointing = [each.name for each in of.fields if each.targets] or [self.some_field(of)]
        known = [each.name for each in catalog.objects]
        targets = self.random.sample(known, min(len(known), self.random.randrange(1, 4)))
        return SetTargets(of.name, self.random.choice(pointing), tuple(targets))

    def set_calendar(self, catalog: Catalog, of: Object, name: str) -> Change:
        return SetWorkingCalendar(
            self.random.choice([("monday",), ("monday", "sunday")]),
            holidays=self.random.choice([(), (CalendarDay("2026-10-01", name),)]),
        )

    def set_time_zone(self, catalog: Catalog, of: Object, name: str) -> Change:
        return SetTimeZone(self.random.choice(["UTC", "Asia/Shanghai", "America/New_York"]))

    def set_formula(self, catalog: Catalog, of: Object, name: str) -> Change:
        field = self.some_field(of)
        kind = of.field_by_name[field].type if field in of.field_by_name else "text"
        beyond = self.beyond(name) if self.random.random() < 0.5 else name
        return SetFormula(of.name, field, FORMULAS.get(kind, FORMULAS["text"])(beyond))

    def rename_field(self, catalog: Catalog, of: Object, name: str) -> Change:
        return RenameField(of.name, self.some_field(of), name)

    def remove_field(self, catalog: Catalog, of: Object, name: str) -> Change:
        return RemoveField(of.name, self.some_field(of))

    def restore_field(self, catalog: Catalog, of: Object, name: str) -> Change:
        gone = self.random.choice([each.field.id for each in of.removed_fields] or ["nothing"])
        return self.random.choice([RestoreField(of.name, gone), RestoreField(of.name, gone, name)])

    def restore(self, catalog: Catalog, of: Object, name: str) -> Change:
        gone = self.random.choice([each.object.id for each in catalog.removed_objects] or ["nothing"])
        return self.random.choice([RestoreObject(gone), RestoreObject(gone, name, f"{name}List")])

    def erase(self, catalog: Catalog, of: Object, name: str) -> Change:
        objects = [EraseObject(each.object.id) for each in catalog.removed_objects]
        fields = [EraseField(of.name, each.field.id) for each in of.removed_fields]
        pipelines = [ErasePipeline(of.name, each.pipeline.id) for each in of.removed_pipelines]
        return self.random.choice([*objects, *fields, *pipelines, EraseObject("nothing")])

    def remove_pipeline(self, catalog: Catalog, of: Object, name: str) -> Change:
        return RemovePipeline(of.name)

    def restore_pipeline(self, catalog: Catalog, of: Object, name: str) -> Change:
        gone = self.random.choice([each.pipeline.id for each in of.removed_pipelines] or ["nothing"])
        return RestorePipeline(of.name, gone)

    def rename(self, catalog: Catalog, of: Object, name: str) -> Change:
        return RenameObject(of.name, name, f"{name}List")

    def remove(self, catalog: Catalog, of: Object, name: str) -> Change:
        return RemoveObject(of.name)

    def pipeline(self, catalog: Catalog, of: Object, name: str) -> Change:
        stages = (NewStage("first"), NewStage("done", "won"))
        return AddPipeline(of.name, name, stages=stages, transitions=(Transition("first", "done"),))

    def gate(self, catalog: Catalog, of: Object, name: str) -> Change:
        return SetGate(of.name, stage="done", rule=self.rule(catalog, of, self.some_field(of)))

    def rule(self, catalog: Catalog, of: Object, read: str) -> object:
        """A rule that reads a field, or a reference where the object has one."""
        lists = [*related_lists(catalog, of)]
        if lists and self.random.random() < 0.4:
            over = self.random.choice(lists)
            return {"some": [{"var": over.name}, {"filled": {"var": self.some_field(over.object)}}]}
        references = [each for each in of.fields if each.targets]
        if not references or self.random.random() < 0.3:
            return {"filled": {"var": read}}
        reference = self.random.choice(references)
        there = catalog.object_by_id[self.random.choice(reference.targets)]
        named = {"==": [{"var": f"{reference.name}.object"}, there.name]}
        beyond = {"filled": {"var": f"{reference.name}.{there.name}.{self.some_field(there)}"}}
        return self.random.choice([named, beyond, {"or": [named, beyond]}])

    def display(self, catalog: Catalog, of: Object, name: str) -> Change:
        return SetDisplay(of.name, self.random.choice([self.some_field(of), None]))

    def searchable(self, catalog: Catalog, of: Object, name: str) -> Change:
        return SetSearchable(of.name, self.some_field(of), self.random.random() < 0.5)

    def add_option(self, catalog: Catalog, of: Object, name: str) -> Change:
        return AddOption(of.name, self.some_field(of), Option(name))

    def remove_option(self, catalog: Catalog, of: Object, name: str) -> Change:
        return RemoveOption(of.name, self.some_field(of), "two", self.random.choice(["one", None]))

    def add_stage(self, catalog: Catalog, of: Object, name: str) -> Change:
        return AddStage(of.name, NewStage(name), before=self.some_stage(of))

    def rename_stage(self, catalog: Catalog, of: Object, name: str) -> Change:
        return RenameStage(of.name, self.some_stage(of), name)

    def move_stage(self, catalog: Catalog, of: Object, name: str) -> Change:
        return MoveStage(of.name, self.some_stage(of), before=self.some_stage(of))

    def remove_stage(self, catalog: Catalog, of: Object, name: str) -> Change:
        return RemoveStage(of.name, self.some_stage(of), self.some_stage(of))

    def some_stage(self, of: Object) -> str:
        return self.random.choice([each.name for each in of.pipeline.stages] if of.pipeline else ["nothing"])

    def constrain(self, catalog: Catalog, of: Object, name: str) -> Change:
        field, on = self.some_field(of), self.random.random() < 0.5
        kind = of.field_by_name[field].type if field in of.field_by_name else "text"
        default = DEFAULTS.get(kind) if on else None
        return self.random.choice(
            [
                SetRequired(of.name, field, on),
                SetUnique(of.name, field, on),
                SetDefault(of.name, field, default),
                SetWritable(of.name, field, self.random.choice(["always", "onCreate", "never"])),
                SetTrackHistory(of.name, field, on),
                SetPersonal(of.name, field, self.random.choice([None, "contact", "subject"])),
                SetDefault(of.name, field, formula=self.default_formula(kind)),
                SetBounds(of.name, field, minimum=self.random.choice([None, -3, "-0.5"]), maximum=1000),
                SetBounds(of.name, field, min_length=1, max_length=self.random.choice([None, 90])),
                SetBounds(of.name, field, maximum=1000, media_types=("image/*",)),
                SetBounds(of.name, field),
            ]
        )

    def validate(self, catalog: Catalog, of: Object, name: str) -> Change:
        field, read = self.some_field(of), self.random.choice([self.some_field(of), "stage"])
        rule, messages = self.rule(catalog, of, read), {"en": "No."}
        known = self.random.choice([each.name for each in of.validations] or ["nothing"])
        return self.random.choice(
            [
                AddValidation(of.name, name, rule, messages, (field,), self.random.choice(["block", "warn"])),
                SetValidation(of.name, known, name=name, fields=(field,)),
                SetValidation(of.name, known, rule=rule),
                RemoveValidation(of.name, known),
                SetRequiredWhen(of.name, field, self.random.choice([rule, None])),
            ]
        )

    def key(self, catalog: Catalog, of: Object, name: str) -> Change:
        fields = tuple({self.some_field(of), self.some_field(of)})
        known = self.random.choice([each.name for each in of.unique_keys] or ["nothing"])
        return self.random.choice(
            [
                AddUniqueKey(of.name, name, fields, self.random.random() < 0.3),
                SetUniqueKey(of.name, known, name, messages={"en": "No."}),
                SetUniqueKey(of.name, known, fields=fields),
                RemoveUniqueKey(of.name, known),
            ]
        )

    def criterion(self, catalog: Catalog, of: Object, name: str) -> Change:
        stages = () if of.pipeline is None else of.pipeline.stages
        criteria = () if of.pipeline is None else of.pipeline.criteria
        field, known = (
            self.some_field(of),
            self.random.choice([each.name for each in criteria] or ["nothing"]),
        )
        leaving, entering = (self.random.choice([None, *(each.name for each in stages)]) for _ in range(2))
        rule = {"filled": {"var": self.random.choice([field, "stage"])}}
        tasks = () if of.pipeline is None else of.pipeline.task_by_name
        task = self.random.choice([*tasks] or ["nothing"])
        return self.random.choice(
            [
                AddCriterion(of.name, name, rule, leaving, entering),
                SetCriterion(of.name, known, name, rule, {"en": "No."}, "warn", "2026-12-01"),
                RemoveCriterion(of.name, known),
                AddGateExample(
                    of.name, name, str(leaving), str(entering), {field: None, "stage": None}, True
                ),
                SetStageRequired(of.name, str(entering), (field,)),
                AddStageTask(of.name, str(entering), name, before=self.random.choice([None, task])),
                SetStageTask(of.name, task, name, {"en": name}, self.random.choice([None, True, False])),
                MoveStageTask(of.name, task),
                RemoveStageTask(of.name, task),
            ]
        )

    def sections(self, catalog: Catalog, of: Object, name: str) -> Change:
        return random_sections(self.random, of, name)

    def some_field(self, of: Object) -> str:
        return self.random.choice([each.name for each in of.fields] or ["nothing"])

    def batch(self, catalog: Catalog) -> list[Change]:
        """Changes that fit one after the other, and of which each, and the whole, leaves another catalog."""
        fitting: list[Change] = []
        before = catalog
        for tried in count():
            if len(fitting) == 8 or (fitting and tried >= 24):
                break
            change = self.change(catalog)
            try:
                (after,) = applied(catalog, [change])
            except SluiceError:
                continue
            if after in (catalog, before):
                continue
            catalog = after
            fitting.append(change)
        return fitting
