/** Records to try things with: named as samples, so that they are told apart and can be taken away again. */

import { type Catalog, type CatalogObject, givenName } from "../../client/catalog";
import { faultOf } from "../../client/faults";
import { graphql } from "../../client/generated";
import { request, type Variables } from "../../client/request";
import { companionsOf, followUpOf } from "../../shared/companions";
import { laterFields } from "./later";
import { type Made, movedOn, readied } from "./moving";
import { DAY, type Story, storiesOf } from "./stories";
import { isPerson, type Sample, valuesOf } from "./values";
import type { SampleWords } from "./words";
import { type Call, created, dated, raise, removed, samplesWhere, type UserErrors, written } from "./writing";

export const SAMPLES = 20;
const VISITS = 3;

const GATES = graphql(`
  query GatesOfSamples {
    me { member { id } }
    catalog {
      objects {
        name
        pipeline { stages { gate required } transitions { gate } criteria { rule } }
      }
    }
  }
`);

/** How many samples there are. */
export async function samplesOf(of: CatalogObject, signal: AbortSignal): Promise<number> {
  const document = `query Samples($where: ${of.typeName}Where) { found: ${of.plural}(where: $where, first: 0) { totalCount } }`;
  type Found = { found: { totalCount: number } };
  return (await request<Found, Variables>(document, { where: samplesWhere(of) }, signal)).found.totalCount;
}

/**
 * Makes them with whom they are about, and moves each on as its story says, as far as the suggested fixes of its gates
 * lead.
 *
 * @throws RefusedError where the tenant's rules refuse all of them.
 */
export async function makeSamples(
  catalog: Catalog,
  of: CatalogObject,
  words: SampleWords,
  now = Date.now(),
): Promise<void> {
  const known = await request(GATES, {});
  const pipeline = known.catalog.objects.find((each) => each.name === of.name)?.pipeline ?? null;
  const common = { words, now, me: known.me?.member.id };
  const companions = companionsOf(catalog, of);
  const about = await madeCompanions(companions, common);
  const made = await begun(of, storiesOf(of, SAMPLES, now), about, laterFields(of, pipeline), common);
  await movedOn(of, made);
  await readied(of, made);
  const done = followUpOf(catalog, of, companions);
  if (done === undefined) return;
  const inputs = made.flatMap(({ id, story, sample }) =>
    visitsOf(story).map((at, step) => ({
      ...valuesOf(done.of, { ...sample, index: sample.index + step, at }, new Set()),
      [`${done.field.name}Id`]: id,
      [givenName(done.of)?.name ?? ""]: `${words.mark}${words.visits[step % words.visits.length]}`,
    })),
  );
  await created(done.of, inputs);
}

/** Takes all samples away: of the object, and of those that were made for them. */
export async function removeSamples(catalog: Catalog, of: CatalogObject): Promise<void> {
  const companions = companionsOf(catalog, of);
  const done = followUpOf(catalog, of, companions);
  const all = [...(done === undefined ? [] : [done.of]), of, ...[...companions].reverse()];
  for (const each of all.filter((one) => one.actions.includes("delete"))) await removed(each);
}

/** When something was done for it: a day before each of its last moves, or after it came in. */
function visitsOf({ began, moves }: Story): readonly number[] {
  return moves.length === 0 ? [began + DAY / 4] : moves.slice(-VISITS).map((each) => each.at - DAY);
}

/** What all samples of one attempt have in common. */
type Common = Pick<Sample, "words" | "now" | "me">;
type Ids = ReadonlyMap<string, readonly string[]>;

async function madeCompanions(companions: readonly CatalogObject[], common: Common): Promise<Ids> {
  const { words, now } = common;
  const ids = new Map<string, readonly string[]>();
  for (const each of companions) {
    const names = isPerson(each) ? words.people : words.companies;
    const inputs = names.map((name, index) => {
      const sample = { ...common, index, at: now - 90 * DAY, over: null, about: aboutAt(ids, index) };
      return { ...valuesOf(each, sample, new Set()), [givenName(each)?.name ?? ""]: `${words.mark}${name}` };
    });
    ids.set(each.name, await created(each, inputs));
  }
  return ids;
}

function aboutAt(ids: Ids, index: number): ReadonlyMap<string, string> {
  return new Map([...ids].map(([name, these]) => [name, these[index % these.length] ?? ""]));
}

async function begun(
  of: CatalogObject,
  stories: readonly Story[],
  ids: Ids,
  later: ReadonlySet<string>,
  common: Common,
): Promise<readonly Made[]> {
  const { words } = common;
  const samples = stories.map((story): [Story, Sample] => {
    const { index, began, over } = story;
    return [story, { ...common, index, at: began, over, about: aboutAt(ids, index) }];
  });
  const calls = samples.map(([story, sample]): Call => {
    const name = `${words.mark}${words.names[story.index % words.names.length]}`;
    const input = { ...valuesOf(of, sample, later), [givenName(of)?.name ?? ""]: name };
    const given = { input: { type: `${of.typeName}CreateInput!`, value: input }, ...dated(of, story.began) };
    return { write: `create${of.typeName}`, given };
  });
  type Answer = UserErrors & { record: { id: string } | null };
  const selection = `record: ${of.name} { id } errors { code message path hint details }`;
  const answers = await written<Answer>(calls, selection);
  const made = samples.flatMap(([story, sample], at): Made[] => {
    const id = answers[at]?.record?.id;
    return id === undefined ? [] : [{ id, story, sample }];
  });
  if (made.length === 0)
    raise(answers.flatMap((each) => each?.errors ?? []).map((each) => faultOf({ ...each, path: [] })));
  return made;
}
