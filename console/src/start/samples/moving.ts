/** Moves samples on through the gates of their stages, by what these say would open them. */

import type { CatalogObject } from "../../client/catalog";
import type { FixChange } from "../../client/promotions";
import { request } from "../../client/request";
import { nextOpenOf, type Story } from "./stories";
import { fixValues, type Sample, type Values } from "./values";
import { type Call, dated, written } from "./writing";

/** A sample that is there. */
export interface Made {
  id: string;
  story: Story;
  sample: Sample;
}

interface Way {
  to: string;
  allowed: boolean;
  permitted: boolean;
  verdict: { fixes: readonly { changes: readonly FixChange[] }[] };
}

interface Standing {
  id: string;
  stage: string;
  transitions: readonly Way[];
}

/** Moves each along its story. One that no suggested fix leads on stays where it is. */
export async function movedOn(of: CatalogObject, made: readonly Made[]): Promise<void> {
  let going = made;
  for (let step = 0; going.length > 0; step += 1) {
    const steps = going.flatMap((each) => {
      const move = each.story.moves[step];
      return move === undefined ? [] : [{ each, move }];
    });
    const standing = await standingOf(
      of,
      steps.map(({ each }) => each.id),
    );
    const moves = steps.flatMap(({ each, move }) => {
      const opened = openedBy(of, standing.get(each.id), move.to, { ...each.sample, at: move.at });
      return opened === null ? [] : [{ each, call: promotion(of, each.id, move, opened) }];
    });
    const calls = moves.map(({ call }) => call);
    const answers = await written<{ promoted: boolean }>(calls, "promoted");
    going = moves.filter((_, at) => answers[at]?.promoted === true).map(({ each }) => each);
  }
}

/** Gives two of three open ones what their next stage asks for, so that they can be moved by hand at once. */
export async function readied(of: CatalogObject, made: readonly Made[]): Promise<void> {
  if (!of.actions.includes("update")) return;
  const chosen = made.filter(({ story }) => story.over === null && story.index % 3 !== 0);
  const standing = await standingOf(
    of,
    chosen.map((each) => each.id),
  );
  const calls = chosen.flatMap(({ id, story, sample }): Call[] => {
    const found = standing.get(id);
    const to = found === undefined ? undefined : nextOpenOf(of, found.stage);
    const at = (story.moves.at(-1)?.at ?? story.began) + HOUR;
    const input = to === undefined ? null : openedBy(of, found, to, { ...sample, at });
    if (input === null || Object.keys(input).length === 0) return [];
    const given = {
      id: { type: "ID!", value: id },
      input: { type: `${of.typeName}UpdateInput!`, value: input },
    };
    return [{ write: `update${of.typeName}`, given }];
  });
  await written<unknown>(calls, "errors { code }");
}

const HOUR = 3_600_000;

/** What opens the way to a stage: nothing where it is open. Null where there is no way, or none that can be opened. */
function openedBy(
  of: CatalogObject,
  standing: Standing | undefined,
  to: string,
  sample: Sample,
): Values | null {
  const way = standing?.transitions.find((each) => each.to === to);
  if (way === undefined || !way.permitted) return null;
  if (way.allowed) return {};
  for (const { changes } of way.verdict.fixes) {
    const values = fixValues(of, changes, sample);
    if (values !== null) return values;
  }
  return null;
}

function promotion(of: CatalogObject, id: string, move: { to: string; at: number }, input: Values): Call {
  const given = {
    id: { type: "ID!", value: id },
    to: { type: "String!", value: move.to },
    ...(Object.keys(input).length === 0
      ? {}
      : { input: { type: `${of.typeName}UpdateInput`, value: input } }),
    ...dated(of, move.at),
  };
  return { write: `promote${of.typeName}`, given };
}

async function standingOf(of: CatalogObject, ids: readonly string[]): Promise<ReadonlyMap<string, Standing>> {
  if (ids.length === 0) return new Map();
  const document = `query SamplesStand($where: ${of.typeName}Where) {
    found: ${of.plural}(where: $where, first: ${ids.length}) { nodes { id stage transitions {
      to allowed permitted verdict { fixes { changes { field operator needed sentence } } } } } } }`;
  type Found = { found: { nodes: Standing[] } };
  const { found } = await request<Found, { where: object }>(document, { where: { id: { in: ids } } });
  return new Map(found.nodes.map((each) => [each.id, each]));
}
