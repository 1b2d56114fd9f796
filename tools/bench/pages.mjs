// Measures the first load of pages in Chromium. Arguments: the program's origin and a session's cookie. Writes JSON.
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";

const require = createRequire(fileURLToPath(new URL("../../end2end/package.json", import.meta.url)));
const { chromium } = require("@playwright/test");
const [origin, cookie] = process.argv.slice(2);
const PAGES = [
  { name: "Sign-in", path: "/sign-in", signedIn: false },
  { name: "Code from a mail", path: "/change-password", signedIn: false },
  { name: "Dashboard", path: "/", signedIn: true },
  { name: "Users", path: "/users", signedIn: true },
];

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM,
  args: ["--disable-background-networking", ...(process.getuid?.() === 0 ? ["--no-sandbox"] : [])],
});

/** One load in a new profile, on a processor slowed down so many times. */
async function load({ path, signedIn }, slowdown) {
  const context = await browser.newContext({ locale: "en" });
  if (signedIn) {
    const [name, value] = cookie.split("=");
    await context.addCookies([{ name, value, url: origin }]);
  }
  const page = await context.newPage();
  const session = await context.newCDPSession(page);
  await session.send("Emulation.setCPUThrottlingRate", { rate: slowdown });
  await page.goto(origin + path, { waitUntil: "load" });
  await page.waitForFunction(() => performance.getEntriesByName("interactive").length > 0);
  const measured = await page.evaluate(() => {
    const [own] = performance.getEntriesByType("navigation");
    const resources = performance.getEntriesByType("resource");
    const wasm = resources.filter((entry) => entry.name.endsWith(".wasm"));
    const other = [own, ...resources.filter((entry) => !entry.name.endsWith(".wasm"))];
    const sum = (entries, field) => entries.reduce((total, entry) => total + entry[field], 0);
    return {
      wasm: sum(wasm, "decodedBodySize"),
      wasm_sent: sum(wasm, "encodedBodySize"),
      other_sent: sum(other, "encodedBodySize"),
      paint: performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? 0,
      interactive: performance.getEntriesByName("interactive")[0].startTime,
    };
  });
  await context.close();
  return measured;
}

const median = (numbers) => numbers.toSorted((one, other) => one - other)[Math.floor(numbers.length / 2)];

async function measure(page) {
  await load(page, 1);
  const loads = [await load(page, 1), await load(page, 1), await load(page, 1)];
  const slow = [await load(page, 4), await load(page, 4), await load(page, 4)];
  return {
    name: page.name,
    ...loads[0],
    paint: median(loads.map((one) => one.paint)),
    interactive: median(loads.map((one) => one.interactive)),
    interactive_slow: median(slow.map((one) => one.interactive)),
  };
}

const measured = [];
for (const page of PAGES) {
  measured.push(await measure(page));
}
await browser.close();
console.log(JSON.stringify(measured));
