import i18next from "i18next";
import { chooseLanguage } from "./language";
import { preferredLanguage } from "./preferred";

it("speaks the language that was chosen before", async () => {
  await chooseLanguage("zh-CN");
  expect(preferredLanguage()).toBe("zh-CN");
  expect(i18next.t("action.save")).toBe("保存");
  expect(document.documentElement.lang).toBe("zh-CN");
});

it.each([
  ["zh-TW", "zh-CN"],
  ["de-DE", "en"],
])("chooses for a browser in %s", (browser, language) => {
  localStorage.clear();
  vi.spyOn(navigator, "language", "get").mockReturnValue(browser);
  expect(preferredLanguage()).toBe(language);
});
