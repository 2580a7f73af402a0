import { List, ListItem, ListItemText, Typography } from "@mui/material";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { shownMoment } from "../fields/values";
import { FaultNotice } from "../shared/FaultNotice";
import { FormDialog } from "../shared/FormDialog";
import { Loading } from "../shared/Loading";
import { endSessions, type Member, PEOPLE_KEY, sessionsOf, useChange } from "./members";
import "./texts";

/** The sessions that a member has used here, and the way to end them. */
export function SessionsDialog({ member, onClose }: { member: Member; onClose: () => void }) {
  const { t, i18n } = useTranslation("people");
  const sessions = useQuery({
    queryKey: [PEOPLE_KEY, "sessions", member.id],
    queryFn: ({ signal }) => sessionsOf(member.id, signal),
  });
  const ending = useChange(() => endSessions(member.id));
  return (
    <FormDialog
      title={t("sessionsOf", { name: member.name })}
      send={t("endSessions")}
      form={null}
      ready={sessions.isSuccess && sessions.data.length > 0}
      sending={ending}
      onSubmit={() => ending.mutate(undefined, { onSuccess: onClose })}
      onClose={onClose}
    >
      <Typography color="textSecondary">{t("sessionsMeans")}</Typography>
      {sessions.isPending && <Loading />}
      {sessions.isError && <FaultNotice error={sessions.error} onRetry={() => void sessions.refetch()} />}
      {sessions.data?.length === 0 && <Typography>{t("noSessions")}</Typography>}
      <List dense disablePadding>
        {sessions.data?.map((each) => (
          <ListItem key={each.id} disableGutters>
            <ListItemText
              primary={each.agent ?? t("unknownAgent")}
              secondary={[
                t(`methods.${each.method}`),
                ...(each.secondFactor ? [t("withSecondFactor")] : []),
                t("usedAt", { at: shownMoment(each.lastUsedAt ?? each.createdAt, i18n.language) }),
              ].join(" · ")}
            />
          </ListItem>
        ))}
      </List>
    </FormDialog>
  );
}
