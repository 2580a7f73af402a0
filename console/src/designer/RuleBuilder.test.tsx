import { render, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { useState } from "react";
import { RuleBuilder } from "./RuleBuilder";
import { groupOf, type Json, ruleIn } from "./ruleTree";
import { catalog, field, object, pointer } from "./testing/objects";

const visit = {
  ...object("visit", field("minutes", "integer"), field("done", "boolean")),
};
visit.fields = [...visit.fields, { ...pointer("deal", "relation", "deal"), reverse: "visits" }];
const deal = object("deal", field("amount", "integer"), field("closed", "date"), field("sure", "boolean"));
const CATALOG = catalog(deal, visit);

const SUM: Json = { ">=": [{ sum: [{ var: "visits" }, { var: "minutes" }, { var: "done" }] }, 60] };
const LISTED: Json = { some: [{ var: "visits" }, { var: "done" }] };

/** A builder whose rule is also set from elsewhere, as by typing it in JSON. */
function Edited({ begin, then }: { begin: Json; then: Json }) {
  const [group, setGroup] = useState(() => groupOf(begin));
  return (
    <>
      <RuleBuilder catalog={CATALOG} of={deal} value={group} onChange={setGroup} />
      <button type="button" onClick={() => setGroup(groupOf(then))}>
        type it
      </button>
      <output>{JSON.stringify(ruleIn(group))}</output>
    </>
  );
}

const said = () => JSON.parse(screen.getByRole("status").textContent) as Json;

it.each([SUM, LISTED])("lets conditions on a list stand beside those around it: %j", async (then) => {
  render(<Edited begin={{ ">": [{ var: "amount" }, 5] }} then={then} />);
  await userEvent.click(screen.getByRole("button", { name: "type it" }));
  expect(said()).toEqual(then);
});

it("sums up a list, of some of its records, and compares it", async () => {
  render(<Edited begin={{ filled: [{ var: "amount" }] }} then={null} />);
  const [path] = screen.getAllByTitle("Field");
  if (path !== undefined) await userEvent.selectOptions(path, "visits");
  const [condition] = screen.getAllByTitle("Condition");
  if (condition !== undefined) await userEvent.selectOptions(condition, "sum");
  await userEvent.selectOptions(screen.getByLabelText("Of each record: Field"), "minutes");
  const than = screen.getByRole("textbox", { name: "Compared with" });
  await userEvent.clear(than);
  await userEvent.type(than, "90");
  expect(said()).toEqual({ ">=": [{ sum: [{ var: "visits" }, { var: "minutes" }] }, 90] });
});

it("compares a date with one that is moved", async () => {
  render(<Edited begin={{ ">=": [{ var: "closed" }, { today: [] }] }} then={null} />);
  await userEvent.selectOptions(screen.getByLabelText("Value: Kind of value"), "date_subtract");
  await userEvent.selectOptions(screen.getByLabelText("Part 1: Kind of value"), "today");
  const days = screen.getByRole("textbox", { name: "Part 2" });
  await userEvent.clear(days);
  await userEvent.type(days, "90");
  expect(said()).toEqual({ ">=": [{ var: "closed" }, { date_subtract: [{ today: [] }, 90, "day"] }] });
});

it("asks one thing or another, in as many cases as there are", async () => {
  const begin = { if: [{ filled: [{ var: "closed" }] }, { ">": [{ var: "amount" }, 5] }, false] };
  render(<Edited begin={begin} then={null} />);
  await userEvent.click(screen.getByRole("button", { name: "Add a case" }));
  const [, condition] = screen.getAllByRole("group", { name: /^Condition/ });
  if (condition !== undefined)
    await userEvent.selectOptions(within(condition).getByTitle("Condition"), "missing");
  await userEvent.selectOptions(screen.getByLabelText("Then 2: Kind of value"), "truth");
  await userEvent.click(screen.getByRole("button", { name: "Leave open what it is otherwise" }));
  const filled: Json = { filled: [{ var: "closed" }] };
  const large: Json = { ">": [{ var: "amount" }, 5] };
  expect(said()).toEqual({ if: [filled, large, { "!": [filled] }, true] });
  await userEvent.click(screen.getByRole("button", { name: "Remove case 1" }));
  expect(said()).toEqual({ if: [{ "!": [filled] }, true] });
});

it("stays a condition when it is about a field that is one by itself", async () => {
  const begin = { if: [{ filled: [{ var: "closed" }] }, true, false] };
  render(<Edited begin={begin} then={null} />);
  await userEvent.selectOptions(screen.getByLabelText("Then: Kind of value"), "condition");
  const then = within(screen.getAllByRole("group", { name: "Then" }).at(-1) ?? document.body);
  await userEvent.selectOptions(then.getByTitle("Field"), "sure");
  await userEvent.selectOptions(then.getByTitle("Condition"), "notHolds");
  expect(said()).toEqual({ if: [{ filled: [{ var: "closed" }] }, { "!": [{ var: "sure" }] }, false] });
});

it("looks at some of the records of a list, and at all of them again", async () => {
  render(<Edited begin={{ all: [{ var: "visits" }, { var: "done" }] }} then={null} />);
  await userEvent.click(screen.getByRole("button", { name: "Look at some of the records only" }));
  const kept = within(screen.getByRole("group", { name: "Only these records are looked at" }));
  await userEvent.click(kept.getByRole("button", { name: "Add a condition" }));
  await userEvent.selectOptions(kept.getByTitle("Field"), "minutes");
  await userEvent.selectOptions(kept.getByTitle("Condition"), "filled");
  const some: Json = { filter: [{ var: "visits" }, { filled: [{ var: "minutes" }] }] };
  expect(said()).toEqual({ all: [some, { var: "done" }] });
  await userEvent.click(kept.getByRole("button", { name: "Look at all records" }));
  expect(said()).toEqual({ all: [{ var: "visits" }, { var: "done" }] });
});

it("compares a part of a text, from one of its ends", async () => {
  render(<Edited begin={{ "==": [{ substr: [{ var: "closed" }, 0, 2] }, "Ac"] }} then={null} />);
  const start = screen.getByLabelText(/^From place/);
  await userEvent.clear(start);
  await userEvent.type(start, "-3");
  expect(said()).toEqual({ "==": [{ substr: [{ var: "closed" }, -3, 2] }, "Ac"] });
  await userEvent.click(screen.getByRole("button", { name: "Remove part 3" }));
  expect(said()).toEqual({ "==": [{ substr: [{ var: "closed" }, -3] }, "Ac"] });
});

it("names what removes a condition by what it is about", async () => {
  const both: Json = { and: [{ filled: [{ var: "amount" }] }, { filled: [{ var: "closed" }] }] };
  render(<Edited begin={both} then={null} />);
  expect(screen.getAllByRole("combobox", { name: "Condition" })).toHaveLength(2);
  await userEvent.click(screen.getByRole("button", { name: "Remove the condition: amount" }));
  expect(said()).toEqual({ filled: [{ var: "closed" }] });
  await userEvent.click(screen.getByRole("checkbox", { name: "not" }));
  expect(said()).toEqual({ "!": [{ filled: [{ var: "closed" }] }] });
});
