import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { chooseTenant } from "../client/tenant";
import { CATALOG, fieldOf, show } from "../testing/page";
import { ShownValue } from "./ShownValue";

const FILE = { id: "f1", name: "合同.pdf", mediaType: "application/pdf", size: 3 };
const REFUSED = {
  errors: [{ message: "There is no such file", extensions: { code: "NOT_FOUND", hint: "" } }],
};

function shown() {
  show(<ShownValue catalog={CATALOG} field={fieldOf("contract", "file")} value={FILE} />);
}

function viewing(answer: () => Response) {
  sessionStorage.setItem("sluice.view", JSON.stringify({ token: "slv_1", name: "Rep", from: "/" }));
  const fetched = vi.fn((_: string, __: RequestInit) => Promise.resolve(answer()));
  vi.stubGlobal("fetch", fetched);
  return fetched;
}

it("links to a file of the tenant that the window shows", () => {
  chooseTenant("stone-1");
  shown();
  expect(screen.getByRole("link", { name: FILE.name })).toHaveAttribute("href", "/files/f1?tenant=stone-1");
});

it("has a file in a view by the view's token, and no address that the cookie would open", async () => {
  const kept: string[] = [];
  const url = { createObjectURL: () => "blob:1", revokeObjectURL: () => undefined };
  vi.stubGlobal("URL", Object.assign(class extends URL {}, url));
  vi.spyOn(HTMLAnchorElement.prototype, "click").mockImplementation(function (this: HTMLAnchorElement) {
    kept.push(this.download);
  });
  const fetched = viewing(() => new Response("pdf"));
  shown();
  expect(screen.queryByRole("link")).toBeNull();
  await userEvent.click(screen.getByRole("button", { name: FILE.name }));
  await expect.poll(() => kept).toEqual([FILE.name]);
  expect(fetched).toHaveBeenCalledExactlyOnceWith(
    "/files/f1",
    expect.objectContaining({
      credentials: "omit",
      headers: expect.objectContaining({ Authorization: "Bearer slv_1" }),
    }),
  );
});

it("tells that a file is refused to the role that is viewed", async () => {
  viewing(() => new Response(JSON.stringify(REFUSED), { status: 404 }));
  shown();
  await userEvent.click(screen.getByRole("button", { name: FILE.name }));
  expect(await screen.findByRole("alert")).toHaveTextContent("There is no such file");
});
