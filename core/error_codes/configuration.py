"""Codes about the catalog and the rules in it."""

from collections.abc import Mapping

from core.error_codes.code import ErrorCode
from core.sentences import Sentence

CODES: Mapping[str, ErrorCode] = {
    "CATALOG_CONFLICT": ErrorCode(
        Sentence("The catalog was changed in the meantime", "配置刚刚被其他人修改过"),
        Sentence("Read the catalog again and repeat the change.", "请重新读取配置后再修改。"),
        409,
    ),
    "CATALOG_BUSY": ErrorCode(
        Sentence("The catalog is in use by a long-running statement", "配置正被一项长时间的操作占用"),
        Sentence("Try again.", "请重试。"),
        503,
    ),
    "CATALOG_NAME_INVALID": ErrorCode(
        Sentence("A name must be an identifier", "API 名称不符合格式"),
        Sentence(
            "Use ASCII letters and digits, beginning with a letter; put any language in the label.",
            "请使用英文字母和数字，并以字母开头；显示名称可以使用任何语言。",
        ),
    ),
    "CATALOG_NAME_TOO_LONG": ErrorCode(
        Sentence("The name is too long", "名称过长"),
        Sentence("Use at most 48 characters.", "最多 48 个字符。"),
    ),
    "CATALOG_NAME_RESERVED": ErrorCode(
        Sentence("The name is reserved", "此名称为系统保留"),
        Sentence("Choose another name; the label is free.", "请换一个 API 名称；显示名称不受限制。"),
    ),
    "CATALOG_NAME_TAKEN": ErrorCode(
        Sentence("The name is taken", "此名称已被使用"),
        Sentence("Choose another name, or change the existing one.", "请换一个名称，或修改已有的那一个。"),
    ),
    "CATALOG_UNKNOWN": ErrorCode(
        Sentence("There is no such thing in the catalog", "配置中没有所指的内容"),
        Sentence("Check the name against `catalog`.", "请对照当前配置检查名称。"),
    ),
    "CATALOG_IN_USE": ErrorCode(
        Sentence("Something else depends on it", "还有其他内容依赖它"),
        Sentence(
            "Change or remove what depends on it first; `catalogUses` lists all of it.",
            "请先修改或移除依赖它的内容；`catalogUses` 会列出全部。",
        ),
    ),
    "CATALOG_TYPE_UNKNOWN": ErrorCode(
        Sentence("There is no such field type", "没有这种字段类型"),
        Sentence("Use one of the listed field types.", "请使用列出的字段类型之一。"),
    ),
    "CATALOG_INVALID": ErrorCode(
        Sentence("The definition contradicts itself", "此项配置不成立"),
        Sentence("Mend the definition at the path.", "请修改所指位置的配置。"),
    ),
    "CATALOG_ROWS_CONFLICT": ErrorCode(
        Sentence("Existing records do not fit the change", "已有记录不符合此次修改"),
        Sentence("Mend the records or weaken the change.", "请先更正这些记录，或放宽此次修改。"),
    ),
    "DRAFT_CONFLICT": ErrorCode(
        Sentence("Somebody else has saved the draft in the meantime", "其他人刚刚保存过这份草稿"),
        Sentence("Read the draft again and repeat.", "请重新读取草稿后再修改。"),
        409,
    ),
    "DRAFT_LIMIT": ErrorCode(
        Sentence("There are too many drafts, or one is too large", "草稿过多，或某份草稿过大"),
        Sentence("Publish or discard some, or make it in parts.", "请发布或丢弃一些草稿，或分几次完成。"),
    ),
    "SAVED_VIEW_CONFLICT": ErrorCode(
        Sentence("The saved view has been changed or removed in the meantime", "该视图刚刚被修改或移除"),
        Sentence("Read it again and repeat.", "请重新读取后再修改。"),
        409,
    ),
    "SAVED_VIEW_LIMIT": ErrorCode(
        Sentence("There are too many saved views, or one is too large", "已保存的视图过多，或某个视图过大"),
        Sentence("Remove some, or save less in one.", "请移除一些视图，或减少视图中的内容。"),
    ),
    "CATALOG_UNCHANGED": ErrorCode(
        Sentence("The catalog would be the same", "配置没有变化"),
        Sentence(
            "There is nothing to publish; the version in force stays.",
            "没有需要发布的内容，当前版本继续生效。",
        ),
    ),
    "CATALOG_IRREVERSIBLE": ErrorCode(
        Sentence("No change leads back to it", "没有修改能够回到该版本"),
        Sentence("Make what is missing by changes of your own.", "请自行修改，补上缺少的内容。"),
    ),
    "WARNING_NOT_ACKNOWLEDGED": ErrorCode(
        Sentence(
            "The publish brings a warning that `acknowledge` does not name", "发布会带来一条尚未确认的警告"
        ),
        Sentence(
            "Mend what it says, or give its id in `acknowledge`.",
            "请按警告修改；或确认已阅读（在 `acknowledge` 中给出其 id）。",
        ),
    ),
    "FORMULA_INVALID": ErrorCode(
        Sentence("A formula cannot be computed", "公式无法计算"),
        Sentence("Mend the formula at the path.", "请修改所指位置的公式。"),
    ),
    "CATALOG_LIMIT": ErrorCode(
        Sentence("The catalog has too many of these", "此类配置的数量超出上限"),
        Sentence("Remove some first.", "请先移除一些。"),
    ),
    # Rules
    "RULE_MALFORMED": ErrorCode(
        Sentence("The rule is not JSONLogic", "规则不是有效的 JSONLogic"),
        Sentence("Write one operator per object.", "每个对象中请只写一个运算符。"),
    ),
    "RULE_UNKNOWN_OPERATOR": ErrorCode(
        Sentence("There is no such operator", "没有这个运算符"),
        Sentence("Use one of the listed operators.", "请使用列出的运算符之一。"),
    ),
    "RULE_UNKNOWN_PATH": ErrorCode(
        Sentence("The path names no field", "路径没有指向任何字段"),
        Sentence("Use a field of the object or a relation's.", "请使用该对象的字段，或其关联对象的字段。"),
    ),
    "RULE_TYPE": ErrorCode(
        Sentence("The operands do not fit the operator", "比较的内容与运算符不匹配"),
        Sentence("Compare values of one type.", "请比较同一类型的值。"),
    ),
    "RULE_UNKNOWN_OPTION": ErrorCode(
        Sentence("The choice has no such option", "该单选字段没有此选项"),
        Sentence("Use one of its option keys.", "请使用其选项的键之一。"),
    ),
    "RULE_VALUE": ErrorCode(
        Sentence("A value in the rule cannot be used", "规则中有一个值无法使用"),
        Sentence(
            "Write a plain number, a text, true, false, or an ISO 8601 date.",
            "请填写数字、文本、true、false 或 ISO 8601 格式的日期。",
        ),
    ),
    "RULE_ARITY": ErrorCode(
        Sentence("The operator has the wrong number of operands", "运算符的参数个数不对"),
        Sentence("Give as many as it takes.", "请按运算符的要求填写参数。"),
    ),
    "RULE_TOO_LARGE": ErrorCode(
        Sentence("The rule is too deep or too large", "规则嵌套过深或过大"),
        Sentence("Split it, or simplify it.", "请拆分或简化规则。"),
    ),
}
