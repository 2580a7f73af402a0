import { Alert, TextField, Typography } from "@mui/material";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useBeginView } from "../access/viewing";
import { WhyDialog } from "../access/WhyDialog";
import { Choice } from "../shared/Choice";
import "../access/texts";
import { localMoment } from "../fields/values";
import { ChoiceGroup } from "../shared/ChoiceGroup";
import { FaultNotice } from "../shared/FaultNotice";
import { FormDialog } from "../shared/FormDialog";
import { Loading } from "../shared/Loading";
import { assertNever } from "../shared/never";
import {
  deactivate,
  labelsOf,
  type Member,
  PEOPLE_KEY,
  pseudonymize,
  type Role,
  reactivate,
  setEnd,
  setRoles,
  unlink,
  useChange,
} from "./members";
import { SessionsDialog } from "./SessionsDialog";
import { difference, putIn, takeOut, treeOf, unitsOf } from "./units";
import "./texts";

export type What =
  | "roles"
  | "units"
  | "end"
  | "sessions"
  | "why"
  | "view"
  | "unlink"
  | "deactivate"
  | "reactivate"
  | "pseudonymize";

export interface Doing {
  what: What;
  member: Member;
}

interface MemberDialogProps {
  doing: Doing;
  members: readonly Member[];
  roles: readonly Role[];
  endsAt: string | null;
  onClose: () => void;
}

/** One change of one member. */
export function MemberDialog({ doing, members, roles, endsAt, onClose }: MemberDialogProps) {
  const { what, member } = doing;
  switch (what) {
    case "roles":
      return <RolesDialog member={member} roles={roles} onClose={onClose} />;
    case "units":
      return <UnitsDialog member={member} onClose={onClose} />;
    case "end":
      return <EndDialog member={member} endsAt={endsAt} onClose={onClose} />;
    case "sessions":
      return <SessionsDialog member={member} onClose={onClose} />;
    case "why":
      return <WhyDialog asked={{ member: member.id }} name={member.name} onClose={onClose} />;
    case "view":
      return <ViewDialog member={member} onClose={onClose} />;
    case "deactivate":
      return <DeactivateDialog member={member} members={members} onClose={onClose} />;
    case "pseudonymize":
      return <PseudonymizeDialog member={member} onClose={onClose} />;
    case "unlink":
    case "reactivate":
      return <SureDialog what={what} member={member} onClose={onClose} />;
    default:
      return assertNever(what);
  }
}

interface OneProps {
  member: Member;
  onClose: () => void;
}

function RolesDialog({ member, roles, onClose }: OneProps & { roles: readonly Role[] }) {
  const { t } = useTranslation(["people", "app"]);
  const [chosen, setChosen] = useState<readonly string[]>(member.roles);
  const saving = useChange(() => setRoles(member.id, chosen));
  const label = labelsOf(roles);
  return (
    <FormDialog
      title={t("rolesOf", { name: member.name })}
      send={t("action.save", { ns: "app" })}
      form={chosen}
      ready
      sending={saving}
      onSubmit={() => saving.mutate(undefined, { onSuccess: onClose })}
      onClose={onClose}
    >
      {member.groupRoles.length > 0 && (
        <Typography>{t("groupRoles", { roles: member.groupRoles.map(label).join(", ") })}</Typography>
      )}
      <ChoiceGroup label={t("roles")} choices={roles} chosen={chosen} onChange={setChosen} />
    </FormDialog>
  );
}

function UnitsDialog({ member, onClose }: OneProps) {
  const { t } = useTranslation(["people", "app"]);
  const before = member.orgUnits.map((each) => each.id);
  const [chosen, setChosen] = useState<readonly string[]>(before);
  const units = useQuery({ queryKey: [PEOPLE_KEY, "units"], queryFn: ({ signal }) => unitsOf(signal) });
  const saving = useChange(async () => {
    const { come, gone } = difference(before, chosen);
    for (const unit of come) await putIn(unit, [member.id]);
    for (const unit of gone) await takeOut(unit, [member.id]);
  });
  const choices = treeOf(units.data ?? []).map(({ unit, depth }) => ({
    name: unit.id,
    label: `${"– ".repeat(depth)}${unit.name}`,
  }));
  return (
    <FormDialog
      title={t("unitsOf", { name: member.name })}
      send={t("action.save", { ns: "app" })}
      form={chosen}
      ready={units.isSuccess}
      sending={saving}
      onSubmit={() => saving.mutate(undefined, { onSuccess: onClose })}
      onClose={onClose}
    >
      {units.isPending && <Loading />}
      {units.isError && <FaultNotice error={units.error} onRetry={() => void units.refetch()} />}
      {units.data?.length === 0 && <Typography>{t("noUnits")}</Typography>}
      <ChoiceGroup label={t("units")} choices={choices} chosen={chosen} onChange={setChosen} />
    </FormDialog>
  );
}

function EndDialog({ member, endsAt, onClose }: OneProps & { endsAt: string | null }) {
  const { t } = useTranslation(["people", "app"]);
  const [at, setAt] = useState(endsAt === null ? "" : localMoment(endsAt));
  const saving = useChange(() => setEnd(member.id, at === "" ? null : new Date(at).toISOString()));
  return (
    <FormDialog
      title={t("endOf", { name: member.name })}
      send={t("action.save", { ns: "app" })}
      form={at}
      ready
      sending={saving}
      onSubmit={() => saving.mutate(undefined, { onSuccess: onClose })}
      onClose={onClose}
    >
      <Typography color="textSecondary">{t("endMeans")}</Typography>
      <TextField
        type="datetime-local"
        label={t("end")}
        helperText={t("endHint")}
        value={at}
        onChange={(event) => setAt(event.target.value)}
        slotProps={{ inputLabel: { shrink: true } }}
      />
    </FormDialog>
  );
}

function DeactivateDialog({ member, members, onClose }: OneProps & { members: readonly Member[] }) {
  const { t } = useTranslation(["people", "app"]);
  const [heir, setHeir] = useState("");
  const going = useChange(() => deactivate(member.id, heir === "" ? null : heir));
  const heirs = members.filter((each) => each.active && each.id !== member.id);
  return (
    <FormDialog
      title={t("deactivateTitle", { name: member.name })}
      send={going.isSuccess ? t("action.close", { ns: "app" }) : t("does.deactivate")}
      form={going.isSuccess ? null : heir}
      ready
      sending={going}
      onSubmit={() => (going.isSuccess ? onClose() : going.mutate())}
      onClose={onClose}
    >
      {going.isSuccess ? (
        <Alert severity="success">{t("wasDeactivated", { name: member.name, count: going.data })}</Alert>
      ) : (
        <>
          <Typography>{t("deactivateMeans")}</Typography>
          <Choice
            label={t("heir")}
            value={heir}
            none={t("noHeir")}
            choices={heirs.map(({ id, name }) => ({ name: id, label: name }))}
            onChange={setHeir}
          />
        </>
      )}
    </FormDialog>
  );
}

function ViewDialog({ member, onClose }: OneProps) {
  const { t } = useTranslation(["people", "access"]);
  const beginning = useBeginView();
  return (
    <FormDialog
      title={t("viewAsMember", { ns: "access" })}
      send={t("begin", { ns: "access" })}
      form={null}
      ready
      sending={beginning}
      onSubmit={() => beginning.mutate({ as: { memberId: member.id }, name: member.name })}
      onClose={onClose}
    >
      <Typography>{t("viewMeans", { ns: "access", name: member.name })}</Typography>
    </FormDialog>
  );
}

function PseudonymizeDialog({ member, onClose }: OneProps) {
  const { t } = useTranslation("people");
  const [reason, setReason] = useState("");
  const going = useChange(() => pseudonymize(member.id, reason));
  return (
    <FormDialog
      title={t("pseudonymizeTitle", { name: member.name })}
      send={t("does.pseudonymize")}
      form={reason}
      ready={reason.trim() !== ""}
      sending={going}
      onSubmit={() => going.mutate(undefined, { onSuccess: onClose })}
      onClose={onClose}
    >
      <Alert severity="warning">{t("pseudonymizeMeans")}</Alert>
      <TextField
        autoFocus
        required
        label={t("reason")}
        helperText={t("reasonHint")}
        value={reason}
        onChange={(event) => setReason(event.target.value)}
      />
    </FormDialog>
  );
}

function SureDialog({ what, member, onClose }: OneProps & { what: "unlink" | "reactivate" }) {
  const { t } = useTranslation("people");
  const going = useChange(() => (what === "unlink" ? unlink(member.id) : reactivate(member.id)));
  return (
    <FormDialog
      title={t(`sure.${what}`, { name: member.name })}
      send={t(`does.${what}`)}
      form={null}
      ready
      sending={going}
      onSubmit={() => going.mutate(undefined, { onSuccess: onClose })}
      onClose={onClose}
    >
      <Typography>{t(`means.${what}`)}</Typography>
    </FormDialog>
  );
}
