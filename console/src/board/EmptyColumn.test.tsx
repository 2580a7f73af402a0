import { render, screen } from "@testing-library/react";
import type { CatalogObject, CatalogStage } from "../client/catalog";
import { DEAL } from "../testing/page";
import { EmptyColumn } from "./EmptyColumn";

const stage = (name: string, more: object = {}): CatalogStage =>
  ({ name, pipeline: "sales", objective: [], required: [], ...more }) as unknown as CatalogStage;

it("says what its stage is for, or else what lets a card in, as far as either is known", () => {
  const aimed = stage("talk", {
    objective: [
      { language: "zh-CN", text: "了解对方" },
      { language: "en", text: "Know who they are" },
    ],
    required: ["name"],
  });
  const stages = [stage("lead"), aimed, stage("offer", { required: ["name", "extra"] }), stage("won")];
  const of = { ...DEAL, pipeline: { name: "sales", stages } } as unknown as CatalogObject;
  render(stages.map((each) => <EmptyColumn key={each.name} of={of} stage={each} />));
  expect(screen.getByText("New records begin here.")).toBeVisible();
  expect(screen.getByText("Goal of this stage: Know who they are")).toBeVisible();
  expect(screen.getByText("To come in here, a card needs name and extra.")).toBeVisible();
  expect(screen.getByText("Drag a card here, or move it by its arrow.")).toBeVisible();
});

it("tells who may not move cards of no way to", () => {
  const stages = [stage("lead"), stage("won")];
  const of = { ...DEAL, actions: ["read"], pipeline: { name: "sales", stages } } as unknown as CatalogObject;
  render(stages.map((each) => <EmptyColumn key={each.name} of={of} stage={each} />));
  expect(screen.getByText("New records begin here.")).toBeVisible();
  expect(screen.queryByText(/Drag/)).not.toBeInTheDocument();
});
