import { Button, Stack, Typography } from "@mui/material";
import { lazy, Suspense, useCallback, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link, useParams } from "react-router";
import { NotFound } from "../app/NotFound";
import { arriving } from "../shared/arriving";
import { Loading } from "../shared/Loading";
import { Waiting } from "../shared/Waiting";
import { type DesignedObject, type DesignedPipeline, useDesign } from "./drafting";
import { AddMovePanel } from "./pipelines/AddMovePanel";
import { CriterionTable } from "./pipelines/CriterionTable";
import { MovePanel } from "./pipelines/MovePanel";
import { MoveTable } from "./pipelines/MoveTable";
import { PipelinePanel } from "./pipelines/PipelinePanel";
import { type DesignedMove, type Part, partsOf, pipelineAddress, stageNamed } from "./pipelines/parts";
import { RemoveMove, RemovePipeline, RemoveStage } from "./pipelines/Removals";
import { StagePanel } from "./pipelines/StagePanel";
import { StageTable } from "./pipelines/StageTable";
import "./pipelines/texts";
import "./texts";

const FlowDiagram = lazy(
  arriving(() => import("./pipelines/FlowDiagram").then((each) => ({ default: each.FlowDiagram }))),
);

/** What stands beside the page, or over it. */
type Open =
  | { kind: "addStage" }
  | { kind: "stage" | "removeStage"; stage: string }
  | { kind: "addMove" }
  | { kind: "move" | "removeMove"; move: DesignedMove }
  | { kind: "addPipeline" | "pipeline" | "removePipeline" };

/** One pipeline of an object: as a diagram, and the same as tables. */
export function Component() {
  const { t } = useTranslation("pipelines");
  const named = useParams();
  const design = useDesign();
  const [adding, setAdding] = useState(false);
  if (design.data === undefined) return <Waiting query={design} />;
  const of = design.data.catalog.objects.find((each) => each.name === named.object);
  if (of === undefined) return design.isFetching ? <Loading /> : <NotFound />;
  const { pipeline } = of;
  if (pipeline == null)
    return (
      <Stack sx={{ gap: 2, alignItems: "start" }}>
        <Typography variant="h1">{t("pipelinesOf", { object: of.pluralLabel })}</Typography>
        <Typography>{t("noPipeline", { object: of.pluralLabel })}</Typography>
        <Button variant="contained" onClick={() => setAdding(true)}>
          {t("addPipeline")}
        </Button>
        {adding && (
          <PipelinePanel of={of} part={null} onClose={() => setAdding(false)} onRemove={() => undefined} />
        )}
      </Stack>
    );
  const part = partsOf(pipeline).find((each) => each.name === (named.pipeline ?? pipeline.name));
  if (part === undefined) return design.isFetching ? <Loading /> : <NotFound />;
  return <PipelineOf key={part.id} of={of} pipeline={pipeline} part={part} />;
}

interface PipelineOfProps {
  of: DesignedObject;
  pipeline: DesignedPipeline;
  part: Part;
}

function PipelineOf({ of, pipeline, part }: PipelineOfProps) {
  const { t } = useTranslation("pipelines");
  const [open, setOpen] = useState<Open | null>(null);
  const openStage = useCallback((stage: string) => setOpen({ kind: "stage", stage }), []);
  const openMove = useCallback((move: DesignedMove) => setOpen({ kind: "move", move }), []);
  const all = { of, pipeline, part };
  return (
    <Stack sx={{ gap: 3 }}>
      <Stack direction="row" sx={{ alignItems: "center", gap: 1, flexWrap: "wrap" }}>
        <Typography variant="h1" sx={{ flexGrow: 1 }}>
          {t("heading", { object: of.pluralLabel, pipeline: part.label })}
        </Typography>
        <Button variant="outlined" onClick={() => setOpen({ kind: "pipeline" })}>
          {t("pipelineSettings")}
        </Button>
        <Button variant="outlined" onClick={() => setOpen({ kind: "addPipeline" })}>
          {t("addPipeline")}
        </Button>
        <Button variant="contained" onClick={() => setOpen({ kind: "addStage" })}>
          {t("addStage")}
        </Button>
      </Stack>
      {pipeline.further.length > 0 && <Parts {...all} />}
      <Suspense fallback={<Loading />}>
        <FlowDiagram {...all} onStage={openStage} onMove={openMove} />
      </Suspense>
      <StageTable
        {...all}
        onOpen={openStage}
        onAdd={() => setOpen({ kind: "addStage" })}
        onRemove={({ name }) => setOpen({ kind: "removeStage", stage: name })}
      />
      <MoveTable
        {...all}
        onOpen={openMove}
        onAdd={() => setOpen({ kind: "addMove" })}
        onRemove={(move) => setOpen({ kind: "removeMove", move })}
      />
      <CriterionTable {...all} />
      {open !== null && <Opened {...all} open={open} onOpen={setOpen} />}
    </Stack>
  );
}

/** The pipelines of an object that has several. */
function Parts({ of, pipeline, part }: PipelineOfProps) {
  const { t } = useTranslation("pipelines");
  return (
    <Stack
      component="nav"
      direction="row"
      aria-label={t("pipelinesOf", { object: of.pluralLabel })}
      sx={{ gap: 0.5, flexWrap: "wrap" }}
    >
      {partsOf(pipeline).map((each) => (
        <Button
          key={each.id}
          component={Link}
          to={pipelineAddress(of, each.name)}
          color="inherit"
          aria-current={each.id === part.id ? "page" : undefined}
          sx={each.id === part.id ? { bgcolor: "action.selected", fontWeight: 600 } : {}}
        >
          {each.label}
        </Button>
      ))}
    </Stack>
  );
}

interface OpenedProps extends PipelineOfProps {
  open: Open;
  onOpen: (open: Open | null) => void;
}

function Opened({ of, pipeline, part, open, onOpen }: OpenedProps) {
  const close = () => onOpen(null);
  switch (open.kind) {
    case "addStage":
      return (
        <StagePanel
          of={of}
          pipeline={pipeline}
          part={part}
          stage={null}
          onRemove={() => undefined}
          onClose={close}
        />
      );
    case "stage":
    case "removeStage": {
      const stage = stageNamed(pipeline, open.stage);
      if (stage === undefined) return null;
      if (open.kind === "removeStage")
        return <RemoveStage of={of} pipeline={pipeline} stage={stage} onClose={close} />;
      const remove = () => onOpen({ kind: "removeStage", stage: stage.name });
      return (
        <StagePanel of={of} pipeline={pipeline} part={part} stage={stage} onRemove={remove} onClose={close} />
      );
    }
    case "addMove":
      return <AddMovePanel of={of} pipeline={pipeline} part={part} onClose={close} />;
    case "move": {
      const remove = (move: DesignedMove) => onOpen({ kind: "removeMove", move });
      return <MovePanel of={of} pipeline={pipeline} move={open.move} onRemove={remove} onClose={close} />;
    }
    case "removeMove":
      return <RemoveMove of={of} move={open.move} onClose={close} />;
    case "addPipeline":
    case "pipeline":
      return (
        <PipelinePanel
          of={of}
          part={open.kind === "pipeline" ? part : null}
          onClose={close}
          onRemove={() => onOpen({ kind: "removePipeline" })}
        />
      );
    case "removePipeline":
      return <RemovePipeline of={of} pipeline={pipeline} part={part} onClose={close} />;
  }
}
