import {
  Button,
  Checkbox,
  DialogActions,
  DialogContent,
  DialogTitle,
  FormControlLabel,
  Stack,
  TextField,
} from "@mui/material";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { CatalogObject } from "../client/catalog";
import { RefusedError } from "../client/faults";
import { AskingDialog } from "../shared/AskingDialog";
import { Choice } from "../shared/Choice";
import { DialogForm } from "../shared/DialogForm";
import { FaultNotice } from "../shared/FaultNotice";
import { type ListView, NOTHING_CHOSEN } from "./lists";
import { listViewOf, removeView, type SavedView, saveView, viewsKey, viewsOf } from "./views";
import "./texts";

interface ViewChoiceProps {
  of: CatalogObject;
  view: ListView;
  onView: (view: ListView) => void;
  /** The id of the view that was chosen; empty where none was. */
  chosen: string;
  onChosen: (id: string) => void;
}

/** The saved views of a list: one is chosen, saved, shared or removed. */
export function ViewChoice({ of, view, onView, chosen, onChosen }: ViewChoiceProps) {
  const { t } = useTranslation("records");
  const client = useQueryClient();
  const [saving, setSaving] = useState(false);
  const views = useQuery({
    queryKey: viewsKey(of.name),
    queryFn: ({ signal }) => viewsOf(of.name, signal),
  });
  const known = views.data?.find((each) => each.id === chosen);
  const removing = useMutation({
    mutationFn: (id: string) => removeView(id),
    onSuccess: async () => {
      onChosen("");
      onView(NOTHING_CHOSEN);
      await client.invalidateQueries({ queryKey: viewsKey(of.name) });
    },
  });
  const choose = (id: string) => {
    onChosen(id);
    const found = views.data?.find((each) => each.id === id);
    onView(found === undefined ? NOTHING_CHOSEN : listViewOf(found));
  };
  return (
    <Stack direction="row" sx={{ gap: 0.5, alignItems: "center", flexWrap: "wrap" }}>
      {views.isError && <FaultNotice error={views.error} onRetry={() => void views.refetch()} />}
      {removing.isError && <FaultNotice error={removing.error} onRetry={() => removing.mutate(chosen)} />}
      <Choice
        label={t("view")}
        value={known === undefined ? "" : chosen}
        none={t("standard")}
        choices={(views.data ?? []).map((each) => ({
          name: each.id,
          label: each.shared ? `${each.name} (${t("sharedShort")})` : each.name,
        }))}
        onChange={choose}
        sx={{ minWidth: 150 }}
      />
      <Button onClick={() => setSaving(true)}>{t("saveView")}</Button>
      {known?.mayChange && (
        <Button loading={removing.isPending} onClick={() => removing.mutate(known.id)}>
          {t("removeView")}
        </Button>
      )}
      {saving && (
        <SaveDialog
          object={of.name}
          view={view}
          known={known?.mayChange ? known : null}
          onClose={() => setSaving(false)}
          onSaved={(id) => {
            onChosen(id);
            setSaving(false);
          }}
        />
      )}
    </Stack>
  );
}

interface SaveDialogProps {
  object: string;
  view: ListView;
  known: SavedView | null;
  onSaved: (id: string) => void;
  onClose: () => void;
}

function SaveDialog({ object, view, known, onSaved, onClose }: SaveDialogProps) {
  const { t } = useTranslation(["records", "app"]);
  const client = useQueryClient();
  const [name, setName] = useState(known?.name ?? "");
  const [shared, setShared] = useState(known?.shared ?? false);
  const saving = useMutation({
    mutationFn: (old: SavedView | null) => saveView(object, name, shared, view, old),
    onSuccess: async (id) => {
      await client.invalidateQueries({ queryKey: viewsKey(object) });
      onSaved(id);
    },
    // Where somebody else has changed it, the next attempt is upon theirs.
    onError: (error) => {
      if (error instanceof RefusedError) void client.invalidateQueries({ queryKey: viewsKey(object) });
    },
  });
  return (
    <AskingDialog form={{ name, shared }} onClose={onClose} aria-labelledby="save-view" maxWidth="xs">
      <DialogForm onSubmit={() => saving.mutate(known)}>
        <DialogTitle id="save-view">{t("saveView")}</DialogTitle>
        <DialogContent>
          <Stack sx={{ gap: 1.5, pt: 1 }}>
            {saving.isError && <FaultNotice error={saving.error} />}
            <TextField
              autoFocus
              required
              label={t("viewName")}
              value={name}
              onChange={(event) => setName(event.target.value)}
            />
            <FormControlLabel
              control={<Checkbox checked={shared} onChange={(event) => setShared(event.target.checked)} />}
              label={t("shared")}
            />
          </Stack>
        </DialogContent>
        <DialogActions>
          <Button onClick={onClose}>{t("action.cancel", { ns: "app" })}</Button>
          {known !== null && (
            <Button disabled={name.trim() === ""} onClick={() => saving.mutate(null)}>
              {t("saveAs")}
            </Button>
          )}
          <Button type="submit" variant="contained" loading={saving.isPending} disabled={name.trim() === ""}>
            {t("action.save", { ns: "app" })}
          </Button>
        </DialogActions>
      </DialogForm>
    </AskingDialog>
  );
}
