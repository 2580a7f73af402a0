import { screen, waitFor } from "@testing-library/react";
import { show } from "../testing/page";
import { OtherCallerError } from "./faults";
import { onSessionElsewhere, SESSION_KEY, useMe } from "./session";
import { chooseTenant, currentTenant } from "./tenant";

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

it("asks who it is when another window has signed in, and does not take somebody else for who it was", async () => {
  answer({ member: { id: "1", name: "Ada" }, tenant: { id: "t" }, roles: [], actions: [] });
  const client = show(<Name />);
  expect(await screen.findByText("Ada now")).toBeVisible();
  const forget = onSessionElsewhere(() => void client.invalidateQueries({ queryKey: [SESSION_KEY] }));
  answer({ member: { id: "2", name: "Bo" }, tenant: { id: "t" }, roles: [], actions: [] });
  window.dispatchEvent(new StorageEvent("storage", { key: "sluice.session", newValue: "another" }));
  await waitFor(() => expect(screen.getByText("Ada before")).toBeVisible());
  expect(client.getQueryState([SESSION_KEY])?.error).toBeInstanceOf(OtherCallerError);
  forget();
});

it("tells other windows that somebody has come, and not that they are still there", async () => {
  answer({ member: { id: "1", name: "Ada" }, tenant: { id: "t" }, roles: [], actions: [] });
  const client = show(<Name />);
  expect(await screen.findByText("Ada now")).toBeVisible();
  const told = localStorage.getItem("sluice.session");
  expect(told).not.toBeNull();
  await client.invalidateQueries({ queryKey: [SESSION_KEY] });
  expect(localStorage.getItem("sluice.session")).toBe(told);
});

it("shows the tenant that it showed whatever another window chooses", () => {
  chooseTenant("stone");
  localStorage.setItem("sluice.tenant", "river");
  expect(currentTenant()).toBe("stone");
});
