import {
  Button,
  Dialog,
  DialogActions,
  DialogContent,
  DialogTitle,
  Paper,
  Stack,
  Typography,
} from "@mui/material";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { Catalog, CatalogObject } from "../client/catalog";
import { FaultNotice } from "../shared/FaultNotice";
import { makeSamples, removeSamples, samplesOf } from "./samples/samples";
import { wordsIn } from "./samples/words";
import "./texts";

interface SamplesPanelProps {
  catalog: Catalog;
  of: CatalogObject;
}

/** The way to the board of an object, with samples on it where somebody wants some. */
export function SamplesPanel({ catalog, of }: SamplesPanelProps) {
  const { t, i18n } = useTranslation(["start", "app"]);
  const client = useQueryClient();
  const [asking, setAsking] = useState(false);
  const key = ["samples", of.name, catalog.version];
  const count = useQuery({ queryKey: key, queryFn: ({ signal }) => samplesOf(of, signal) });
  const settled = async () => {
    setAsking(false);
    await client.invalidateQueries();
  };
  const making = useMutation({
    mutationFn: async () => {
      // What an attempt that failed has made is not made twice.
      if (making.isError) await removeSamples(catalog, of);
      await makeSamples(catalog, of, wordsIn(i18n.language));
    },
    onSettled: settled,
  });
  const removing = useMutation({
    mutationFn: () => removeSamples(catalog, of),
    onSuccess: making.reset,
    onSettled: settled,
  });
  const mayRemove = of.actions.includes("delete");
  const failed = making.error ?? removing.error ?? count.error;
  const title = `samples-${of.name}`;
  return (
    <Paper variant="outlined" component="section" aria-labelledby={title} sx={{ p: 2 }}>
      <Typography id={title} variant="h2" gutterBottom>
        {of.pluralLabel}
      </Typography>
      {failed !== null && <FaultNotice error={failed} />}
      <Typography color="textSecondary" sx={{ mb: 1 }}>
        {making.isPending
          ? t("samplesComing")
          : count.data === 0
            ? t("samplesMean")
            : t("samplesThere", { count: count.data ?? 0 })}
      </Typography>
      <Stack direction="row" sx={{ gap: 1, flexWrap: "wrap" }}>
        <Button
          component={Link}
          to={`/board/${of.name}`}
          variant={count.data === 0 ? "outlined" : "contained"}
        >
          {t("toBoard")}
        </Button>
        {(count.data === 0 || making.isPending || (making.isError && mayRemove)) && (
          <Button
            variant={count.data === 0 ? "contained" : "outlined"}
            loading={making.isPending}
            onClick={() => making.mutate()}
          >
            {t(making.isError ? "makeAgain" : "makeSamples")}
          </Button>
        )}
        {mayRemove && count.data !== undefined && count.data > 0 && (
          <Button color="error" onClick={() => setAsking(true)}>
            {t("removeSamples")}
          </Button>
        )}
      </Stack>
      <Dialog open={asking} onClose={() => setAsking(false)} aria-labelledby={`${title}-remove`}>
        <DialogTitle id={`${title}-remove`}>{t("removeSamples")}</DialogTitle>
        <DialogContent>{t("removeMeans")}</DialogContent>
        <DialogActions>
          <Button onClick={() => setAsking(false)}>{t("action.cancel", { ns: "app" })}</Button>
          <Button
            color="error"
            variant="contained"
            loading={removing.isPending}
            onClick={() => removing.mutate()}
          >
            {t("removeSamples")}
          </Button>
        </DialogActions>
      </Dialog>
    </Paper>
  );
}
