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
} from "@mui/material";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { CATALOG_KEY } from "../client/catalog";
import { accepted } from "../client/faults";
import { graphql } from "../client/generated";
import { request } from "../client/request";
import { FaultNotice } from "../shared/FaultNotice";
import { Loading } from "../shared/Loading";
import { DESIGN_KEY } from "./drafting";
import { OperationPanel } from "./publish/OperationPanel";

const ROLL_BACK = graphql(`
  mutation RollBack($to: Int!, $version: Int!, $dryRun: Boolean!, $acknowledge: [String!]) {
    rollBackCatalog(to: $to, expectedVersion: $version, dryRun: $dryRun, acknowledge: $acknowledge) {
      version
      operation { id }
      summary
      steps { sentence risk rows }
      warnings { id message hint }
      errors { code message path hint details }
    }
  }
`);

interface RollBackDialogProps {
  to: number;
  /** The version in force as it was seen. */
  from: number;
  onClose: () => void;
}

/** Tells what the way back does, by a dry run, and goes it. */
export function RollBackDialog({ to, from, onClose }: RollBackDialogProps) {
  const { t, i18n } = useTranslation("designer");
  const client = useQueryClient();
  const trial = useQuery({
    queryKey: [DESIGN_KEY, "rollBack", i18n.language, from, to],
    queryFn: async ({ signal }) =>
      accepted((await request(ROLL_BACK, { to, version: from, dryRun: true }, signal)).rollBackCatalog),
    retry: false,
  });
  const changed = () => {
    void client.invalidateQueries({ queryKey: [DESIGN_KEY] });
    void client.invalidateQueries({ queryKey: [CATALOG_KEY] });
  };
  const back = useMutation({
    mutationFn: async () => {
      const acknowledge = trial.data?.warnings.map((each) => each.id) ?? [];
      const given = { to, version: from, dryRun: false, acknowledge };
      return accepted((await request(ROLL_BACK, given)).rollBackCatalog);
    },
    onSuccess: (done) => {
      if (done.operation == null) onClose();
      changed();
    },
  });
  return (
    <Dialog open onClose={onClose} fullWidth maxWidth="sm" aria-labelledby="roll-back">
      <DialogTitle id="roll-back">{t("rollBackTo", { version: to })}</DialogTitle>
      <DialogContent>
        <Stack sx={{ gap: 1 }}>
          {trial.isPending && <Loading />}
          {trial.isError && <FaultNotice error={trial.error} />}
          <List dense>
            {trial.data?.steps.map((each) => (
              <ListItem key={each.sentence} disableGutters>
                <ListItemText
                  primary={each.sentence}
                  secondary={`${t(`risks.${each.risk}`)}${each.rows > 0 ? ` · ${t("rows", { count: each.rows })}` : ""}`}
                />
              </ListItem>
            ))}
          </List>
          {trial.data?.warnings.map((each) => (
            <Alert key={each.id} severity="warning">
              {each.message}
            </Alert>
          ))}
          {back.data?.operation != null && <OperationPanel id={back.data.operation.id} onEnd={changed} />}
          {back.isError && <FaultNotice error={back.error} />}
        </Stack>
      </DialogContent>
      <DialogActions>
        <Button onClick={onClose}>{t("action.cancel", { ns: "app" })}</Button>
        <Button
          variant="contained"
          disabled={!trial.isSuccess || back.isSuccess}
          loading={back.isPending}
          onClick={() => back.mutate()}
        >
          {t("rollBack")}
        </Button>
      </DialogActions>
    </Dialog>
  );
}
