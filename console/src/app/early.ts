/**
 * What every page of who is signed in needs is asked for before anything else is done: the server answers while the
 * browser is still at the scripts. So nothing is imported here that is large.
 */

import { CatalogOfCallerDocument, WhoIsItDocument } from "../client/generated/graphql";
import { answerIn, sendAhead } from "../client/request";
import { isInside } from "./addresses";
import { preferredLanguage } from "./preferred";

if (isInside(window.location.pathname)) {
  answerIn(preferredLanguage());
  sendAhead(WhoIsItDocument);
  sendAhead(CatalogOfCallerDocument);
}
