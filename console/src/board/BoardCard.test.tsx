import { DndContext } from "@dnd-kit/core";
import { cleanup, screen } from "@testing-library/react";
import type { CatalogObject } from "../client/catalog";
import { DEAL, show } from "../testing/page";
import { BoardCard } from "./BoardCard";
import type { Card } from "./columns";

const CARD = { id: "1", stage: "lead", stageEnteredAt: null, values: { name: "Keys" } } as unknown as Card;

function shown(actions: readonly string[]) {
  cleanup();
  const of = { ...DEAL, actions } as unknown as CatalogObject;
  show(
    <DndContext>
      <BoardCard of={of} card={CARD} stuck={false} staleDays={30} onMove={() => undefined} />
    </DndContext>,
  );
}

it("offers to move a card to whose role may move cards alone", () => {
  shown(["read", "promote"]);
  expect(screen.getAllByRole("button")).toHaveLength(2);
  shown(["read"]);
  expect(screen.getByRole("link", { name: "Keys" })).toBeVisible();
  expect(screen.queryByRole("button")).not.toBeInTheDocument();
});
