import type { CodegenConfig } from "@graphql-codegen/cli";

/** Types of the fixed part of the API: `fixed.graphql` is written by `python -m api.reference`. */
const config: CodegenConfig = {
  schema: "fixed.graphql",
  documents: ["src/**/*.{ts,tsx}", "!src/client/generated/**"],
  ignoreNoDocuments: true,
  generates: {
    "src/client/generated/": {
      preset: "client",
      presetConfig: { fragmentMasking: false },
      config: {
        documentMode: "string",
        enumsAsTypes: true,
        useTypeImports: true,
        strictScalars: true,
        scalars: {
          JSON: "unknown",
          DateTime: "string",
          Date: "string",
          Time: "string",
          Decimal: "string",
          Duration: "string",
          BigInt: "string",
        },
      },
    },
  },
};

export default config;
