/** What is asked of a pipeline itself, and the changes that its edits are. */

import type { CatalogChange, NewStage } from "../../client/generated/graphql";
import { differs } from "../../shared/differs";
import type { DesignedObject, DesignedPipeline } from "../drafting";
import { type Labels, labelInputs, labelsOf, nameIn } from "../names";
import type { Part } from "./parts";

interface PipelineForm {
  /** Empty: it is made of the English label. */
  name: string;
  labels: Labels;
  /** Hours, as typed; empty where nobody else is needed. */
  approvalHours: string;
  /** Of a further one: the further one that it stands before; empty where it is the last. */
  before: string;
}

export function formOfPipeline(pipeline: DesignedPipeline, part: Part): PipelineForm {
  const place = pipeline.further.findIndex((each) => each.id === part.id);
  return {
    name: part.name,
    labels: labelsOf(part.labels),
    approvalHours: pipeline.approvalHours == null ? "" : String(pipeline.approvalHours),
    before: place === -1 ? "" : (pipeline.further[place + 1]?.name ?? ""),
  };
}

const STARTERS = [
  { name: "new", kind: "open", labels: { en: "New", "zh-CN": "新建" } },
  { name: "won", kind: "won", labels: { en: "Won", "zh-CN": "赢单" } },
  { name: "lost", kind: "lost", labels: { en: "Lost", "zh-CN": "输单" } },
] as const;

/** A new pipeline with a stage to start in and two to end in; no two stages of an object have the same name. */
export function addedPipeline(of: DesignedObject, form: PipelineForm): CatalogChange {
  const pipeline = nameIn(form);
  const taken = new Set(of.pipeline?.stages.map((each) => each.name.toLowerCase()));
  const named = (name: string) =>
    taken.has(name) ? pipeline + name.slice(0, 1).toUpperCase() + name.slice(1) : name;
  const stages: NewStage[] = STARTERS.map(({ name, kind, labels }) => ({
    name: named(name),
    kind,
    labels: labelInputs(labels),
  }));
  const [start, ...ends] = stages.map((each) => each.name);
  return {
    addPipeline: {
      object: of.name,
      name: pipeline,
      labels: labelInputs(form.labels),
      stages,
      transitions: ends.map((target) => ({ source: start ?? "", target })),
    },
  };
}

/** What edits of a pipeline change, its name last. */
export function changesOfPipeline(
  of: DesignedObject,
  pipeline: DesignedPipeline,
  part: Part,
  form: PipelineForm,
): CatalogChange[] {
  const earlier = formOfPipeline(pipeline, part);
  const at = { object: of.name, pipeline: part.name };
  const changes: CatalogChange[] = [];
  if (differs(form.labels, earlier.labels))
    changes.push({ setLabels: { ...at, labels: labelInputs(form.labels, part.labels) } });
  if (form.approvalHours.trim() !== earlier.approvalHours)
    changes.push({
      setOverrideApproval: {
        object: of.name,
        hours: form.approvalHours.trim() === "" ? null : Number(form.approvalHours),
      },
    });
  if (form.before !== earlier.before)
    changes.push({ movePipeline: { ...at, before: form.before === "" ? null : form.before } });
  if (nameIn(form) !== part.name) changes.push({ renamePipeline: { ...at, name: nameIn(form) } });
  return changes;
}

/** Whether all of it can be given to the API. */
export function isCompletePipeline(form: PipelineForm): boolean {
  const hours = form.approvalHours.trim();
  return nameIn(form) !== "" && (hours === "" || /^[1-9][0-9]*$/.test(hours));
}
