import { Alert, Button, Snackbar, Stack, Typography } from "@mui/material";
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { lazy, Suspense, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Catalog, CatalogObject } from "../client/catalog";
import { arriving } from "../shared/arriving";
import { FaultNotice } from "../shared/FaultNotice";
import { Loading } from "../shared/Loading";
import { NoRecords } from "../shared/NothingYet";
import { useAttempt } from "../shared/useAttempt";
import { ValueEditor } from "./EditableValue";
import { sizeOf } from "./filters";
import { ListToolbar } from "./ListToolbar";
import { firstColumns, listFields } from "./listFields";
import { type Asked, groupsOf, type ListView, recordsKey, recordsOf } from "./lists";
import { type Edited, RecordTable } from "./RecordTable";
import { Selection } from "./Selection";
import { useCreating, useGone, useLooked } from "./useLooked";
import { writeMany } from "./writes";
import "./texts";

const FilterEditor = lazy(
  arriving(() => import("./FilterEditor").then((each) => ({ default: each.FilterEditor }))),
);
const CreateDialog = lazy(
  arriving(() => import("./CreateDialog").then((each) => ({ default: each.CreateDialog }))),
);

interface RecordListProps {
  catalog: Catalog;
  of: CatalogObject;
  me: string;
}

/** A list: what it shows, what is selected in it, and what is done with that. */
export function RecordList({ catalog, of, me }: RecordListProps) {
  const { t } = useTranslation("records");
  const client = useQueryClient();
  const { view, setView, typed, setTyped, words, chosenView, setChosenView } = useLooked();
  const [filtering, setFiltering] = useState(false);
  const [creating, setCreating] = useState(useCreating());
  // Here and not in its row, which leaves when the list becomes another while something is typed.
  const [edited, setEdited] = useState<Edited | null>(null);
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const [gone, setGone] = useState(useGone);
  const [told, setTold] = useState<string | null>(null);
  const fields = useMemo(() => listFields(of, t), [of, t]);
  const names = view.columns.length === 0 ? firstColumns(of) : view.columns;
  const shown = names
    .map((name) => fields.find((each) => each.name === name))
    .filter((each) => each !== undefined);
  const asked: Asked = { catalog, of, fields, shown, view, words, me };
  const key = [...recordsKey(of), catalog.version, view, words] as const;
  const pages = useInfiniteQuery({
    queryKey: key,
    queryFn: ({ pageParam, signal }) => recordsOf(asked, pageParam, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next,
  });
  const groups = useQuery({
    queryKey: [...key, "groups"],
    queryFn: ({ signal }) => groupsOf(asked, signal),
    enabled: view.groupBy !== null,
  });
  const anew = () => client.invalidateQueries({ queryKey: recordsKey(of) });
  const attempt = useAttempt();
  const restoring = useMutation({
    mutationFn: () => writeMany(of, gone, { kind: "restore" }, attempt.key),
    onError: attempt.onError,
    onSuccess: async () => {
      attempt.next();
      setGone([]);
      await anew();
    },
  });
  const isNarrowed = words !== "" || sizeOf(view.filters) > 0;
  const records = pages.data?.pages.flatMap((each) => each.records) ?? [];
  const chosen = records.filter((each) => selected.has(each.id));
  const change = (part: Partial<ListView>) => setView((now) => ({ ...now, ...part }));
  return (
    <>
      <ListToolbar
        of={of}
        fields={fields}
        view={view}
        shown={names}
        words={typed}
        conditions={sizeOf(view.filters)}
        filtering={filtering}
        onWords={setTyped}
        onView={setView}
        chosen={chosenView}
        onChosen={setChosenView}
        onFiltering={() => setFiltering(!filtering)}
        onCreate={() => setCreating(true)}
      />
      {filtering && (
        <Suspense fallback={<Loading />}>
          <FilterEditor
            catalog={catalog}
            of={of}
            fields={fields}
            filter={view.filters}
            onChange={(filters) => change({ filters })}
          />
        </Suspense>
      )}
      {chosen.length > 0 && (
        <Selection
          catalog={catalog}
          of={of}
          records={chosen}
          onDone={(ids) => {
            setGone(ids);
            setSelected(new Set());
            void anew();
          }}
          onChanged={() => void anew()}
        />
      )}
      {pages.isError && <FaultNotice error={pages.error} onRetry={() => void pages.refetch()} />}
      {restoring.isError && <FaultNotice error={restoring.error} onRetry={() => restoring.mutate()} />}
      {pages.isPending && <Loading />}
      {pages.isSuccess && records.length === 0 && (
        <Alert severity="info">
          {isNarrowed ? (
            t("empty")
          ) : (
            <NoRecords catalog={catalog} of={of} onCreate={() => setCreating(true)} />
          )}
        </Alert>
      )}
      {records.length > 0 && (
        <RecordTable
          catalog={catalog}
          of={of}
          columns={shown}
          records={records}
          orderBy={view.orderBy}
          group={fields.find((each) => each.name === view.groupBy)}
          counts={groups.data}
          selected={selected}
          onSelected={setSelected}
          onOrder={(orderBy) => change({ orderBy })}
          onEdit={setEdited}
        />
      )}
      {edited !== null && (
        <Suspense>
          <ValueEditor
            catalog={catalog}
            of={of}
            {...edited}
            onClose={() => setEdited(null)}
            onSaved={() => {
              setEdited(null);
              void anew();
            }}
          />
        </Suspense>
      )}
      <Stack direction="row" sx={{ gap: 2, alignItems: "center" }}>
        <Typography variant="body2" color="textSecondary" role="status">
          {pages.isSuccess ? t("count", { count: pages.data.pages[0]?.total ?? 0 }) : ""}
        </Typography>
        {pages.hasNextPage && (
          <Button
            variant="outlined"
            loading={pages.isFetchingNextPage}
            onClick={() => void pages.fetchNextPage()}
          >
            {t("more")}
          </Button>
        )}
      </Stack>
      {creating && (
        <Suspense>
          <CreateDialog
            catalog={catalog}
            of={of}
            onClose={() => setCreating(false)}
            onCreated={() => {
              setCreating(false);
              setTold(t("created"));
              void anew();
            }}
          />
        </Suspense>
      )}
      <Snackbar
        open={gone.length > 0}
        autoHideDuration={12_000}
        onClose={(_, reason) => reason === "timeout" && setGone([])}
        message={t("deleted", { count: gone.length })}
        action={
          of.actions.includes("restore") && (
            <Button color="inherit" loading={restoring.isPending} onClick={() => restoring.mutate()}>
              {t("undo")}
            </Button>
          )
        }
      />
      <Snackbar open={told !== null} autoHideDuration={4_000} onClose={() => setTold(null)} message={told} />
    </>
  );
}
