import "@testing-library/jest-dom/vitest";
import { cleanup } from "@testing-library/react";
import { afterEach, beforeEach, vi } from "vitest";
import { chooseLanguage } from "../app/language";
import { chooseTenant } from "../client/tenant";

beforeEach(async () => {
  localStorage.clear();
  sessionStorage.clear();
  chooseTenant(null);
  await chooseLanguage("en");
});

afterEach(() => {
  // Files share their modules, so the library says this of the first of them alone.
  cleanup();
  vi.unstubAllGlobals();
});
