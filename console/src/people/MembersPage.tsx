import { Button, Chip, Stack, TextField, Typography } from "@mui/material";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { shownMoment } from "../fields/values";
import { Waiting } from "../shared/Waiting";
import { AddMemberDialog } from "./AddMemberDialog";
import { type Doing, MemberDialog } from "./MemberDialog";
import { MemberMenu } from "./MemberMenu";
import { found, labelsOf, type Member, type Role, useMembers } from "./members";
import { PeopleTable } from "./PeopleTable";
import "./texts";

/** Everybody in the tenant. */
export function Component() {
  const { t } = useTranslation("people");
  const members = useMembers();
  const [words, setWords] = useState("");
  const [doing, setDoing] = useState<Doing | null>(null);
  const [adding, setAdding] = useState(false);
  if (members.data === undefined) return <Waiting query={members} />;
  const { data } = members;
  return (
    <Stack sx={{ gap: 2 }}>
      <Stack direction="row" sx={{ gap: 2, alignItems: "center", flexWrap: "wrap" }}>
        <Typography variant="h1" sx={{ flexGrow: 1 }}>
          {t("parts.members")}
        </Typography>
        <TextField
          type="search"
          label={t("search")}
          value={words}
          onChange={(event) => setWords(event.target.value)}
        />
        <Button variant="outlined" onClick={() => setAdding(true)}>
          {t("addMember")}
        </Button>
      </Stack>
      <PeopleTable
        label={t("parts.members")}
        columns={[t("name"), t("email"), t("roles"), t("units"), t("state")]}
        rows={found(data.members, words).map((each) => ({
          id: each.id,
          cells: [
            each.name,
            each.email,
            <RolesOf key="roles" member={each} roles={data.roles} />,
            each.orgUnits.map((unit) => unit.name).join(", "),
            <StateOf key="state" member={each} endsAt={data.ends.get(each.id)} />,
          ],
          actions: <MemberMenu member={each} hasProvider={data.hasProvider} onChoose={setDoing} />,
        }))}
      />
      {data.members.length === 1 && (
        <Stack sx={{ gap: 1, alignItems: "flex-start" }}>
          <Typography>{t("alone")}</Typography>
          <Button component={Link} to="/people/invitations" variant="contained">
            {t("invite")}
          </Button>
        </Stack>
      )}
      {adding && <AddMemberDialog roles={data.roles} onClose={() => setAdding(false)} />}
      {doing !== null && (
        <MemberDialog
          doing={doing}
          members={data.members}
          roles={data.roles}
          endsAt={data.ends.get(doing.member.id) ?? null}
          onClose={() => setDoing(null)}
        />
      )}
    </Stack>
  );
}

function RolesOf({ member, roles }: { member: Member; roles: readonly Role[] }) {
  const { t } = useTranslation("people");
  const label = labelsOf(roles);
  return (
    <Stack direction="row" sx={{ gap: 0.5, flexWrap: "wrap" }}>
      {member.roles.map((each) => (
        <Chip key={each} size="small" label={label(each)} />
      ))}
      {member.groupRoles.map((each) => (
        <Chip
          key={`group ${each}`}
          size="small"
          variant="outlined"
          label={t("byGroup", { role: label(each) })}
        />
      ))}
    </Stack>
  );
}

function StateOf({ member, endsAt }: { member: Member; endsAt: string | undefined }) {
  const { t, i18n } = useTranslation("people");
  if (!member.active) return t("deactivated");
  if (endsAt === undefined) return t("active");
  const ended = Date.parse(endsAt) <= Date.now();
  return t(ended ? "endedAt" : "endsAt", { at: shownMoment(endsAt, i18n.language) });
}
