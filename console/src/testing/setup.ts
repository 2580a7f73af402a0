import "@testing-library/jest-dom/vitest";
import { beforeEach } from "vitest";
import { chooseLanguage } from "../app/language";

beforeEach(async () => {
  localStorage.clear();
  await chooseLanguage("en");
});
