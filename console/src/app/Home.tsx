import { Navigate } from "react-router";
import { useCatalog, withPipeline } from "../client/catalog";
import { Waiting } from "../shared/Waiting";

/** Where somebody who has just come is led: to the first board, else the first list, else what an empty tenant begins with. */
export function Home() {
  const catalog = useCatalog();
  if (catalog.data === undefined) return <Waiting query={catalog} />;
  const first = withPipeline(catalog.data)[0];
  if (first !== undefined) return <Navigate replace to={`/board/${first.name}`} />;
  const records = catalog.data.objects[0];
  return <Navigate replace to={records === undefined ? "/start" : `/records/${records.name}`} />;
}
