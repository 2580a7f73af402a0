import {
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
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { graphql } from "../client/generated";
import { request } from "../client/request";
import { shownMoment } from "../fields/values";
import { FaultNotice } from "../shared/FaultNotice";
import { FRAMED } from "../shared/framed";
import { Loading } from "../shared/Loading";
import { Waiting } from "../shared/Waiting";
import { DESIGN_KEY } from "./drafting";
import { RollBackDialog } from "./RollBackDialog";
import "./texts";

const VERSIONS = graphql(`
  query VersionsOfCatalog { catalogVersions(first: 100) { version note createdAt } }
`);
const DIFFERENCES = graphql(`
  query DifferencesOfVersions($from: Int!, $to: Int!) {
    catalogDifferences(from: $from, to: $to) { sentence risk breaks }
  }
`);

type Open = { kind: "back" | "differences"; version: number };

/** Every version there has been, what it changed, and the way back to it. */
export function Component() {
  const { t, i18n } = useTranslation("designer");
  const [open, setOpen] = useState<Open | null>(null);
  const versions = useQuery({
    queryKey: [DESIGN_KEY, "versions"],
    queryFn: async ({ signal }) => (await request(VERSIONS, {}, signal)).catalogVersions,
  });
  if (versions.data === undefined) return <Waiting query={versions} />;
  return (
    <Stack sx={{ gap: 2, maxWidth: 900 }}>
      <Typography variant="h1">{t("versions")}</Typography>
      <List sx={FRAMED}>
        {versions.data.map(({ version, note, createdAt }, index) => (
          <ListItem key={version} divider sx={{ flexWrap: "wrap", gap: 1 }}>
            <ListItemText
              primary={t(note === "" ? "versionNumber" : "versionNamed", { version, note })}
              secondary={shownMoment(createdAt, i18n.language)}
            />
            {index === 0 && <Typography color="success">{t("inForce")}</Typography>}
            {version > 1 && (
              <Button
                aria-label={t("showDifferences", { version })}
                onClick={() => setOpen({ kind: "differences", version })}
              >
                {t("differences")}
              </Button>
            )}
            {index > 0 && (
              <Button
                aria-label={t("rollBackNamed", { version })}
                onClick={() => setOpen({ kind: "back", version })}
              >
                {t("rollBack")}
              </Button>
            )}
          </ListItem>
        ))}
      </List>
      {open?.kind === "differences" && (
        <DifferencesDialog version={open.version} onClose={() => setOpen(null)} />
      )}
      {open?.kind === "back" && (
        <RollBackDialog
          to={open.version}
          from={versions.data[0]?.version ?? 0}
          onClose={() => setOpen(null)}
        />
      )}
    </Stack>
  );
}

function DifferencesDialog({ version, onClose }: { version: number; onClose: () => void }) {
  const { t, i18n } = useTranslation("designer");
  const found = useQuery({
    queryKey: [DESIGN_KEY, "differences", i18n.language, version],
    queryFn: async ({ signal }) =>
      (await request(DIFFERENCES, { from: version - 1, to: version }, signal)).catalogDifferences,
  });
  return (
    <Dialog open onClose={onClose} fullWidth maxWidth="sm" aria-labelledby="differences">
      <DialogTitle id="differences">{t("changedIn", { version })}</DialogTitle>
      <DialogContent>
        {found.isPending && <Loading />}
        {found.isError && <FaultNotice error={found.error} />}
        <List dense>
          {found.data?.map((each) => (
            <ListItem key={each.sentence} disableGutters>
              <ListItemText primary={each.sentence} secondary={t(`risks.${each.risk}`)} />
            </ListItem>
          ))}
        </List>
      </DialogContent>
      <DialogActions>
        <Button onClick={onClose}>{t("action.close", { ns: "app" })}</Button>
      </DialogActions>
    </Dialog>
  );
}
