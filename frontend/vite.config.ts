import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

const here = (path: string) => new URL(path, import.meta.url).pathname;
const source = new URL("./src", import.meta.url).pathname;

export default defineConfig({
  base: "/",
  plugins: [react()],
  resolve: { alias: { "@": source } },
  server: { proxy: { "/api": "http://127.0.0.1:8000" } },
  build: {
    target: "es2022",
    assetsInlineLimit: 0,
    reportCompressedSize: true,
    rolldownOptions: { input: { dashboard: here("./index.html"), docs: here("./docs.html") } },
  },
  test: { environment: "jsdom", setupFiles: ["./src/test-setup.ts"], restoreMocks: true, testTimeout: 20_000 },
});
