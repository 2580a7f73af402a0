import { Alert, Box, Button, Card, CardActions, CardContent, Chip, Stack, Typography } from "@mui/material";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Navigate } from "react-router";
import { CATALOG_KEY, useCatalog } from "../client/catalog";
import { accepted } from "../client/faults";
import { graphql } from "../client/generated";
import type { TemplatesToInstallQuery } from "../client/generated/graphql";
import { request } from "../client/request";
import { useMe } from "../client/session";
import { canHaveSamples } from "../shared/companions";
import { FaultNotice } from "../shared/FaultNotice";
import { Loading } from "../shared/Loading";
import { SamplesPanel } from "./SamplesPanel";
import "./texts";

const TEMPLATES = graphql(`
  query TemplatesToInstall {
    catalogTemplates { name label description objects { name label use present fields { name present } } }
  }
`);
const INSTALL = graphql(`
  mutation InstallTemplate($name: String!) {
    installTemplate(name: $name) { version summary errors { code message path hint details } }
  }
`);

type Template = TemplatesToInstallQuery["catalogTemplates"][number];

/** What an empty tenant can begin with: a template, tried at once and undone like any other publish. */
export function Component() {
  const { t, i18n } = useTranslation("start");
  const me = useMe();
  const catalog = useCatalog();
  const may = me.data?.actions.includes("configure") ?? false;
  const templates = useQuery({
    queryKey: ["templates", i18n.language, catalog.data?.version],
    queryFn: async ({ signal }) => (await request(TEMPLATES, {}, signal)).catalogTemplates,
    enabled: may && catalog.isSuccess,
  });
  const objects = catalog.data?.objects ?? [];
  const sampled = objects.filter((each) => catalog.data !== undefined && canHaveSamples(catalog.data, each));
  // There is nothing to begin: what there is to see is elsewhere.
  if (me.isSuccess && !may && objects.length > 0 && sampled.length === 0) return <Navigate replace to="/" />;
  return (
    <Stack sx={{ p: { xs: 2, md: 4 }, gap: 3, maxWidth: 1100 }}>
      <Typography variant="h1">{t("begin")}</Typography>
      {!may && me.isSuccess && catalog.isSuccess && objects.length === 0 && (
        <Alert severity="info">{t("askAdmin")}</Alert>
      )}
      {catalog.isError && <FaultNotice error={catalog.error} onRetry={() => void catalog.refetch()} />}
      {catalog.data !== undefined &&
        sampled.map((each) => <SamplesPanel key={each.name} catalog={catalog.data} of={each} />)}
      {may && <Typography>{t("chooseTemplate")}</Typography>}
      {templates.isError && <FaultNotice error={templates.error} onRetry={() => void templates.refetch()} />}
      {may && templates.isPending && <Loading />}
      <Box sx={{ display: "grid", gap: 2, gridTemplateColumns: "repeat(auto-fill, minmax(280px, 1fr))" }}>
        {templates.data
          ?.toSorted((one, other) => lackedBy(one).length - lackedBy(other).length)
          .map((each) => (
            <TemplateCard key={each.name} template={each} />
          ))}
      </Box>
    </Stack>
  );
}

/** The labels of the objects that a template adds fields to, and that are not there. */
function lackedBy(template: Template): readonly string[] {
  return template.objects.filter((each) => each.use === "extends" && !each.present).map((each) => each.label);
}

function TemplateCard({ template }: { template: Template }) {
  const { t, i18n } = useTranslation("start");
  const client = useQueryClient();
  const installing = useMutation({
    mutationFn: async () => accepted((await request(INSTALL, { name: template.name })).installTemplate),
    onSuccess: () => client.invalidateQueries({ queryKey: [CATALOG_KEY] }),
  });
  const there = template.objects.every((each) => each.fields.every((field) => field.present));
  const lacked = lackedBy(template);
  const title = `template-${template.name}`;
  return (
    <Card
      variant="outlined"
      component="section"
      aria-labelledby={title}
      sx={{ display: "flex", flexDirection: "column" }}
    >
      <CardContent sx={{ flexGrow: 1 }}>
        <Typography id={title} variant="h2" gutterBottom>
          {template.label}
        </Typography>
        <Typography color="textSecondary">{template.description}</Typography>
        {installing.isError && <FaultNotice error={installing.error} />}
      </CardContent>
      <CardActions sx={{ px: 2, pb: 2 }}>
        {there || installing.isSuccess ? (
          <Chip label={t("installed")} color="success" variant="outlined" />
        ) : lacked.length > 0 ? (
          <Typography variant="body2">
            {t("lacks", { objects: new Intl.ListFormat(i18n.language).format(lacked) })}
          </Typography>
        ) : (
          <Button variant="contained" loading={installing.isPending} onClick={() => installing.mutate()}>
            {t("install", { template: template.label })}
          </Button>
        )}
      </CardActions>
    </Card>
  );
}
