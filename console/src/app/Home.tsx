import { Navigate } from "react-router";
import { useCatalog } from "../client/catalog";
import { FaultNotice } from "../shared/FaultNotice";
import { Loading } from "../shared/Loading";

/** Where somebody who has just come is led: to the first board, or to what an empty tenant can begin with. */
export function Home() {
  const catalog = useCatalog();
  if (catalog.isPending) return <Loading />;
  if (catalog.isError) return <FaultNotice error={catalog.error} onRetry={() => void catalog.refetch()} />;
  const first = catalog.data.objects.find((each) => each.pipeline != null);
  return <Navigate replace to={first === undefined ? "/start" : `/board/${first.name}`} />;
}
