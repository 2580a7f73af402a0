import { MenuItem, Stack, TextField, Typography } from "@mui/material";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate, useParams } from "react-router";
import { NotFound } from "../app/NotFound";
import { objectNamed, pipelinesOf, stagesOf, useCatalog } from "../client/catalog";
import { FaultNotice } from "../shared/FaultNotice";
import { Loading } from "../shared/Loading";
import { Numbers } from "./Numbers";
import "./texts";

/** The numbers of one pipeline, and the choice of another. */
export function Component() {
  const { t } = useTranslation("insights");
  const navigate = useNavigate();
  const named = useParams();
  const catalog = useCatalog();
  const objects = (catalog.data?.objects ?? []).filter((each) => each.pipeline != null);
  const of =
    named.object === undefined || catalog.data === undefined
      ? objects[0]
      : objectNamed(catalog.data, named.object);
  const pipelines = of === undefined ? [] : pipelinesOf(of);
  const pipeline =
    named.pipeline === undefined ? pipelines[0] : pipelines.find((each) => each.name === named.pipeline);
  const stages = useMemo(
    () => (of === undefined || pipeline === undefined ? [] : stagesOf(of, pipeline.name)),
    [of, pipeline],
  );
  if (catalog.isPending) return <Loading />;
  if (catalog.isError) return <FaultNotice error={catalog.error} onRetry={() => void catalog.refetch()} />;
  if (objects.length === 0) return <Typography sx={{ p: 4 }}>{t("noPipeline")}</Typography>;
  if (of === undefined || pipeline === undefined) return <NotFound />;
  return (
    <Stack sx={{ p: 2, gap: 2 }}>
      <Stack direction="row" sx={{ gap: 2, alignItems: "center", flexWrap: "wrap" }}>
        <Typography variant="h1" sx={{ flexGrow: 1 }}>
          {t("title", { object: of.pluralLabel })}
        </Typography>
        {objects.length > 1 && (
          <TextField
            select
            label={t("object")}
            value={of.name}
            onChange={(event) => void navigate(`/insights/${event.target.value}`)}
          >
            {objects.map((each) => (
              <MenuItem key={each.name} value={each.name}>
                {each.pluralLabel}
              </MenuItem>
            ))}
          </TextField>
        )}
        {pipelines.length > 1 && (
          <TextField
            select
            label={t("pipeline")}
            value={pipeline.name}
            onChange={(event) => void navigate(`/insights/${of.name}/${event.target.value}`)}
          >
            {pipelines.map((each) => (
              <MenuItem key={each.name} value={each.name}>
                {each.label}
              </MenuItem>
            ))}
          </TextField>
        )}
      </Stack>
      <Numbers
        key={`${of.name} ${pipeline.name}`}
        of={of}
        pipeline={pipeline.name}
        stages={stages}
        version={catalog.data.version}
      />
    </Stack>
  );
}
