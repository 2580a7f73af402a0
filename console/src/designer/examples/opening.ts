/** What the form of an example begins with: an example that there is, nothing, or a record. */

import { useMutation, useQueryClient } from "@tanstack/react-query";
import i18next from "i18next";
import { useTranslation } from "react-i18next";
import { catalogIn } from "../../client/catalog";
import { RefusedError } from "../../client/faults";
import { localMoment, type Named, nameOf } from "../../fields/values";
import type { Design, DesignedObject, DesignedPipeline } from "../drafting";
import { nameFrom } from "../names";
import { criteriaAt, gateAt } from "../pipelines/parts";
import type { Json } from "../ruleTree";
import { IN_JUDGEMENTS } from "../usePaths";
import type { Opened } from "./ExampleDialog";
import { type Asked, type DesignedExample, movesAt } from "./examples";
import { recordSaid } from "./ofRecord";
import { readsOf } from "./reads";
import { rowsOf, type Said } from "./said";
import "./texts";

/** An example as its form begins, or a new one of the first move of a place. */
export function openedExample(
  design: Design,
  of: DesignedObject,
  asked: Asked,
  example: DesignedExample | null,
): Opened {
  const [move] = of.pipeline == null ? [] : movesAt(of.pipeline, asked);
  const record = (example?.record ?? {}) as Said;
  return {
    example,
    form: {
      name: example?.name ?? "",
      leaving: example?.leaving ?? move?.source ?? "",
      entering: example?.entering ?? move?.target ?? "",
      open: example?.open ?? true,
      now: example?.now == null ? "" : localMoment(example.now),
      rows: rowsOf(design.catalog, of, IN_JUDGEMENTS, record),
    },
    leftOut: [],
  };
}

/** All rules that are asked of the moves of a place. */
export function rulesAt(pipeline: DesignedPipeline, asked: Asked): readonly Json[] {
  return movesAt(pipeline, asked).flatMap(({ source, target, gate }) => {
    const place = gateAt(pipeline, { source, target });
    if (place === null) return [];
    const criteria = criteriaAt(pipeline, place).map((each) => each.rule);
    return [gate, place.to.gate, ...criteria, { missing: place.to.required }].filter(
      (each) => each != null,
    ) as Json[];
  });
}

/** Makes an example of a record: what the rules of the place, and the one that is edited, read of it. */
export function useExampleOf(design: Design, of: DesignedObject, asked: Asked, rule: Json) {
  const { i18n } = useTranslation();
  const client = useQueryClient();
  return useMutation({
    mutationFn: async (record: Named): Promise<Opened> => {
      const { catalog } = design;
      const reads = readsOf(catalog, of, [rule, ...(of.pipeline == null ? [] : rulesAt(of.pipeline, asked))]);
      const inForce = await client.fetchQuery(catalogIn(i18n.language));
      const found = await recordSaid({ design: catalog, inForce }, of, record.id, reads);
      if (found === null) throw goneError();
      const { form } = openedExample(design, of, asked, null);
      const moves = of.pipeline == null ? [] : movesAt(of.pipeline, asked);
      const own = moves.find((each) => each.source === found.stage);
      return {
        example: null,
        form: {
          ...form,
          ...(own !== undefined && { leaving: own.source, entering: own.target }),
          name: nameFrom(nameOf(record)),
          now: reads.clock ? localMoment(new Date().toISOString()) : "",
          rows: rowsOf(catalog, of, IN_JUDGEMENTS, found.said),
        },
        leftOut: found.leftOut,
      };
    },
  });
}

function goneError(): RefusedError {
  return new RefusedError([{ code: "NOT_FOUND", message: i18next.t("examples:gone"), path: [], hint: "" }]);
}
