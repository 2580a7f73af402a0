import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { useState } from "react";
import { show } from "../testing/page";
import { Choice } from "./Choice";
import { FormDialog } from "./FormDialog";

/** Its number becomes part of the form once it is whole. */
function Form({ onClose, isQuestion }: { onClose: () => void; isQuestion: boolean }) {
  const [name, setName] = useState("");
  const [role, setRole] = useState("rep");
  const [number, setNumber] = useState(0);
  return (
    <FormDialog
      title="Form"
      send="Send"
      form={isQuestion ? null : { name, role, number }}
      ready
      sending={{ isPending: false, isError: false, error: null }}
      onSubmit={() => undefined}
      onClose={onClose}
    >
      <input aria-label="Name" value={name} onChange={(event) => setName(event.target.value)} />
      <Choice
        label="Role"
        value={role}
        choices={["rep", "boss"].map((each) => ({ name: each, label: each }))}
        onChange={setRole}
      />
      <input
        aria-label="Number"
        defaultValue=""
        onChange={({ target }) => /^\d+$/.test(target.value) && setNumber(Number(target.value))}
      />
    </FormDialog>
  );
}

function shown(isQuestion = false) {
  const closed = vi.fn();
  show(<Form onClose={closed} isQuestion={isQuestion} />);
  return closed;
}

const clickBeside = async () =>
  userEvent.click(document.querySelector(".MuiDialog-container") ?? document.body);
const field = (name: string) => screen.getByRole("textbox", { name });
const question = () => screen.queryByRole("alertdialog", { name: /lose what you have entered/ });

async function boss() {
  await userEvent.click(screen.getByRole("combobox", { name: "Role" }));
  await userEvent.click(screen.getByRole("option", { name: "boss" }));
}

it("is closed by Escape or a click beside it where nothing has been entered", async () => {
  const closed = shown();
  await userEvent.keyboard("{Escape}");
  await clickBeside();
  expect(closed).toHaveBeenCalledTimes(2);
});

it.each([
  ["typed", () => userEvent.type(field("Name"), "MES")],
  ["chosen", boss],
  ["typed and not yet whole", () => userEvent.type(field("Number"), "x1")],
])("asks before what was %s is lost, by Escape or a click beside it", async (_, enter) => {
  const closed = shown();
  await enter();
  await userEvent.keyboard("{Escape}");
  expect(closed).not.toHaveBeenCalled();
  expect(screen.getByRole("button", { name: "Go on editing" })).toHaveFocus();
  await userEvent.keyboard("{Escape}");
  await expect.poll(question).toBeNull();
  await clickBeside();
  await userEvent.click(screen.getByRole("button", { name: "Discard it" }));
  expect(closed).toHaveBeenCalledOnce();
});

it("keeps what was typed and chosen for who goes on, until they cancel", async () => {
  const closed = shown();
  await userEvent.type(field("Name"), "MES");
  await boss();
  await userEvent.keyboard("{Escape}");
  await userEvent.click(screen.getByRole("button", { name: "Go on editing" }));
  await expect.poll(question).toBeNull();
  expect(field("Name")).toHaveValue("MES");
  expect(screen.getByRole("combobox", { name: "Role" })).toHaveTextContent("boss");
  await userEvent.click(screen.getByRole("button", { name: "Cancel" }));
  expect(closed).toHaveBeenCalledOnce();
});

it("asks nothing where all is as it was again", async () => {
  const closed = shown();
  await userEvent.type(field("Name"), "MES");
  await userEvent.clear(field("Name"));
  await userEvent.keyboard("{Escape}");
  expect(closed).toHaveBeenCalledOnce();
});

it("asks nothing where nothing of it can be lost", async () => {
  const closed = shown(true);
  await userEvent.type(field("Name"), "MES");
  await userEvent.keyboard("{Escape}");
  expect(closed).toHaveBeenCalledOnce();
});
