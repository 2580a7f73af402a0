import { Alert, Button, MenuItem, Stack, TextField, Typography } from "@mui/material";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { FaultNotice } from "../shared/FaultNotice";
import { changesOf, useDesign, useDrafts } from "./drafting";

/** The draft that is worked on, how much is in it, and the way to its plan. */
export function DraftBar() {
  const { t } = useTranslation("designer");
  const { drafts, current, choose } = useDrafts();
  const design = useDesign();
  if (drafts.isError) return <FaultNotice error={drafts.error} onRetry={() => void drafts.refetch()} />;
  const count = changesOf(current).length;
  return (
    <>
      <Stack
        component="section"
        aria-label={t("draft")}
        direction="row"
        sx={{ gap: 2, px: 2, py: 1, alignItems: "center", flexWrap: "wrap", bgcolor: "action.hover" }}
      >
        {current === null ? (
          <Typography>{t("noDraft")}</Typography>
        ) : (
          <>
            <Typography role="status" sx={{ fontWeight: 600 }}>
              {t("changeCount", { count })}
            </Typography>
            {(drafts.data?.length ?? 0) > 1 ? (
              <TextField
                select
                label={t("draft")}
                value={current.id}
                onChange={(event) => choose(event.target.value)}
              >
                {drafts.data?.map((each) => (
                  <MenuItem key={each.id} value={each.id}>
                    {each.name}
                  </MenuItem>
                ))}
              </TextField>
            ) : (
              <Typography>{current.name}</Typography>
            )}
            <Button component={Link} to="/designer/plan" variant="contained">
              {t("toPlan")}
            </Button>
          </>
        )}
      </Stack>
      {design.data?.broken === true && <Alert severity="warning">{t("broken")}</Alert>}
    </>
  );
}
