import { Button, List, ListItem, ListItemButton, ListItemText, Stack, Typography } from "@mui/material";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { FRAMED } from "../shared/framed";
import { Waiting } from "../shared/Waiting";
import { AddObjectDialog } from "./AddObjectDialog";
import { useDesign } from "./drafting";
import "./texts";

/** The objects of the design, and the way to a new one. */
export function Component() {
  const { t } = useTranslation(["designer", "app"]);
  const design = useDesign();
  const [adding, setAdding] = useState(false);
  if (design.data === undefined) return <Waiting query={design} />;
  const { objects } = design.data.catalog;
  return (
    <Stack sx={{ gap: 2, maxWidth: 900 }}>
      <Stack direction="row" sx={{ alignItems: "center", gap: 2 }}>
        <Typography variant="h1" sx={{ flexGrow: 1 }}>
          {t("objects")}
        </Typography>
        <Button variant="contained" onClick={() => setAdding(true)}>
          {t("addObject")}
        </Button>
      </Stack>
      {objects.length === 0 && (
        <>
          <Typography>{t("noObjects")}</Typography>
          <Button component={Link} to="/start" variant="outlined" sx={{ alignSelf: "flex-start" }}>
            {t("empty.templates", { ns: "app" })}
          </Button>
        </>
      )}
      <List sx={objects.length === 0 ? {} : FRAMED}>
        {objects.map((each) => (
          <ListItem key={each.id} disablePadding>
            <ListItemButton component={Link} to={`/designer/objects/${each.name}`}>
              <ListItemText
                primary={each.pluralLabel}
                secondary={t("objectSummary", {
                  name: each.name,
                  fields: t("fieldCount", { count: each.fields.length }),
                  stages: t("stageCount", { count: each.pipeline?.stages.length ?? 0 }),
                })}
              />
            </ListItemButton>
          </ListItem>
        ))}
      </List>
      {adding && <AddObjectDialog onClose={() => setAdding(false)} />}
    </Stack>
  );
}
