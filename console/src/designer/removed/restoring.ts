/** What was removed, and the changes that bring it back or end it. */

import type { CatalogChange } from "../../client/generated/graphql";
import { assertNever } from "../../shared/never";
import type { Designed } from "../drafting";

export type RemovedPart = Designed["removed"][number];

export interface RestoreForm {
  /** Empty: as it was. */
  name: string;
  plural: string;
  reverse: string;
  optional: boolean;
  notUnique: boolean;
}

export const AS_IT_WAS: RestoreForm = {
  name: "",
  plural: "",
  reverse: "",
  optional: false,
  notUnique: false,
};

/** Brings a part back; by its id, since several may have had its name, which the draft is told by. */
export function restoring(part: RemovedPart, form: RestoreForm): CatalogChange {
  const name = { name: form.name === "" ? part.name : form.name };
  switch (part.kind) {
    case "object": {
      const plural = form.plural === "" ? {} : { plural: form.plural };
      return { restoreObject: { object: part.id, ...name, ...plural } };
    }
    case "field": {
      const reverse = form.reverse === "" ? {} : { reverse: form.reverse };
      const required = form.optional ? { required: false } : {};
      const unique = form.notUnique ? { unique: false } : {};
      return {
        restoreField: { object: part.object, field: part.id, ...name, ...reverse, ...required, ...unique },
      };
    }
    case "pipeline":
      return { restorePipeline: { object: part.object, pipeline: part.id } };
    default:
      return assertNever(part.kind);
  }
}

/** Ends a part for good. */
export function erasing(part: RemovedPart): CatalogChange {
  switch (part.kind) {
    case "object":
      return { eraseObject: { object: part.id } };
    case "field":
      return { eraseField: { object: part.object, field: part.id } };
    case "pipeline":
      return { erasePipeline: { object: part.object, pipeline: part.id } };
    default:
      return assertNever(part.kind);
  }
}
