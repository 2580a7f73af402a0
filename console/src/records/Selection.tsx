import { Button, Paper, Stack, Typography } from "@mui/material";
import { useMutation } from "@tanstack/react-query";
import { lazy, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Catalog, CatalogObject } from "../client/catalog";
import type { RecordData } from "../fields/values";
import { arriving } from "../shared/arriving";
import { FaultNotice } from "../shared/FaultNotice";
import { useAttempt } from "../shared/useAttempt";
import { Outcomes } from "./Outcomes";
import { type Outcome, writeMany } from "./writes";
import "./texts";

const BulkDialog = lazy(
  arriving(() => import("./BulkDialog").then((each) => ({ default: each.BulkDialog }))),
);

interface SelectionProps {
  catalog: Catalog;
  of: CatalogObject;
  records: readonly RecordData[];
  /** These are deleted. */
  onDone: (deleted: readonly string[]) => void;
  onChanged: () => void;
}

/** What is done with the records that are selected. */
export function Selection({ catalog, of, records, onDone, onChanged }: SelectionProps) {
  const { t } = useTranslation("records");
  const [open, setOpen] = useState<"update" | "promote" | null>(null);
  const [refused, setRefused] = useState<readonly Outcome[]>([]);
  const attempt = useAttempt();
  const deleting = useMutation({
    mutationFn: () =>
      writeMany(
        of,
        records.map((each) => each.id),
        { kind: "delete" },
        attempt.key,
      ),
    onError: attempt.onError,
    onSuccess: (outcomes) => {
      attempt.next();
      const kept = outcomes.filter((each) => !each.done);
      setRefused(kept);
      if (kept.length === 0) onDone(outcomes.map((each) => each.id));
      else onChanged();
    },
  });
  return (
    <Paper
      variant="outlined"
      role="region"
      aria-label={t("selected", { count: records.length })}
      sx={{ p: 1 }}
    >
      <Stack direction="row" sx={{ gap: 1, alignItems: "center", flexWrap: "wrap" }}>
        <Typography role="status" sx={{ flexGrow: 1 }}>
          {t("selected", { count: records.length })}
        </Typography>
        {of.actions.includes("update") && <Button onClick={() => setOpen("update")}>{t("editMany")}</Button>}
        {of.pipeline != null && of.actions.includes("promote") && (
          <Button onClick={() => setOpen("promote")}>{t("moveMany")}</Button>
        )}
        {of.actions.includes("delete") && (
          <Button color="error" loading={deleting.isPending} onClick={() => deleting.mutate()}>
            {t("deleteMany")}
          </Button>
        )}
      </Stack>
      {deleting.isError && <FaultNotice error={deleting.error} onRetry={() => deleting.mutate()} />}
      {refused.length > 0 && <Outcomes of={of} records={records} outcomes={refused} />}
      {open !== null && (
        <Suspense>
          <BulkDialog
            catalog={catalog}
            of={of}
            kind={open}
            records={records}
            onChanged={onChanged}
            onClose={() => setOpen(null)}
          />
        </Suspense>
      )}
    </Paper>
  );
}
