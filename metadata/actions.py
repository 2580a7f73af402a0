"""Permission actions: what a grant can allow. One entry each; a package adds its own.

An action is asked by who does the thing. One that nobody asks would be granted in vain, so none is there to
import with.
"""

from dataclasses import dataclass

from core.registry import Registry


@dataclass(frozen=True)
class Action:
    """One action.

    Attributes:
        on: `object` where a grant names an object, `tenant` where it must be `*`.
        per_field: whether the `field` of a grant counts.
        title: for the reference page and the console.
        chinese: what Chinese sentences call it, a verb; one that has none is called by its name.
    """

    on: str
    title: str
    chinese: str | None = None
    per_field: bool = False


ACTIONS: Registry[Action] = Registry("action")

ACTIONS.add("read", Action("object", "See records and the granted fields", "查看", per_field=True))
ACTIONS.add("create", Action("object", "Make records and fill the granted fields", "创建", per_field=True))
ACTIONS.add("update", Action("object", "Change the granted fields of records", "修改", per_field=True))
ACTIONS.add("delete", Action("object", "Delete records; they can be restored", "删除"))
ACTIONS.add("restore", Action("object", "Restore deleted records", "恢复"))
ACTIONS.add("promote", Action("object", "Move records along the pipeline", "推进"))
ACTIONS.add(
    "backdate", Action("object", "Give a past date to a creation or a promotion (migrations)", "补录日期于")
)
ACTIONS.add(
    "override", Action("object", "Promote records although the gate is closed, with a reason", "强制推进")
)
ACTIONS.add("export", Action("object", "Export what is held of a person", "导出"))
ACTIONS.add("erase", Action("object", "Erase what is held of a person", "清除"))
ACTIONS.add("configure", Action("tenant", "Read and change the whole catalog", "配置"))
ACTIONS.add(
    "provision", Action("tenant", "Make, change and deactivate members and groups by SCIM", "同步目录")
)
ACTIONS.add(
    "administer", Action("tenant", "Manage members and API keys, and so give anybody any role", "管理")
)


def named_in_chinese(name: str) -> str:
    """What Chinese sentences call the action of that name."""
    known = ACTIONS.get(name)
    return name if known is None or known.chinese is None else known.chinese
