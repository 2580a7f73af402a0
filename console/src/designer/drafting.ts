/** The draft that the designer works on, and what would be configured with it. */

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { accepted, type Fault, faultOf, RefusedError } from "../client/faults";
import { graphql } from "../client/generated";
import type {
  CatalogChange,
  DesignedCatalogFragment,
  DraftInWorkQuery,
  DraftsToChooseQuery,
} from "../client/generated/graphql";
import { request } from "../client/request";
import { useMe } from "../client/session";
import { useKept } from "../shared/useKept";

graphql(`
  fragment DesignedCatalog on Catalog {
    version
    languages
    timeZone
    removed { id kind object name label until }
    objects {
      id name plural typeName label pluralLabel display actions
      labels { language text }
      pluralLabels { language text }
      validations { id name rule message messages { language text } fields severity }
      uniqueKeys { id name fields ignoreCase message messages { language text } }
      sections { id name label labels { language text } fields }
      fields {
        id name type label required unique default target targets reverse precision scale region
        minimum maximum minLength maxLength pattern patternMessage { language text } mediaTypes dependsOn writable formula searchable trackHistory
        requiredWhen defaultFormula personal deprecated { language text }
        labels { language text }
        options { key label color active onlyWith labels { language text } }
        numbering { format restart start }
        rollUp { function relation field where }
        canRead mask { kind } canCreate canUpdate
      }
      pipeline {
        id name label approvalHours
        labels { language text }
        stages {
          id name kind probability label required pipeline gate
          labels { language text }
          objective { language text }
          tasks { id name label required labels { language text } }
        }
        transitions { source target kind gate }
        criteria {
          id name rule leaving entering pipeline message mode enforcedFrom graceUntil
          messages { language text }
        }
        examples { id name leaving entering record open now }
        further { id name label labels { language text } }
      }
    }
    roles {
      name label inherits
      labels { language text }
      grants { object action field effect rows rule moves leaving entering mask { kind first last step } }
    }
  }
`);
const IN_FORCE = graphql(`
  query CatalogInForce { catalog { ...DesignedCatalog } }
`);
const DRAFTS = graphql(`
  query DraftsToChoose { catalogDrafts { id name revision baseVersion changes updatedAt operation { id state } } }
`);
const DRAFT = graphql(`
  query DraftInWork($id: ID!) {
    catalogDraft(id: $id) {
      id name revision baseVersion changes
      catalog { ...DesignedCatalog }
    }
  }
`);
const SAVE = graphql(`
  mutation SaveDraft($changes: [CatalogChange!]!, $id: ID, $name: String, $append: Boolean!, $revision: Int) {
    saveCatalogDraft(changes: $changes, id: $id, name: $name, append: $append, expectedRevision: $revision) {
      draft { id revision }
      errors { code message path hint details }
    }
  }
`);
const TRY = graphql(`
  mutation TryChanges($changes: [CatalogChange!]!, $version: Int) {
    changeCatalog(changes: $changes, expectedVersion: $version, dryRun: true) {
      errors { code message path hint details }
    }
  }
`);

export type Designed = DesignedCatalogFragment;
export type DesignedObject = Designed["objects"][number];
export type DesignedField = DesignedObject["fields"][number];
export type DesignedPipeline = NonNullable<DesignedObject["pipeline"]>;
export type DesignedStage = DesignedPipeline["stages"][number];
export type Draft = NonNullable<DraftInWorkQuery["catalogDraft"]>;
export type DraftToChoose = DraftsToChooseQuery["catalogDrafts"][number];

export const DESIGN_KEY = "design";

/** What the designer shows: a draft's catalog, or the one in force. */
export interface Design {
  catalog: Designed;
  /** Null as long as nothing has been changed. */
  draft: Draft | null;
  /** The draft does not fit any more, so what is in force is shown; its plan says why. */
  broken: boolean;
}

/** All drafts of the tenant, and which of them is worked on. */
export function useDrafts() {
  const [chosen, choose] = useKept<string>("designer.draft", "");
  const drafts = useQuery({
    queryKey: [DESIGN_KEY, "drafts"],
    queryFn: async ({ signal }) => (await request(DRAFTS, {}, signal)).catalogDrafts,
  });
  const current = drafts.data?.find((each) => each.id === chosen) ?? drafts.data?.[0] ?? null;
  return { drafts, current, choose };
}

/** The design, asked for again with each revision. Where that fails, what there is stays, with what is typed in it. */
export function useDesign() {
  const { i18n } = useTranslation();
  const { drafts, current } = useDrafts();
  const design = useQuery({
    queryKey: [DESIGN_KEY, "catalog", i18n.language, current?.id ?? null, current?.revision ?? 0],
    queryFn: ({ signal }) => designOf(current?.id ?? null, signal),
    enabled: drafts.data !== undefined,
    placeholderData: (earlier) => earlier,
  });
  const { isError, error, refetch } = drafts.isError ? drafts : design;
  return { data: design.data, isFetching: design.isFetching, isError, error, refetch };
}

async function designOf(id: string | null, signal: AbortSignal): Promise<Design> {
  const draft = id === null ? null : ((await request(DRAFT, { id }, signal)).catalogDraft ?? null);
  if (draft?.catalog != null) return { catalog: draft.catalog, draft, broken: false };
  return { catalog: (await request(IN_FORCE, {}, signal)).catalog, draft, broken: draft !== null };
}

/** A draft's changes as they are given again. */
export function changesOf(draft: { changes: unknown } | null): CatalogChange[] {
  return ((draft?.changes ?? []) as unknown[]).map((json) => ({ json }) as CatalogChange);
}

/**
 * Adds changes to the draft, or begins one. They are tried first, so that what is refused is told in the form and is not
 * in the draft. What others have saved meanwhile stays: these are added to it.
 */
export function useAppend() {
  const { t } = useTranslation("designer");
  const me = useMe();
  const client = useQueryClient();
  const { current, choose } = useDrafts();
  return useMutation({
    mutationFn: async (changes: CatalogChange[]) => {
      const earlier = changesOf(current);
      await tried([...earlier, ...changes], earlier.length, current?.baseVersion ?? null);
      const name = t("draftOf", { name: me.data?.member.name ?? "" });
      const given = current === null ? { name } : { id: current.id };
      return accepted((await request(SAVE, { changes, append: true, ...given })).saveCatalogDraft);
    },
    onSuccess: async (saved) => {
      if (saved.draft) choose(saved.draft.id);
      await client.invalidateQueries({ queryKey: [DESIGN_KEY] });
    },
  });
}

async function tried(changes: CatalogChange[], earlier: number, version: number | null): Promise<void> {
  const ours = (await refusalsOf(changes, version)).filter((each) => isAbout(each, earlier));
  const [first, ...more] = ours;
  if (first !== undefined) throw new RefusedError([first, ...more]);
}

/** What a publish of changes would be refused for. */
export async function refusalsOf(
  changes: CatalogChange[],
  version: number | null,
  signal?: AbortSignal,
): Promise<readonly Fault[]> {
  return ((await request(TRY, { changes, version }, signal)).changeCatalog?.errors ?? []).map(faultOf);
}

/** That an example says otherwise than the gates of a draft, which can be put right on either side. */
export const EXAMPLE_FAILED = "EXAMPLE_FAILED";

/**
 * Whether a fault is about one of the changes from a number on: earlier ones are told by the plan. So are examples that are
 * judged otherwise, for a rule and its examples are changed one after the other.
 */
function isAbout(fault: Fault, from: number): boolean {
  if (fault.code === EXAMPLE_FAILED) return false;
  const [argument, position] = fault.path;
  return argument !== "changes" || typeof position !== "number" || position >= from;
}

/** Takes one change out of a draft that is as it was seen; who was slower is told. */
export function useTakeOut(draft: Draft | DraftToChoose) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async (position: number) => {
      const changes = changesOf(draft).filter((_, index) => index !== position);
      const given = { changes, id: draft.id, append: false, revision: draft.revision };
      return accepted((await request(SAVE, given)).saveCatalogDraft);
    },
    onSettled: () => client.invalidateQueries({ queryKey: [DESIGN_KEY] }),
  });
}
