import { Typography } from "@mui/material";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { CatalogChange } from "../../client/generated/graphql";
import { isNaming, shown } from "../../fields/values";
import { FaultNotice } from "../../shared/FaultNotice";
import type { Design, DesignedObject } from "../drafting";
import { PartList } from "../PartList";
import { endsOf } from "../pipelines/parts";
import { type Removal, RemoveDialog } from "../RemoveDialog";
import { editedField } from "../ruleValues";
import { IN_JUDGEMENTS } from "../usePaths";
import { type Asked, type DesignedExample, examplesAt } from "./examples";
import { type Judged, useJudged } from "./judging";
import { type Row, rowsOf, type Said } from "./said";
import "./texts";

interface ExampleListProps {
  design: Design;
  of: DesignedObject;
  asked: Asked;
  /** What is edited at the moment, and not in the draft yet. */
  changed: CatalogChange | null;
  /** Null for a new one. */
  onOpen: (example: DesignedExample | null) => void;
}

/** The examples of a place, what each expects, and whether the rules still say so. */
export function ExampleList({ design, of, asked, changed, onOpen }: ExampleListProps) {
  const { t, i18n } = useTranslation("examples");
  const [removal, setRemoval] = useState<Removal | null>(null);
  const examples = of.pipeline == null ? [] : examplesAt(of.pipeline, asked);
  const judged = useJudged(design, of, changed, examples.length > 0);
  const says = (each: DesignedExample) =>
    t("says", {
      move: t("moveNamed", endsOf(of, { source: each.leaving, target: each.entering })),
      may: t(each.open ? "may" : "mayNot"),
      record:
        rowsOf(design.catalog, of, IN_JUDGEMENTS, each.record as Said)
          .map((row) => `${row.label} = ${shownRow(row)}`)
          .join(", ") || t("empty"),
    });
  const shownRow = (row: Row): string => {
    if (row.kind === "json") return JSON.stringify(row.json);
    if (row.kind === "records") return t("records", { count: row.records.length });
    const { draft } = row;
    if (draft === null) return t("noValue");
    if (isNaming(row.field)) return t("isSet");
    return shown(editedField(row.field, ""), draft, i18n.language);
  };
  const removalOf = (each: DesignedExample): Removal => ({
    label: each.name,
    part: { gateExample: { object: of.name, example: each.name } },
    changes: [{ removeGateExample: { object: of.name, example: each.name } }],
    forGood: true,
  });
  return (
    <>
      <PartList
        title={t("title")}
        none={t("none")}
        add={t("add")}
        onAdd={() => onOpen(null)}
        parts={examples.map((each) => ({
          id: each.id,
          name: each.name,
          says: says(each),
          found: <Found example={each} judged={judged.data} />,
          open: () => onOpen(each),
          remove: () => setRemoval(removalOf(each)),
        }))}
      >
        <Typography color="textSecondary">{t("hint")}</Typography>
        {judged.isError && <FaultNotice error={judged.error} onRetry={() => void judged.refetch()} />}
      </PartList>
      {removal !== null && <RemoveDialog removal={removal} onClose={() => setRemoval(null)} />}
    </>
  );
}

interface FoundProps {
  example: DesignedExample;
  /** Undefined as long as no answer has come. */
  judged: Judged | undefined;
}

/** Whether the rules say of an example what it says. */
function Found({ example, judged }: FoundProps) {
  const { t } = useTranslation("examples");
  const against = judged?.get(example.name);
  if (judged == null)
    return (
      <Typography variant="body2" color="textSecondary">
        {t(judged === null ? "unjudged" : "judging")}
      </Typography>
    );
  if (against === undefined)
    return (
      <Typography variant="body2" sx={{ color: "success.main" }}>
        {t("holds")}
      </Typography>
    );
  return (
    <Typography variant="body2" sx={{ color: "error.main" }}>
      {example.open ? t("refused", { reasons: against.join(t("separator")) }) : t("open")}
    </Typography>
  );
}
