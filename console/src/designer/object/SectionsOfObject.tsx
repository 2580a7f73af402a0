import { Button, List, ListItem, ListItemText, Stack, Typography } from "@mui/material";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { FRAMED } from "../../shared/framed";
import type { DesignedObject } from "../drafting";
import { SectionsDialog } from "./SectionsDialog";
import "./texts";

/** By which sections people are shown the fields of an object. */
export function SectionsOfObject({ of }: { of: DesignedObject }) {
  const { t } = useTranslation("object");
  const [open, setOpen] = useState(false);
  const labelOf = (name: string) => of.fields.find((each) => each.name === name)?.label ?? name;
  return (
    <Stack component="section" aria-label={t("sections")} sx={{ gap: 1 }}>
      <Stack direction="row" sx={{ alignItems: "center", gap: 1, flexWrap: "wrap" }}>
        <Typography variant="h2" sx={{ flexGrow: 1 }}>
          {t("sections")}
        </Typography>
        <Button variant="outlined" onClick={() => setOpen(true)}>
          {t("editSections")}
        </Button>
      </Stack>
      {of.sections.length === 0 ? (
        <Typography color="textSecondary">{t("noSections")}</Typography>
      ) : (
        <List sx={FRAMED}>
          {of.sections.map((each) => (
            <ListItem key={each.id}>
              <ListItemText
                primary={each.label}
                secondary={each.fields.map(labelOf).join(" · ") || t("noFields")}
                sx={{ overflowWrap: "anywhere" }}
              />
            </ListItem>
          ))}
        </List>
      )}
      {open && <SectionsDialog of={of} onClose={() => setOpen(false)} />}
    </Stack>
  );
}
