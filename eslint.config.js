import { defineConfig } from "eslint/config";
import tseslint from "typescript-eslint";

const zod = { name: "zod", message: 'Import from "zod/v3": zod 4 costs 20 ms of every cold start.' };
const clock = "The clock is an argument.";
const environment = "The verification library knows no environment.";

export default defineConfig(
  { ignores: ["node_modules/", ".sluice/", ".pg-cron/", "shared/database/types.generated.ts"] },
  {
    files: ["**/*.{ts,js,mjs}"],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    linterOptions: { reportUnusedDisableDirectives: "error" },
    rules: {
      eqeqeq: "error",
      "no-console": "error",
      "no-restricted-imports": ["error", { paths: [zod] }],
      "@typescript-eslint/consistent-type-definitions": ["error", "type"],
      "@typescript-eslint/consistent-type-imports": "error",
      "@typescript-eslint/no-confusing-void-expression": ["error", { ignoreArrowShorthand: true }],
      // A blank setting is as good as none, so `||` on strings is meant.
      "@typescript-eslint/prefer-nullish-coalescing": ["error", { ignorePrimitives: { string: true } }],
      // `async` turns what a function throws into a rejection, also where it awaits nothing.
      "@typescript-eslint/require-await": "off",
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
      "@typescript-eslint/switch-exhaustiveness-check": [
        "error",
        { considerDefaultExhaustiveForUnions: true },
      ],
    },
  },
  { files: ["**/*.{js,mjs}"], extends: [tseslint.configs.disableTypeChecked] },
  {
    // The body of a function, in which n8n runs it.
    files: ["docs/examples/n8n-code-node.js"],
    languageOptions: { sourceType: "commonjs", parserOptions: { ecmaFeatures: { globalReturn: true } } },
    rules: { "@typescript-eslint/no-require-imports": "off" },
  },
  {
    // Every module counts at a cold start.
    files: ["functions/**", "shared/**"],
    rules: {
      "no-restricted-imports": [
        "error",
        {
          paths: [
            zod,
            { name: "hono", message: 'Import from "hono/tiny".' },
            { name: "@supabase/supabase-js", message: "Call a door by shared/database/rpc.ts." },
          ],
        },
      ],
    },
  },
  {
    // Pure: a verdict depends on the delivery, the keys and the clock that were handed in.
    files: ["shared/verification/**"],
    rules: {
      "no-restricted-globals": [
        "error",
        {
          globals: [
            {
              name: "fetch",
              message: "A scheme that needs the network takes its fetch through its factory.",
            },
            { name: "Deno", message: environment },
            { name: "process", message: environment },
            { name: "performance", message: clock },
            { name: "setTimeout", message: clock },
            { name: "setInterval", message: clock },
          ],
          checkGlobalObject: true,
        },
      ],
      "no-restricted-imports": [
        "error",
        { paths: [zod], patterns: [{ group: ["node:*", "!node:crypto"], message: environment }] },
      ],
      "no-restricted-properties": ["error", { object: "Date", property: "now", message: clock }],
      "no-restricted-syntax": [
        "error",
        { selector: "NewExpression[callee.name='Date'][arguments.length=0]", message: clock },
        { selector: "CallExpression[callee.name='Date']", message: clock },
      ],
    },
  },
  {
    files: [
      "shared/observability/**",
      "cli/**",
      "test/bench/**",
      "test/chaos/**",
      "test/fuzz/**",
      "test/support/**",
    ],
    rules: { "no-console": "off" },
  },
);
