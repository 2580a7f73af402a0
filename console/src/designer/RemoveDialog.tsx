import {
  Alert,
  Button,
  DialogActions,
  DialogContent,
  DialogTitle,
  List,
  ListItem,
  ListItemText,
  Stack,
  Typography,
} from "@mui/material";
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";
import { RefusedError } from "../client/faults";
import { graphql } from "../client/generated";
import type { CatalogChange, CatalogPart } from "../client/generated/graphql";
import { request } from "../client/request";
import { AskingDialog } from "../shared/AskingDialog";
import { FaultNotice } from "../shared/FaultNotice";
import { Loading } from "../shared/Loading";
import { letGo } from "../shared/unsaved";
import { DESIGN_KEY, useAppend } from "./drafting";

const USES = graphql(`
  query UsesOfPart($of: CatalogPart!) {
    catalogUses(of: $of) { uses { sentence blocks } }
  }
`);

/** What is to be taken away. */
export interface Removal {
  label: string;
  /** Several where they go together. */
  part: CatalogPart | readonly CatalogPart[];
  changes: CatalogChange[];
  /** Where to go afterwards, if not to stay. */
  back?: string;
  /** It cannot be restored afterwards. */
  forGood?: boolean;
}

interface RemoveDialogProps {
  removal: Removal;
  onClose: () => void;
  /** What must be said before it can be removed. */
  children?: ReactNode;
}

/** Asks before something is removed, and tells everything that uses it. */
export function RemoveDialog({ removal, onClose, children }: RemoveDialogProps) {
  const { t, i18n } = useTranslation("designer");
  const navigate = useNavigate();
  const append = useAppend();
  const uses = useQuery({
    queryKey: [DESIGN_KEY, "uses", i18n.language, removal.part],
    queryFn: ({ signal }) => usesOf([removal.part].flat(), signal),
    retry: false,
  });
  const remove = () =>
    append.mutate(removal.changes, {
      onSuccess: () => {
        onClose();
        if (removal.back === undefined) return;
        letGo();
        void navigate(removal.back);
      },
    });
  return (
    <AskingDialog form={removal.changes} onClose={onClose} aria-labelledby="remove-part">
      <DialogTitle id="remove-part">{t("removeQuestion", { name: removal.label })}</DialogTitle>
      <DialogContent>
        <Stack sx={{ gap: 2 }}>
          {uses.isPending && <Loading />}
          {uses.isError &&
            (uses.error instanceof RefusedError ? (
              <Alert severity="info">{t("onlyInDraft")}</Alert>
            ) : (
              <FaultNotice error={uses.error} onRetry={() => void uses.refetch()} />
            ))}
          {uses.data?.length === 0 && <Typography>{t("unused")}</Typography>}
          {uses.data !== undefined && (
            <>
              <Uses title={t("usedBlocks")} uses={uses.data.filter((each) => each.blocks)} />
              <Uses title={t("used")} uses={uses.data.filter((each) => !each.blocks)} />
            </>
          )}
          {children}
          {removal.forGood !== true && <Typography color="textSecondary">{t("restorable")}</Typography>}
          {append.isError && <FaultNotice error={append.error} />}
        </Stack>
      </DialogContent>
      <DialogActions>
        <Button onClick={onClose}>{t("action.cancel", { ns: "app" })}</Button>
        <Button color="error" variant="contained" loading={append.isPending} onClick={remove}>
          {t("action.remove", { ns: "app" })}
        </Button>
      </DialogActions>
    </AskingDialog>
  );
}

interface Use {
  sentence: string;
  blocks: boolean;
}

function Uses({ title, uses }: { title: string; uses: readonly Use[] }) {
  if (uses.length === 0) return null;
  return (
    <section>
      <Typography component="h3" sx={{ fontWeight: "bold" }}>
        {title}
      </Typography>
      <List dense disablePadding>
        {uses.map((each) => (
          <ListItem key={each.sentence} disableGutters>
            <ListItemText primary={each.sentence} />
          </ListItem>
        ))}
      </List>
    </section>
  );
}

/** What uses any of them, each use once. */
async function usesOf(parts: readonly CatalogPart[], signal: AbortSignal): Promise<readonly Use[]> {
  const found = await Promise.all(parts.map(async (of) => (await request(USES, { of }, signal)).catalogUses));
  return [...new Map(found.flatMap(({ uses }) => uses).map((use) => [use.sentence, use])).values()];
}
