import { Stack } from "@mui/material";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { useParams } from "react-router";
import { NotFound } from "../app/NotFound";
import { pipelineAt, stagesOf, useCatalog, withPipeline } from "../client/catalog";
import { NothingSetUp } from "../shared/NothingYet";
import { PageHead } from "../shared/PageHead";
import { Waiting } from "../shared/Waiting";
import { Numbers } from "./Numbers";
import "./texts";

/** The numbers of one pipeline, and the choice of another. */
export function Component() {
  const { t } = useTranslation(["insights", "app"]);
  const named = useParams();
  const catalog = useCatalog();
  const found =
    catalog.data === undefined ? undefined : pipelineAt(catalog.data, named.object, named.pipeline);
  const { of, pipeline } = found ?? {};
  const stages = useMemo(
    () => (of === undefined || pipeline === undefined ? [] : stagesOf(of, pipeline.name)),
    [of, pipeline],
  );
  if (catalog.data === undefined) return <Waiting query={catalog} />;
  const objects = withPipeline(catalog.data);
  if (objects.length === 0) return <NothingSetUp title={t("app.insights", { ns: "app" })} />;
  if (of === undefined || pipeline === undefined) return <NotFound />;
  return (
    <Stack sx={{ p: 2, gap: 2 }}>
      <PageHead
        room="insights"
        title={t("title", { object: of.pluralLabel })}
        objects={objects}
        of={of}
        pipeline={pipeline.name}
      />
      <Numbers
        key={`${of.name} ${pipeline.name}`}
        catalog={catalog.data}
        of={of}
        pipeline={pipeline.name}
        stages={stages}
      />
    </Stack>
  );
}
