/// <reference types="vitest/config" />
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import react from "@vitejs/plugin-react";
import { defineConfig, type Plugin } from "vite";

/** Writes each text of the build beside itself as `.br` and `.gz`, so that the server compresses nothing. */
function compressed(): Plugin {
  return {
    name: "compressed",
    apply: "build",
    writeBundle({ dir }) {
      if (dir === undefined) return;
      for (const name of readdirSync(dir, { recursive: true, encoding: "utf-8" })) {
        if (!/\.(js|css|svg)$/.test(name)) continue;
        const file = join(dir, name);
        const text = readFileSync(file);
        const most = { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } };
        writeFileSync(`${file}.br`, brotliCompressSync(text, most));
        writeFileSync(`${file}.gz`, gzipSync(text, { level: 9 }));
      }
    },
  };
}

/** Rooms that stand at each address below a place: its page says which scripts they are made of, so that all come at once. */
const ROOMS = {
  board: "src/board/BoardPage.tsx",
  insights: "src/insights/InsightsPage.tsx",
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
            { name: "console", test: /src\/main\.tsx$/, priority: 2 },
            { name: "board", test: /src\/board\/BoardPage\.tsx$/, priority: 1 },
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
    // One page and one set of modules for all files takes a fifth of the time; each leaves both as it found them.
    pool: "threads",
    isolate: false,
    // On a busy machine a form takes seconds to be typed into.
    testTimeout: 30_000,
  },
});
