import js from "@eslint/js";
import jsxA11y from "eslint-plugin-jsx-a11y";
import reactHooks from "eslint-plugin-react-hooks";
import tseslint from "typescript-eslint";

const noCasts = {
  selector: "TSAsExpression:not([typeAnnotation.typeName.name='const'])",
  message: "Narrow the value instead of casting it; only `as const` is allowed.",
};

export default tseslint.config(
  { ignores: ["dist", "node_modules", "src/api/schema.gen.ts"] },
  js.configs.recommended,
  ...tseslint.configs.strict,
  jsxA11y.flatConfigs.recommended,
  reactHooks.configs.flat["recommended-latest"],
  {
    rules: {
      "no-restricted-syntax": ["error", noCasts],
      "max-lines": ["error", { max: 250, skipBlankLines: true }],
      "no-console": "error",
    },
  },
);
