import {
  DndContext,
  type DragEndEvent,
  DragOverlay,
  type DragStartEvent,
  KeyboardSensor,
  PointerSensor,
  pointerWithin,
  rectIntersection,
  useSensor,
  useSensors,
} from "@dnd-kit/core";
import { Alert, Box, Paper, Snackbar, Stack } from "@mui/material";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { lazy, Suspense, useCallback, useState } from "react";
import { useTranslation } from "react-i18next";
import { type Catalog, type CatalogObject, pipelinesOf, stagesOf } from "../client/catalog";
import type { Transition, Verdict } from "../client/promotions";
import { arriving } from "../shared/arriving";
import { FaultNotice } from "../shared/FaultNotice";
import { NoRecords } from "../shared/NothingYet";
import { titleOf } from "./BoardCard";
import { BoardColumn } from "./BoardColumn";
import { type Card, stuckOf, totalsOf } from "./columns";
import { entering } from "./entering";
import { Heard, useAnnouncements } from "./Heard";
import { byColumns } from "./keyboard";
import { boardKey, stuckKey, totalsKey } from "./keys";
import { MoveMenu } from "./MoveMenu";
import { type Attempt, moved, waysOf } from "./moves";
import { useLiveBoard } from "./useLiveBoard";
import "./texts";

interface BoardProps {
  catalog: Catalog;
  of: CatalogObject;
  pipeline: string;
  staleDays: number;
}

type Carried = { card: Card; anchor: HTMLElement | null };
type Missing = { card: Card; to: string; verdict: Verdict };
/** The columns of a pipeline, and what happens when a card is moved from one to another. */
export function Board({ catalog, of, pipeline, staleDays }: BoardProps) {
  const { t } = useTranslation(["board", "app"]);
  const client = useQueryClient();
  const stages = stagesOf(of, pipeline);
  const liveness = useLiveBoard(of);
  const [carried, setCarried] = useState<Carried | null>(null);
  const [over, setOver] = useState<string | null>(null);
  const [missing, setMissing] = useState<Missing | null>(null);
  const [told, setTold] = useState<string | null>(null);
  const totals = useQuery({
    queryKey: totalsKey(of, pipeline),
    queryFn: ({ signal }) => totalsOf(of, stages, signal),
  });
  const stuck = useQuery({
    queryKey: stuckKey(of, pipeline),
    queryFn: ({ signal }) => stuckOf(of, stages, signal),
  });
  const asked = carried?.card ?? missing?.card ?? null;
  const record = useQuery({ ...waysOf(catalog, of, asked), enabled: asked !== null });
  const ways: readonly Transition[] | undefined = record.data?.transitions;
  const anew = () => client.invalidateQueries({ queryKey: boardKey(of) });
  const labelOf = (stage: string) => stages.find((each) => each.name === stage)?.label ?? stage;
  const moving = useMutation({
    mutationFn: (attempt: Attempt) => moved(client, catalog, of, attempt),
    onSuccess: async (done, { card, to }) => {
      if (done.kind === "moved") setTold(t("moved", { stage: labelOf(to) }));
      if (done.kind === "barred") setTold(t(done.entering));
      if (done.kind === "refused") setTold(done.words);
      if (done.kind === "missing") setMissing({ card, to, verdict: done.verdict });
      if (done.kind !== "barred") await anew();
    },
  });
  const go = (card: Card, to: string) => moving.mutate({ card, to, key: crypto.randomUUID() });
  // A column out of sight waits for those in sight.
  const inSight = Math.min(stages.length, Math.ceil(window.innerWidth / COLUMN));
  const [shown, setShown] = useState(0);
  const onShown = useCallback(() => setShown((now) => now + 1), []);
  const openMenu = useCallback((card: Card, anchor: HTMLElement) => setCarried({ card, anchor }), []);
  const sensors = useSensors(
    useSensor(PointerSensor, { activationConstraint: { distance: 6 } }),
    useSensor(KeyboardSensor, { coordinateGetter: byColumns }),
  );
  const dropped = ({ over }: DragEndEvent) => {
    const card = carried?.card;
    setCarried(null);
    if (card !== undefined && over !== null && over.id !== card.stage) go(card, String(over.id));
  };
  const name = carried === null ? "" : titleOf(of, carried.card);
  const isEmpty = totals.data?.size === 0;
  const announcements = useAnnouncements(of, labelOf);
  const isCarried = carried !== null && carried.anchor === null;
  return (
    <DndContext
      sensors={sensors}
      collisionDetection={(given) =>
        given.pointerCoordinates === null ? rectIntersection(given) : pointerWithin(given)
      }
      accessibility={{ announcements, screenReaderInstructions: { draggable: t("pickUp") } }}
      onDragStart={({ active }: DragStartEvent) =>
        setCarried({ card: active.data.current?.card as Card, anchor: null })
      }
      onDragOver={({ over }) => setOver(over === null ? null : String(over.id))}
      onDragEnd={dropped}
      onDragCancel={() => setCarried(null)}
    >
      {liveness === "lost" && <Alert severity="warning">{t("live.lost", { ns: "app" })}</Alert>}
      {[totals, stuck].map(
        (each, index) =>
          each.isError && (
            // biome-ignore lint/suspicious/noArrayIndexKey: each has its place
            <FaultNotice key={index} error={each.error} onRetry={() => void each.refetch()} />
          ),
      )}
      {moving.isError && (
        <FaultNotice
          error={moving.error}
          onRetry={() => moving.variables !== undefined && moving.mutate(moving.variables)}
        />
      )}
      {isEmpty && pipelinesOf(of).length === 1 && (
        <Box sx={{ px: 2, pb: 1 }}>
          <NoRecords catalog={catalog} of={of} />
        </Box>
      )}
      {/* Without cards nothing else within takes the focus, from which the keyboard scrolls. */}
      <Stack
        direction="row"
        {...(isEmpty ? { tabIndex: 0, role: "group", "aria-label": t("stages") } : {})}
        sx={{ gap: 1.5, p: 2, pt: 1, flexGrow: 1, minHeight: 0, overflowX: "auto" }}
      >
        {stages.map((stage, index) => (
          <BoardColumn
            key={stage.id}
            catalog={catalog}
            of={of}
            stage={stage}
            total={
              totals.data === undefined ? undefined : (totals.data.get(stage.name) ?? { count: 0, sums: [] })
            }
            stuck={stuck.data ?? NONE}
            staleDays={staleDays}
            entering={isCarried ? entering(stage.name, carried.card.stage, ways) : null}
            waits={index >= inSight && shown < inSight}
            onShown={onShown}
            onMove={openMenu}
          />
        ))}
      </Stack>
      <Heard
        over={
          isCarried && over !== null
            ? { name, stage: labelOf(over), entering: entering(over, carried.card.stage, ways) }
            : null
        }
      />
      {/* A card that flew back to where it was would tell of a refusal, whatever comes of the drop. */}
      <DragOverlay dropAnimation={null}>
        {isCarried && (
          <Paper elevation={6} sx={{ p: 1, fontWeight: 600 }}>
            {name}
          </Paper>
        )}
      </DragOverlay>
      {carried?.anchor != null && (
        <MoveMenu
          anchor={carried.anchor}
          from={carried.card.stage}
          ways={ways}
          failed={record.isError ? record.error : null}
          onRetry={() => void record.refetch()}
          onClose={() => setCarried(null)}
          onChoose={(way) => {
            const { card } = carried;
            setCarried(null);
            go(card, way.to);
          }}
        />
      )}
      {missing !== null && record.data != null && (
        <Suspense>
          <CompletionDialog
            catalog={catalog}
            of={of}
            record={record.data}
            to={missing.to}
            verdict={missing.verdict}
            onClose={() => setMissing(null)}
            onMoved={() => {
              setTold(t("moved", { stage: labelOf(missing.to) }));
              setMissing(null);
              void anew();
            }}
          />
        </Suspense>
      )}
      <Snackbar open={told !== null} autoHideDuration={5_000} onClose={() => setTold(null)} message={told} />
    </DndContext>
  );
}

/** How wide a column is, with what is between it and the next. */
const COLUMN = 284;
const NONE: ReadonlySet<string> = new Set();

/** Its editors of all types are loaded when something is missing for the first time. */
const CompletionDialog = lazy(
  arriving(() => import("./CompletionDialog").then((each) => ({ default: each.CompletionDialog }))),
);
