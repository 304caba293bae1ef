import js from "@eslint/js";
import ts from "typescript-eslint";

export default ts.config(js.configs.recommended, ...ts.configs.strictTypeChecked, ...ts.configs.stylisticTypeChecked, {
  languageOptions: { parserOptions: { projectService: true } },
  rules: {
    // Numbers in messages are shown as they are.
    "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
    // VS Code takes anything with `dispose` for a Disposable.
    "@typescript-eslint/no-unsafe-class-instance-assignment": "off",
    // `test` of node:test returns a promise that its runner waits for.
    "@typescript-eslint/no-floating-promises": ["error", { allowForKnownSafeCalls: [{ from: "package", name: "test", package: "node:test" }] }],
  },
});
