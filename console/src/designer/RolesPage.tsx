import { Button, List, ListItem, ListItemButton, ListItemText, Stack, Typography } from "@mui/material";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { FRAMED } from "../shared/framed";
import { Waiting } from "../shared/Waiting";
import { useDesign } from "./drafting";
import { RoleDialog } from "./RoleDialog";
import "./roleTexts";

/** The roles of the design, and the way to a new one. */
export function Component() {
  const { t } = useTranslation("roles");
  const design = useDesign();
  const [adding, setAdding] = useState(false);
  if (design.data === undefined) return <Waiting query={design} />;
  const { roles } = design.data.catalog;
  const labelOf = (name: string) => roles.find((each) => each.name === name)?.label ?? name;
  return (
    <Stack sx={{ gap: 2, maxWidth: 900 }}>
      <Stack direction="row" sx={{ alignItems: "center", gap: 2 }}>
        <Typography variant="h1" sx={{ flexGrow: 1 }}>
          {t("title")}
        </Typography>
        <Button variant="contained" onClick={() => setAdding(true)}>
          {t("add")}
        </Button>
      </Stack>
      <List sx={FRAMED}>
        {roles.map((each) => {
          const grants = t("grants", { count: each.grants.length });
          const inherited = each.inherits.map(labelOf).join(", ");
          return (
            <ListItem key={each.name} disablePadding>
              <ListItemButton component={Link} to={`/designer/roles/${each.name}`}>
                <ListItemText
                  primary={each.label}
                  secondary={[
                    t("summary", { name: each.name, grants }),
                    ...(inherited === "" ? [] : [t("inheritsFrom", { roles: inherited })]),
                  ].join(" · ")}
                />
              </ListItemButton>
            </ListItem>
          );
        })}
      </List>
      {adding && <RoleDialog roles={roles} of={null} onClose={() => setAdding(false)} />}
    </Stack>
  );
}
