import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import type { CatalogObject } from "../client/catalog";
import { follow, type Liveness } from "../client/live";
import { boardKey } from "./keys";

const SETTLE = 400;

/** Asks a board anew a moment after others have changed a record of it. */
export function useLiveBoard(of: CatalogObject): Liveness {
  const client = useQueryClient();
  const [liveness, setLiveness] = useState<Liveness>("live");
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const anew = () => {
      clearTimeout(timer);
      timer = setTimeout(() => void client.invalidateQueries({ queryKey: boardKey(of) }), SETTLE);
    };
    let lost = false;
    const end = follow<unknown>(`subscription { ${of.name}Changed { kind id } }`, {}, anew, (now) => {
      setLiveness(now);
      // What happened while the connection was lost was told to nobody.
      if (now === "live" && lost) anew();
      lost = now === "lost";
    });
    return () => {
      clearTimeout(timer);
      end();
    };
  }, [client, of]);
  return liveness;
}
