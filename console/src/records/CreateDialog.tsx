import { Alert, Button, DialogActions, DialogContent, DialogTitle, Stack, Typography } from "@mui/material";
import { useMutation } from "@tanstack/react-query";
import { type ReactNode, useId, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Catalog, CatalogField, CatalogObject } from "../client/catalog";
import { type Fault, RefusedError } from "../client/faults";
import { FieldInput } from "../fields/FieldInput";
import { type Draft, inputName, inputValue } from "../fields/values";
import { givenParts, REST } from "../fields/writable";
import { AskingDialog } from "../shared/AskingDialog";
import { DialogForm } from "../shared/DialogForm";
import { FaultNotice } from "../shared/FaultNotice";
import { useAttempt } from "../shared/useAttempt";
import { createRecord } from "./writes";
import "./texts";

interface CreateDialogProps {
  catalog: Catalog;
  of: CatalogObject;
  onCreated: (id: string) => void;
  onClose: () => void;
}

/** A new record: what is needed first. What the server refuses stands beside its field, and what was typed stays. */
export function CreateDialog({ catalog, of, onCreated, onClose }: CreateDialogProps) {
  const { t } = useTranslation(["records", "app", "fields"]);
  const [drafts, setDrafts] = useState<Readonly<Record<string, Draft>>>({});
  const attempt = useAttempt();
  const parts = givenParts(of, t("ownerId"));
  const fields = parts.flatMap((each) => each.fields);
  const hasSections = parts.some((each) => each.label !== null);
  const creating = useMutation({
    mutationFn: () => {
      const typed = fields.filter((each) => each.name in drafts);
      const input = Object.fromEntries(
        typed.map((each) => [inputName(each), inputValue(each, drafts[each.name] ?? null)]),
      );
      return createRecord(of, input, attempt.key);
    },
    onSuccess: (id) => onCreated(id),
    onError: attempt.onError,
  });
  const faults: readonly Fault[] = creating.error instanceof RefusedError ? creating.error.faults : [];
  const isMissing = (field: CatalogField) => field.required && (drafts[field.name] ?? null) === null;
  const isIncomplete = faults.length > 0 && fields.some(isMissing);
  const faultOf = (field: CatalogField) =>
    faults.find((each) => each.path.includes(inputName(field)))?.message ??
    (isIncomplete && isMissing(field) ? t("required", { ns: "fields" }) : undefined);
  // That a field was left out is said beside the field.
  const elsewhere = faults.filter(
    (each) =>
      !fields.some((field) => each.path.includes(inputName(field))) &&
      !(isIncomplete && each.code === "BAD_USER_INPUT"),
  );
  return (
    <AskingDialog
      form={fields.map((each) => drafts[each.name] ?? null)}
      onClose={onClose}
      aria-labelledby="create"
    >
      <DialogForm onSubmit={() => creating.mutate()}>
        <DialogTitle id="create">{t("createTitle", { object: of.label })}</DialogTitle>
        <DialogContent>
          <Stack sx={{ gap: 2, pt: 1 }}>
            {creating.isError && faults.length === 0 && <FaultNotice error={creating.error} />}
            {elsewhere.map((each) => (
              <Alert key={`${each.code} ${each.path.join(".")}`} severity="error">
                {each.message} {each.hint}
              </Alert>
            ))}
            {parts.map(({ id, label, fields: own }) => (
              <Part key={id} label={label ?? (id === REST && hasSections ? t("furtherFields") : null)}>
                {own.map((field) => (
                  <FieldInput
                    key={field.id}
                    catalog={catalog}
                    field={field}
                    value={drafts[field.name] ?? null}
                    fault={faultOf(field)}
                    others={drafts}
                    autoFocus={field === fields[0]}
                    onChange={(value) => setDrafts((now) => ({ ...now, [field.name]: value }))}
                  />
                ))}
              </Part>
            ))}
          </Stack>
        </DialogContent>
        <DialogActions>
          <Button onClick={onClose}>{t("action.cancel", { ns: "app" })}</Button>
          <Button type="submit" variant="contained" loading={creating.isPending}>
            {t("create")}
          </Button>
        </DialogActions>
      </DialogForm>
    </AskingDialog>
  );
}

/** Fields that stand together, under their heading if they have one. */
function Part({ label, children }: { label: string | null; children: ReactNode }) {
  const heading = useId();
  return (
    <Stack {...(label === null ? {} : { role: "group", "aria-labelledby": heading })} sx={{ gap: 2 }}>
      {label !== null && (
        <Typography id={heading} variant="h3" sx={{ mt: 1 }}>
          {label}
        </Typography>
      )}
      {children}
    </Stack>
  );
}
