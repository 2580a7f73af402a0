import { Button, Checkbox, FormControlLabel, MenuItem, Stack, TextField } from "@mui/material";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { accepted } from "../client/faults";
import { graphql } from "../client/generated";
import { request } from "../client/request";
import { FaultNotice } from "../shared/FaultNotice";
import { DESIGN_KEY, type DraftToChoose } from "./drafting";
import "./publish/texts";

const PUBLISH = graphql(`
  mutation PublishDraft($id: ID!, $revision: Int!, $note: String, $acknowledge: [String!], $background: Boolean) {
    publishCatalogDraft(
      id: $id, expectedRevision: $revision, note: $note, acknowledge: $acknowledge, background: $background
    ) {
      version
      operation { id state }
      errors { code message path hint details }
    }
  }
`);
const DISCARD = graphql(`
  mutation DiscardDraft($id: ID!, $revision: Int) {
    discardCatalogDraft(id: $id, expectedRevision: $revision) {
      id errors { code message path hint details }
    }
  }
`);

interface PublishFormProps {
  draft: DraftToChoose;
  warnings: readonly { id: string }[];
  /** The plan has no errors. */
  fits: boolean;
  /** It is being published already. */
  busy: boolean;
  onPublished: (version: number | null, operation: string | null) => Promise<void>;
}

const BACKGROUND = { auto: null, yes: true, no: false } as const;
type Background = keyof typeof BACKGROUND;

/** Publishes the draft as it was seen, or throws it away. What is doubtful is published only where it is acknowledged. */
export function PublishForm({ draft, warnings, fits, busy, onPublished }: PublishFormProps) {
  const { t } = useTranslation("designer");
  const client = useQueryClient();
  const [note, setNote] = useState("");
  const [acknowledged, setAcknowledged] = useState(false);
  const [background, setBackground] = useState<Background>("auto");
  const [discarding, setDiscarding] = useState(false);
  const publish = useMutation({
    mutationFn: async () => {
      const given = { id: draft.id, revision: draft.revision, note: note.trim() === "" ? null : note.trim() };
      const acknowledge = warnings.map((each) => each.id);
      return accepted(
        (await request(PUBLISH, { ...given, acknowledge, background: BACKGROUND[background] }))
          .publishCatalogDraft,
      );
    },
    onSuccess: (done) => onPublished(done.version ?? null, done.operation?.id ?? null),
    onError: () => client.invalidateQueries({ queryKey: [DESIGN_KEY] }),
  });
  const discard = useMutation({
    mutationFn: async () =>
      accepted((await request(DISCARD, { id: draft.id, revision: draft.revision })).discardCatalogDraft),
    onSettled: () => client.invalidateQueries({ queryKey: [DESIGN_KEY] }),
  });
  const ready = fits && !busy && (warnings.length === 0 || acknowledged);
  return (
    <Stack
      component="form"
      sx={{ gap: 2 }}
      onSubmit={(event) => {
        event.preventDefault();
        publish.mutate();
      }}
    >
      <TextField
        label={t("note")}
        value={note}
        placeholder={draft.name}
        onChange={(event) => setNote(event.target.value)}
      />
      <TextField
        select
        label={t("background", { ns: "publish" })}
        value={background}
        onChange={(event) => setBackground(event.target.value as Background)}
      >
        {(["auto", "yes", "no"] as const).map((each) => (
          <MenuItem key={each} value={each}>
            {t(`backgrounds.${each}`, { ns: "publish" })}
          </MenuItem>
        ))}
      </TextField>
      {warnings.length > 0 && (
        <FormControlLabel
          control={
            <Checkbox checked={acknowledged} onChange={(event) => setAcknowledged(event.target.checked)} />
          }
          label={t("acknowledge", { count: warnings.length })}
        />
      )}
      {publish.isError && <FaultNotice error={publish.error} />}
      {discard.isError && <FaultNotice error={discard.error} />}
      <Stack direction="row" sx={{ gap: 1 }}>
        <Button type="submit" variant="contained" disabled={!ready} loading={publish.isPending}>
          {t("publish")}
        </Button>
        {discarding ? (
          <>
            <Button
              color="error"
              variant="contained"
              loading={discard.isPending}
              onClick={() => discard.mutate()}
            >
              {t("discardReally")}
            </Button>
            <Button onClick={() => setDiscarding(false)}>{t("action.cancel", { ns: "app" })}</Button>
          </>
        ) : (
          <Button color="error" disabled={busy} onClick={() => setDiscarding(true)}>
            {t("discard")}
          </Button>
        )}
      </Stack>
    </Stack>
  );
}
