import { Button, Typography } from "@mui/material";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { type DesignedObject, useAppend } from "../drafting";
import { FormDialog } from "../FormDialog";
import { shifted } from "../shifted";
import { SectionInput } from "./SectionInput";
import {
  emptySection,
  fieldsInNone,
  type SectionForm,
  sectionChanges,
  sectionForms,
  sectionName,
} from "./sectionForm";
import "./texts";

/** All sections of an object, in their order, with their fields in theirs. */
export function SectionsDialog({ of, onClose }: { of: DesignedObject; onClose: () => void }) {
  const { t } = useTranslation("object");
  const append = useAppend();
  const [sections, setSections] = useState<readonly SectionForm[]>(() => sectionForms(of));
  const changes = sectionChanges(of, sections);
  const free = fieldsInNone(of, sections);
  return (
    <FormDialog
      title={t("editSections")}
      form={sections}
      ready={changes.length > 0 && sections.every((each) => sectionName(each) !== "")}
      sending={append}
      onSubmit={() => append.mutate(changes, { onSuccess: onClose })}
      onClose={onClose}
      maxWidth="md"
    >
      <Typography color="textSecondary">{t("sectionsHint")}</Typography>
      {sections.map((each, index) => (
        <SectionInput
          key={each.id}
          of={of}
          section={each}
          number={index + 1}
          free={free}
          isLast={index === sections.length - 1}
          onChange={(part) =>
            setSections(sections.map((one) => (one.id === each.id ? { ...one, ...part } : one)))
          }
          onMove={(by) => setSections(shifted(sections, index, by))}
          onRemove={() => setSections(sections.filter((one) => one.id !== each.id))}
        />
      ))}
      <Button onClick={() => setSections([...sections, emptySection()])} sx={{ alignSelf: "start" }}>
        {t("addSection")}
      </Button>
    </FormDialog>
  );
}
