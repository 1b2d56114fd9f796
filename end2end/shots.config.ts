import { defineConfig } from "@playwright/test";
import tests from "./playwright.config";

/** Takes the pictures in `docs`, as the tests look at pages: `make shots`. */
export default defineConfig(tests, { testMatch: "**/*.shots.ts", workers: 1 });
