/** A stage as a form holds it, and the changes that its edits are. */

import type { CatalogChange, StageKind } from "../../client/generated/graphql";
import { differs } from "../../shared/differs";
import type { DesignedObject, DesignedStage } from "../drafting";
import { type Labels, labelInputs, labelsOf, nameIn } from "../names";
import { putsOf } from "../order";

export interface TaskForm {
  /** Of the stage's task that it is; of a new one made up, so that lists know it. */
  id: string;
  name: string;
  labels: Labels;
  required: boolean;
}

export interface StageForm {
  /** Empty: it is made of the English label. */
  name: string;
  labels: Labels;
  kind: StageKind;
  /** Percent, as typed; empty where the kind says it. */
  probability: string;
  objective: Labels;
  /** Names of fields. */
  required: readonly string[];
  tasks: readonly TaskForm[];
}

export const NEW_STAGE: StageForm = {
  name: "",
  labels: labelsOf([]),
  kind: "open",
  probability: "",
  objective: labelsOf([]),
  required: [],
  tasks: [],
};

export function formOfStage(stage: DesignedStage): StageForm {
  return {
    name: stage.name,
    labels: labelsOf(stage.labels),
    kind: stage.kind,
    probability: String(stage.probability),
    objective: labelsOf(stage.objective),
    required: stage.required,
    tasks: stage.tasks.map((each) => ({
      id: each.id,
      name: each.name,
      labels: labelsOf(each.labels),
      required: each.required,
    })),
  };
}

/** Null where the kind of the stage says it. */
const percent = (form: StageForm) =>
  form.kind !== "open" || form.probability.trim() === "" ? null : Number(form.probability);

/** Whether all of it can be given to the API. */
export function isComplete(form: StageForm): boolean {
  const chance = percent(form);
  const named = [form, ...form.tasks].every((each) => nameIn(each) !== "");
  return named && (chance === null || (Number.isInteger(chance) && chance >= 0 && chance <= 100));
}

/** A new stage of a pipeline, before another one or last, with what it asks for. */
export function addedStage(
  of: DesignedObject,
  pipeline: string,
  form: StageForm,
  before: string | null,
): CatalogChange[] {
  const stage = nameIn(form);
  const made = {
    name: stage,
    kind: form.kind,
    probability: percent(form),
    labels: labelInputs(form.labels),
    objective: labelInputs(form.objective),
    pipeline,
  };
  return [
    { addStage: { object: of.name, stage: made, before } },
    ...(form.required.length > 0
      ? [{ setStageRequired: { object: of.name, stage, fields: [...form.required] } }]
      : []),
    ...form.tasks.map((task) => addedTask(of.name, stage, task)),
  ];
}

/** What an edited stage changes, its name last: the changes before call it as it is. */
export function changesOfStage(of: DesignedObject, stage: DesignedStage, form: StageForm): CatalogChange[] {
  const before = formOfStage(stage);
  const at = { object: of.name, stage: stage.name };
  const changes: CatalogChange[] = [];
  if (differs(form.labels, before.labels))
    changes.push({ setLabels: { ...at, labels: labelInputs(form.labels, stage.labels) } });
  const settings = {
    ...(form.kind !== stage.kind && { kind: form.kind }),
    ...(percent(form) !== null && percent(form) !== stage.probability && { probability: percent(form) }),
    ...(differs(form.objective, before.objective) && {
      objective: labelInputs(form.objective, stage.objective),
    }),
  };
  if (Object.keys(settings).length > 0) changes.push({ setStage: { ...at, ...settings } });
  if (differs(form.required, before.required))
    changes.push({ setStageRequired: { ...at, fields: [...form.required] } });
  changes.push(...changesOfTasks(of.name, stage, form.tasks));
  if (nameIn(form) !== stage.name) changes.push({ renameStage: { ...at, name: nameIn(form) } });
  return changes;
}

function addedTask(object: string, stage: string, task: TaskForm): CatalogChange {
  const { required, labels } = task;
  return { addStageTask: { object, stage, name: nameIn(task), labels: labelInputs(labels), required } };
}

/** Ends and settings of tasks first, then new ones, which stand last, then what has another place. */
function changesOfTasks(object: string, stage: DesignedStage, tasks: readonly TaskForm[]): CatalogChange[] {
  const earlier = new Map(stage.tasks.map((each) => [each.id, each]));
  const kept = new Set(tasks.map((each) => each.id));
  const gone = stage.tasks.filter((each) => !kept.has(each.id));
  const changed = tasks.flatMap((task) => {
    const old = earlier.get(task.id);
    if (old === undefined) return [];
    const settings = {
      ...(nameIn(task) !== old.name && { name: nameIn(task) }),
      ...(differs(task.labels, labelsOf(old.labels)) && { labels: labelInputs(task.labels, old.labels) }),
      ...(task.required !== old.required && { required: task.required }),
    };
    return Object.keys(settings).length === 0
      ? []
      : [{ setStageTask: { object, task: old.name, ...settings } }];
  });
  const added = tasks.filter((each) => !earlier.has(each.id));
  const standing = [...stage.tasks.filter((each) => kept.has(each.id)), ...added].map((each) => each.id);
  const named = new Map(tasks.map((each) => [each.id, nameIn(each)]));
  return [
    ...gone.map((each) => ({ removeStageTask: { object, task: each.name } })),
    ...changed,
    ...added.map((each) => addedTask(object, stage.name, each)),
    ...putsOf(
      standing,
      tasks.map((each) => each.id),
    ).map(({ put, before }) => ({
      moveStageTask: {
        object,
        task: named.get(put) ?? "",
        before: before === null ? null : (named.get(before) ?? ""),
      },
    })),
  ];
}
