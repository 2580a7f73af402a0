import { useDraggable } from "@dnd-kit/core";
import {
  Box,
  Button,
  Chip,
  Link as MuiLink,
  Stack,
  Card as Surface,
  Tooltip,
  Typography,
} from "@mui/material";
import { memo } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { CatalogObject } from "../client/catalog";
import { nameOf, shown } from "../fields/values";
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
  const days = daysSince(card.stageEnteredAt);
  const isOpen = of.pipeline?.stages.find((each) => each.name === card.stage)?.kind === "open";
  return (
    <Surface variant="outlined" ref={setNodeRef} sx={{ p: 1, opacity: isDragging ? 0.4 : 1 }}>
      <Stack direction="row" sx={{ gap: 0.5, alignItems: "flex-start" }}>
        <Box
          {...listeners}
          {...attributes}
          aria-roledescription={undefined}
          aria-label={t("move", { name: title })}
          sx={{ cursor: "grab", touchAction: "none", color: "text.secondary", px: 0.5, userSelect: "none" }}
        >
          ⠿
        </Box>
        <MuiLink
          component={Link}
          to={`/records/${of.name}/${card.id}`}
          underline="hover"
          color="text.primary"
          sx={{ fontWeight: 600, flexGrow: 1, overflowWrap: "anywhere" }}
        >
          {title}
        </MuiLink>
        <Button
          size="small"
          onClick={(event) => onMove(card, event.currentTarget)}
          aria-label={`${t("moveShort")}: ${title}`}
          aria-haspopup="menu"
          sx={{ minWidth: 0 }}
        >
          →
        </Button>
      </Stack>
      {cardFields(of).more.map((field) => {
        const text = shown(field, card.values[field.name], i18n.language);
        return text === "" ? null : (
          <Typography
            key={field.id}
            variant="body2"
            color="text.secondary"
            noWrap
            title={`${field.label}: ${text}`}
          >
            {text}
          </Typography>
        );
      })}
      <Stack direction="row" sx={{ gap: 0.5, mt: 0.5, flexWrap: "wrap", alignItems: "center" }}>
        <Typography variant="caption" color="text.secondary">
          {t("inStage", { days: t("days", { count: days }) })}
        </Typography>
        {isOpen && days >= staleDays && (
          <Chip size="small" color="warning" variant="outlined" label={t("stale")} />
        )}
        {stuck && (
          <Tooltip title={t("stuck")}>
            <Chip size="small" variant="outlined" label={t("stuck").split(/[:：]/)[0]} />
          </Tooltip>
        )}
        {card.overdue && (
          <Tooltip title={t("overdue")}>
            <Chip size="small" color="error" label={t("overdue").split(/[:：]/)[0]} />
          </Tooltip>
        )}
      </Stack>
    </Surface>
  );
});
