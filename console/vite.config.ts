/// <reference types="vitest/config" />
import { readdirSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";
import react from "@vitejs/plugin-react";
import { defineConfig, type Plugin } from "vite";

const brotli = promisify(brotliCompress);
const gzipped = promisify(gzip);

/** Writes each text of the build beside itself as `.br` and `.gz`, so that the server compresses nothing. */
function compressed(): Plugin {
  return {
    name: "compressed",
    apply: "build",
    async writeBundle({ dir }) {
      if (dir === undefined) return;
      const names = readdirSync(dir, { recursive: true, encoding: "utf-8" });
      const texts = names.filter((name) => /\.(js|css|svg)$/.test(name)).map((name) => join(dir, name));
      const most = { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } };
      await Promise.all(
        texts.map(async (file) => {
          const text = await readFile(file);
          await writeFile(`${file}.br`, await brotli(text, most));
          await writeFile(`${file}.gz`, await gzipped(text, { level: 9 }));
        }),
      );
    },
  };
}

/** Rooms that stand at each address below a place: its page says which scripts they are made of, so that all come at once. */
const ROOMS = {
  board: "src/board/BoardPage.tsx",
  insights: "src/insights/InsightsPage.tsx",
  records: "src/records/RecordsPage.tsx",
  "sign-in": "src/start/SignInPage.tsx",
};

/** Writes the page of each such place beside the one of all others, as `<place>.html`. */
function pages(): Plugin {
  return {
    name: "pages",
    apply: "build",
    enforce: "post",
    generateBundle(_, bundle) {
      const chunks = Object.values(bundle).filter((each) => each.type === "chunk");
      const named = new Map(chunks.map((each) => [each.fileName, each]));
      const page = bundle["index.html"];
      if (page?.type !== "asset") throw new Error("there is no page to add to");
      const text = page.source.toString();
      for (const [place, room] of Object.entries(ROOMS)) {
        const first = chunks.find((each) => each.facadeModuleId?.endsWith(`/${room}`));
        if (first === undefined) throw new Error(`${room} is no chunk of its own`);
        const files = new Set([first.fileName]);
        for (const file of files) for (const each of named.get(file)?.imports ?? []) files.add(each);
        const links = [...files]
          .filter((each) => !text.includes(each))
          .map((each) => `<link rel="modulepreload" crossorigin href="${BASE}${each}">`);
        const source = text.replace("</head>", `  ${links.join("\n    ")}\n  </head>`);
        this.emitFile({ type: "asset", fileName: `${place}.html`, source });
      }
    },
  };
}

const BASE = "/console/";
const SERVER = process.env.SLUICE_URL ?? "http://127.0.0.1:8000";

export default defineConfig({
  plugins: [react(), pages(), compressed()],
  base: BASE,
  build: {
    target: "es2022",
    sourcemap: false,
    chunkSizeWarningLimit: 1200,
    rolldownOptions: {
      output: {
        codeSplitting: {
          // What is loaded together is one file: many small ones take longer than they weigh.
          groups: [
            { name: "console", test: /src\/main\.tsx$/, priority: 3 },
            { name: "board", test: /src\/board\/BoardPage\.tsx$/, priority: 2 },
            {
              name: "forms",
              test: /src\/(fields|shared|access)\/|node_modules\/@mui\//,
              minShareCount: 2,
              priority: 1,
            },
            { name: "designer", test: /src\/designer\//, minShareCount: 3 },
            { name: "records", test: /src\/records\//, minShareCount: 2 },
          ],
        },
      },
    },
  },
  server: {
    proxy: {
      "/graphql": { target: SERVER, ws: true },
      "/files": SERVER,
    },
  },
  test: {
    environment: "jsdom",
    globals: true,
    setupFiles: ["src/testing/setup.ts"],
    restoreMocks: true,
    // One page and one set of modules for all files takes a fifth of the time; each leaves both as it found them. What
    // one has loaded, `vi.mock` of another does not replace.
    pool: "threads",
    isolate: false,
    // On a busy machine a form takes seconds to be typed into.
    testTimeout: 30_000,
  },
});
