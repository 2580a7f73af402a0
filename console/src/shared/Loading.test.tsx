import { render, screen } from "@testing-library/react";
import { expect, test } from "vitest";
import { Loading } from "./Loading";

test("what turns while something is loaded has a name", () => {
  render(<Loading />);
  expect(screen.getByRole("status")).toContainElement(screen.getByRole("progressbar", { name: /./ }));
});
