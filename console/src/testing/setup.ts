import "@testing-library/jest-dom/vitest";
import { cleanup } from "@testing-library/react";
import { afterEach, beforeEach } from "vitest";
import { chooseLanguage } from "../app/language";

beforeEach(async () => {
  localStorage.clear();
  await chooseLanguage("en");
});

// Files share their modules, so the library says this of the first of them alone.
afterEach(cleanup);
