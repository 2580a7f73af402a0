"""Codes about records, their values and their moves."""

from collections.abc import Mapping

from core.error_codes.code import ErrorCode
from core.sentences import Sentence

CODES: Mapping[str, ErrorCode] = {
    "REQUIRED": ErrorCode(
        Sentence("A required value is missing", "缺少必填的值"),
        Sentence("Give a value.", "请填写。"),
    ),
    "UNIQUE": ErrorCode(
        Sentence("Another record has this value", "已有另一条记录使用此值"),
        Sentence("Use another value, or change that record.", "请换一个值，或修改那条记录。"),
    ),
    "VALIDATION_FAILED": ErrorCode(
        Sentence("The record does not satisfy a rule of its object", "记录不满足所属对象的一条规则"),
        Sentence("Mend the record as the message says.", "请按提示修改记录。"),
    ),
    "OUT_OF_RANGE": ErrorCode(
        Sentence("The value is out of range", "值超出了允许的范围"),
        Sentence("Use a value within the field's bounds.", "请填写字段允许范围内的值。"),
    ),
    "OPTION_MISMATCH": ErrorCode(
        Sentence(
            "The option does not go with that of the field it depends on", "此选项与其所依赖字段的选项不匹配"
        ),
        Sentence(
            "Give one that does, or change the other field too.",
            "请换一个匹配的选项，或同时修改所依赖的字段。",
        ),
    ),
    "INVALID_VALUE": ErrorCode(
        Sentence("The value does not fit the field", "值不符合字段的要求"),
        Sentence("Mend the value.", "请修改该值。"),
    ),
    "VALUE_MASKED": ErrorCode(
        Sentence(
            "The value given is what a mask shows of a field, not a value of it",
            "填写的是字段脱敏后的显示内容，不是它的值",
        ),
        Sentence(
            "Leave the field out to keep its value, or give a whole new one.",
            "若要保持原值，请不要填写该字段；否则请填写完整的新值。",
        ),
    ),
    "RELATION_NOT_FOUND": ErrorCode(
        Sentence("The related record does not exist", "所关联的记录不存在"),
        Sentence("Check the id.", "请检查所选的记录。"),
    ),
    "FILE_NOT_FOUND": ErrorCode(
        Sentence(
            "There is no such file that the caller could give to the record", "没有可以放入该记录的这个文件"
        ),
        Sentence(
            "Upload the file with `POST /files`, and give it to one field of one record.",
            "请重新上传文件；一个文件只能用于一条记录的一个字段。",
        ),
    ),
    "RECORD_NOT_FOUND": ErrorCode(
        Sentence("There is no such record that the caller may change", "没有这条记录，或你无权修改"),
        Sentence("Check the id.", "请刷新后再看；它可能已被删除。"),
    ),
    "TOO_MANY_RECORDS": ErrorCode(
        Sentence("The write has more records than one may", "一次写入的记录过多"),
        Sentence("Narrow `where`, or give ids and inputs in parts.", "请缩小筛选范围，或分几次进行。"),
    ),
    "IDEMPOTENCY_MISMATCH": ErrorCode(
        Sentence("Another write was done under this key", "此幂等键已用于另一次写入"),
        Sentence("Use a new key for each new write.", "每次新的写入请使用新的键。"),
        409,
    ),
    "VERSION_CONFLICT": ErrorCode(
        Sentence("The record was changed in the meantime", "这条记录刚刚被其他人修改过"),
        Sentence("Read it again and repeat.", "请重新读取后再修改。"),
    ),
    "ROW_FORBIDDEN": ErrorCode(
        Sentence("The caller's row rules do not allow this record", "你的角色不允许操作这条记录"),
        Sentence("Ask for a wider role.", "请申请权限范围更大的角色。"),
    ),
    # Promotion
    "STAGE_UNKNOWN": ErrorCode(
        Sentence("There is no such stage", "没有这个阶段"),
        Sentence("Use a stage of the object's pipeline.", "请使用该对象流程中的阶段。"),
    ),
    "TASK_UNKNOWN": ErrorCode(
        Sentence("There is no such task", "没有这个任务"),
        Sentence("Read the tasks of the stages in `catalog`.", "请在配置中查看各阶段的任务。"),
    ),
    "TASK_NOT_HERE": ErrorCode(
        Sentence(
            "The task is one of a stage that the record is not in", "这是其他阶段的任务，记录不在那个阶段"
        ),
        Sentence("Read `stageTasks` of the record.", "请刷新后查看当前阶段的任务。"),
    ),
    "TASK_UNCHANGED": ErrorCode(
        Sentence("The task is so already: done, or open", "任务已经是此状态：已完成或未完成"),
        Sentence("Read `stageTasks` of the record.", "请刷新后查看当前阶段的任务。"),
    ),
    "TRANSITION_NOT_ALLOWED": ErrorCode(
        Sentence("The pipeline has no such transition", "流程中没有这条流转"),
        Sentence(
            "Read `transitions` for the stages that can be reached.", "请查看从当前阶段可以到达哪些阶段。"
        ),
    ),
    "EXAMPLE_FAILED": ErrorCode(
        Sentence("An example says otherwise than the gates", "示例与关卡的判定不一致"),
        Sentence(
            "Change the rule, or replace the example where it is no longer what is meant.",
            "请修改规则；如果示例已不符合本意，请替换示例。",
        ),
    ),
    "MOVE_FORBIDDEN": ErrorCode(
        Sentence("The caller's roles do not allow this move of the record", "你的角色不允许这样移动记录"),
        Sentence(
            "Read `transitions { to permitted }` for those that they allow.",
            "请查看你的角色允许哪些流转，或向管理员申请。",
        ),
    ),
    "GATE_CLOSED": ErrorCode(
        Sentence("The gate is closed", "关卡未通过"),
        Sentence("Meet the clauses that are not satisfied.", "请满足尚未满足的条件。"),
    ),
    "OVERRIDE_UNAPPROVED": ErrorCode(
        Sentence(
            "The override needs a second person's approval, and has none that still holds",
            "强制推进需要第二人批准，目前没有仍然有效的批准",
        ),
        Sentence(
            "Ask for it with `requestOverride`, and promote when another member has approved it.",
            "请先申请批准，待另一名成员批准后再推进。",
        ),
    ),
    "BACKDATE_INVALID": ErrorCode(
        Sentence(
            "The date is in the future or before the record's last move", "日期晚于现在，或早于记录上一次移动"
        ),
        Sentence("Use a date in between.", "请选择两者之间的日期。"),
    ),
}
