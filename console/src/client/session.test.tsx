import { screen, waitFor } from "@testing-library/react";
import { show } from "../testing/page";
import { SESSION_KEY, useMe } from "./session";

afterEach(() => vi.unstubAllGlobals());

function Name() {
  const me = useMe();
  return <p>{me.data === null ? "nobody" : `${me.data?.member.name} ${me.isError ? "before" : "now"}`}</p>;
}

const answer = (me: unknown) =>
  vi.stubGlobal("fetch", () => Promise.resolve(new Response(JSON.stringify({ data: { me } }))));

it("leaves the page to whoever was signed in when their session ends", async () => {
  answer({ member: { id: "1", name: "Ada" }, tenant: {}, roles: [], actions: [] });
  const client = show(<Name />);
  expect(await screen.findByText("Ada now")).toBeVisible();
  answer(null);
  await client.invalidateQueries({ queryKey: [SESSION_KEY] });
  await waitFor(() => expect(screen.getByText("Ada before")).toBeVisible());
});

it("knows that nobody has signed in yet", async () => {
  answer(null);
  show(<Name />);
  expect(await screen.findByText("nobody")).toBeVisible();
});
