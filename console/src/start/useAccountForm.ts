import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useNavigate } from "react-router";
import { RefusedError } from "../client/faults";

/** Whether who has come by a link gets an account, or has one: nobody is told which addresses have. */
export type Standing = "new" | "known";

interface Proof {
  standing: Standing;
  name: string;
  password: string;
  code: string;
}

/** What shows whose account it is, and where a link leads once it is used. */
export function useAccountForm(use: (proof: Proof) => Promise<void>, to: string) {
  const client = useQueryClient();
  const navigate = useNavigate();
  const [proof, setProof] = useState<Proof>({ standing: "new", name: "", password: "", code: "" });
  const using = useMutation({
    mutationFn: () => use(proof),
    onSuccess: async () => {
      await client.resetQueries();
      await navigate(to, { replace: true });
    },
  });
  const asksForCode = using.error instanceof RefusedError && using.error.has("SECOND_FACTOR_REQUIRED");
  return { proof, setProof, using, asksForCode: asksForCode || proof.code !== "" };
}
