import { requestHeaders } from "./request";
import { currentView, endView, showView } from "./view";

const address = { pathname: "/designer/roles/rep", assign: vi.fn() };

beforeEach(() => {
  address.assign.mockClear();
  vi.stubGlobal("location", address);
});

it("asks by the token of the view, and not by the session, until it is left for where it was begun", () => {
  expect(requestHeaders()).toMatchObject({ "X-Sluice-Session": "cookie" });
  showView("slv_1", "Sales rep");
  expect(address.assign).toHaveBeenLastCalledWith("/");
  expect(requestHeaders()).toMatchObject({ Authorization: "Bearer slv_1" });
  expect(requestHeaders()).not.toHaveProperty("X-Sluice-Session");
  endView();
  expect(address.assign).toHaveBeenLastCalledWith("/designer/roles/rep");
  expect(currentView()).toBeNull();
  expect(requestHeaders()).not.toHaveProperty("Authorization");
});
