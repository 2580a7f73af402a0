import {
  Alert,
  Button,
  Dialog,
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
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";
import { graphql } from "../client/generated";
import type { CatalogChange, CatalogPart } from "../client/generated/graphql";
import { request } from "../client/request";
import { FaultNotice } from "../shared/FaultNotice";
import { Loading } from "../shared/Loading";
import { DESIGN_KEY, useAppend } from "./drafting";

const USES = graphql(`
  query UsesOfPart($of: CatalogPart!) {
    catalogUses(of: $of) { blocked uses { place sentence blocks } }
  }
`);

/** What is to be taken away. */
export interface Removal {
  label: string;
  part: CatalogPart;
  changes: CatalogChange[];
  /** Where to go afterwards, if not to stay. */
  back?: string;
}

/** Asks before something is removed, and tells everything that uses it. */
export function RemoveDialog({ removal, onClose }: { removal: Removal; onClose: () => void }) {
  const { t, i18n } = useTranslation("designer");
  const navigate = useNavigate();
  const append = useAppend();
  const uses = useQuery({
    queryKey: [DESIGN_KEY, "uses", i18n.language, removal.part],
    queryFn: async ({ signal }) => (await request(USES, { of: removal.part }, signal)).catalogUses,
    retry: false,
  });
  const remove = () =>
    append.mutate(removal.changes, {
      onSuccess: () => {
        onClose();
        if (removal.back !== undefined) void navigate(removal.back);
      },
    });
  return (
    <Dialog open onClose={onClose} fullWidth maxWidth="sm" aria-labelledby="remove-part">
      <DialogTitle id="remove-part">{t("removeQuestion", { name: removal.label })}</DialogTitle>
      <DialogContent>
        <Stack sx={{ gap: 2 }}>
          {uses.isPending && <Loading />}
          {uses.isError && <Alert severity="info">{t("onlyInDraft")}</Alert>}
          {uses.data?.uses.length === 0 && <Typography>{t("unused")}</Typography>}
          {uses.data !== undefined && uses.data.uses.length > 0 && (
            <>
              <Typography>{t(uses.data.blocked ? "usedBlocks" : "used")}</Typography>
              <List dense>
                {uses.data.uses.map((each) => (
                  <ListItem key={each.place + each.sentence} disableGutters>
                    <ListItemText
                      primary={each.place}
                      secondary={each.sentence}
                      slotProps={{ primary: { color: each.blocks ? "error" : "textPrimary" } }}
                    />
                  </ListItem>
                ))}
              </List>
            </>
          )}
          <Typography color="text.secondary">{t("restorable")}</Typography>
          {append.isError && <FaultNotice error={append.error} />}
        </Stack>
      </DialogContent>
      <DialogActions>
        <Button onClick={onClose}>{t("action.cancel", { ns: "app" })}</Button>
        <Button color="error" variant="contained" loading={append.isPending} onClick={remove}>
          {t("action.remove", { ns: "app" })}
        </Button>
      </DialogActions>
    </Dialog>
  );
}
