import { render, screen } from "@testing-library/react";
import { Progress } from "./Progress";

it("says what goes on, and how far it has come", () => {
  render(<Progress label="Filling in" share={0.426} />);
  expect(screen.getByRole("progressbar", { name: "Filling in" })).toHaveAttribute("aria-valuenow", "43");
});
