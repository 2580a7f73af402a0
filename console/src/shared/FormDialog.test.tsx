import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { useState } from "react";
import { show } from "../testing/page";
import { FormDialog } from "./FormDialog";

function Form({ onClose }: { onClose: () => void }) {
  const [name, setName] = useState("");
  return (
    <FormDialog
      title="Form"
      send="Send"
      ready
      sending={{ isPending: false, isError: false, error: null }}
      onSubmit={() => undefined}
      onClose={onClose}
    >
      <input aria-label="Name" value={name} onChange={(event) => setName(event.target.value)} />
    </FormDialog>
  );
}

function shown() {
  const closed = vi.fn();
  show(<Form onClose={closed} />);
  return closed;
}

const clickBeside = async () =>
  userEvent.click(document.querySelector(".MuiDialog-container") ?? document.body);

it("is closed by Escape or a click beside it where nothing was typed", async () => {
  const closed = shown();
  await userEvent.keyboard("{Escape}");
  await clickBeside();
  expect(closed).toHaveBeenCalledTimes(2);
});

it("keeps what was typed until somebody cancels", async () => {
  const closed = shown();
  await userEvent.type(screen.getByRole("textbox", { name: "Name" }), "MES");
  await userEvent.keyboard("{Escape}");
  await clickBeside();
  expect(closed).not.toHaveBeenCalled();
  expect(screen.getByRole("textbox", { name: "Name" })).toHaveValue("MES");
  await userEvent.click(screen.getByRole("button", { name: "Cancel" }));
  expect(closed).toHaveBeenCalledOnce();
});
