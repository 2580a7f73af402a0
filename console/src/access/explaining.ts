/** Why somebody may do something, or may not. */

import { graphql } from "../client/generated";
import type { WhyQuery } from "../client/generated/graphql";
import { request } from "../client/request";

const WHY = graphql(`
  query Why(
    $action: String!, $object: String, $record: ID, $field: String, $to: String, $member: ID, $roles: [String!]
  ) {
    explainAccess(
      action: $action, object: $object, record: $record, field: $field, to: $to, member: $member, roles: $roles
    ) {
      allowed sentence
      grants {
        role sentence chains holds
        tree { id sentence satisfied depth }
      }
      missing { sentence }
    }
  }
`);

export type Explanation = NonNullable<WhyQuery["explainAccess"]>;

/** About whom is asked: a member, or whoever has some roles. */
export type Asked = { member: string } | { roles: string[] };

export interface Question {
  action: string;
  /** Empty for an action on the tenant. */
  object: string;
  /** Empty for the record as such. */
  field: string;
  /** Null for any record. */
  record: string | null;
  /** Of a move: where it leads; empty for any. */
  to: string;
}

export async function explain(asked: Asked, question: Question): Promise<Explanation | null> {
  const { action, object, field, record, to } = question;
  const given = {
    action,
    ...asked,
    ...(object === "" ? {} : { object }),
    ...(field === "" ? {} : { field }),
    ...(record === null ? {} : { record }),
    ...(to === "" ? {} : { to }),
  };
  return (await request(WHY, given)).explainAccess ?? null;
}
