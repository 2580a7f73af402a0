/** The GraphQL schema as text, as the caller's role sees it. */

import { buildClientSchema, getIntrospectionQuery, type IntrospectionQuery, printSchema } from "graphql";
import { request } from "../client/request";

/** In the schema definition language, in the order of names. */
export async function sdlOfCaller(): Promise<string> {
  const query = getIntrospectionQuery({ inputValueDeprecation: true, specifiedByUrl: true, oneOf: true });
  return `${printSchema(buildClientSchema(await request<IntrospectionQuery, Record<string, never>>(query)))}\n`;
}
