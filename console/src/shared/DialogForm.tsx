import type { ReactNode } from "react";

interface DialogFormProps {
  onSubmit: () => void;
  children: ReactNode;
}

/** The form that fills a dialog: its content scrolls, what sends it stays in sight. The server says what does not fit. */
export function DialogForm({ onSubmit, children }: DialogFormProps) {
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        onSubmit();
      }}
      style={{ display: "flex", flexDirection: "column", minHeight: 0 }}
    >
      {children}
    </form>
  );
}
