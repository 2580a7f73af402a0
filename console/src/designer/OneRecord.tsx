import { Button, List, ListItem, ListItemText, Stack, Typography } from "@mui/material";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { request } from "../client/request";
import { RecordPicker } from "../fields/RecordPicker";
import { type Named, nameOf } from "../fields/values";
import { FaultNotice } from "../shared/FaultNotice";
import { useSettled } from "../shared/useSettled";
import { DESIGN_KEY, type Designed, type DesignedObject } from "./drafting";
import { fieldOfForm, NEW_FIELD } from "./fieldForm";
import type { Json } from "./ruleTree";
import "./examples/texts";
import "./ruleTexts";

interface OneRecordProps {
  catalog: Designed;
  of: DesignedObject;
  rule: Json;
  /** An example is being made. */
  making: boolean;
  onExample: (record: Named) => void;
}

/** Picks a record and tells of each part of the rule whether it holds there, by the caller's own filter. */
export function OneRecord({ catalog, of, rule, making, onExample }: OneRecordProps) {
  const { t } = useTranslation(["rules", "examples"]);
  const [record, setRecord] = useState<Named | null>(null);
  const settled = useSettled(JSON.stringify(rule), 300);
  const verdict = useQuery({
    queryKey: [DESIGN_KEY, "one", of.name, record?.id, settled],
    queryFn: ({ signal }) => verdictOf(of, record?.id ?? "", partsOf(JSON.parse(settled) as Json), signal),
    enabled: record !== null,
    retry: false,
  });
  const picked = { ...fieldOfForm({ ...NEW_FIELD, name: "record" }, t("record")), type: "relation" };
  return (
    <Stack component="section" aria-label={t("tryOne")} sx={{ gap: 1 }}>
      <Typography variant="h2">{t("tryOne")}</Typography>
      <RecordPicker
        catalog={catalog}
        field={{ ...picked, target: of.name }}
        value={record === null ? [] : [record]}
        onChange={(chosen) => setRecord(chosen[0] ?? null)}
      />
      {record !== null && (
        <Button
          variant="outlined"
          sx={{ alignSelf: "start" }}
          loading={making}
          onClick={() => onExample(record)}
        >
          {t("ofRecord", { ns: "examples" })}
        </Button>
      )}
      {verdict.isError && <FaultNotice error={verdict.error} />}
      {record !== null && verdict.data !== undefined && (
        <List dense disablePadding aria-label={t("verdict", { record: nameOf(record) })}>
          {verdict.data.map((each) => (
            <ListItem key={JSON.stringify(each.part)} disableGutters>
              <ListItemText
                primary={`${each.holds ? "✓" : "✗"} ${JSON.stringify(each.part)}`}
                slotProps={{ primary: { sx: { overflowWrap: "anywhere" } } }}
              />
            </ListItem>
          ))}
        </List>
      )}
    </Stack>
  );
}

/** The parts that must each hold. */
function partsOf(rule: Json): readonly Json[] {
  const all = typeof rule === "object" && rule !== null && "and" in rule ? rule.and : undefined;
  return Array.isArray(all) ? (all as readonly Json[]) : [rule];
}

interface Part {
  part: Json;
  holds: boolean;
}

async function verdictOf(
  of: DesignedObject,
  id: string,
  parts: readonly Json[],
  signal: AbortSignal,
): Promise<readonly Part[]> {
  const declared = parts.map((_, index) => `$w${index}: ${of.typeName}Where`).join(", ");
  const asked = parts.map(
    (_, index) => `p${index}: ${of.plural}(where: $w${index}, first: 1) { nodes { id } }`,
  );
  const given = parts.map((rule, index) => [`w${index}`, { and: [{ id: { eq: id } }, { rule }] }] as const);
  const document = `query OneRecord(${declared}) { ${asked.join(" ")} }`;
  type Found = Record<string, { nodes: { id: string }[] }>;
  const found = await request<Found, Record<string, unknown>>(document, Object.fromEntries(given), signal);
  return parts.map((part, index) => ({ part, holds: (found[`p${index}`]?.nodes.length ?? 0) > 0 }));
}
