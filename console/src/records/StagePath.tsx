import { Alert, Box, Button, Chip, Stack, Typography } from "@mui/material";
import { useMutation } from "@tanstack/react-query";
import { lazy, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { type Catalog, type CatalogObject, objectiveOf, stagesOf } from "../client/catalog";
import { promote, type Transition, type Verdict } from "../client/promotions";
import { arriving } from "../shared/arriving";
import { FaultNotice } from "../shared/FaultNotice";
import { useAttempt } from "../shared/useAttempt";
import type { WholeRecord } from "./oneRecord";
import { Section } from "./Section";
import "./texts";

const CompletionDialog = lazy(
  arriving(() => import("../board/CompletionDialog").then((each) => ({ default: each.CompletionDialog }))),
);

interface StagePathProps {
  catalog: Catalog;
  of: CatalogObject;
  record: WholeRecord;
  onMoved: (told: string) => void;
  onChanged: () => void;
}

/** Where a record is on its way, what the stage is for, and what is missing for each way on. */
export function StagePath({ catalog, of, record, onMoved, onChanged }: StagePathProps) {
  const { t, i18n } = useTranslation("records");
  const [missing, setMissing] = useState<{ to: string; verdict: Verdict } | null>(null);
  const here = of.pipeline?.stages.find((each) => each.name === record.stage);
  const stages = here === undefined ? [] : stagesOf(of, here.pipeline);
  const labelOf = (stage: string) => of.pipeline?.stages.find((each) => each.name === stage)?.label ?? stage;
  const ways = (record.transitions ?? []).filter((each) => each.permitted);
  const attempt = useAttempt();
  const moving = useMutation({
    mutationFn: (to: string) =>
      promote(of, { id: record.id, to, expectedVersion: record.version, key: attempt.key }),
    onError: attempt.onError,
    onSuccess: (done, to) => {
      attempt.next();
      if (done.promoted) onMoved(t("movedTo", { from: labelOf(record.stage ?? ""), to: labelOf(to) }));
      else if (done.verdict !== null) setMissing({ to, verdict: done.verdict });
      // Somebody else was first: the next attempt is about the record as it is now.
      else onChanged();
    },
  });
  const objective = here === undefined ? undefined : objectiveOf(here, i18n.language);
  const faults = moving.data?.promoted === false && moving.data.verdict === null ? moving.data.faults : [];
  return (
    <Section title={t("path")}>
      <Stack
        component="ol"
        direction="row"
        sx={{ gap: 0.5, p: 0, m: 0, listStyle: "none", flexWrap: "wrap" }}
      >
        {stages.map((each) => (
          <Box component="li" key={each.id} aria-current={each === here ? "step" : undefined}>
            <Chip
              label={each.label}
              color={each === here ? "primary" : "default"}
              variant={each === here ? "filled" : "outlined"}
            />
          </Box>
        ))}
      </Stack>
      {objective !== undefined && (
        <Typography sx={{ mt: 1 }}>
          <strong>{t("objective")}:</strong> {objective}
        </Typography>
      )}
      {(record.dueCriteria ?? []).map((each) => (
        <Alert key={each.pointer} severity={each.overdue ? "error" : "warning"} sx={{ mt: 1 }}>
          {t("overdue")}: {each.sentence} ({each.until})
        </Alert>
      ))}
      {moving.isError && (
        <FaultNotice error={moving.error} onRetry={() => moving.mutate(moving.variables ?? "")} />
      )}
      {faults.map((each) => (
        <Alert key={each.code} severity="error" sx={{ mt: 1 }}>
          {each.message} {each.hint}
        </Alert>
      ))}
      {of.actions.includes("promote") && (
        <Stack sx={{ gap: 1, mt: 1.5 }}>
          {ways.length === 0 && <Typography color="textSecondary">{t("noWays")}</Typography>}
          {ways.map((way) => (
            <Stack key={way.to} direction="row" sx={{ gap: 1.5, alignItems: "center", flexWrap: "wrap" }}>
              <Button
                variant={way.allowed ? "contained" : "outlined"}
                loading={moving.isPending && moving.variables === way.to}
                onClick={() =>
                  way.allowed ? moving.mutate(way.to) : setMissing({ to: way.to, verdict: way.verdict })
                }
              >
                {t("moveTo", { stage: way.label })}
              </Button>
              {!way.allowed && (
                <Typography variant="body2" color="textSecondary">
                  {t("missingHere", { list: missingOf(way).join(" · ") })}
                </Typography>
              )}
            </Stack>
          ))}
        </Stack>
      )}
      {missing !== null && (
        <Suspense>
          <CompletionDialog
            catalog={catalog}
            of={of}
            record={record}
            to={missing.to}
            verdict={missing.verdict}
            onClose={() => setMissing(null)}
            onMoved={() => {
              setMissing(null);
              onMoved(t("movedTo", { from: labelOf(record.stage ?? ""), to: labelOf(missing.to) }));
            }}
          />
        </Suspense>
      )}
    </Section>
  );
}

function missingOf(way: Transition): readonly string[] {
  return way.verdict.clauses
    .filter((each) => !each.satisfied && each.severity === "block")
    .map((each) => each.sentence);
}
