/** The sections of an object as a form holds them, and the change that makes of the catalog what the form says. */

import type { CatalogChange } from "../../client/generated/graphql";
import { differs } from "../../shared/differs";
import type { DesignedField, DesignedObject } from "../drafting";
import { type Labels, labelInputs, labelsOf, nameIn } from "../names";

export interface SectionForm {
  /** Told apart in the list while names are typed. */
  id: string;
  name: string;
  labels: Labels;
  /** Names of its fields, in order. */
  fields: readonly string[];
  /** It is in the catalog already, so its name stays. */
  kept: boolean;
}

export function sectionForms(of: DesignedObject): readonly SectionForm[] {
  return of.sections.map(({ id, name, labels, fields }) => ({
    id,
    name,
    labels: labelsOf(labels),
    fields,
    kept: true,
  }));
}

/** A further section, of which nothing is said yet. */
export function emptySection(): SectionForm {
  return { id: crypto.randomUUID(), name: "", labels: { en: "", "zh-CN": "" }, fields: [], kept: false };
}

/** The name that a section gets. */
export function sectionName(section: SectionForm): string {
  return nameIn(section);
}

/** The fields that stand in no section. */
export function fieldsInNone(of: DesignedObject, sections: readonly SectionForm[]): readonly DesignedField[] {
  const placed = new Set(sections.flatMap((each) => each.fields));
  return of.fields.filter((each) => !placed.has(each.name));
}

/** Empty where nothing differs. */
export function sectionChanges(of: DesignedObject, sections: readonly SectionForm[]): CatalogChange[] {
  if (!differs(sectionForms(of), sections)) return [];
  const earlier = new Map(of.sections.map((each) => [each.id, each.labels]));
  const given = sections.map((each) => ({
    name: sectionName(each),
    labels: labelInputs(each.labels, earlier.get(each.id)),
    fields: [...each.fields],
  }));
  return [{ setSections: { object: of.name, sections: given } }];
}
