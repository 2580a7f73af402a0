import { Button, List, ListItem, ListItemText, Stack, Typography } from "@mui/material";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { FRAMED } from "../shared/framed";
import "./texts";

/** One of several that belong to something, with what can be done with it. */
export interface ListedPart {
  id: string;
  name: string;
  says: string;
  /** What is found of it at the moment. */
  found?: ReactNode;
  open: () => void;
  remove: () => void;
}

interface PartListProps {
  title: string;
  /** What is shown where there is none. */
  none: string;
  add: string;
  parts: readonly ListedPart[];
  onAdd: () => void;
  /** What is said above them. */
  children?: ReactNode;
}

/** Parts under their heading, each to be changed and removed, with the way to a further one. */
export function PartList({ title, none, add, parts, onAdd, children }: PartListProps) {
  const { t } = useTranslation("designer");
  return (
    <Stack component="section" aria-label={title} sx={{ gap: 1 }}>
      <Stack direction="row" sx={{ alignItems: "center", gap: 1, flexWrap: "wrap" }}>
        <Typography variant="h2" sx={{ flexGrow: 1 }}>
          {title}
        </Typography>
        <Button variant="outlined" onClick={onAdd}>
          {add}
        </Button>
      </Stack>
      {children}
      {parts.length === 0 ? (
        <Typography color="textSecondary">{none}</Typography>
      ) : (
        <List sx={FRAMED}>
          {parts.map((each) => (
            <ListItem key={each.id} sx={{ gap: 1, flexWrap: "wrap" }}>
              <Stack sx={{ flexGrow: 1, minWidth: 0, flexBasis: 240 }}>
                <ListItemText primary={each.name} secondary={each.says} sx={{ overflowWrap: "anywhere" }} />
                {each.found}
              </Stack>
              <Stack direction="row" sx={{ gap: 1 }}>
                <Button size="small" onClick={each.open} aria-label={t("editNamed", { name: each.name })}>
                  {t("change")}
                </Button>
                <Button
                  size="small"
                  color="error"
                  onClick={each.remove}
                  aria-label={t("removeNamed", { name: each.name })}
                >
                  {t("action.remove", { ns: "app" })}
                </Button>
              </Stack>
            </ListItem>
          ))}
        </List>
      )}
    </Stack>
  );
}
