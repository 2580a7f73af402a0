import { screen, waitFor } from "@testing-library/react";
import { Waiting } from "../shared/Waiting";
import { answering, show } from "../testing/page";
import { DESIGN_KEY, useDesign } from "./drafting";

function Objects() {
  const design = useDesign();
  if (design.data === undefined) return <Waiting query={design} />;
  return (
    <p>{`${design.data.catalog.objects.length} objects, ${design.isError ? "of before" : "as they are"}`}</p>
  );
}

it("leaves what it shows where it is asked for anew and no answer comes", async () => {
  let lost = false;
  answering({
    draftstochoose: () => (lost ? null : { catalogDrafts: [] }),
    cataloginforce: () => (lost ? null : { catalog: { objects: [{}, {}], roles: [] } }),
  });
  const client = show(<Objects />);
  expect(await screen.findByText("2 objects, as they are")).toBeVisible();
  lost = true;
  await client.invalidateQueries({ queryKey: [DESIGN_KEY] });
  await waitFor(() => expect(screen.getByText("2 objects, of before")).toBeVisible());
});
