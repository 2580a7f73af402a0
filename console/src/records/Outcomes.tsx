import { List, ListItem, ListItemIcon, ListItemText, Typography } from "@mui/material";
import { useTranslation } from "react-i18next";
import type { CatalogObject } from "../client/catalog";
import type { RecordData } from "../fields/values";
import { titleOf } from "./listFields";
import type { Outcome } from "./writes";
import "./texts";

interface OutcomesProps {
  of: CatalogObject;
  records: readonly RecordData[];
  outcomes: readonly Outcome[];
}

/** What became of each record, and of those that were refused why: each condition that is not satisfied. */
export function Outcomes({ of, records, outcomes }: OutcomesProps) {
  const { t } = useTranslation("records");
  const done = outcomes.filter((each) => each.done).length;
  const nameOf = (id: string) => {
    const record = records.find((each) => each.id === id);
    return record === undefined ? id : titleOf(of, record);
  };
  return (
    <>
      <Typography role="status">{t("outcome", { done, refused: outcomes.length - done })}</Typography>
      <List dense disablePadding>
        {outcomes.map((each) => (
          <ListItem key={each.id} disableGutters>
            <ListItemIcon sx={{ minWidth: 28, color: each.done ? "success.main" : "error.main" }} aria-hidden>
              {each.done ? "✓" : "✗"}
            </ListItemIcon>
            <ListItemText
              primary={nameOf(each.id)}
              secondary={each.done ? null : reasonsOf(each).join(" ")}
            />
          </ListItem>
        ))}
      </List>
    </>
  );
}

function reasonsOf(outcome: Outcome): readonly string[] {
  const closed = (outcome.verdict?.clauses ?? []).filter(
    (each) => !each.satisfied && each.severity === "block",
  );
  const others = outcome.faults.filter((each) => closed.length === 0 || each.code !== "GATE_CLOSED");
  return [...others.map((each) => each.message), ...closed.map((each) => each.sentence)];
}
