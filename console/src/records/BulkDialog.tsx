import { Button, DialogActions, DialogContent, DialogTitle, MenuItem, Stack, TextField } from "@mui/material";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Catalog, CatalogObject } from "../client/catalog";
import { FieldInput } from "../fields/FieldInput";
import { ManyLinksInput } from "../fields/LinksInput";
import { type Draft, inputName, inputValue, type RecordData } from "../fields/values";
import { changedFields } from "../fields/writable";
import { AskingDialog } from "../shared/AskingDialog";
import { DialogForm } from "../shared/DialogForm";
import { FaultNotice } from "../shared/FaultNotice";
import { useAttempt } from "../shared/useAttempt";
import { Outcomes } from "./Outcomes";
import { type Bulk, type Outcome, writeMany } from "./writes";
import "./texts";

interface BulkDialogProps {
  catalog: Catalog;
  of: CatalogObject;
  kind: "update" | "promote";
  records: readonly RecordData[];
  onChanged: () => void;
  onClose: () => void;
}

/** One value for many records, or one stage: each is judged by itself, and the verdict on each is told. */
export function BulkDialog({ catalog, of, kind, records, onChanged, onClose }: BulkDialogProps) {
  const { t } = useTranslation(["records", "app"]);
  const fields = changedFields(of, t("ownerId"));
  const stages = of.pipeline?.stages ?? [];
  const choices = kind === "update" ? fields : stages;
  const [chosen, setChosen] = useState(choices[0]?.name ?? "");
  const [draft, setDraft] = useState<Draft>(null);
  // The records as they were selected: those that are moved may leave the list under the dialog.
  const [asked] = useState(records);
  const [outcomes, setOutcomes] = useState<readonly Outcome[]>([]);
  const attempt = useAttempt();
  const field = fields.find((each) => each.name === chosen);
  const ofLinks = kind === "update" && field?.type === "relations";
  const Input = ofLinks ? ManyLinksInput : FieldInput;
  const writing = useMutation({
    mutationFn: () => {
      const bulk: Bulk =
        kind === "update" && field !== undefined
          ? { kind: "update", input: { [inputName(field)]: inputValue(field, draft) } }
          : { kind: "promote", to: chosen };
      return writeMany(
        of,
        asked.map((each) => each.id),
        bulk,
        attempt.key,
      );
    },
    onError: attempt.onError,
    onSuccess: (done) => {
      attempt.next();
      setOutcomes(done);
      onChanged();
    },
  });
  return (
    <AskingDialog
      form={outcomes.length > 0 ? null : { chosen, draft }}
      onClose={onClose}
      aria-labelledby="bulk"
    >
      <DialogForm onSubmit={() => writing.mutate()}>
        <DialogTitle id="bulk">
          {t(kind === "update" ? "editTitle" : "moveTitle", { count: asked.length })}
        </DialogTitle>
        <DialogContent>
          <Stack sx={{ gap: 2, pt: 1 }}>
            {writing.isError && <FaultNotice error={writing.error} />}
            <TextField
              select
              label={t(kind === "update" ? "field" : "toStage")}
              value={chosen}
              onChange={(event) => {
                setChosen(event.target.value);
                setDraft(null);
              }}
            >
              {choices.map((each) => (
                <MenuItem key={each.name} value={each.name}>
                  {each.label}
                </MenuItem>
              ))}
            </TextField>
            {kind === "update" && field !== undefined && (
              <Input key={field.name} catalog={catalog} field={field} value={draft} onChange={setDraft} />
            )}
            {outcomes.length > 0 && <Outcomes of={of} records={asked} outcomes={outcomes} />}
          </Stack>
        </DialogContent>
        <DialogActions>
          <Button onClick={onClose}>{t("action.close", { ns: "app" })}</Button>
          <Button
            type="submit"
            variant="contained"
            loading={writing.isPending}
            disabled={chosen === "" || (ofLinks && draft === null)}
          >
            {t("apply")}
          </Button>
        </DialogActions>
      </DialogForm>
    </AskingDialog>
  );
}
