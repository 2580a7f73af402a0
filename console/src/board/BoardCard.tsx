import { useDraggable } from "@dnd-kit/core";
import { Tooltip } from "@mui/material";
import { memo } from "react";
import { useTranslation } from "react-i18next";
import type { CatalogObject } from "../client/catalog";
import { nameOf, shown } from "../fields/values";
import { Face, Handle, Line, Mark, Marks, Move, Row, Since, Title } from "./cardParts";
import { type Card, cardFields, daysSince } from "./columns";
import "./texts";

interface BoardCardProps {
  of: CatalogObject;
  card: Card;
  stuck: boolean;
  staleDays: number;
  onMove: (card: Card, anchor: HTMLElement) => void;
}

/** What people call a card. */
export function titleOf(of: CatalogObject, card: Card): string {
  const { title } = cardFields(of);
  return title === undefined
    ? card.id
    : nameOf({ id: card.id, [title.name]: card.values[title.name] ?? null });
}

/** One record. It is carried by mouse, finger or keyboard, or moved from its menu. */
export const BoardCard = memo(function BoardCard({ of, card, stuck, staleDays, onMove }: BoardCardProps) {
  const { t, i18n } = useTranslation("board");
  const { attributes, listeners, setNodeRef, isDragging } = useDraggable({ id: card.id, data: { card } });
  const title = titleOf(of, card);
  const mayMove = of.actions.includes("promote");
  const days = daysSince(card.stageEnteredAt);
  const isOpen = of.pipeline?.stages.find((each) => each.name === card.stage)?.kind === "open";
  return (
    <Face ref={setNodeRef} style={isDragging ? { opacity: 0.4 } : undefined}>
      <Row>
        {mayMove && (
          <Handle
            {...listeners}
            {...attributes}
            aria-roledescription={undefined}
            aria-label={t("move", { name: title })}
          >
            ⠿
          </Handle>
        )}
        <Title to={`/records/${of.name}/${card.id}`}>{title}</Title>
        {mayMove && (
          <Move
            type="button"
            onClick={(event) => onMove(card, event.currentTarget)}
            aria-label={`${t("moveShort")}: ${title}`}
            aria-haspopup="menu"
          >
            →
          </Move>
        )}
      </Row>
      {cardFields(of).more.map((field) => {
        const text = shown(field, card.values[field.name], i18n.language);
        return text === "" ? null : (
          <Line key={field.id} title={`${field.label}: ${text}`}>
            {text}
          </Line>
        );
      })}
      <Marks>
        <Since>{t("inStage", { days: t("days", { count: days }) })}</Since>
        {isOpen && days >= staleDays && <Mark data-kind="stale">{t("stale")}</Mark>}
        {stuck && <Told words={t("stuck")} kind="stuck" />}
        {card.overdue && <Told words={t("overdue")} kind="overdue" />}
      </Marks>
    </Face>
  );
});

/** A mark whose whole meaning is told where one points at it: what stands before the colon is the mark. */
function Told({ words, kind }: { words: string; kind: "stuck" | "overdue" }) {
  return (
    <Tooltip title={words}>
      <Mark data-kind={kind}>{words.split(/[:：]/)[0]}</Mark>
    </Tooltip>
  );
}
