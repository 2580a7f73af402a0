/** What a click beside a form, and Escape, do: they close it where nothing would be lost that is typed. */
export function closing(isTyped: boolean, onClose: () => void): () => void {
  return () => {
    if (!isTyped) onClose();
  };
}
