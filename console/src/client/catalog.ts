/** What the caller's tenant has configured, as far as the caller may see it. */

import { queryOptions, type UseQueryResult, useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { graphql } from "./generated";
import type { CatalogOfCallerQuery } from "./generated/graphql";
import { request } from "./request";

const CATALOG = graphql(`
  query CatalogOfCaller {
    catalog {
      version
      languages
      timeZone
      objects {
        id
        name
        plural
        typeName
        label
        pluralLabel
        display
        actions
        sections { id label fields }
        fields {
          id
          name
          type
          label
          required
          unique
          default
          options { key label color active onlyWith }
          target
          targets
          reverse
          precision
          scale
          region
          searchable
          trackHistory
          minimum
          maximum
          minLength
          maxLength
          mediaTypes
          dependsOn
          writable
          formula
          rollUp { function }
          canRead
          mask { kind }
          canCreate
          canUpdate
        }
        pipeline {
          id
          name
          label
          stages {
            id
            name
            kind
            probability
            label
            objective { language text }
            required
            pipeline
            tasks { name label required }
          }
          transitions { source target kind }
          further { name label }
          approvalHours
        }
      }
    }
  }
`);

export type Catalog = CatalogOfCallerQuery["catalog"];
export type CatalogObject = Catalog["objects"][number];
export type CatalogField = CatalogObject["fields"][number];
export type CatalogPipeline = NonNullable<CatalogObject["pipeline"]>;
export type CatalogStage = CatalogPipeline["stages"][number];

export const CATALOG_KEY = "catalog";

/** The catalog in the language of the console. */
export function useCatalog(): UseQueryResult<Catalog> {
  const { i18n } = useTranslation();
  return useQuery(catalogIn(i18n.language));
}

/** How it is asked for in a language. */
export function catalogIn(language: string) {
  return queryOptions({
    queryKey: [CATALOG_KEY, language],
    queryFn: async ({ signal }) => (await request(CATALOG, {}, signal)).catalog,
    staleTime: 30_000,
  });
}

/** The object of that name; undefined where the caller has none such. */
export function objectNamed(catalog: Catalog, name: string | undefined): CatalogObject | undefined {
  return catalog.objects.find((each) => each.name === name);
}

/** Whether the caller sees anything of a field: its values, or masked texts in their place. */
export function isSeen(field: CatalogField): boolean {
  return field.canRead || field.mask != null;
}

/** The field of that name. */
export function fieldNamed(of: CatalogObject, name: string): CatalogField | undefined {
  return of.fields.find((each) => each.name === name);
}

/** The names of an object's pipelines with what people call them, the first one first. */
export function pipelinesOf(of: CatalogObject): readonly { name: string; label: string }[] {
  return of.pipeline === null || of.pipeline === undefined ? [] : [of.pipeline, ...of.pipeline.further];
}

/**
 * What an address names: an object and one of its pipelines, or the first of what it leaves out; undefined where the
 * caller has none such.
 */
export function pipelineAt(
  catalog: Catalog,
  object: string | undefined,
  pipeline: string | undefined,
): { of: CatalogObject; pipeline: { name: string; label: string } } | undefined {
  const of = object === undefined ? withPipeline(catalog)[0] : objectNamed(catalog, object);
  if (of === undefined) return undefined;
  const found = pipelinesOf(of).find((each) => pipeline === undefined || each.name === pipeline);
  return found === undefined ? undefined : { of, pipeline: found };
}

/** The objects whose records go through stages. */
export function withPipeline(catalog: Catalog): readonly CatalogObject[] {
  return catalog.objects.filter((each) => each.pipeline != null);
}

/** The stages of one pipeline, in order. */
export function stagesOf(of: CatalogObject, pipeline: string): readonly CatalogStage[] {
  return (of.pipeline?.stages ?? []).filter((each) => each.pipeline === pipeline);
}

/** What a stage is for, in a language or else in the first there is. */
export function objectiveOf(stage: CatalogStage, language: string): string | undefined {
  const found = stage.objective.find((each) => each.language === language) ?? stage.objective[0];
  return found?.text;
}

/** What records are summed up by: the first amount that the caller may read. */
export function worth(of: CatalogObject): CatalogField | undefined {
  return of.fields.find((each) => each.type === "money" && each.canRead);
}

/** What the caller names a new record by, where that is a text. */
export function givenName(of: CatalogObject): CatalogField | undefined {
  return of.fields.find(
    (each) => each.name === of.display && each.type === "text" && each.canCreate && each.canRead,
  );
}
