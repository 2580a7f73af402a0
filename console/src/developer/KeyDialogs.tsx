import { MenuItem, TextField, Typography } from "@mui/material";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { ChoiceGroup } from "../shared/ChoiceGroup";
import { FormDialog } from "../shared/FormDialog";
import { type ApiKey, createKey, KEYS_KEY, type Role, revokeKey, rotateKey, type Secret } from "./keys";
import "./texts";

interface NewKeyDialogProps {
  roles: readonly Role[];
  onClose: () => void;
  onMade: (secret: Secret) => void;
}

/** A key for a program: what it is called, what it may, until when and from where. */
export function NewKeyDialog({ roles, onClose, onMade }: NewKeyDialogProps) {
  const { t } = useTranslation("developer");
  const client = useQueryClient();
  const [name, setName] = useState("");
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const [until, setUntil] = useState("");
  const [networks, setNetworks] = useState("");
  const making = useMutation({
    mutationFn: () => {
      const from = networks.split(/\s+/).filter((each) => each !== "");
      return createKey({
        name,
        ...(chosen.length === 0 ? {} : { roles: [...chosen] }),
        ...(until === "" ? {} : { expiresAt: new Date(`${until}T23:59:59`).toISOString() }),
        ...(from.length === 0 ? {} : { networks: from }),
      });
    },
    onSuccess: async (secret) => {
      onMade(secret);
      await client.invalidateQueries({ queryKey: KEYS_KEY });
    },
  });
  return (
    <FormDialog
      title={t("newKey")}
      send={t("create")}
      form={{ name, chosen, until, networks }}
      ready={name.trim() !== ""}
      sending={making}
      onSubmit={() => making.mutate()}
      onClose={onClose}
    >
      <TextField label={t("name")} required value={name} onChange={(event) => setName(event.target.value)} />
      <ChoiceGroup
        label={`${t("roles")} (${t("ownRoles")})`}
        choices={roles}
        chosen={chosen}
        onChange={setChosen}
      />
      <TextField
        label={t("expires")}
        type="date"
        value={until}
        helperText={t("forEver")}
        onChange={(event) => setUntil(event.target.value)}
        slotProps={{ inputLabel: { shrink: true } }}
      />
      <TextField
        label={t("networks")}
        multiline
        value={networks}
        helperText={t("networksHint")}
        onChange={(event) => setNetworks(event.target.value)}
      />
    </FormDialog>
  );
}

const OVERLAPS = [0, 1, 24, 168] as const;

interface KeyDialogProps {
  of: ApiKey;
  onClose: () => void;
}

/** Puts a key alike in the place of one. */
export function RotateDialog({ of, onClose, onMade }: KeyDialogProps & { onMade: (secret: Secret) => void }) {
  const { t } = useTranslation("developer");
  const client = useQueryClient();
  const [hours, setHours] = useState<number>(24);
  const rotating = useMutation({
    mutationFn: () => rotateKey(of.id, hours),
    onSuccess: async (secret) => {
      onMade(secret);
      await client.invalidateQueries({ queryKey: KEYS_KEY });
    },
  });
  const inWords = (each: number) =>
    each === 0 ? t("atOnce") : each < 24 ? t("hours", { count: each }) : t("days", { count: each / 24 });
  return (
    <FormDialog
      title={t("rotateTitle", { name: of.name })}
      send={t("rotate")}
      form={hours}
      ready
      sending={rotating}
      onSubmit={() => rotating.mutate()}
      onClose={onClose}
    >
      <Typography>{t("rotateMeans")}</Typography>
      <TextField
        select
        label={t("overlap")}
        value={hours}
        onChange={(event) => setHours(Number(event.target.value))}
      >
        {OVERLAPS.map((each) => (
          <MenuItem key={each} value={each}>
            {inWords(each)}
          </MenuItem>
        ))}
      </TextField>
    </FormDialog>
  );
}

/** Ends a key for good, once somebody has said so twice. */
export function RevokeDialog({ of, onClose }: KeyDialogProps) {
  const { t } = useTranslation("developer");
  const client = useQueryClient();
  const revoking = useMutation({
    mutationFn: () => revokeKey(of.id),
    onSuccess: async () => {
      onClose();
      await client.invalidateQueries({ queryKey: KEYS_KEY });
    },
  });
  return (
    <FormDialog
      title={t("revokeTitle", { name: of.name })}
      send={t("revoke")}
      color="error"
      form={null}
      ready
      sending={revoking}
      onSubmit={() => revoking.mutate()}
      onClose={onClose}
    >
      <Typography>{t("revokeMeans")}</Typography>
    </FormDialog>
  );
}
