import { Button, List, ListItem, ListItemText, Stack, Typography } from "@mui/material";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { FRAMED } from "../../shared/framed";
import type { Design, DesignedObject } from "../drafting";
import { type Removal, RemoveDialog } from "../RemoveDialog";
import type { DesignedKey, DesignedValidation } from "./rulesForm";
import { UniqueKeyDialog } from "./UniqueKeyDialog";
import { ValidationDialog } from "./ValidationDialog";
import "./texts";

type Open =
  | { kind: "validation"; validation: DesignedValidation | null }
  | { kind: "uniqueKey"; uniqueKey: DesignedKey | null }
  | { kind: "remove"; removal: Removal };

/** What is asked of the records of an object as a whole: validations, and what no two of them share. */
export function RulesOfObject({ design, of }: { design: Design; of: DesignedObject }) {
  const { t } = useTranslation("object");
  const [open, setOpen] = useState<Open | null>(null);
  const close = () => setOpen(null);
  const labels = (fields: readonly string[]) =>
    fields.map((name) => of.fields.find((each) => each.name === name)?.label ?? name).join(", ");
  return (
    <>
      <Listed
        title={t("validations")}
        none={t("noValidations")}
        add={t("addValidation")}
        parts={of.validations.map((each) => ({
          id: each.id,
          name: each.message,
          says: [t(`severities.${each.severity}`), labels(each.fields)]
            .filter((one) => one !== "")
            .join(" · "),
          open: () => setOpen({ kind: "validation", validation: each }),
          remove: () =>
            setOpen({
              kind: "remove",
              removal: {
                label: each.message,
                part: { validation: { object: of.name, validation: each.name } },
                changes: [{ removeValidation: { object: of.name, validation: each.name } }],
                forGood: true,
              },
            }),
        }))}
        onAdd={() => setOpen({ kind: "validation", validation: null })}
      />
      <Listed
        title={t("uniqueKeys")}
        none={t("noUniqueKeys")}
        add={t("addUniqueKey")}
        parts={of.uniqueKeys.map((each) => ({
          id: each.id,
          name: labels(each.fields),
          says: each.ignoreCase ? t("ignoreCase") : "",
          open: () => setOpen({ kind: "uniqueKey", uniqueKey: each }),
          remove: () =>
            setOpen({
              kind: "remove",
              removal: {
                label: labels(each.fields),
                part: { uniqueKey: { object: of.name, uniqueKey: each.name } },
                changes: [{ removeUniqueKey: { object: of.name, uniqueKey: each.name } }],
                forGood: true,
              },
            }),
        }))}
        onAdd={() => setOpen({ kind: "uniqueKey", uniqueKey: null })}
      />
      {open?.kind === "validation" && (
        <ValidationDialog design={design} of={of} validation={open.validation} onClose={close} />
      )}
      {open?.kind === "uniqueKey" && <UniqueKeyDialog of={of} uniqueKey={open.uniqueKey} onClose={close} />}
      {open?.kind === "remove" && <RemoveDialog removal={open.removal} onClose={close} />}
    </>
  );
}

interface Part {
  id: string;
  name: string;
  says: string;
  open: () => void;
  remove: () => void;
}

interface ListedProps {
  title: string;
  none: string;
  add: string;
  parts: readonly Part[];
  onAdd: () => void;
}

function Listed({ title, none, add, parts, onAdd }: ListedProps) {
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
      {parts.length === 0 ? (
        <Typography color="textSecondary">{none}</Typography>
      ) : (
        <List sx={FRAMED}>
          {parts.map((each) => (
            <ListItem key={each.id} sx={{ gap: 1, flexWrap: "wrap" }}>
              <ListItemText primary={each.name} secondary={each.says} />
              <Button size="small" onClick={each.open} aria-label={t("editNamed", { name: each.name })}>
                {t("change", { ns: "object" })}
              </Button>
              <Button
                size="small"
                color="error"
                onClick={each.remove}
                aria-label={t("removeNamed", { name: each.name })}
              >
                {t("action.remove", { ns: "app" })}
              </Button>
            </ListItem>
          ))}
        </List>
      )}
    </Stack>
  );
}
