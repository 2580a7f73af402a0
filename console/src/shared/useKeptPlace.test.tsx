import { fireEvent, render, screen } from "@testing-library/react";
import { useKeptPlace } from "./useKeptPlace";

function List({ address }: { address: string }) {
  return (
    <div data-testid="list" {...useKeptPlace(address)}>
      <a href="/1">First</a>
      <a href="/2">Second</a>
    </div>
  );
}

it("is scrolled as it was left, with the focus on the link that was followed, for its own address alone", () => {
  const { unmount } = render(<List address="/list" />);
  const list = screen.getByTestId("list");
  list.scrollTop = 300;
  fireEvent.scroll(list);
  screen.getByText("Second").focus();
  unmount();
  const other = render(<List address="/other" />);
  expect(screen.getByTestId("list").scrollTop).toBe(0);
  expect(document.body).toHaveFocus();
  other.unmount();
  render(<List address="/list" />);
  expect(screen.getByTestId("list").scrollTop).toBe(300);
  expect(screen.getByText("Second")).toHaveFocus();
});

it("takes the focus from nobody", () => {
  const { unmount } = render(<List address="/taken" />);
  screen.getByText("First").focus();
  unmount();
  const first = render(<button type="button">Elsewhere</button>);
  screen.getByText("Elsewhere").focus();
  render(<List address="/taken" />);
  expect(screen.getByText("Elsewhere")).toHaveFocus();
  first.unmount();
});
