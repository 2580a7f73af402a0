import { render, renderHook } from "@testing-library/react";
import { DEAL } from "../testing/page";
import { Heard, type Over, useAnnouncements } from "./Heard";

const OVER: Over = { name: "Keys", stage: "Proposal", entering: "looking" };

it("says what a column answers once it has answered, in the region that was there before", () => {
  const { rerender, container } = render(<Heard over={null} />);
  const region = container.querySelector("[aria-live]");
  rerender(<Heard over={OVER} />);
  expect(region).toHaveTextContent("Keys over Proposal: Looking …");
  rerender(<Heard over={{ ...OVER, entering: "enters" }} />);
  expect(region).toHaveTextContent("Keys over Proposal: May enter");
  rerender(<Heard over={{ ...OVER, entering: "here" }} />);
  expect(region).toHaveTextContent("Keys over Proposal, where it was");
});

it("says that a card which is dropped nowhere, or where it was, is put back", () => {
  const card = { id: "1", stage: "lead", values: { name: "Keys" } };
  const { result } = renderHook(() => useAnnouncements(DEAL, (stage) => stage.toUpperCase()));
  const said = [null, "lead", "won"].map((stage) => {
    const over = stage === null ? null : { id: stage };
    return result.current.onDragEnd({ active: { data: { current: { card } } }, over } as never);
  });
  expect(said).toEqual(["Keys was put back", "Keys was put back", "Keys dropped on WON"]);
});
