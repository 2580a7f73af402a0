import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import type { CatalogObject } from "../client/catalog";
import type { Transition } from "../client/promotions";
import { answering, CATALOG, DEAL, fieldOf, refused, show } from "../testing/page";
import { BulkDialog } from "./BulkDialog";
import { CreateDialog } from "./CreateDialog";
import { NOTHING_CHOSEN } from "./lists";
import type { WholeRecord } from "./oneRecord";
import { StagePath } from "./StagePath";
import { ValueEditor } from "./ValueEditor";
import { ViewChoice } from "./ViewChoice";

const nothing = () => undefined;
const RECORD = { id: "1", version: 3, name: "old", extra: null };

/** The editor of a note that is "old". */
function editNote(done: { onSaved?: () => void; onClose?: () => void }) {
  show(
    <ValueEditor
      catalog={CATALOG}
      of={DEAL}
      field={fieldOf("note", "text")}
      record={{ id: "1", version: 3, note: "old" }}
      anchor={document.body}
      onSaved={nothing}
      onClose={nothing}
      {...done}
    />,
  );
}

it("keeps a new record that could not be sent, and makes one of two attempts", async () => {
  const user = userEvent.setup();
  let lost = true;
  const asked = answering({ create: () => (lost ? null : { done: { made: { id: "1" }, errors: [] } }) });
  const created = vi.fn();
  const closed = vi.fn();
  show(<CreateDialog catalog={CATALOG} of={DEAL} onCreated={created} onClose={closed} />);
  const name = screen.getByRole("textbox", { name: "name" });
  await user.type(name, "石头");
  await user.click(screen.getByRole("button", { name: "New" }));
  expect(await screen.findByRole("alert")).toHaveTextContent("cannot be reached");
  await user.keyboard("{Escape}");
  await user.click(screen.getByRole("button", { name: "Go on editing" }));
  expect(closed).not.toHaveBeenCalled();
  expect(name).toHaveValue("石头");
  lost = false;
  await user.click(await screen.findByRole("button", { name: "New" }));
  await waitFor(() => expect(created).toHaveBeenCalledWith("1"));
  expect(asked[0]?.variables.key).toBe(asked[1]?.variables.key);
});

it("says of text that is no JSON so, beside its field", async () => {
  const user = userEvent.setup();
  const asked = answering({});
  show(<CreateDialog catalog={CATALOG} of={DEAL} onCreated={nothing} onClose={nothing} />);
  await user.type(screen.getByRole("textbox", { name: "extra" }), "[[1,");
  await user.click(screen.getByRole("button", { name: "New" }));
  expect(await screen.findByText("This is not JSON")).toBeVisible();
  expect(screen.getByRole("textbox", { name: "extra" })).toHaveValue("[1,");
  expect(asked).toEqual([]);
});

it("asks before a value that was cleared is left as it was", async () => {
  const user = userEvent.setup();
  answering({});
  const closed = vi.fn();
  editNote({ onClose: closed });
  await user.clear(await screen.findByRole("textbox"));
  await user.keyboard("{Escape}");
  expect(await screen.findByRole("button", { name: "Go on editing" })).toBeVisible();
  expect(closed).not.toHaveBeenCalled();
});

it("knows its own value again that was saved while its answer was lost", async () => {
  const user = userEvent.setup();
  let written = "old";
  answering({
    update: ({ input }) => {
      if (written !== "old") return { done: refused("VERSION_CONFLICT") };
      written = (input as { note: string }).note;
      return null;
    },
    recordnow: () => ({ found: { id: "1", version: 4, note: written } }),
  });
  const saved = vi.fn();
  editNote({ onSaved: saved });
  await user.type(await screen.findByRole("textbox"), " and mine");
  await user.click(screen.getByRole("button", { name: "Save" }));
  expect(await screen.findByRole("alert")).toHaveTextContent("cannot be reached");
  await user.click(screen.getByRole("button", { name: "Save" }));
  await waitFor(() => expect(saved).toHaveBeenCalledOnce());
  expect(written).toBe("old and mine");
  expect(screen.queryByText(/changed/)).toBeNull();
});

it("tells of a conflict even where it cannot look what others wrote, and then writes upon theirs", async () => {
  const user = userEvent.setup();
  let lost = true;
  const asked = answering({
    update: ({ version }) => ({ done: version === 4 ? { errors: [] } : refused("VERSION_CONFLICT") }),
    recordnow: () => (lost ? null : { found: { id: "1", version: 4, name: "theirs" } }),
  });
  const saved = vi.fn();
  const [field] = DEAL.fields;
  if (field === undefined) throw new Error("deals have names");
  show(
    <ValueEditor
      catalog={CATALOG}
      of={DEAL}
      field={field}
      record={RECORD}
      anchor={document.body}
      onSaved={saved}
      onClose={nothing}
    />,
  );
  await user.clear(screen.getByRole("textbox", { name: "name" }));
  await user.type(screen.getByRole("textbox", { name: "name" }), "mine");
  await user.click(screen.getByRole("button", { name: "Save" }));
  const alert = await screen.findByRole("alert");
  expect(alert).toHaveTextContent("cannot be reached");
  lost = false;
  await user.click(within(alert).getByRole("button", { name: "Try again" }));
  expect(await screen.findByText(/which now says: theirs/)).toBeVisible();
  expect(screen.getByRole("textbox", { name: "name" })).toHaveValue("mine");
  await user.click(screen.getByRole("button", { name: "Save" }));
  await waitFor(() => expect(saved).toHaveBeenCalled());
  expect(asked.at(-1)?.variables).toMatchObject({ version: 4, input: { name: "mine" } });
});

it("keeps what many records were to be given, and gives it once", async () => {
  const user = userEvent.setup();
  let lost = true;
  const outcomes = [{ id: "1", done: true, errors: [] }];
  const asked = answering({ many: () => (lost ? null : { done: { outcomes, errors: [] } }) });
  show(
    <BulkDialog
      catalog={CATALOG}
      of={DEAL}
      kind="update"
      records={[RECORD]}
      onChanged={nothing}
      onClose={nothing}
    />,
  );
  await user.type(screen.getByRole("textbox", { name: "name" }), "all");
  await user.click(screen.getByRole("button", { name: "Apply" }));
  expect(await screen.findByRole("alert")).toHaveTextContent("cannot be reached");
  expect(screen.getByRole("textbox", { name: "name" })).toHaveValue("all");
  lost = false;
  await user.click(screen.getByRole("button", { name: "Apply" }));
  expect(await screen.findByText("1 done, 0 refused")).toBeVisible();
  expect(asked[0]?.variables.key).toBe(asked[1]?.variables.key);
});

it("saves a view upon that of somebody who was first, once that is told", async () => {
  const user = userEvent.setup();
  let revision = 1;
  const view = () => ({
    ...{ id: "v", name: "Mine", shared: true, mine: true, mayChange: true, revision },
    ...{ columns: [], filters: null, orderBy: [], groupBy: null },
  });
  const asked = answering({
    viewsofobject: () => ({ savedViews: [view()] }),
    saveview: (given) =>
      given.revision === 2
        ? { saveView: { view: { id: "v" }, errors: [] } }
        : { saveView: { view: null, ...refused("VERSION_CONFLICT", "Somebody was first") } },
  });
  show(<ViewChoice of={DEAL} view={NOTHING_CHOSEN} onView={nothing} chosen="v" onChosen={nothing} />);
  await screen.findByRole("button", { name: "Remove view" });
  await user.click(screen.getByRole("button", { name: "Save view" }));
  await user.type(screen.getByRole("textbox", { name: "Name of the view" }), " now");
  revision = 2;
  await user.click(screen.getByRole("button", { name: "Save" }));
  expect(await screen.findByRole("alert")).toHaveTextContent("Somebody was first");
  expect(screen.getByRole("textbox", { name: "Name of the view" })).toHaveValue("Mine now");
  await user.click(screen.getByRole("button", { name: "Save" }));
  await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
  expect(asked.filter((each) => each.operation === "SaveView")).toHaveLength(2);
});

it("asks for a record anew that was moved by somebody else meanwhile", async () => {
  const user = userEvent.setup();
  answering({
    promote: () => ({ done: { promoted: false, verdict: null, ...refused("VERSION_CONFLICT", "Changed") } }),
  });
  const stages = ["lead", "won"].map((name) => ({
    id: name,
    name,
    label: name,
    pipeline: "sales",
    objective: [],
  }));
  const of = { ...DEAL, pipeline: { name: "sales", stages, further: [] } } as unknown as CatalogObject;
  const way = { to: "won", label: "won", kind: "forward", allowed: true, permitted: true } as Transition;
  const record = { ...RECORD, stage: "lead", transitions: [way] } as unknown as WholeRecord;
  const changed = vi.fn();
  show(<StagePath catalog={CATALOG} of={of} record={record} onMoved={nothing} onChanged={changed} />);
  await user.click(screen.getByRole("button", { name: "Move to won" }));
  expect(await screen.findByRole("alert")).toHaveTextContent("Changed");
  expect(changed).toHaveBeenCalledOnce();
});

it("adds links of many records and takes others away, each but once", async () => {
  const user = userEvent.setup();
  const outcomes = [{ id: "1", done: true, errors: [] }];
  const asked = answering({
    pick: () => ({ found0: { nodes: ["Ada", "Bo"].map((name) => ({ id: name, name })) } }),
    many: () => ({ done: { outcomes, errors: [] } }),
  });
  const guests = { ...DEAL, fields: [fieldOf("guests", "relations", { target: "deal" })] };
  show(
    <BulkDialog
      catalog={CATALOG}
      of={guests}
      kind="update"
      records={[RECORD]}
      onChanged={nothing}
      onClose={nothing}
    />,
  );
  const choose = async (picker: string, name: string) => {
    await user.click(screen.getByRole("combobox", { name: picker }));
    await user.click(await screen.findByRole("option", { name }));
  };
  expect(screen.getByRole("button", { name: "Apply" })).toBeDisabled();
  await choose("guests: add", "Ada");
  await choose("guests: add", "Bo");
  await choose("guests: take away", "Bo");
  await user.click(screen.getByRole("button", { name: "Apply" }));
  expect(await screen.findByText("1 done, 0 refused")).toBeVisible();
  expect(asked.at(-1)?.variables.input).toEqual({ guests: { add: ["Ada"], remove: ["Bo"] } });
});
