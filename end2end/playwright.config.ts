import { defineConfig, devices } from "@playwright/test";

const isRoot = process.getuid?.() === 0;

/** The browser of the system, kept from fetching anything in the background; its sandbox does not work for root. */
const launchOptions = {
  executablePath: process.env.CHROMIUM,
  args: [
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-domain-reliability",
    "--disable-sync",
    "--no-default-browser-check",
    "--no-first-run",
    "--no-pings",
    ...(isRoot ? ["--no-sandbox"] : []),
  ],
};

/** Each test file starts the servers it needs itself, on free ports, so files run side by side. */
export default defineConfig({
  testDir: ".",
  testMatch: "**/*.spec.ts",
  outputDir: "../target/playwright/results",
  forbidOnly: Boolean(process.env.CI),
  fullyParallel: false,
  workers: 2,
  retries: 0,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  reporter: "list",
  projects: [
    { name: "sqlite" },
    // The ways back in and an automation's whole life, once more over the other engine.
    { name: "postgres", grep: /@core/ },
  ],
  use: {
    ...devices["Desktop Chrome"],
    launchOptions,
    screenshot: "only-on-failure",
    // Following every step costs a quarter of the time: for those who look for a fault.
    trace: process.env.TRACE ? "retain-on-failure" : "off",
  },
});
