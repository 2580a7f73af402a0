import { Button, DialogActions, DialogContent, DialogTitle, Stack } from "@mui/material";
import { useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { ANY } from "../access/actions";
import { AskingDialog } from "../shared/AskingDialog";
import type { Design } from "./drafting";
import { GrantForm } from "./GrantForm";
import { draftedGrant, type GrantDraft, takenGrant } from "./grantDraft";
import { type Grant, grantAt, type Place } from "./grants";
import "../access/texts";
import "./roleTexts";

interface GrantDialogProps {
  design: Design;
  place: Place;
  /** The role's own of that place. */
  grants: readonly Grant[];
  onClose: () => void;
  onTake: (grants: readonly Grant[]) => void;
}

/** The grants of one cell, each with all that it can say. */
export function GrantDialog({ design, place, grants, onClose, onTake }: GrantDialogProps) {
  const { t } = useTranslation(["roles", "access", "app"]);
  const title = useId();
  const fresh = () => draftedGrant(grantAt(place));
  const [drafts, setDrafts] = useState<readonly GrantDraft[]>(() =>
    grants.length === 0 ? [fresh()] : grants.map(draftedGrant),
  );
  const of = design.catalog.objects.find((each) => each.name === place.object) ?? null;
  const object = of?.pluralLabel ?? t("everyObject");
  const taken = drafts.map(takenGrant);
  const whole = taken.filter((each) => each !== null);
  const put = (index: number, draft: GrantDraft) =>
    setDrafts(drafts.map((each, at) => (at === index ? draft : each)));
  return (
    <AskingDialog form={drafts} onClose={onClose} maxWidth="md" aria-labelledby={title}>
      <DialogTitle id={title}>
        {t("details", { object, action: t(`actions.${place.action}` as "actions.read", { ns: "access" }) })}
      </DialogTitle>
      <DialogContent>
        <Stack sx={{ gap: 2 }}>
          {drafts.map((draft, index) => (
            <GrantForm
              key={draft.id}
              design={design}
              of={of}
              number={index + 1}
              draft={draft}
              fixedField={place.field !== ANY}
              onChange={(next) => put(index, next)}
              onRemove={() => setDrafts(drafts.filter((_, at) => at !== index))}
            />
          ))}
          <Button
            variant="outlined"
            sx={{ alignSelf: "start" }}
            onClick={() => setDrafts([...drafts, fresh()])}
          >
            {t("addGrant")}
          </Button>
        </Stack>
      </DialogContent>
      <DialogActions>
        <Button onClick={onClose}>{t("action.cancel", { ns: "app" })}</Button>
        <Button
          variant="contained"
          disabled={whole.length < drafts.length}
          onClick={() => {
            onClose();
            onTake(whole);
          }}
        >
          {t("take")}
        </Button>
      </DialogActions>
    </AskingDialog>
  );
}
