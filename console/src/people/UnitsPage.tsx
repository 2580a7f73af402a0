import { Button, List, ListItem, ListItemText, Stack, Typography } from "@mui/material";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { FRAMED } from "../shared/framed";
import { Waiting } from "../shared/Waiting";
import { PEOPLE_KEY, useMembers } from "./members";
import { UnitDialog, UnitMembersDialog, UnitRemoveDialog } from "./UnitDialogs";
import { treeOf, type Unit, unitsOf } from "./units";
import "./texts";

type Open =
  | { kind: "edit"; unit: Unit | null; parent: string | null }
  | { kind: "members" | "remove"; unit: Unit };

/** The organisation: companies, departments and teams, and who is in them. */
export function Component() {
  const { t } = useTranslation("people");
  const units = useQuery({ queryKey: [PEOPLE_KEY, "units"], queryFn: ({ signal }) => unitsOf(signal) });
  const members = useMembers();
  const [open, setOpen] = useState<Open | null>(null);
  if (units.data === undefined) return <Waiting query={units} />;
  if (members.data === undefined) return <Waiting query={members} />;
  const close = () => setOpen(null);
  const name = (id: string) => members.data.members.find((each) => each.id === id)?.name ?? id;
  return (
    <Stack sx={{ gap: 2, maxWidth: 1000 }}>
      <Stack direction="row" sx={{ gap: 2, alignItems: "center" }}>
        <Typography variant="h1" sx={{ flexGrow: 1 }}>
          {t("parts.units")}
        </Typography>
        <Button variant="contained" onClick={() => setOpen({ kind: "edit", unit: null, parent: null })}>
          {t("addUnit")}
        </Button>
      </Stack>
      <Typography color="textSecondary">{t("unitsMeans")}</Typography>
      {units.data.length === 0 && <Typography>{t("noUnits")}</Typography>}
      {units.data.length > 0 && (
        <List sx={FRAMED}>
          {treeOf(units.data).map(({ unit, depth }) => (
            <ListItem key={unit.id} sx={{ pl: 2 + depth * 3, flexWrap: "wrap", gap: 1 }}>
              <ListItemText
                primary={`${unit.name} · ${unit.code}`}
                secondary={unit.memberIds.map(name).join(", ") || t("nobodyInIt")}
                sx={{ minWidth: 160 }}
              />
              <Button
                aria-label={`${t("membersOfUnit")}: ${unit.name}`}
                onClick={() => setOpen({ kind: "members", unit })}
              >
                {t("membersOfUnit")}
              </Button>
              <Button
                aria-label={`${t("addBelow")}: ${unit.name}`}
                onClick={() => setOpen({ kind: "edit", unit: null, parent: unit.id })}
              >
                {t("addBelow")}
              </Button>
              <Button
                aria-label={`${t("editUnit")}: ${unit.name}`}
                onClick={() => setOpen({ kind: "edit", unit, parent: unit.parentId ?? null })}
              >
                {t("editUnit")}
              </Button>
              <Button
                color="error"
                aria-label={`${t("action.remove", { ns: "app" })}: ${unit.name}`}
                onClick={() => setOpen({ kind: "remove", unit })}
              >
                {t("action.remove", { ns: "app" })}
              </Button>
            </ListItem>
          ))}
        </List>
      )}
      {open?.kind === "edit" && (
        <UnitDialog units={units.data} unit={open.unit} parent={open.parent} onClose={close} />
      )}
      {open?.kind === "members" && (
        <UnitMembersDialog unit={open.unit} members={members.data.members} onClose={close} />
      )}
      {open?.kind === "remove" && <UnitRemoveDialog unit={open.unit} onClose={close} />}
    </Stack>
  );
}
