import { Alert, Stack, Typography } from "@mui/material";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { CATALOG_KEY } from "../client/catalog";
import { graphql } from "../client/generated";
import type { PlanOfDraftQuery } from "../client/generated/graphql";
import { request } from "../client/request";
import { FaultNotice } from "../shared/FaultNotice";
import { Loading } from "../shared/Loading";
import { Waiting } from "../shared/Waiting";
import { changesOf, DESIGN_KEY, type DraftToChoose, useDrafts } from "./drafting";
import { PublishForm } from "./PublishForm";
import { DocumentsCheck } from "./publish/DocumentsCheck";
import { OperationPanel } from "./publish/OperationPanel";
import { changeAt, PlanFault, StepList } from "./StepList";
import "./texts";

const PLAN = graphql(`
  query PlanOfDraft($id: ID!) {
    catalogDraft(id: $id) {
      id name revision baseVersion changes updatedAt
      operation { id state }
      plan {
        version summary
        steps { sentence risk rows breaks locks seconds unfit { rows ids } uses { place sentence } }
        trustedDocuments { complete registered checked broken documents { id name } }
        warnings { id code message hint }
        errors { code message path hint details }
      }
    }
  }
`);

/** What publishing the draft would do, and publishing it. */
export function Component() {
  const { t, i18n } = useTranslation("designer");
  const client = useQueryClient();
  const { drafts, current } = useDrafts();
  const [published, setPublished] = useState<number | null>(null);
  const [begun, setBegun] = useState<string | null>(null);
  const plan = useQuery({
    queryKey: [DESIGN_KEY, "plan", i18n.language, current?.id, current?.revision],
    queryFn: async ({ signal }) =>
      current === null ? null : ((await request(PLAN, { id: current.id }, signal)).catalogDraft ?? null),
    enabled: current !== null,
  });
  const onPublished = async (version: number | null, operation: string | null) => {
    setPublished(version);
    setBegun(operation);
    await client.invalidateQueries({ queryKey: [DESIGN_KEY] });
    await client.invalidateQueries({ queryKey: [CATALOG_KEY] });
  };
  const operation = begun ?? current?.operation?.id ?? null;
  if (drafts.data === undefined) return <Waiting query={drafts} />;
  return (
    <Stack sx={{ gap: 2, maxWidth: 1000 }}>
      <Typography variant="h1">{t("plan")}</Typography>
      {published !== null && <Alert severity="success">{t("publishedAs", { version: published })}</Alert>}
      {operation !== null && (
        <OperationPanel
          key={operation}
          id={operation}
          onEnd={(version) => void onPublished(version, version === null ? operation : null)}
        />
      )}
      {current === null && <Typography>{t("noPlan")}</Typography>}
      {current !== null && plan.isPending && <Loading />}
      {plan.isError && <FaultNotice error={plan.error} onRetry={() => void plan.refetch()} />}
      {current !== null && plan.data && (
        <PlanOf draft={current} plan={plan.data.plan} onPublished={onPublished} />
      )}
    </Stack>
  );
}

/** Nobody else publishes, saves or discards a draft that is being published. */
function isUnderWay({ operation }: DraftToChoose): boolean {
  return operation?.state === "queued" || operation?.state === "running";
}

type Plan = NonNullable<PlanOfDraftQuery["catalogDraft"]>["plan"];

interface PlanOfProps {
  draft: DraftToChoose;
  plan: Plan;
  onPublished: (version: number | null, operation: string | null) => Promise<void>;
}

function PlanOf({ draft, plan, onPublished }: PlanOfProps) {
  const { t } = useTranslation("designer");
  const isOfChange = (position: number | null) => position !== null && position < changesOf(draft).length;
  // What is of one change stands at it.
  const faults = plan.errors.filter((each) => !isOfChange(changeAt(each)));
  return (
    <>
      {plan.summary != null && <Typography>{plan.summary}</Typography>}
      {faults.map((each) => (
        <PlanFault key={each.code + each.message} fault={each} />
      ))}
      {faults.length < plan.errors.length && <Alert severity="error">{t("changesInTheWay")}</Alert>}
      <StepList draft={draft} steps={plan.steps} faults={plan.errors} />
      {plan.warnings.map((each) => (
        <Alert key={each.id} severity="warning">
          <strong>{each.message}</strong>
          <div>{each.hint}</div>
        </Alert>
      ))}
      <DocumentsCheck check={plan.trustedDocuments} />
      <PublishForm
        key={draft.id}
        draft={draft}
        warnings={plan.warnings}
        fits={plan.errors.length === 0}
        busy={isUnderWay(draft)}
        onPublished={onPublished}
      />
    </>
  );
}
