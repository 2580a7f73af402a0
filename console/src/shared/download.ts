/** Has the browser keep something as a file. */
export function download(name: string, contents: Blob): void {
  const address = URL.createObjectURL(contents);
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  URL.revokeObjectURL(address);
}

/** Has the browser keep a text as a file. */
export function downloadText(name: string, text: string, type: string): void {
  download(name, new Blob([text], { type }));
}
