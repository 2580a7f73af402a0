import { Alert, Button, Stack, Typography } from "@mui/material";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useParams } from "react-router";
import { ViewAsButton } from "../access/ViewAsButton";
import { WhyDialog } from "../access/WhyDialog";
import { NotFound } from "../app/NotFound";
import { FaultNotice } from "../shared/FaultNotice";
import { Loading } from "../shared/Loading";
import { Waiting } from "../shared/Waiting";
import { type Design, useAppend, useDesign } from "./drafting";
import { GrantDialog } from "./GrantDialog";
import { ADMIN, type DesignedRole, type Grant, ownAt, type Place, withOwn } from "./grants";
import { PartTitle } from "./PartTitle";
import { RemoveDialog } from "./RemoveDialog";
import { RoleDialog } from "./RoleDialog";
import { RoleMatrix } from "./RoleMatrix";
import { changesOfGrants } from "./roleForm";
import { TenantActions } from "./TenantActions";
import "./roleTexts";
import "./texts";

/** One role: what it is called and inherits, and its grants as a matrix. */
export function Component() {
  const named = useParams();
  const design = useDesign();
  if (design.data === undefined) return <Waiting query={design} />;
  const role = design.data.catalog.roles.find((each) => each.name === named.role);
  if (role === undefined) return design.isFetching ? <Loading /> : <NotFound />;
  return <OneRole key={role.name} design={design.data} role={role} />;
}

type Open = { kind: "names" } | { kind: "why" } | { kind: "remove" } | { kind: "grants"; place: Place };

function OneRole({ design, role }: { design: Design; role: DesignedRole }) {
  const { t } = useTranslation(["roles", "designer", "access", "app"]);
  const append = useAppend();
  const [edited, setEdited] = useState<readonly Grant[] | null>(null);
  const [open, setOpen] = useState<Open | null>(null);
  const { roles } = design.catalog;
  const fixed = role.name === ADMIN;
  const grants = edited ?? role.grants;
  const changes = changesOfGrants(role, grants);
  const shown: DesignedRole = { ...role, grants: [...grants] };
  const change = (next: readonly Grant[]) => {
    append.reset();
    setEdited(next);
  };
  const close = () => setOpen(null);
  return (
    <Stack sx={{ gap: 2 }}>
      <Stack direction="row" sx={{ alignItems: "center", gap: 1, flexWrap: "wrap" }}>
        <PartTitle label={role.label} name={role.name} />
        <Button variant="outlined" onClick={() => setOpen({ kind: "why" })}>
          {t("why", { ns: "access" })}
        </Button>
        <ViewAsButton as={{ roles: [role.name] }} name={role.label} />
        {!fixed && (
          <>
            <Button variant="outlined" onClick={() => setOpen({ kind: "names" })}>
              {t("edit")}
            </Button>
            <Button color="error" onClick={() => setOpen({ kind: "remove" })}>
              {t("remove")}
            </Button>
          </>
        )}
      </Stack>
      <Typography color="textSecondary" sx={{ maxWidth: 900 }}>
        {t(fixed ? "builtIn" : "means")}
      </Typography>
      <RoleMatrix
        catalog={design.catalog}
        role={shown}
        roles={roles}
        onChange={fixed ? null : change}
        onDetails={(place) => setOpen({ kind: "grants", place })}
      />
      <TenantActions role={shown} roles={roles} onChange={fixed ? null : change} />
      {append.isError && <FaultNotice error={append.error} />}
      {changes.length > 0 && (
        <Alert
          severity="info"
          role="status"
          sx={{ position: "sticky", bottom: 8, border: 1, borderColor: "divider", alignItems: "center" }}
          action={
            <Stack direction="row" sx={{ gap: 1 }}>
              <Button color="inherit" onClick={() => setEdited(null)}>
                {t("undo")}
              </Button>
              <Button variant="contained" loading={append.isPending} onClick={() => append.mutate(changes)}>
                {t("intoDraft", { ns: "designer" })}
              </Button>
            </Stack>
          }
        >
          {t("unsaved")}
        </Alert>
      )}
      {open?.kind === "why" && <WhyDialog asked={{ roles: [role.name] }} name={role.label} onClose={close} />}
      {open?.kind === "names" && <RoleDialog roles={roles} of={role} onClose={close} />}
      {open?.kind === "remove" && (
        <RemoveDialog
          removal={{
            label: role.label,
            part: { role: role.name },
            changes: [{ removeRole: { role: role.name } }],
            back: "/designer/roles",
          }}
          onClose={close}
        />
      )}
      {open?.kind === "grants" && (
        <GrantDialog
          design={design}
          place={open.place}
          grants={ownAt(grants, open.place)}
          onClose={close}
          onTake={(own) => change(withOwn(grants, open.place, own))}
        />
      )}
    </Stack>
  );
}
