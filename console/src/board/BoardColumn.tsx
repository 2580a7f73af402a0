import { useDroppable } from "@dnd-kit/core";
import { Box, Stack, Typography } from "@mui/material";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useVirtualizer } from "@tanstack/react-virtual";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import type { Catalog, CatalogObject, CatalogStage } from "../client/catalog";
import { shownMoney } from "../fields/values";
import { FaultNotice } from "../shared/FaultNotice";
import { Loading } from "../shared/Loading";
import { BoardCard } from "./BoardCard";
import { type Card, type ColumnTotal, cardsOf } from "./columns";
import { EmptyColumn } from "./EmptyColumn";
import type { Entering } from "./entering";
import { cardsKey } from "./keys";
import "./texts";

interface BoardColumnProps {
  catalog: Catalog;
  of: CatalogObject;
  stage: CatalogStage;
  total: ColumnTotal | undefined;
  stuck: ReadonlySet<string>;
  staleDays: number;
  entering: Entering | null;
  /** Whether others come first: its cards are asked for once they are there. */
  waits: boolean;
  onShown: () => void;
  onMove: (card: Card, anchor: HTMLElement) => void;
}

const COLOURS = {
  here: "divider",
  looking: "divider",
  enters: "success.main",
  missing: "warning.main",
  forbidden: "error.main",
  noWay: "error.main",
};
const CARD_HEIGHT = 104;

/** One stage: how many, worth what, and its cards, of which only those in sight are in the page. */
export function BoardColumn(props: BoardColumnProps) {
  const { catalog, of, stage, total, stuck, staleDays, entering, waits, onShown, onMove } = props;
  const { t, i18n } = useTranslation("board");
  const { setNodeRef, isOver } = useDroppable({ id: stage.name });
  const scroller = useRef<HTMLDivElement>(null);
  const pages = useInfiniteQuery({
    queryKey: cardsKey(of, stage.name, catalog.version),
    queryFn: ({ pageParam, signal }) => cardsOf(catalog, of, stage.name, pageParam, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next,
    enabled: !waits,
  });
  const isShown = pages.isSuccess || pages.isError;
  useEffect(() => {
    if (isShown) onShown();
  }, [isShown, onShown]);
  const cards = pages.data?.pages.flatMap((each) => each.cards) ?? [];
  const virtual = useVirtualizer({
    count: cards.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => CARD_HEIGHT,
    getItemKey: (index) => cards[index]?.id ?? index,
    gap: 8,
    overscan: 3,
  });
  const items = virtual.getVirtualItems();
  const last = items.at(-1)?.index ?? 0;
  const { hasNextPage, isFetchingNextPage, isFetchNextPageError, fetchNextPage } = pages;
  useEffect(() => {
    // What has failed is asked for again when somebody says so.
    if (isFetchNextPageError) return;
    if (hasNextPage && !isFetchingNextPage && last >= cards.length - 10) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, isFetchNextPageError, fetchNextPage, last, cards.length]);
  const heading = `column-${stage.name}`;
  return (
    <Stack
      component="section"
      ref={setNodeRef}
      aria-labelledby={heading}
      sx={{
        width: 272,
        flexShrink: 0,
        borderRadius: 2,
        border: 2,
        borderStyle: isOver ? "solid" : "dashed",
        borderColor: entering === null ? "transparent" : COLOURS[entering],
        bgcolor: "action.hover",
        minHeight: 0,
      }}
    >
      <Box sx={{ px: 1.5, py: 1 }}>
        <Stack direction="row" sx={{ justifyContent: "space-between", alignItems: "baseline" }}>
          <Typography id={heading} variant="h3" component="h2">
            {stage.label}
          </Typography>
          <Typography variant="body2" color="textSecondary">
            {total?.count ?? (total === undefined ? "" : 0)}
          </Typography>
        </Stack>
        <Typography variant="caption" color="textSecondary" component="div" sx={{ minHeight: "1.66em" }}>
          {entering !== null && entering !== "here"
            ? t(entering)
            : (total?.sums ?? []).map((each) => shownMoney(each, i18n.language, true)).join(" · ")}
        </Typography>
      </Box>
      {pages.isError && <FaultNotice error={pages.error} onRetry={() => void pages.refetch()} />}
      {pages.isPending && <Loading />}
      <Box
        ref={scroller}
        sx={{ overflowY: "auto", flexGrow: 1, px: 1, pb: 1 }}
        tabIndex={cards.length === 0 ? undefined : 0}
        aria-labelledby={heading}
        role="group"
      >
        {pages.isSuccess && cards.length === 0 && <EmptyColumn of={of} stage={stage} />}
        <Box component="ul" sx={{ m: 0, p: 0, position: "relative", height: virtual.getTotalSize() }}>
          {items.map((item) => {
            const card = cards[item.index];
            return card === undefined ? null : (
              <Box
                key={item.key}
                component="li"
                data-index={item.index}
                ref={virtual.measureElement}
                sx={{ position: "absolute", insetInline: 0, top: 0, listStyle: "none" }}
                style={{ transform: `translateY(${item.start}px)` }}
              >
                <BoardCard
                  of={of}
                  card={card}
                  stuck={stuck.has(card.id)}
                  staleDays={staleDays}
                  onMove={onMove}
                />
              </Box>
            );
          })}
        </Box>
      </Box>
    </Stack>
  );
}
