/** Looking at the tenant as a member, or as whoever has a role. */

import { useMutation } from "@tanstack/react-query";
import { accepted } from "../client/faults";
import { graphql } from "../client/generated";
import type { ViewAsInput } from "../client/generated/graphql";
import { request } from "../client/request";
import { useMe } from "../client/session";
import { showView } from "../client/view";

const BEGIN = graphql(`
  mutation BeginView($input: ViewAsInput!) {
    viewAs(input: $input) { token errors { code message path hint details } }
  }
`);

/** As whom is looked, and what they are called. */
export interface Viewed {
  as: ViewAsInput;
  name: string;
}

/** Begins a view; the page is loaded anew. */
export function useBeginView() {
  return useMutation({
    mutationFn: async ({ as, name }: Viewed) =>
      showView(accepted((await request(BEGIN, { input: as })).viewAs).token ?? "", name),
  });
}

/** Whether the caller may look as others: who has both rights could give themselves any role. */
export function useMayView(): boolean {
  const me = useMe();
  return ["configure", "administer"].every((each) => me.data?.actions.includes(each) ?? false);
}
