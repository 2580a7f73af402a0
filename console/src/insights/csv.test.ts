import { csvOf } from "./csv";

it("quotes what would break a line or be run by a spreadsheet", () => {
  const text = csvOf([
    ["名称", 'a "b", c', null, -3],
    ["=HYPERLINK(1)", "-3", "two\nlines", 0.5],
  ]);
  expect(text).toBe('\uFEFF名称,"a ""b"", c",,-3\r\n\'=HYPERLINK(1),\'-3,"two\nlines",0.5\r\n');
});
