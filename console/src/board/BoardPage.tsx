import { MenuItem, Stack, TextField, Typography } from "@mui/material";
import { useTranslation } from "react-i18next";
import { useNavigate, useParams } from "react-router";
import { NotFound } from "../app/NotFound";
import { objectNamed, pipelinesOf, useCatalog } from "../client/catalog";
import { FaultNotice } from "../shared/FaultNotice";
import { Loading } from "../shared/Loading";
import { useKept } from "../shared/useKept";
import { Board } from "./Board";
import "./texts";

const STALE_DAYS = [7, 14, 30, 60, 90];

/** The board of one pipeline, and the choice of another. */
export function Component() {
  const { t } = useTranslation("board");
  const navigate = useNavigate();
  const named = useParams();
  const catalog = useCatalog();
  const [staleDays, setStaleDays] = useKept<number>("board.staleDays", 30);
  if (catalog.isPending) return <Loading />;
  if (catalog.isError) return <FaultNotice error={catalog.error} onRetry={() => void catalog.refetch()} />;
  const objects = catalog.data.objects.filter((each) => each.pipeline != null);
  const of = named.object === undefined ? objects[0] : objectNamed(catalog.data, named.object);
  if (objects.length === 0) return <Typography sx={{ p: 4 }}>{t("noPipeline")}</Typography>;
  const pipelines = of === undefined ? [] : pipelinesOf(of);
  const pipeline =
    named.pipeline === undefined ? pipelines[0] : pipelines.find((each) => each.name === named.pipeline);
  if (of === undefined || pipeline === undefined) return <NotFound />;
  return (
    <Stack sx={{ height: "100%", minHeight: 0 }}>
      <Stack direction="row" sx={{ gap: 2, p: 2, pb: 1, alignItems: "center", flexWrap: "wrap" }}>
        <Typography variant="h1" sx={{ flexGrow: 1 }}>
          {t("title", { object: of.pluralLabel })}
        </Typography>
        {objects.length > 1 && (
          <TextField
            select
            label={t("object")}
            value={of.name}
            onChange={(event) => void navigate(`/board/${event.target.value}`)}
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
            onChange={(event) => void navigate(`/board/${of.name}/${event.target.value}`)}
          >
            {pipelines.map((each) => (
              <MenuItem key={each.name} value={each.name}>
                {each.label}
              </MenuItem>
            ))}
          </TextField>
        )}
        <TextField
          select
          label={t("staleAfter")}
          value={staleDays}
          onChange={(event) => setStaleDays(Number(event.target.value))}
        >
          {STALE_DAYS.map((each) => (
            <MenuItem key={each} value={each}>
              {t("days", { count: each })}
            </MenuItem>
          ))}
        </TextField>
      </Stack>
      <Board
        key={`${of.name} ${pipeline.name}`}
        catalog={catalog.data}
        of={of}
        pipeline={pipeline.name}
        staleDays={staleDays}
      />
    </Stack>
  );
}
