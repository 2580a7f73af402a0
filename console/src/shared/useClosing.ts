import { useState } from "react";
import { closing } from "./closing";

/** For a dialog with a form in it: a click beside it, and Escape, close it as long as nothing was typed or ticked in it. */
export function useClosing(onClose: () => void): { onClose: () => void; onInput: () => void } {
  const [isTyped, setTyped] = useState(false);
  return { onClose: closing(isTyped, onClose), onInput: () => setTyped(true) };
}
