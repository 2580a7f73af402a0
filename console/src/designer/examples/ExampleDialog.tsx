import { Alert, Stack, TextField, Typography } from "@mui/material";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Choice } from "../../shared/Choice";
import { type Design, type DesignedObject, useAppend } from "../drafting";
import { FormDialog } from "../FormDialog";
import { endsOf } from "../pipelines/parts";
import { IN_JUDGEMENTS, KnownFurther } from "../usePaths";
import { type Asked, type DesignedExample, type ExampleForm, exampleChanges, movesAt } from "./examples";
import { RecordRows } from "./RecordRows";
import "./texts";

/** An example to look at and change, or a new one with what it begins with. */
export interface Opened {
  /** Null for a new one. */
  example: DesignedExample | null;
  form: ExampleForm;
  /** What the record that it was made of has, and it has not. */
  leftOut: readonly string[];
}

interface ExampleDialogProps {
  design: Design;
  of: DesignedObject;
  asked: Asked;
  opened: Opened;
  onClose: () => void;
}

const keyOf = (move: { source: string; target: string }) => `${move.source} ${move.target}`;

/** What a record might be like, and whether it may go on then. */
export function ExampleDialog({ design, of, asked, opened, onClose }: ExampleDialogProps) {
  const { t } = useTranslation("examples");
  const append = useAppend();
  const [form, setForm] = useState(opened.form);
  const change = (part: Partial<ExampleForm>) => {
    append.reset();
    setForm((earlier) => ({ ...earlier, ...part }));
  };
  const { example, leftOut } = opened;
  const changes = exampleChanges(of, example, form);
  const moves = of.pipeline == null ? [] : movesAt(of.pipeline, asked);
  const choices = moves.map((each) => ({ name: keyOf(each), label: t("moveNamed", endsOf(of, each)) }));
  return (
    <FormDialog
      title={example === null ? t("add") : t("edit", { name: example.name })}
      form={form}
      ready={form.name !== "" && form.entering !== "" && changes.length > 0}
      sending={append}
      onSubmit={() => append.mutate(changes, { onSuccess: onClose })}
      onClose={onClose}
      maxWidth="md"
    >
      {leftOut.length > 0 && <Alert severity="info">{t("leftOut", { paths: leftOut.join(", ") })}</Alert>}
      <TextField
        required
        autoFocus
        label={t("name")}
        value={form.name}
        helperText={t("nameHint")}
        onChange={(event) => change({ name: event.target.value.trim() })}
      />
      <Choice
        label={t("move")}
        value={keyOf({ source: form.leaving, target: form.entering })}
        disabled={example !== null}
        helperText={example === null ? undefined : t("moveFixed")}
        choices={choices}
        onChange={(key) => {
          const move = moves.find((each) => keyOf(each) === key);
          if (move !== undefined) change({ leaving: move.source, entering: move.target });
        }}
      />
      <Choice
        label={t("expects")}
        value={form.open ? "may" : "mayNot"}
        choices={(["may", "mayNot"] as const).map((name) => ({ name, label: t(name) }))}
        onChange={(chosen) => change({ open: chosen === "may" })}
      />
      <Stack component="fieldset" sx={{ gap: 1.5, border: 0, p: 0, m: 0, minWidth: 0 }}>
        <Typography component="legend" variant="h3">
          {t("record")}
        </Typography>
        <Typography color="textSecondary">{t("recordHint")}</Typography>
        <KnownFurther value={IN_JUDGEMENTS}>
          <RecordRows
            catalog={design.catalog}
            of={of}
            rows={form.rows}
            onChange={(rows) => change({ rows })}
          />
        </KnownFurther>
      </Stack>
      <TextField
        type="datetime-local"
        label={t("now")}
        value={form.now}
        helperText={t("nowHint")}
        onChange={(event) => change({ now: event.target.value })}
        slotProps={{ inputLabel: { shrink: true } }}
      />
    </FormDialog>
  );
}
