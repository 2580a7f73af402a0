import type { Announcements } from "@dnd-kit/core";
import { Box } from "@mui/material";
import { useTranslation } from "react-i18next";
import type { CatalogObject } from "../client/catalog";
import { HEARD_ALONE } from "../shared/heardAlone";
import { titleOf } from "./BoardCard";
import type { Card } from "./columns";
import type { Entering } from "./entering";
import "./texts";

/** What is said when a card is picked up and let go; what it is carried over is said by `Heard`. */
export function useAnnouncements(of: CatalogObject, labelOf: (stage: string) => string): Announcements {
  const { t } = useTranslation("board");
  const nameOf = (card: unknown) => titleOf(of, card as Card);
  return {
    onDragStart: ({ active }) => t("picked", { name: nameOf(active.data.current?.card) }),
    onDragOver: () => undefined,
    onDragEnd: ({ active, over }) => {
      const card = active.data.current?.card as Card;
      return over === null || over.id === card.stage
        ? t("back", { name: nameOf(card) })
        : t("dropped", { name: nameOf(card), stage: labelOf(String(over.id)) });
    },
    onDragCancel: ({ active }) => t("back", { name: nameOf(active.data.current?.card) }),
  };
}

export interface Over {
  name: string;
  stage: string;
  entering: Entering;
}

/** Says which column a card is over and whether it may enter, and says it again once the server has answered. */
export function Heard({ over }: { over: Over | null }) {
  const { t } = useTranslation("board");
  const words = ({ name, stage, entering }: Over) =>
    entering === "here" ? t("overHere", { name, stage }) : t("over", { name, stage, state: t(entering) });
  return (
    <Box aria-live="polite" sx={HEARD_ALONE}>
      {over === null ? "" : words(over)}
    </Box>
  );
}
