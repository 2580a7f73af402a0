// What the clients of this folder ask, and how they tell what they got: one line of JSON for each step.
export const QUERY = "query ($first: Int) { deals(first: $first, orderBy: [{ field: name }]) { nodes { name stage } } }";
export const MUTATION =
  "mutation ($name: String!) { createDeal(input: { name: $name }) { deal { id name } errors { code } } }";
export const SUBSCRIPTION =
  "subscription ($where: DealWhere) { dealChanged(where: $where) { kind node { name } changedFields cursor } }";

export function tell(step, value) {
  console.log(JSON.stringify({ step, value }));
}
