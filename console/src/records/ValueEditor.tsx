import { Alert, Button, Popover, Stack } from "@mui/material";
import { useMutation, useQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Catalog, CatalogField, CatalogObject } from "../client/catalog";
import { RefusedError } from "../client/faults";
import { request } from "../client/request";
import { fieldSelection } from "../client/selections";
import { FieldInput } from "../fields/FieldInput";
import {
  type Draft,
  draftOf,
  inputName,
  inputValue,
  type RecordData,
  shown,
  valueIn,
} from "../fields/values";
import { differs } from "../shared/differs";
import { FaultNotice } from "../shared/FaultNotice";
import { Loading } from "../shared/Loading";
import { useClosing } from "../shared/useClosing";
import { recordKey } from "./oneRecord";
import { updateRecord } from "./writes";
import "./texts";

const MOST_LINKS = 100;

interface ValueEditorProps {
  catalog: Catalog;
  of: CatalogObject;
  field: CatalogField;
  record: RecordData;
  anchor: HTMLElement;
  /** With what the form holds, where it is another than to begin with. */
  onChanged: (draft: Draft | undefined) => void;
  onSaved: () => void;
  onClose: () => void;
}

/** One value, edited where it stands. Of links a list has the first alone: all are asked for. */
export function ValueEditor(props: Omit<ValueEditorProps, "onChanged">) {
  const { catalog, of, field, record, anchor, onClose } = props;
  const [changed, setChanged] = useState<Draft>();
  const { leave, onInput, question } = useClosing({ changed }, onClose);
  const form = { ...props, onChanged: setChanged };
  const many = field.type === "relations";
  const whole = useQuery({
    queryKey: [...recordKey(of, record.id), "links", field.name],
    queryFn: ({ signal }) => recordNow(catalog, of, record.id, field, signal),
    enabled: many,
    staleTime: 0,
    gcTime: 0,
  });
  return (
    <>
      <Popover
        open
        anchorEl={anchor}
        onClose={leave}
        onInput={onInput}
        anchorOrigin={{ vertical: "bottom", horizontal: "left" }}
        slotProps={{
          paper: {
            role: "dialog",
            "aria-label": field.label,
            sx: { p: 2, width: 360, maxWidth: "calc(100vw - 32px)" },
          },
        }}
      >
        {!many && <ValueForm {...form} />}
        {many && whole.isPending && <Loading />}
        {many && whole.isError && <FaultNotice error={whole.error} onRetry={() => void whole.refetch()} />}
        {many && whole.data != null && <ValueForm {...form} record={whole.data} />}
      </Popover>
      {question}
    </>
  );
}

/** Where somebody else was first, it says what they wrote and keeps what is typed. */
function ValueForm({ catalog, of, field, record, onChanged, onSaved, onClose }: ValueEditorProps) {
  const { t, i18n } = useTranslation(["records", "app"]);
  const [begun] = useState<Draft>(() => draftOf(field, valueIn(record, field)));
  const [draft, setDraft] = useState(begun);
  const [theirs, setTheirs] = useState<RecordData | null>(null);
  const looking = useMutation({
    mutationFn: () => recordNow(catalog, of, record.id, field),
    // A save before whose answer was lost, or somebody has written the same.
    onSuccess: (now) =>
      now !== null && !differs(draftOf(field, valueIn(now, field)), draft) ? onSaved() : setTheirs(now),
  });
  const saving = useMutation({
    mutationFn: () => {
      const input = { [inputName(field)]: inputValue(field, draft) };
      return updateRecord(of, record.id, input, theirs?.version ?? record.version);
    },
    onSuccess: onSaved,
    onError: (error) => {
      if (error instanceof RefusedError && error.has("VERSION_CONFLICT")) looking.mutate();
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    saving.mutate();
  };
  const conflict = saving.error instanceof RefusedError && saving.error.has("VERSION_CONFLICT");
  return (
    <form onSubmit={submit} noValidate>
      <Stack sx={{ gap: 1.5 }}>
        {conflict && theirs !== null && (
          <Alert severity="warning">
            {t("conflict", { value: shown(field, valueIn(theirs, field), i18n.language) || t("nothing") })}
          </Alert>
        )}
        {conflict && looking.isError && (
          <FaultNotice error={looking.error} onRetry={() => looking.mutate()} />
        )}
        {saving.isError && (!conflict || (looking.isSuccess && theirs === null)) && (
          <FaultNotice error={saving.error} />
        )}
        <FieldInput
          catalog={catalog}
          field={field}
          value={draft}
          others={othersOf(of, record)}
          autoFocus
          onChange={(next) => {
            setDraft(next);
            onChanged(differs(begun, next) ? next : undefined);
          }}
        />
        <Stack direction="row" sx={{ gap: 1, justifyContent: "flex-end" }}>
          <Button onClick={onClose}>{t("action.cancel", { ns: "app" })}</Button>
          <Button type="submit" variant="contained" loading={saving.isPending}>
            {t("action.save", { ns: "app" })}
          </Button>
        </Stack>
      </Stack>
    </form>
  );
}

function othersOf(of: CatalogObject, record: RecordData): Readonly<Record<string, Draft>> {
  return Object.fromEntries(of.fields.map((each) => [each.name, draftOf(each, record[each.name])]));
}

async function recordNow(
  catalog: Catalog,
  of: CatalogObject,
  id: string,
  field: CatalogField,
  signal?: AbortSignal,
): Promise<RecordData | null> {
  const document = `query RecordNow($id: ID!) {
    found: ${of.name}(id: $id) { id version ${fieldSelection(catalog, field, MOST_LINKS)} } }`;
  return (await request<{ found: RecordData | null }, { id: string }>(document, { id }, signal)).found;
}
