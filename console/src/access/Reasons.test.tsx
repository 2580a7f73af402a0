import { render, screen } from "@testing-library/react";
import type { Explanation } from "./explaining";
import { Reasons } from "./Reasons";

const FOUND: Explanation = {
  allowed: false,
  sentence: "Of this record that may not be read.",
  grants: [
    {
      role: "rep",
      sentence: "Allow read on deals",
      chains: [["lead", "rep"]],
      holds: false,
      tree: [
        { id: 1, sentence: "Stage must be Lead", satisfied: false, depth: 0 },
        { id: 2, sentence: "Amount must be known", satisfied: true, depth: 1 },
      ],
    },
  ],
  missing: { sentence: "Grant read on deals to rep." },
};

it("tells whose grant it is, by which roles it is had, and which part of its rule does not hold", () => {
  render(<Reasons found={FOUND} />);
  expect(screen.getByRole("status")).toHaveTextContent("Of this record that may not be read.");
  const grant = screen.getByRole("listitem");
  expect(grant).toHaveTextContent("lead → rep · does not reach this record");
  expect(grant).toHaveTextContent("✗ Stage must be Lead");
  expect(grant).toHaveTextContent("✓ Amount must be known");
  expect(screen.getByText("Grant read on deals to rep.")).toBeVisible();
});

it("tells of a record that the one who asks does not see that there is none", () => {
  render(<Reasons found={null} />);
  expect(screen.getByText("There is no such record that you may see.")).toBeVisible();
});
