"""The change of what the tenant's API lets callers do who may not configure it."""

from dataclasses import dataclass, replace
from typing import ClassVar

from core.errors import fault
from core.sentences import Sentence, joined
from metadata.catalog import Catalog
from metadata.changes.base import Change


@dataclass(frozen=True)
class SetApiPolicy(Change):
    """What callers without the action `configure` may do with the API. What is left out stays as it is."""

    kind: ClassVar[str] = "setApiPolicy"

    trusted_documents_only: bool | None = None
    introspection: bool | None = None
    suggestions: bool | None = None

    def apply(self, catalog: Catalog) -> Catalog:
        given = self._given()
        if not given:
            hint = Sentence(
                "Give `trustedDocumentsOnly`, `introspection` or `suggestions`.",
                "请填写 `trustedDocumentsOnly`、`introspection` 或 `suggestions`。",
            )
            raise fault("CATALOG_INVALID", Sentence("Nothing is set.", "没有任何设置。"), hint=hint)
        return replace(catalog, api=replace(catalog.api, **given))

    def _given(self) -> dict[str, bool]:
        values = {
            "trusted_documents_only": self.trusted_documents_only,
            "introspection": self.introspection,
            "suggestions": self.suggestions,
        }
        return {name: value for name, value in values.items() if value is not None}

    def sentence(self) -> Sentence:
        words = {
            "trusted_documents_only": (
                Sentence("Take registered documents only", "只接受已登记的文档"),
                Sentence("Take any document", "接受任何文档"),
            ),
            "introspection": (
                Sentence("Allow introspection", "允许内省查询"),
                Sentence("Refuse introspection", "拒绝内省查询"),
            ),
            "suggestions": (
                Sentence("Suggest names", "提示相近的名称"),
                Sentence("Suggest no names", "不提示相近的名称"),
            ),
        }
        parts = [words[name][0 if value else 1] for name, value in self._given().items()]
        return Sentence("{}, for callers who may not configure.", "对无权配置的调用方：{}。").of(
            joined(parts, "; ", "；")
        )

    def breaks(self, before: Catalog) -> tuple[Sentence, ...]:
        found = []
        if self.trusted_documents_only and not before.api.trusted_documents_only:
            found.append(Sentence("Documents that are not registered are refused.", "未登记的文档将被拒绝。"))
        if self.introspection is False and before.api.introspection:
            found.append(
                Sentence(
                    "Tools that read the GraphQL schema by introspection are refused.",
                    "通过内省查询读取 GraphQL schema 的工具将被拒绝。",
                )
            )
        return tuple(found)
