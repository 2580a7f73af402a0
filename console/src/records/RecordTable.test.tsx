import { screen } from "@testing-library/react";
import type { CatalogObject } from "../client/catalog";
import type { RecordData } from "../fields/values";
import { CATALOG, DEAL, show } from "../testing/page";
import { RecordTable } from "./RecordTable";
import "./texts";

const RECORDS = [{ id: "d1", version: 1, name: "石头" }] as unknown as readonly RecordData[];
const NAMES = DEAL.fields.filter((each) => each.name === DEAL.display);

it.each([
  [["read"], 0],
  [["read", "create"], 0],
  [["read", "delete"], 2],
])("lets who may %j select records by %i boxes", (actions, boxes) => {
  show(
    <RecordTable
      catalog={CATALOG}
      of={{ ...DEAL, actions } as unknown as CatalogObject}
      columns={NAMES}
      records={RECORDS}
      orderBy={[]}
      group={undefined}
      counts={undefined}
      selected={new Set()}
      onSelected={() => undefined}
      onOrder={() => undefined}
      onEdit={() => undefined}
    />,
  );
  expect(screen.getByRole("link", { name: "石头" })).toBeVisible();
  expect(screen.queryAllByRole("checkbox")).toHaveLength(boxes);
});
