import { Box, MenuItem, Stack, TextField } from "@mui/material";
import { useTranslation } from "react-i18next";
import { useParams } from "react-router";
import { NotFound } from "../app/NotFound";
import { pipelineAt, useCatalog, withPipeline } from "../client/catalog";
import { NothingSetUp } from "../shared/NothingYet";
import { PageHead } from "../shared/PageHead";
import { useKept } from "../shared/useKept";
import { Waiting } from "../shared/Waiting";
import { Board } from "./Board";
import "./texts";

const STALE_DAYS = [7, 14, 30, 60, 90];

/** The board of one pipeline, and the choice of another. */
export function Component() {
  const { t } = useTranslation(["board", "app"]);
  const named = useParams();
  const catalog = useCatalog();
  const [staleDays, setStaleDays] = useKept<number>("board.staleDays", 30);
  if (catalog.data === undefined) return <Waiting query={catalog} />;
  const objects = withPipeline(catalog.data);
  const found = pipelineAt(catalog.data, named.object, named.pipeline);
  if (objects.length === 0) return <NothingSetUp title={t("app.board", { ns: "app" })} />;
  if (found === undefined) return <NotFound />;
  const { of, pipeline } = found;
  return (
    <Stack sx={{ height: "100%", minHeight: 0 }}>
      <Box sx={{ p: 2, pb: 1 }}>
        <PageHead
          room="board"
          title={t("title", { object: of.pluralLabel })}
          objects={objects}
          of={of}
          pipeline={pipeline.name}
        >
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
        </PageHead>
      </Box>
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
