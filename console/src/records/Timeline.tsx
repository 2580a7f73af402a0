import { List, ListItem, ListItemText, Typography } from "@mui/material";
import { useTranslation } from "react-i18next";
import { type CatalogObject, fieldNamed } from "../client/catalog";
import { shown, shownMoment } from "../fields/values";
import type { FieldChange, StageMove, WholeRecord } from "./oneRecord";
import { Section } from "./Section";
import "./texts";

interface TimelineProps {
  of: CatalogObject;
  record: WholeRecord;
}

interface Happened {
  id: string;
  at: string;
  by: string;
  words: string;
}

/** What has happened to a record, the latest first: its moves, and changes of the fields whose history is kept. */
export function Timeline({ of, record }: TimelineProps) {
  const { t, i18n } = useTranslation("records");
  const stage = (name: string) => of.pipeline?.stages.find((each) => each.name === name)?.label ?? name;
  const ofMove = (move: StageMove): Happened => {
    const words =
      move.from === null
        ? t("cameTo", { stage: stage(move.to) })
        : t("movedTo", { from: stage(move.from), to: stage(move.to) });
    const why = move.override === null ? "" : ` · ${t("overridden", { reason: move.override })}`;
    return { id: move.id, at: move.occurredAt, by: move.by?.name ?? "", words: words + why };
  };
  const ofChange = (change: FieldChange): Happened => {
    const field = fieldNamed(of, change.field);
    const value = (it: unknown) =>
      it === null || field === undefined ? t("nothing") : shown(field, it, i18n.language) || t("nothing");
    const words = t("changedField", {
      field: field?.label ?? change.field,
      old: value(change.old),
      now: value(change.new),
    });
    return { id: change.id, at: change.recordedAt, by: change.by?.name ?? "", words };
  };
  const happened = [
    ...(record.stageHistory ?? []).map(ofMove),
    ...(record.fieldHistory?.nodes ?? []).map(ofChange),
  ].sort((one, other) => other.at.localeCompare(one.at));
  return (
    <Section title={t("timeline")}>
      {happened.length === 0 && <Typography color="textSecondary">{t("none")}</Typography>}
      <List dense disablePadding>
        {happened.map((each) => (
          <ListItem key={each.id} disableGutters>
            <ListItemText
              primary={each.words}
              secondary={[each.by, shownMoment(each.at, i18n.language)].filter((it) => it !== "").join(" · ")}
              sx={{ overflowWrap: "anywhere" }}
            />
          </ListItem>
        ))}
      </List>
    </Section>
  );
}
