import { FaultNotice } from "./FaultNotice";
import { Loading } from "./Loading";

interface WaitingProps {
  query: { isError: boolean; error: unknown; refetch: () => unknown };
}

/**
 * What stands where an answer is not there yet: that it is on its way, or why it did not come. An answer that is there
 * stays when it is asked for anew and that fails: what is typed in the page would go with it.
 */
export function Waiting({ query }: WaitingProps) {
  if (!query.isError) return <Loading />;
  return <FaultNotice error={query.error} onRetry={() => void query.refetch()} />;
}
