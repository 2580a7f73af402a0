import {
  Button,
  Paper,
  Stack,
  Table,
  TableBody,
  TableCell,
  TableContainer,
  TableHead,
  TableRow,
  Typography,
} from "@mui/material";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { shownMoment } from "../fields/values";
import { FaultNotice } from "../shared/FaultNotice";
import { Loading } from "../shared/Loading";
import { SecretDialog } from "../shared/SecretDialog";
import { NewKeyDialog, RevokeDialog, RotateDialog } from "./KeyDialogs";
import { type ApiKey, KEYS_KEY, keysOf, type Role, type Secret, stateOf } from "./keys";
import "./texts";

type Doing =
  | { kind: "new" }
  | { kind: "rotate" | "revoke"; key: ApiKey }
  | { kind: "secret"; secret: Secret }
  | null;

/** The keys of the tenant. */
export function KeysSection() {
  const { t } = useTranslation("developer");
  const [doing, setDoing] = useState<Doing>(null);
  const found = useQuery({ queryKey: KEYS_KEY, queryFn: ({ signal }) => keysOf(signal) });
  const close = () => setDoing(null);
  const made = (secret: Secret) => setDoing({ kind: "secret", secret });
  return (
    <Paper variant="outlined" component="section" aria-labelledby="developer-keys" sx={{ p: 2, minWidth: 0 }}>
      <Stack direction="row" sx={{ gap: 2, alignItems: "flex-start", flexWrap: "wrap", mb: 1 }}>
        <Stack sx={{ flexGrow: 1 }}>
          <Typography id="developer-keys" variant="h2">
            {t("keys")}
          </Typography>
          <Typography color="textSecondary">{t("keysMeans")}</Typography>
        </Stack>
        <Button variant="contained" disabled={!found.isSuccess} onClick={() => setDoing({ kind: "new" })}>
          {t("newKey")}
        </Button>
      </Stack>
      {found.isPending && <Loading />}
      {found.isError && <FaultNotice error={found.error} onRetry={() => void found.refetch()} />}
      {found.data?.keys.length === 0 && <Typography>{t("noKeys")}</Typography>}
      {found.data !== undefined && found.data.keys.length > 0 && (
        <KeyTable
          keys={found.data.keys}
          roles={found.data.roles}
          onRotate={(key) => setDoing({ kind: "rotate", key })}
          onRevoke={(key) => setDoing({ kind: "revoke", key })}
        />
      )}
      {doing?.kind === "new" && (
        <NewKeyDialog roles={found.data?.roles ?? []} onClose={close} onMade={made} />
      )}
      {doing?.kind === "rotate" && <RotateDialog of={doing.key} onClose={close} onMade={made} />}
      {doing?.kind === "revoke" && <RevokeDialog of={doing.key} onClose={close} />}
      {doing?.kind === "secret" && (
        <SecretDialog
          title={t("secret", { name: doing.secret.name })}
          means={t("secretMeans")}
          secret={doing.secret.token}
          onClose={close}
        />
      )}
    </Paper>
  );
}

interface KeyTableProps {
  keys: readonly ApiKey[];
  roles: readonly Role[];
  onRotate: (key: ApiKey) => void;
  onRevoke: (key: ApiKey) => void;
}

function KeyTable({ keys, roles, onRotate, onRevoke }: KeyTableProps) {
  const { t, i18n } = useTranslation("developer");
  const moment = (iso: string) => shownMoment(iso, i18n.language);
  const labels = new Map(roles.map((each) => [each.name, each.label]));
  const titles = [t("name"), t("key"), t("state"), t("roles"), t("used"), t("expires"), t("networks")];
  return (
    <TableContainer tabIndex={0} role="region" aria-label={t("keys")}>
      <Table size="small">
        <TableHead>
          <TableRow>
            {titles.map((each) => (
              <TableCell key={each}>{each}</TableCell>
            ))}
            <TableCell />
          </TableRow>
        </TableHead>
        <TableBody>
          {keys.map((key) => (
            <TableRow key={key.id}>
              <TableCell component="th" scope="row">
                {key.name}
              </TableCell>
              <TableCell sx={{ fontFamily: "monospace", whiteSpace: "nowrap" }}>
                {key.prefix}…{key.lastFour}
              </TableCell>
              <TableCell>{t(stateOf(key))}</TableCell>
              <TableCell>
                {key.roles == null
                  ? t("ownRoles")
                  : key.roles.map((each) => labels.get(each) ?? each).join(", ")}
              </TableCell>
              <TableCell>
                {key.lastUsedAt == null
                  ? t("never")
                  : `${moment(key.lastUsedAt)}${key.lastAddress == null ? "" : ` · ${key.lastAddress}`}`}
              </TableCell>
              <TableCell>{key.expiresAt == null ? t("forEver") : moment(key.expiresAt)}</TableCell>
              <TableCell>{key.networks.join(", ") || t("everywhere")}</TableCell>
              <TableCell sx={{ whiteSpace: "nowrap" }}>
                {stateOf(key) === "good" && (
                  <>
                    <Button aria-label={`${t("rotate")}: ${key.name}`} onClick={() => onRotate(key)}>
                      {t("rotate")}
                    </Button>
                    <Button
                      color="error"
                      aria-label={`${t("revoke")}: ${key.name}`}
                      onClick={() => onRevoke(key)}
                    >
                      {t("revoke")}
                    </Button>
                  </>
                )}
              </TableCell>
            </TableRow>
          ))}
        </TableBody>
      </Table>
    </TableContainer>
  );
}
