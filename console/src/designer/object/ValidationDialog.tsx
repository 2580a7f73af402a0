import { MenuItem, TextField } from "@mui/material";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Severity } from "../../client/generated/graphql";
import { type Design, type DesignedObject, useAppend } from "../drafting";
import { FormDialog } from "../FormDialog";
import { LabelsInput } from "../LabelsInput";
import { nameFrom } from "../names";
import { RulePart } from "../RulePart";
import { RuleReading } from "../RuleReading";
import { IN_JUDGEMENTS, KnownFurther } from "../usePaths";
import { FieldsChoice } from "./FieldsChoice";
import { type DesignedValidation, type ValidationForm, validationChanges, validationForm } from "./rulesForm";
import "./texts";

interface ValidationDialogProps {
  design: Design;
  of: DesignedObject;
  /** Null for a new one. */
  validation: DesignedValidation | null;
  onClose: () => void;
}

/** A rule that records must satisfy when they are written, and what is told who writes another one. */
export function ValidationDialog({ design, of, validation, onClose }: ValidationDialogProps) {
  const { t } = useTranslation("object");
  const append = useAppend();
  const [form, setForm] = useState<ValidationForm>(() => validationForm(validation));
  const change = (part: Partial<ValidationForm>) => setForm((earlier) => ({ ...earlier, ...part }));
  const said = form.messages.en || form.messages["zh-CN"];
  const name = form.name || nameFrom(form.messages.en);
  const changes = validationChanges(of.name, validation, { ...form, name });
  return (
    <FormDialog
      title={
        validation === null
          ? t("addValidation")
          : t("editNamed", { ns: "designer", name: validation.message })
      }
      form={form}
      ready={form.rule !== null && said !== "" && name !== "" && changes.length > 0}
      sending={append}
      onSubmit={() => append.mutate(changes, { onSuccess: onClose })}
      onClose={onClose}
      maxWidth="md"
    >
      <KnownFurther value={IN_JUDGEMENTS}>
        <RulePart
          catalog={design.catalog}
          of={of}
          label={t("validationRule")}
          value={form.rule}
          onChange={(rule) => change({ rule })}
        />
      </KnownFurther>
      <RuleReading design={design} of={of} rule={form.rule ?? undefined} />
      <LabelsInput
        label={t("messages")}
        value={form.messages}
        onChange={(messages) => change({ messages })}
      />
      <FieldsChoice
        label={t("shownAt")}
        of={of}
        value={form.fields}
        onChange={(fields) => change({ fields })}
      />
      <TextField
        select
        label={t("severity")}
        value={form.severity}
        onChange={(event) => change({ severity: event.target.value as Severity })}
      >
        {(["block", "warn"] as const).map((each) => (
          <MenuItem key={each} value={each}>
            {t(`severities.${each}`)}
          </MenuItem>
        ))}
      </TextField>
      <TextField
        label={t("name")}
        value={form.name}
        placeholder={name}
        helperText={t("needsName")}
        onChange={(event) => change({ name: event.target.value.trim() })}
      />
    </FormDialog>
  );
}
