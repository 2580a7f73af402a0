import { Button, Paper, Stack, Typography } from "@mui/material";
import { useMutation } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { arriving } from "../shared/arriving";
import { downloadText } from "../shared/download";
import { FaultNotice } from "../shared/FaultNotice";
import "./texts";

/** What reads a GraphQL schema is large, and is loaded when somebody wants it. */
const sdl = arriving(() => import("./sdl"));

/** Where the API is, and what can be asked of it. */
export function ApiSection() {
  const { t } = useTranslation("developer");
  const taking = useMutation({
    mutationFn: async () => (await sdl()).sdlOfCaller(),
    onSuccess: (text) => downloadText("sluice.graphql", text, "text/plain;charset=utf-8"),
  });
  return (
    <Paper variant="outlined" component="section" aria-labelledby="developer-api" sx={{ p: 2 }}>
      <Typography id="developer-api" variant="h2" gutterBottom>
        {t("api")}
      </Typography>
      <Typography component="code" sx={{ fontFamily: "monospace", overflowWrap: "anywhere" }}>
        {`${window.location.origin}/graphql`}
      </Typography>
      <Typography color="textSecondary" sx={{ mb: 2 }}>
        {t("apiMeans")} {t("sdlMeans")}
      </Typography>
      {taking.isError && <FaultNotice error={taking.error} />}
      <Stack direction="row" sx={{ gap: 1, flexWrap: "wrap" }}>
        <Button component={Link} to="/developer/graphiql" variant="contained">
          {t("graphiql")}
        </Button>
        <Button variant="outlined" loading={taking.isPending} onClick={() => taking.mutate()}>
          {t("sdl")}
        </Button>
      </Stack>
    </Paper>
  );
}
