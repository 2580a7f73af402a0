import { Alert, Button, DialogActions, DialogContent, DialogTitle, Stack, TextField } from "@mui/material";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Catalog, CatalogField, CatalogObject } from "../client/catalog";
import type { Fault } from "../client/faults";
import { type Move, type Promotion, promote, type Verdict } from "../client/promotions";
import { FieldInput } from "../fields/FieldInput";
import { type Draft, draftOf, inputName, inputValue, type RecordData, valueIn } from "../fields/values";
import { changedFields } from "../fields/writable";
import { AskingDialog } from "../shared/AskingDialog";
import { DialogForm } from "../shared/DialogForm";
import { FaultNotice } from "../shared/FaultNotice";
import { useAttempt } from "../shared/useAttempt";
import { ClauseList } from "./ClauseList";
import "./texts";

interface CompletionDialogProps {
  catalog: Catalog;
  of: CatalogObject;
  record: RecordData;
  to: string;
  verdict: Verdict;
  onMoved: () => void;
  onClose: () => void;
}

/** What is missing for a move, as a form of exactly the fields that would open the gate, and the move with it. */
export function CompletionDialog(props: CompletionDialogProps) {
  const { catalog, of, record, to, onMoved, onClose } = props;
  const { t } = useTranslation(["board", "app", "fields"]);
  const stage = of.pipeline?.stages.find((each) => each.name === to);
  const changeable = changedFields(of, t("owner", { ns: "fields" }));
  const [verdict, setVerdict] = useState(props.verdict);
  const [faults, setFaults] = useState<readonly Fault[]>([]);
  const [reason, setReason] = useState("");
  // A field that was asked for once stays, with what was typed: the next attempt needs it too.
  const [fields, setFields] = useState(() => missingFields(changeable, props.verdict));
  const [drafts, setDrafts] = useState<Readonly<Record<string, Draft>>>({});
  const held = (field: CatalogField) =>
    field.name in drafts ? (drafts[field.name] ?? null) : draftOf(field, valueIn(record, field));
  const attempt = useAttempt();
  const moving = useMutation({
    mutationFn: (move: Move) => promote(of, move),
    onError: attempt.onError,
    onSuccess: (done: Promotion) => {
      attempt.next();
      if (done.promoted) onMoved();
      else {
        const now = done.verdict ?? verdict;
        setVerdict(now);
        setFields((asked) => {
          const more = missingFields(changeable, now);
          return [...asked, ...more.filter((each) => !asked.some((it) => it.name === each.name))];
        });
        setFaults(done.faults.filter((each) => each.code !== "GATE_CLOSED"));
      }
    },
  });
  const move = (more: Partial<Move>) => {
    const changed = fields.filter((each) => each.name in drafts);
    const input = Object.fromEntries(changed.map((each) => [inputName(each), inputValue(each, held(each))]));
    setFaults([]);
    moving.mutate({ id: record.id, to, input, key: attempt.key, ...more });
  };
  const faultOf = (field: CatalogField) =>
    faults.find((each) => each.path.includes(inputName(field)))?.message;
  const elsewhere = faults.filter((each) => !fields.some((field) => each.path.includes(inputName(field))));
  return (
    <AskingDialog form={[reason, ...fields.map(held)]} onClose={onClose} aria-labelledby="completion">
      <DialogForm onSubmit={() => move({})}>
        <DialogTitle id="completion">{t("missingFor", { stage: stage?.label ?? to })}</DialogTitle>
        <DialogContent>
          <Stack sx={{ gap: 2, pt: 1 }}>
            {moving.isError && <FaultNotice error={moving.error} />}
            {elsewhere.map((each) => (
              <Alert key={each.code} severity="error">
                {each.message} {each.hint}
              </Alert>
            ))}
            <ClauseList verdict={verdict} />
            {fields.length === 0 && <Alert severity="info">{t("cannotHere")}</Alert>}
            {fields.map((field, index) => (
              <FieldInput
                key={field.id}
                catalog={catalog}
                field={field}
                value={held(field)}
                fault={faultOf(field)}
                others={drafts}
                autoFocus={index === 0}
                onChange={(value) => setDrafts((now) => ({ ...now, [field.name]: value }))}
              />
            ))}
            {of.actions.includes("override") && (
              <Stack direction="row" sx={{ gap: 1, alignItems: "flex-start" }}>
                <TextField
                  fullWidth
                  label={t("reason")}
                  value={reason}
                  onChange={(event) => setReason(event.target.value)}
                />
                <Button
                  color="warning"
                  disabled={reason.trim() === ""}
                  onClick={() => move({ reason })}
                  sx={{ flexShrink: 0 }}
                >
                  {t("overrideInstead")}
                </Button>
              </Stack>
            )}
          </Stack>
        </DialogContent>
        <DialogActions>
          <Button onClick={onClose}>{t("action.cancel", { ns: "app" })}</Button>
          <Button type="submit" variant="contained" loading={moving.isPending} disabled={fields.length === 0}>
            {t("complete")}
          </Button>
        </DialogActions>
      </DialogForm>
    </AskingDialog>
  );
}

/** The fields of the record that fixes name, or clauses that are not satisfied, of those that the caller may change. */
export function missingFields(
  changeable: readonly CatalogField[],
  verdict: Verdict,
): readonly CatalogField[] {
  const fixed = verdict.fixes.flatMap((each) => each.changes.map((change) => change.field));
  const closed = verdict.clauses
    .filter((each) => !each.satisfied && each.severity === "block")
    .map((each) => each.field);
  const names = (fixed.length > 0 ? fixed : closed).filter((each) => each !== null);
  const found = names.map((name) => {
    const [first] = name.split(".");
    return changeable.find((each) => each.name === first || inputName(each) === name);
  });
  return [...new Set(found)].filter((each) => each !== undefined);
}
