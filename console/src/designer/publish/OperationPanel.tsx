import { Alert, Button, Stack, Typography } from "@mui/material";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { accepted } from "../../client/faults";
import { graphql } from "../../client/generated";
import type { ProgressOfOperationQuery } from "../../client/generated/graphql";
import { request } from "../../client/request";
import { shownMoment } from "../../fields/values";
import { FaultNotice } from "../../shared/FaultNotice";
import { Progress } from "../../shared/Progress";
import { DESIGN_KEY } from "../drafting";
import "./texts";

const PROGRESS = graphql(`
  query ProgressOfOperation($id: ID!) {
    catalogOperation(id: $id) {
      id state stopping phase rows rowsDone progress moved version phaseEndsAt endedAt
      errors { code message path hint details }
    }
  }
`);
const STOP = graphql(`
  mutation StopOperation($id: ID!) {
    stopCatalogOperation(id: $id) { operation { id stopping } errors { code message path hint details } }
  }
`);

const ASKED_EVERY_MS = 1500;

interface OperationPanelProps {
  id: string;
  /** Hears once that it has ended, with the version that is in force by it; null where it failed or was stopped. */
  onEnd: (version: number | null) => void;
}

/** How far a publish in the background is, the way to stop it, and how it ended. */
export function OperationPanel({ id, onEnd }: OperationPanelProps) {
  const { t, i18n } = useTranslation("publish");
  const client = useQueryClient();
  const key = [DESIGN_KEY, "operation", i18n.language, id];
  const found = useQuery({
    queryKey: key,
    queryFn: async ({ signal }) => (await request(PROGRESS, { id }, signal)).catalogOperation ?? null,
    refetchInterval: (query) => (query.state.data?.endedAt == null ? ASKED_EVERY_MS : false),
  });
  const stop = useMutation({
    mutationFn: async () => accepted((await request(STOP, { id })).stopCatalogOperation),
    onSettled: () => client.invalidateQueries({ queryKey: key }),
  });
  const running = useRef(false);
  const ended = found.data == null ? null : found.data.endedAt != null;
  const version = found.data?.version ?? null;
  useEffect(() => {
    if (ended === true && running.current) onEnd(version);
    running.current = ended === false;
  }, [ended, version, onEnd]);
  if (found.isError) return <FaultNotice error={found.error} onRetry={() => void found.refetch()} />;
  if (found.data == null) return null;
  return (
    <Stack component="section" aria-label={t("title")} sx={{ gap: 1 }}>
      <Typography variant="h2">{t("title")}</Typography>
      {found.data.endedAt == null ? (
        <Running operation={found.data} stopping={stop.isPending} onStop={() => stop.mutate()} />
      ) : (
        <Ended operation={found.data} />
      )}
      {stop.isError && <FaultNotice error={stop.error} />}
    </Stack>
  );
}

type Operation = NonNullable<ProgressOfOperationQuery["catalogOperation"]>;

const PHASES = [
  "waiting",
  "judging",
  "moving",
  "converting",
  "numbering",
  "filling",
  "indexing",
  "publishing",
] as const;

interface RunningProps {
  operation: Operation;
  stopping: boolean;
  onStop: () => void;
}

function Running({ operation, stopping, onStop }: RunningProps) {
  const { t, i18n } = useTranslation("publish");
  const { rows, rowsDone, progress, phaseEndsAt } = operation;
  const number = new Intl.NumberFormat(i18n.language);
  const phase = PHASES.find((each) => each === operation.phase);
  const told = [
    phase === undefined ? operation.phase : t(`phases.${phase}`),
    ...(rows > 0 ? [t("rows", { done: number.format(rowsDone), all: number.format(rows) })] : []),
    ...(phaseEndsAt == null ? [] : [t("endsAt", { moment: shownMoment(phaseEndsAt, i18n.language) })]),
  ];
  return (
    <>
      <Progress label={t("progress")} share={progress} />
      <Typography role="status">{told.join(" · ")}</Typography>
      <Typography color="textSecondary">{t("goesOn")}</Typography>
      {operation.stopping ? (
        <Typography>{t("stopping")}</Typography>
      ) : (
        <Button
          color="error"
          variant="outlined"
          sx={{ alignSelf: "start" }}
          loading={stopping}
          onClick={onStop}
        >
          {t("stop")}
        </Button>
      )}
    </>
  );
}

function Ended({ operation }: { operation: Operation }) {
  const { t } = useTranslation("publish");
  const { state, version, moved, errors } = operation;
  if (state === "done") return <Alert severity="success">{t("done", { version })}</Alert>;
  return (
    <Alert severity={state === "failed" ? "error" : "info"}>
      {t(state === "failed" ? "failed" : "stopped")}
      {moved > 0 && <div>{t("moved", { count: moved })}</div>}
      {errors.map((each) => (
        <div key={each.code + each.message}>
          <strong>{each.message}</strong> {each.hint}
        </div>
      ))}
    </Alert>
  );
}
