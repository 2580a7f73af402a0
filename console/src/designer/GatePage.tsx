import { Alert, Button, Stack, Typography } from "@mui/material";
import { useTranslation } from "react-i18next";
import { useParams } from "react-router";
import { NotFound } from "../app/NotFound";
import { FaultNotice } from "../shared/FaultNotice";
import { Loading } from "../shared/Loading";
import { useUnsaved } from "../shared/unsaved";
import { Waiting } from "../shared/Waiting";
import { type Design, type DesignedObject, useAppend, useDesign } from "./drafting";
import { AlsoAsked } from "./pipelines/AlsoAsked";
import { endsOf, type GatePlace, gateAt } from "./pipelines/parts";
import { ToPipeline } from "./pipelines/ToPipeline";
import { RuleEditor, useRule } from "./RuleEditor";
import { RuleTrial } from "./RuleTrial";
import type { Json } from "./ruleTree";
import "./ruleTexts";

/** The gate of a stage, or of one move: built, said in words, and tried on the records there are. */
export function Component() {
  const { object, stage = "", source, target } = useParams();
  const design = useDesign();
  if (design.data === undefined) return <Waiting query={design} />;
  const of = design.data.catalog.objects.find((each) => each.name === object);
  const named = source !== undefined && target !== undefined ? { source, target } : { stage };
  const place = of?.pipeline == null ? null : gateAt(of.pipeline, named);
  if (of === undefined || place === null) return design.isFetching ? <Loading /> : <NotFound />;
  return <Gate key={JSON.stringify([of.name, named])} design={design.data} of={of} place={place} />;
}

interface GateProps {
  design: Design;
  of: DesignedObject;
  place: GatePlace;
}

function Gate({ design, of, place }: GateProps) {
  const { t } = useTranslation("rules");
  const append = useAppend();
  const edited = useRule((place.gate ?? null) as Json, append.reset);
  useUnsaved(edited.isChanged, "page");
  const { rule } = edited;
  const changed = { setGate: { object: of.name, ...place.named, rule: rule ?? null } };
  const heading =
    place.from === null
      ? t("gateOf", { stage: place.to.label })
      : t("gateOfMove", endsOf(of, { source: place.from.name, target: place.to.name }));
  return (
    <Stack sx={{ gap: 2, maxWidth: 1100 }}>
      <ToPipeline of={of} pipeline={(place.from ?? place.to).pipeline} />
      <Typography variant="h1">{heading}</Typography>
      <RuleEditor design={design} of={of} edited={edited} />
      {append.isError && <FaultNotice error={append.error} />}
      {append.isSuccess && <Alert severity="success">{t("saved")}</Alert>}
      <Button
        variant="contained"
        sx={{ alignSelf: "start" }}
        disabled={rule === undefined}
        loading={append.isPending}
        onClick={() => append.mutate([changed], { onSuccess: edited.keep })}
      >
        {t("keep")}
      </Button>
      <AlsoAsked of={of} place={place} />
      <RuleTrial
        design={design}
        of={of}
        asked={{ leaving: place.from?.name ?? null, entering: place.to.name, pipeline: null }}
        rule={rule}
        changed={rule === undefined ? null : changed}
      />
    </Stack>
  );
}
