import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Design, DesignedObject } from "../drafting";
import { PartList } from "../PartList";
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
      <PartList
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
      <PartList
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
