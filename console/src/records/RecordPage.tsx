import { Box, Breadcrumbs, Button, Link as MuiLink, Snackbar, Stack, Typography } from "@mui/material";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link, useLocation, useNavigate, useParams } from "react-router";
import { NotFound } from "../app/NotFound";
import { type Catalog, type CatalogObject, objectNamed, useCatalog } from "../client/catalog";
import { RefusedError } from "../client/faults";
import { FaultNotice } from "../shared/FaultNotice";
import { useAttempt } from "../shared/useAttempt";
import { Waiting } from "../shared/Waiting";
import { FieldSections } from "./FieldSections";
import { titleOf } from "./listFields";
import { recordsKey } from "./lists";
import { recordKey, wholeRecord } from "./oneRecord";
import { RelatedLists } from "./RelatedLists";
import { StagePath } from "./StagePath";
import { TaskList } from "./TaskList";
import { Timeline } from "./Timeline";
import { writeMany } from "./writes";
import "./texts";

/** The page of one record. */
export function Component() {
  const { object, id } = useParams();
  const catalog = useCatalog();
  if (catalog.data === undefined) return <Waiting query={catalog} />;
  const of = objectNamed(catalog.data, object);
  if (of === undefined || id === undefined) return <NotFound />;
  return <RecordView key={id} catalog={catalog.data} of={of} id={id} />;
}

interface RecordViewProps {
  catalog: Catalog;
  of: CatalogObject;
  id: string;
}

function RecordView({ catalog, of, id }: RecordViewProps) {
  const { t, i18n } = useTranslation(["records", "app"]);
  const client = useQueryClient();
  const navigate = useNavigate();
  const from = useLocation().state as { list?: string } | null;
  // As it was looked at, if that is where one comes from.
  const list = from?.list ?? `/records/${of.name}`;
  const [told, setTold] = useState<string | null>(null);
  const found = useQuery({
    queryKey: [...recordKey(of, id), catalog.version, i18n.language],
    queryFn: ({ signal }) => wholeRecord(catalog, of, id, signal),
  });
  const anew = () => {
    void client.invalidateQueries({ queryKey: recordKey(of, id) });
    void client.invalidateQueries({ queryKey: recordsKey(of) });
  };
  const attempt = useAttempt();
  const deleting = useMutation({
    mutationFn: async () => {
      const [outcome] = await writeMany(of, [id], { kind: "delete" }, attempt.key);
      const [first, ...more] = outcome?.faults ?? [];
      if (first !== undefined) throw new RefusedError([first, ...more]);
    },
    onError: attempt.onError,
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: recordsKey(of) });
      void navigate(list, { state: { gone: [id] } });
    },
  });
  if (found.data === undefined) return <Waiting query={found} />;
  if (found.data === null) return <NotFound />;
  const { record, related } = found.data;
  const title = titleOf(of, record);
  const pipeline = of.pipeline?.stages.find((each) => each.name === record.stage)?.pipeline;
  return (
    <Stack sx={{ p: 2, gap: 2 }}>
      <title>{`${title} · ${of.pluralLabel}`}</title>
      <Breadcrumbs aria-label={t("place")}>
        <MuiLink component={Link} to={list} underline="hover">
          {of.pluralLabel}
        </MuiLink>
        <Typography color="textPrimary" aria-current="page" noWrap sx={{ maxWidth: "60vw" }}>
          {title}
        </Typography>
      </Breadcrumbs>
      {found.isError && <FaultNotice error={found.error} onRetry={() => void found.refetch()} />}
      <Stack direction="row" sx={{ gap: 1, alignItems: "center", flexWrap: "wrap" }}>
        <Typography variant="h1" sx={{ flexGrow: 1, overflowWrap: "anywhere" }}>
          {title}
        </Typography>
        <Stack direction="row" sx={{ gap: 1 }}>
          {pipeline !== undefined && (
            <Button component={Link} to={`/board/${of.name}/${pipeline}`}>
              {t("onBoard")}
            </Button>
          )}
          {of.actions.includes("delete") && (
            <Button color="error" loading={deleting.isPending} onClick={() => deleting.mutate()}>
              {t("action.delete", { ns: "app" })}
            </Button>
          )}
        </Stack>
      </Stack>
      {deleting.isError && <FaultNotice error={deleting.error} onRetry={() => deleting.mutate()} />}
      {record.stage !== undefined && (
        <StagePath
          catalog={catalog}
          of={of}
          record={record}
          onMoved={(stage) => {
            setTold(stage);
            anew();
          }}
          onChanged={anew}
        />
      )}
      <Box
        sx={{
          display: "grid",
          gap: 2,
          gridTemplateColumns: { xs: "minmax(0, 1fr)", md: "minmax(0, 2fr) minmax(0, 1fr)" },
        }}
      >
        <Stack sx={{ gap: 2 }}>
          <FieldSections catalog={catalog} of={of} record={record} onChanged={anew} />
          <RelatedLists catalog={catalog} of={of} record={record} related={related} onChanged={anew} />
        </Stack>
        <Stack sx={{ gap: 2 }}>
          {record.stageTasks !== undefined && record.stageTasks.length > 0 && (
            <TaskList of={of} id={id} tasks={record.stageTasks} onChanged={anew} />
          )}
          <Timeline of={of} record={record} />
        </Stack>
      </Box>
      <Snackbar open={told !== null} autoHideDuration={5_000} onClose={() => setTold(null)} message={told} />
    </Stack>
  );
}
