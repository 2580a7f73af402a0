import { Navigate } from "react-router";
import { useCatalog, withPipeline } from "../client/catalog";
import { FaultNotice } from "../shared/FaultNotice";
import { Loading } from "../shared/Loading";

/** Where somebody who has just come is led: to the first board, else the first list, else what an empty tenant begins with. */
export function Home() {
  const catalog = useCatalog();
  if (catalog.isPending) return <Loading />;
  if (catalog.isError) return <FaultNotice error={catalog.error} onRetry={() => void catalog.refetch()} />;
  const first = withPipeline(catalog.data)[0];
  if (first !== undefined) return <Navigate replace to={`/board/${first.name}`} />;
  const records = catalog.data.objects[0];
  return <Navigate replace to={records === undefined ? "/start" : `/records/${records.name}`} />;
}
