import i18next from "i18next";
import { expect, test } from "vitest";

// Each texts file adds its room's when it is loaded.
import.meta.glob("../**/*exts.ts", { eager: true });
const sources = import.meta.glob<string>(
  ["../**/*.ts", "../**/*.tsx", "!../**/*.test.*", "!../**/generated/**"],
  {
    eager: true,
    query: "?raw",
    import: "default",
  },
);

/** The texts that a source asks for by a plain key: the room that it says, else those that its hooks begin with. */
function asked(source: string): { key: string; rooms: string[]; counts: boolean }[] {
  const hooks = [...source.matchAll(/useTranslation\((?:\[)?(?:"(\w+)")?/g)].map(([, room]) => room ?? "app");
  return [...source.matchAll(/\bt\(\s*"([\w.*-]+)"(?:,\s*\{([^}]*))?/g)].map(([, key, options]) => {
    const said = options?.match(/\bns: "(\w+)"/)?.[1];
    return {
      key: key ?? "",
      rooms: said === undefined ? hooks : [said],
      counts: /\bcount\b/.test(options ?? ""),
    };
  });
}

const places = Object.entries(sources).flatMap(([file, source]) =>
  asked(source)
    .filter(({ rooms }) => rooms.length > 0)
    .map((each) => ({ file, ...each })),
);

test("every text that is asked for is there, in each language", () => {
  expect(places.length).toBeGreaterThan(500);
  const missing = places.filter(
    ({ key, rooms, counts }) =>
      !["en", "zh-CN"].every((lng) =>
        rooms.some((ns) => i18next.exists(key, { ns, lng, fallbackLng: [], ...(counts && { count: 2 }) })),
      ),
  );
  expect(missing).toEqual([]);
});
