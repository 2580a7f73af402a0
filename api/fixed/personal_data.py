"""What is held of a person: handed out, and erased (decision 79)."""

import logging
from collections.abc import Mapping
from types import MappingProxyType
from uuid import UUID

import strawberry
from strawberry import UNSET

from api.context import RequestContext
from api.fixed.catalog_types import PersonalName
from api.fixed.inputs import or_none, uuid_of
from api.fixed.one_catalog import under_one_catalog
from api.fixed.user_error import UserError, refusals
from api.types.scalars import Json
from core.errors import SluiceError, fault
from core.sentences import Sentence
from expressions.languages import label_in
from metadata.catalog import Object
from metadata.personal import telling_of
from metadata.values import Labels
from policies.personal import reaches_all, sees_everybody, subjects
from records.build import Build
from records.moves import reason_of
from records.personal import erasing, exporting
from tenants.files import forget

LOG = logging.getLogger("sluice.personal")

Info = strawberry.Info[RequestContext, None]

PLAN: Mapping[str, Labels] = MappingProxyType(
    {
        "records": {
            "en": "{n} records of {label} tell of the person.",
            "zh-CN": "{n} 条{label}记录涉及此人。",
        },
        "values": {"en": "{n} values are emptied or replaced.", "zh-CN": "{n} 个值被清空或替换。"},
        "history": {
            "en": "{n} changes in the history of fields lose their values.",
            "zh-CN": "字段历史中 {n} 次变更的值被清除。",
        },
        "judgements": {
            "en": "{n} judgements of gates forget what they saw.",
            "zh-CN": "{n} 次关卡判定中保存的值被清除。",
        },
        "notes": {
            "en": "{n} notes and reasons that people wrote are emptied.",
            "zh-CN": "{n} 条人工填写的备注与理由被清空。",
        },
        "files": {"en": "{n} files are removed.", "zh-CN": "{n} 个文件被删除。"},
        "answers": {
            "en": "{n} answers that are kept for repeated requests are emptied.",
            "zh-CN": "为重复请求保留的 {n} 个应答被清空。",
        },
        "views": {
            "en": "{n} saved views no longer filter by a value of the person.",
            "zh-CN": "{n} 个已保存的视图不再按此人的值筛选。",
        },
        "examples": {
            "en": "Examples of gates lose values of the person in {n} versions of the catalog, drafts and publishes.",
            "zh-CN": "关卡示例中此人的值在 {n} 个目录版本、草稿和发布中被替换。",
        },
    }
)
NOTHING: Labels = MappingProxyType({"en": "Nothing is left to erase.", "zh-CN": "没有可清除的内容。"})


@strawberry.type
class ExportedField:
    """What a name in the entries stands for."""

    object: str
    field: str
    label: str = strawberry.field(description="In the language of the request.")
    personal: PersonalName | None


@strawberry.type
class SubjectExport:
    """What is held of a person, or a page of it."""

    entries: list[Json] = strawberry.field(
        description="Each has a `kind`: `record` is the person, `related` tells of them, the others are what was noted."
    )
    fields: list[ExportedField]
    end_cursor: str | None = strawberry.field(
        description="For `after` of the next page; null where all is told."
    )
    errors: list[UserError]


@strawberry.input
class EraseSubjectInput:
    """Whose data are to end."""

    object: str = strawberry.field(description="Name of the object whose record is the person.")
    id: strawberry.ID
    reason: str = strawberry.field(
        description="Why, for the audit log, which keeps it: the number of a request, and no name."
    )
    dry_run: bool = strawberry.field(default=False, description="Only tell what would be erased.")


@strawberry.type
class EraseSubjectPayload:
    """What was erased, or would be."""

    erased: bool
    plan: list[str] = strawberry.field(description="In sentences, in the language of the request.")
    errors: list[UserError]


async def export_subject(
    info: Info, object: str, id: strawberry.ID, first: int = 200, after: str | None = UNSET
) -> SubjectExport:
    """Hand out a page of what is held."""
    context = info.context

    async def exported() -> SubjectExport:
        build, of = _handled(context, object, "export")
        if not 1 <= first <= exporting.MOST_ENTRIES:
            raise fault("BAD_USER_INPUT", f"first is a number from 1 to {exporting.MOST_ENTRIES}", "first")
        record = uuid_of(id, "record", "id")
        database, caller = context.engine.database, context.require_caller()
        page = await exporting.export(database, build, caller, of, record, first, or_none(after))
        entries = [Json(each) for each in page.entries]
        return SubjectExport(entries=entries, fields=_legend(build, of), end_cursor=page.cursor, errors=[])

    try:
        return await under_one_catalog(context, exported, action=None)
    except SluiceError as error:
        return SubjectExport(entries=[], fields=[], end_cursor=None, errors=refusals(error))


async def erase_subject(info: Info, input: EraseSubjectInput) -> EraseSubjectPayload:
    """Erase a person, or tell what that would do."""
    context = info.context

    async def erased() -> tuple[Build, erasing.Erased]:
        build, of = _handled(context, input.object, "erase")
        record = uuid_of(input.id, "record", "id")
        reason = str(reason_of(input.reason, ("reason",)))
        database, caller = context.engine.database, context.require_caller()
        done = await erasing.erase(database, build, caller, of, record, reason, dry_run=input.dry_run)
        return build, done

    try:
        build, done = await under_one_catalog(context, erased, action=None)
        if not input.dry_run:
            context.engine.following.nudge(build.namespace)
            await _remove(context, build.namespace, done.files)
    except SluiceError as error:
        return EraseSubjectPayload(erased=False, plan=[], errors=refusals(error, "input"))
    plan = _plan(build, context.own_language, done)
    return EraseSubjectPayload(erased=not input.dry_run, plan=plan, errors=[])


async def _remove(context: RequestContext, namespace: str, files: tuple[UUID, ...]) -> None:
    """Remove the contents of the files; where that fails the sweeper does it."""
    try:
        for each in files:
            await context.engine.contents.remove(f"{namespace}/{each}")
    except SluiceError as error:
        LOG.warning("the contents of erased files stay until they are swept: %s", error)
        return
    if files:
        await forget(context.engine.database, namespace, files)


def _handled(context: RequestContext, name: str, action: str) -> tuple[Build, Object]:
    """The object of that name, of whose records the caller may hand out, or erase, everything.

    Raises:
        SluiceError: FORBIDDEN; CATALOG_UNKNOWN.
    """
    catalog, access = context.require_catalog()
    if not any(each.may(action) for each in access.objects.values()):
        raise fault(
            "FORBIDDEN", Sentence("The caller's roles do not grant `{}`", "你的角色没有“{}”权限").of(action)
        )
    of = next((each for each in subjects(catalog, access, action) if each.name == name), None)
    if of is None:
        message = (
            f"There is no object named {name[:60]!r} that tells of people and on which you may `{action}`"
        )
        raise fault("CATALOG_UNKNOWN", message, "object")
    if not reaches_all(catalog, access, of) or (action == "erase" and not sees_everybody(access, of)):
        hint = (
            "It takes a role that may read every personal field, and every record that points to the person; "
            "to erase, also every other record of the object."
        )
        raise fault("FORBIDDEN", "The caller's roles do not reach all that is held of a person", hint=hint)
    return Build(catalog, context.require_caller().namespace, context.language, access), of


def _legend(build: Build, of: Object) -> list[ExportedField]:
    found = []
    for each in (of, *(owner for owner, _ in telling_of(build.catalog, of))):
        readable = build.access_to(each).read
        found += [
            ExportedField(
                object=each.name,
                field=field.name,
                label=label_in(field.labels, build.language, field.name),
                personal=None if field.personal is None else PersonalName(field.personal),
            )
            for field in each.fields
            if field.id in readable
        ]
    return found


def _plan(build: Build, language: str, done: erasing.Erased) -> list[str]:
    said = []
    for name, count in done.records.items():
        of = build.catalog.object_by_name.get(name)
        label = name if of is None else label_in(of.labels, build.language, name)
        said.append(label_in(PLAN["records"], language, "").format(n=count, label=label))
    counted = {
        "values": done.values,
        "history": done.history,
        "judgements": done.judgements,
        "notes": done.notes,
        "files": len(done.files),
        "answers": done.answers,
        "views": done.views,
        "examples": done.examples,
    }
    told = [label_in(PLAN[what], language, "").format(n=count) for what, count in counted.items() if count]
    return said + (told or [label_in(NOTHING, language, "")])
