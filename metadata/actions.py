"""Permission actions: what a grant can allow. One entry each; a package adds its own.

An action is asked by who does the thing. One that nobody asks would be granted in vain, so none is there to
import with.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from core.registry import Registry


@dataclass(frozen=True)
class Action:
    """One action.

    Attributes:
        on: `object` where a grant names an object, `tenant` where it must be `*`.
        per_field: whether the `field` of a grant counts.
        title: for the reference page and the console.
    """

    on: str
    title: str
    per_field: bool = False


ACTIONS: Registry[Action] = Registry("action")

ACTIONS.add("read", Action("object", "See records and the granted fields", per_field=True))
ACTIONS.add("create", Action("object", "Make records and fill the granted fields", per_field=True))
ACTIONS.add("update", Action("object", "Change the granted fields of records", per_field=True))
ACTIONS.add("delete", Action("object", "Delete records; they can be restored"))
ACTIONS.add("restore", Action("object", "Restore deleted records"))
ACTIONS.add("promote", Action("object", "Move records along the pipeline"))
ACTIONS.add("backdate", Action("object", "Give a past date to a creation or a promotion (migrations)"))
ACTIONS.add("override", Action("object", "Promote records although the gate is closed, with a reason"))
ACTIONS.add("export", Action("object", "Export what is held of a person"))
ACTIONS.add("erase", Action("object", "Erase what is held of a person"))
ACTIONS.add("configure", Action("tenant", "Read and change the whole catalog"))
ACTIONS.add("provision", Action("tenant", "Make, change and deactivate members and groups by SCIM"))
ACTIONS.add("administer", Action("tenant", "Manage members and API keys, and so give anybody any role"))

ACTION_WORDS: Mapping[str, str] = {
    "read": "查看",
    "create": "创建",
    "update": "修改",
    "delete": "删除",
    "restore": "恢复",
    "promote": "推进",
    "backdate": "补录日期于",
    "override": "强制推进",
    "export": "导出",
    "erase": "清除",
    "configure": "配置",
    "provision": "同步目录",
    "administer": "管理",
}
"""What actions are called in Chinese; one that a package adds has its name."""
