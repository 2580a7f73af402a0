import {
  Button,
  FormControl,
  FormControlLabel,
  FormLabel,
  Radio,
  RadioGroup,
  Stack,
  TextField,
} from "@mui/material";
import type { FormEvent } from "react";
import { useId } from "react";
import { useTranslation } from "react-i18next";
import { FaultNotice } from "../shared/FaultNotice";
import type { Standing, useAccountForm } from "./useAccountForm";
import "./texts";

interface AccountFormProps {
  form: ReturnType<typeof useAccountForm>;
  action: string;
  /** A new account says its name here. */
  named: boolean;
  children?: React.ReactNode;
}

/** A new account, or the one that somebody has: what a link in a mail asks for before it is used. */
export function AccountForm({ form, action, named, children }: AccountFormProps) {
  const { t } = useTranslation("start");
  const id = useId();
  const { proof, setProof, using, asksForCode } = form;
  const isNew = proof.standing === "new";
  const submit = (event: FormEvent) => {
    event.preventDefault();
    using.mutate();
  };
  return (
    <Stack component="form" onSubmit={submit} sx={{ gap: 2 }}>
      {using.isError && <FaultNotice error={using.error} />}
      <FormControl>
        <FormLabel id={id}>{t("account")}</FormLabel>
        <RadioGroup
          aria-labelledby={id}
          value={proof.standing}
          onChange={(_, chosen) => setProof({ ...proof, standing: chosen as Standing })}
        >
          <FormControlLabel value="new" control={<Radio size="small" />} label={t("isNew")} />
          <FormControlLabel value="known" control={<Radio size="small" />} label={t("isKnown")} />
        </RadioGroup>
      </FormControl>
      {isNew && named && (
        <TextField
          label={t("name")}
          autoComplete="name"
          required
          value={proof.name}
          onChange={(event) => setProof({ ...proof, name: event.target.value })}
        />
      )}
      <TextField
        label={t("password")}
        type="password"
        autoComplete={isNew ? "new-password" : "current-password"}
        required
        helperText={isNew ? t("passwordHint") : undefined}
        value={proof.password}
        onChange={(event) => setProof({ ...proof, password: event.target.value })}
      />
      {asksForCode && (
        <TextField
          label={t("code")}
          autoComplete="one-time-code"
          value={proof.code}
          onChange={(event) => setProof({ ...proof, code: event.target.value })}
        />
      )}
      {children}
      <Button type="submit" variant="contained" loading={using.isPending}>
        {action}
      </Button>
    </Stack>
  );
}
