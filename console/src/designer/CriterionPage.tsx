import { Alert, Button, Stack, Typography } from "@mui/material";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate, useParams, useSearchParams } from "react-router";
import { NotFound } from "../app/NotFound";
import { FaultNotice } from "../shared/FaultNotice";
import { Loading } from "../shared/Loading";
import { letGo, useUnsaved } from "../shared/unsaved";
import { Waiting } from "../shared/Waiting";
import { type Design, type DesignedObject, useAppend, useDesign } from "./drafting";
import type { Asked } from "./examples/examples";
import { CriterionSettings } from "./pipelines/CriterionSettings";
import {
  addedCriterion,
  type CriterionForm,
  changedCriterion,
  formOfCriterion,
  newCriterionForm,
} from "./pipelines/criterionForm";
import { type DesignedCriterion, pipelineAddress, stageNamed } from "./pipelines/parts";
import { ToPipeline } from "./pipelines/ToPipeline";
import { RemoveDialog } from "./RemoveDialog";
import { RuleEditor, useRule } from "./RuleEditor";
import { RuleTrial } from "./RuleTrial";
import type { Json } from "./ruleTree";
import "./pipelines/texts";

/** A criterion: what is asked of moves beside the gates, where, of whom, and from when on. */
export function Component() {
  const named = useParams();
  const [asked] = useSearchParams();
  const design = useDesign();
  if (design.data === undefined) return <Waiting query={design} />;
  const of = design.data.catalog.objects.find((each) => each.name === named.object);
  const criterion = of?.pipeline?.criteria.find((each) => each.name === named.criterion) ?? null;
  if (of?.pipeline == null || (named.criterion !== undefined && criterion === null))
    return design.isFetching ? <Loading /> : <NotFound />;
  return (
    <Criterion
      key={`${of.name} ${named.criterion ?? asked}`}
      design={design.data}
      of={of}
      criterion={criterion}
      initial={criterion === null ? newCriterionForm(asked) : formOfCriterion(criterion)}
    />
  );
}

interface CriterionProps {
  design: Design;
  of: DesignedObject;
  /** Null for a new one. */
  criterion: DesignedCriterion | null;
  initial: CriterionForm;
}

function Criterion({ design, of, criterion, initial }: CriterionProps) {
  const { t } = useTranslation("pipelines");
  const navigate = useNavigate();
  const append = useAppend();
  const [form, setForm] = useState(initial);
  const [kept, setKept] = useState(form);
  const [removing, setRemoving] = useState(false);
  const edited = useRule((criterion?.rule ?? null) as Json, append.reset);
  useUnsaved(edited.isChanged || form !== kept, "page");
  const rule = edited.rule ?? null;
  const changed =
    rule === null || form.name === ""
      ? null
      : criterion === null
        ? addedCriterion(of, form, rule)
        : changedCriterion(of, criterion, form, rule);
  const home = pipelineOf(of, form);
  const back = pipelineAddress(of, home);
  const save = () => {
    if (changed === null) return;
    const stays = criterion !== null && form.name === criterion.name;
    append.mutate([changed], {
      onSuccess: () => {
        edited.keep();
        setKept(form);
        if (stays) return;
        letGo();
        void navigate(back);
      },
    });
  };
  return (
    <Stack sx={{ gap: 2, maxWidth: 1100 }}>
      <Stack
        component="form"
        sx={{ gap: 2 }}
        onSubmit={(event) => {
          event.preventDefault();
          save();
        }}
      >
        <ToPipeline of={of} pipeline={home} />
        <Typography variant="h1">
          {criterion === null ? t("addCriterion") : t("criterionNamed", { name: criterion.name })}
        </Typography>
        <CriterionSettings
          of={of}
          form={form}
          isNew={criterion === null}
          onChange={(part) => {
            append.reset();
            setForm((earlier) => ({ ...earlier, ...part }));
          }}
        />
        <RuleEditor design={design} of={of} edited={edited} />
        {append.isError && <FaultNotice error={append.error} />}
        {append.isSuccess && <Alert severity="success">{t("criterionSaved")}</Alert>}
        <Stack direction="row" sx={{ gap: 1 }}>
          <Button type="submit" variant="contained" disabled={changed === null} loading={append.isPending}>
            {t("intoDraft", { ns: "designer" })}
          </Button>
          {criterion !== null && (
            <Button color="error" onClick={() => setRemoving(true)}>
              {t("removeCriterion")}
            </Button>
          )}
        </Stack>
      </Stack>
      <RuleTrial design={design} of={of} asked={askedBy(form)} rule={edited.rule} changed={changed} />
      {removing && criterion !== null && (
        <RemoveDialog
          removal={{
            label: criterion.name,
            part: { criterion: { object: of.name, criterion: criterion.name } },
            changes: [{ removeCriterion: { object: of.name, criterion: criterion.name } }],
            back,
            forGood: true,
          }}
          onClose={() => setRemoving(false)}
        />
      )}
    </Stack>
  );
}

/** Of which moves it is asked. */
function askedBy({ leaving, entering, pipeline }: CriterionForm): Asked {
  return { leaving: leaving || null, entering: entering || null, pipeline: pipeline || null };
}

/** The pipeline on whose page the criterion stands. */
function pipelineOf(of: DesignedObject, form: CriterionForm): string {
  if (of.pipeline == null) return "";
  const ends = [form.leaving, form.entering].map((each) => of.pipeline && stageNamed(of.pipeline, each));
  return ends.find((each) => each != null)?.pipeline ?? (form.pipeline || of.pipeline.name);
}
