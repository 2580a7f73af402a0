import { Button, Stack, TextField } from "@mui/material";
import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { RefusedError } from "../client/faults";
import { signIn } from "../client/session";
import { FaultNotice } from "../shared/FaultNotice";
import "./texts";

interface SignInFormProps {
  action: string;
  onDone: () => void;
}

/** Address and password, and the code of a second factor once the server asks for it. */
export function SignInForm({ action, onDone }: SignInFormProps) {
  const { t } = useTranslation("start");
  const [email, setEmail] = useState("");
  const [password, setPassword] = useState("");
  const [code, setCode] = useState("");
  const signing = useMutation({ mutationFn: () => signIn(email, password, code), onSuccess: onDone });
  const asked = signing.error instanceof RefusedError && asksForCode(signing.error);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    signing.mutate();
  };
  return (
    <Stack component="form" onSubmit={submit} sx={{ gap: 2 }}>
      {signing.isError && <FaultNotice error={signing.error} />}
      <TextField
        label={t("email")}
        type="email"
        autoComplete="username"
        required
        value={email}
        onChange={(event) => setEmail(event.target.value)}
      />
      <TextField
        label={t("password")}
        type="password"
        autoComplete="current-password"
        required
        value={password}
        onChange={(event) => setPassword(event.target.value)}
      />
      {(asked || code !== "") && (
        <TextField
          label={t("code")}
          autoComplete="one-time-code"
          value={code}
          onChange={(event) => setCode(event.target.value)}
        />
      )}
      <Button type="submit" variant="contained" loading={signing.isPending}>
        {action}
      </Button>
    </Stack>
  );
}

function asksForCode(error: RefusedError): boolean {
  return error.has("SECOND_FACTOR_REQUIRED") || error.faults.some((each) => each.path.includes("code"));
}
