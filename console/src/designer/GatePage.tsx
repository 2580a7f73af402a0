import { Alert, Button, Stack, TextField, Typography } from "@mui/material";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { RuleGroupType } from "react-querybuilder";
import { useParams } from "react-router";
import { NotFound } from "../app/NotFound";
import { FaultNotice } from "../shared/FaultNotice";
import { Loading } from "../shared/Loading";
import { type Design, type DesignedObject, type DesignedStage, useAppend, useDesign } from "./drafting";
import { GateTrial } from "./GateTrial";
import { RuleBuilder } from "./RuleBuilder";
import { RuleReading } from "./RuleReading";
import { groupOf, type Json, ruleIn } from "./ruleTree";
import "./ruleTexts";

/** The gate of one stage: built, said in words, and tried on the records there are. */
export function Component() {
  const named = useParams();
  const design = useDesign();
  if (design.isPending) return <Loading />;
  if (design.isError) return <FaultNotice error={design.error} onRetry={() => void design.refetch()} />;
  const of = design.data.catalog.objects.find((each) => each.name === named.object);
  const stage = of?.pipeline?.stages.find((each) => each.name === named.stage);
  if (of === undefined || stage === undefined) return <NotFound />;
  return <Gate key={`${of.name} ${stage.name}`} design={design.data} of={of} stage={stage} />;
}

interface GateProps {
  design: Design;
  of: DesignedObject;
  stage: DesignedStage;
}

function Gate({ design, of, stage }: GateProps) {
  const { t } = useTranslation("rules");
  const append = useAppend();
  const [group, setGroup] = useState(() => groupOf((stage.gate ?? null) as Json));
  const [written, setWritten] = useState<string | null>(null);
  const rule = ruleIn(group);
  const change = (next: RuleGroupType) => {
    append.reset();
    setWritten(null);
    setGroup(next);
  };
  const write = (text: string) => {
    setWritten(text);
    try {
      setGroup(groupOf(text.trim() === "" ? null : (JSON.parse(text) as Json)));
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
    }
  };
  const isJson = written === null || written.trim() === "" || parses(written);
  const changed = { setGate: { object: of.name, stage: stage.name, rule: rule ?? null } };
  const ready = rule !== undefined && isJson;
  return (
    <Stack sx={{ gap: 2, maxWidth: 1100 }}>
      <Typography variant="h1">{t("gateOf", { stage: stage.label })}</Typography>
      <RuleBuilder catalog={design.catalog} of={of} value={group} onChange={change} />
      <RuleReading design={design} of={of} rule={ready ? rule : undefined} />
      <TextField
        multiline
        maxRows={12}
        label={t("ruleJson")}
        value={written ?? (rule == null ? "" : JSON.stringify(rule, null, 2))}
        error={!ready}
        helperText={ready ? undefined : t("noJson")}
        onChange={(event) => write(event.target.value)}
      />
      {append.isError && <FaultNotice error={append.error} />}
      {append.isSuccess && <Alert severity="success">{t("saved")}</Alert>}
      <Button
        variant="contained"
        sx={{ alignSelf: "start" }}
        disabled={!ready}
        loading={append.isPending}
        onClick={() => append.mutate([changed])}
      >
        {t("keep")}
      </Button>
      {ready && <GateTrial design={design} of={of} rule={rule} changed={changed} />}
    </Stack>
  );
}

function parses(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch (error) {
    if (error instanceof SyntaxError) return false;
    throw error;
  }
}
