"""What a warning is: something in a catalog that is allowed and hardly meant.

Errors keep a catalog from being published (`metadata.checks`); warnings are told, and who publishes acknowledges them.
They are derived from the catalog alone, so which ones a version had can be said at any time.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from types import MappingProxyType

from core.errors import PathPart


@dataclass(frozen=True)
class WarningCode:
    """What one code means.

    Attributes:
        title: what was noticed, in a few words.
        hint: what to do about it, unless the warning says something more exact.
    """

    title: str
    hint: str


WARNING_CODES: Mapping[str, WarningCode] = MappingProxyType(
    {
        "RULE_NEVER_HOLDS": WarningCode(
            "A rule that no record can satisfy", "Take out or mend one of the clauses that contradict."
        ),
        "RULE_ALWAYS_HOLDS": WarningCode(
            "A rule, or a clause of one, that every record satisfies", "Take it out, or say what is meant."
        ),
        "STAGE_UNREACHABLE": WarningCode(
            "A stage that no way leads to", "Add a transition to it with `addTransition`, or remove it."
        ),
        "STAGE_WITHOUT_END": WarningCode(
            "A stage from which no way leads to a won or lost one", "Add a transition that leads on."
        ),
        "CRITERION_NEVER_ASKED": WarningCode(
            "A criterion that is asked of no move",
            "Add the transition that it is meant for, or add it again with other ends or another pipeline.",
        ),
        "TASK_NEVER_NEEDED": WarningCode(
            "A required task of a stage that no way leads on from: nothing asks whether it is done",
            "Add a transition that leads on, or set the task's `required` to false with `setStageTask`.",
        ),
        "GATE_UNMEETABLE": WarningCode(
            "A gate needs a field that nobody may write who may promote",
            "Grant `update` on the field to a role that may promote, or `promote` to one that may write it.",
        ),
        "MOVE_UNGRANTED": WarningCode(
            "An edge that no role may take, though some may take others",
            "Grant `promote` for this kind of move or edge to a role, or remove the edge.",
        ),
        "MASK_MOOT": WarningCode(
            "A role masks a field that it reads whole by way of a role that it inherits",
            "Inherit from a role that does not read the field, or mask it there too.",
        ),
        "DEFAULT_DISCLOSES": WarningCode(
            "A default stores what a role may not read in a field that it may",
            "Deny that role the field with `setGrants`, or let the default read something else.",
        ),
        "PERSONAL_UNTAGGED": WarningCode(
            "Fields whose values look like a person's data and are not said to be",
            "Say so with `setPersonal`, so that they are exported and erased for the person; acknowledge it where the "
            "values are of companies.",
        ),
        "LABEL_MISSING": WarningCode(
            "Labels are missing in a language that the object, or the roles, speak",
            "Add them with `setLabels`, or `setRoleLabels`.",
        ),
    }
)


@dataclass(frozen=True)
class CatalogWarning:
    """One warning.

    Attributes:
        code: a key of `WARNING_CODES`.
        message: one sentence that names the thing it is about.
        path: in the catalog, of names.
        hint: what to do about it.
        details: further JSON values for machines.
    """

    code: str
    message: str
    path: tuple[PathPart, ...]
    hint: str = ""
    details: Mapping[str, object] = field(default_factory=dict, compare=False)

    @property
    def id(self) -> str:
        """Names the warning as long as what it says and where stay the same: 16 hexadecimal digits."""
        said = json.dumps([self.code, *self.path, self.message], ensure_ascii=True)
        return sha256(said.encode()).hexdigest()[:16]

    def next_step(self) -> str:
        """The hint of this warning, or its code's."""
        return self.hint or WARNING_CODES[self.code].hint
