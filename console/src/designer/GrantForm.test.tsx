import { screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { useState } from "react";
import { answering, show } from "../testing/page";
import type { Design } from "./drafting";
import { GrantForm } from "./GrantForm";
import { draftedGrant, takenGrant } from "./grantDraft";
import { grantAt } from "./grants";
import type { Json } from "./ruleTree";
import { catalog, field, object } from "./testing/objects";

const region = field("region", "choice");
const deal = object("deal", field("reviewer", "member"), region);
const role = { name: "manager", label: "Manager", inherits: [], labels: [], grants: [] };
const DESIGN: Design = { catalog: { ...catalog(deal), roles: [role] }, draft: null, broken: false };
const PLACE = { object: "deal", action: "read", field: "*" };

function Form({ rule }: { rule: Json }) {
  const [draft, setDraft] = useState(() => draftedGrant({ ...grantAt(PLACE), rule }));
  return (
    <>
      <GrantForm
        design={DESIGN}
        of={deal}
        number={1}
        draft={draft}
        fixedField
        onChange={setDraft}
        onRemove={() => undefined}
      />
      <output>{JSON.stringify(takenGrant(draft)?.rule)}</output>
    </>
  );
}

const said = () => JSON.parse(screen.getByRole("status").textContent) as Json;

beforeEach(() => {
  answering({
    whoisit: () => ({ me: { member: { name: "Ada" }, actions: ["administer"] } }),
    unitcodes: () => ({ orgUnits: [{ code: "north", name: "North region" }] }),
    readrule: () => ({ catalog: { reading: { clauses: [], errors: [] } } }),
    assignablemembers: () => ({ assignableMembers: [{ id: "m1", name: "Ada" }] }),
  });
});

it("offers row rules everything of who acts, and nothing of the record before", () => {
  show(<Form rule={{ filled: [{ var: "reviewer" }] }} />);
  const options = within(screen.getByTitle("Field")).getAllByRole<HTMLOptionElement>("option");
  const further = options.map((each) => each.value).filter((each) => /^(actor|before)\./.test(each));
  expect(further).toEqual(["actor.id", "actor.roles", "actor.email", "actor.units", "actor.unitsAbove"]);
});

it("narrows to those whose reviewer acts", async () => {
  show(<Form rule={{ "==": [{ var: "reviewer" }, ""] }} />);
  await userEvent.click(screen.getByRole("button", { name: "Who acts" }));
  expect(said()).toEqual({ "==": [{ var: "reviewer" }, { var: "actor.id" }] });
});

it("narrows to regions that are units of who acts, or above", async () => {
  show(<Form rule={{ in: [{ var: "region" }, []] }} />);
  await userEvent.click(screen.getByRole("button", { name: "Who acts › Units and those above" }));
  expect(said()).toEqual({ in: [{ var: "region" }, { var: "actor.unitsAbove" }] });
});

it("asks for a unit by its code, which is offered by its name or typed", async () => {
  show(<Form rule={{ in: ["", { var: "actor.units" }] }} />);
  const codes = screen.getByRole("combobox", { name: "Value" });
  await userEvent.click(codes);
  await userEvent.click(await screen.findByRole("option", { name: "North region (north)" }));
  expect(said()).toEqual({ in: ["north", { var: "actor.units" }] });
  await userEvent.type(codes, "south{Enter}");
  expect(said()).toEqual({ in: ["south", { var: "actor.units" }] });
});

it("asks for a member by name", async () => {
  show(<Form rule={{ "!=": [{ var: "actor.id" }, ""] }} />);
  await userEvent.click(screen.getByRole("combobox", { name: "Value" }));
  await userEvent.click(await screen.findByRole("option", { name: "Ada" }));
  expect(said()).toEqual({ "!=": [{ var: "actor.id" }, "m1"] });
});
