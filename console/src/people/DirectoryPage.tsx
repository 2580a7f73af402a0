import { Button, Stack, Typography } from "@mui/material";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { ChoiceGroup } from "../shared/ChoiceGroup";
import { FormDialog } from "../shared/FormDialog";
import { SecretDialog } from "../shared/SecretDialog";
import { Waiting } from "../shared/Waiting";
import { DirectoryKeyDialog } from "./DirectoryKeyDialog";
import { type Group, groupsOf, setGroupRoles } from "./directory";
import { labelsOf, PEOPLE_KEY, type Role, useChange } from "./members";
import { PeopleTable } from "./PeopleTable";
import "./texts";

/** What a directory provisions by SCIM: the roles that follow from its groups, and its key. */
export function Component() {
  const { t, i18n } = useTranslation("people");
  const found = useQuery({
    queryKey: [PEOPLE_KEY, "groups", i18n.language],
    queryFn: ({ signal }) => groupsOf(signal),
  });
  const [group, setGroup] = useState<Group | null>(null);
  const [making, setMaking] = useState(false);
  const [secret, setSecret] = useState<string | null>(null);
  if (found.data === undefined) return <Waiting query={found} />;
  const { groups, roles } = found.data;
  const label = labelsOf(roles);
  return (
    <Stack sx={{ gap: 2, maxWidth: 1000 }}>
      <Stack direction="row" sx={{ gap: 2, alignItems: "center" }}>
        <Typography variant="h1" sx={{ flexGrow: 1 }}>
          {t("parts.directory")}
        </Typography>
        <Button variant="contained" onClick={() => setMaking(true)}>
          {t("newKey")}
        </Button>
      </Stack>
      <Typography color="textSecondary">{t("directoryMeans")}</Typography>
      <Typography>
        {t("scimAddress")} <code>{`${window.location.origin}/scim/v2`}</code>
      </Typography>
      {groups.length === 0 ? (
        <Typography>{t("noGroups")}</Typography>
      ) : (
        <PeopleTable
          label={t("groups")}
          columns={[t("group"), t("externalId"), t("roles")]}
          rows={groups.map((each) => ({
            id: each.id,
            cells: [each.name, each.externalId ?? "", each.roles.map(label).join(", ")],
            actions: (
              <Button aria-label={`${t("does.roles")}: ${each.name}`} onClick={() => setGroup(each)}>
                {t("does.roles")}
              </Button>
            ),
          }))}
        />
      )}
      {group !== null && <GroupRolesDialog group={group} roles={roles} onClose={() => setGroup(null)} />}
      {making && <DirectoryKeyDialog roles={roles} onClose={() => setMaking(false)} onMade={setSecret} />}
      {secret !== null && (
        <SecretDialog
          title={t("keyTitle")}
          means={t("keyMeans")}
          secret={secret}
          onClose={() => setSecret(null)}
        />
      )}
    </Stack>
  );
}

interface GroupRolesDialogProps {
  group: Group;
  roles: readonly Role[];
  onClose: () => void;
}

function GroupRolesDialog({ group, roles, onClose }: GroupRolesDialogProps) {
  const { t } = useTranslation("people");
  const [chosen, setChosen] = useState<readonly string[]>(group.roles);
  const saving = useChange(() => setGroupRoles(group.id, chosen));
  return (
    <FormDialog
      title={t("rolesOf", { name: group.name })}
      send={t("action.save", { ns: "app" })}
      form={chosen}
      ready
      sending={saving}
      onSubmit={() => saving.mutate(undefined, { onSuccess: onClose })}
      onClose={onClose}
    >
      <Typography color="textSecondary">{t("groupMeans")}</Typography>
      <ChoiceGroup label={t("roles")} choices={roles} chosen={chosen} onChange={setChosen} />
    </FormDialog>
  );
}
