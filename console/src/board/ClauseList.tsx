import { List, ListItem, ListItemIcon, ListItemText, Typography } from "@mui/material";
import { useTranslation } from "react-i18next";
import type { Verdict } from "../client/promotions";
import "./texts";

/** What a gate asks, each condition with whether the record satisfies it. */
export function ClauseList({ verdict }: { verdict: Verdict }) {
  const { t } = useTranslation("board");
  return (
    <>
      <Typography variant="h3">{t("allOf")}</Typography>
      <List dense disablePadding>
        {verdict.clauses.map((each) => (
          <ListItem key={each.pointer} disableGutters>
            <ListItemIcon
              sx={{ minWidth: 28, color: each.satisfied ? "success.main" : "error.main" }}
              aria-hidden
            >
              {each.satisfied ? "✓" : "✗"}
            </ListItemIcon>
            <ListItemText
              primary={each.sentence}
              slotProps={{ primary: { color: each.satisfied ? "textSecondary" : "textPrimary" } }}
            />
          </ListItem>
        ))}
      </List>
    </>
  );
}
