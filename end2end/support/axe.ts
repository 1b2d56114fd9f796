import { expect, type Page } from "@playwright/test";
import axe from "axe-core";

/** Widths in CSS pixels: a desk and a telephone. */
const WIDTHS = [1280, 360];
/** The width at which nothing may need sideways scrolling (WCAG 2.2, 1.4.10). */
const NARROWEST = 320;
const HEIGHT = 800;

/** Has axe look at the page in both schemes and widths: it must find nothing, however minor. */
export async function expectAccessible(page: Page): Promise<void> {
  // Evaluated by the debugger, which the page's policy does not concern.
  await page.evaluate(axe.source);
  for (const width of WIDTHS) {
    await page.setViewportSize({ width, height: HEIGHT });
    await page.emulateMedia({ colorScheme: "light", reducedMotion: "reduce" });
    expect.soft(await violations(page), `axe at ${width} px, light`).toEqual([]);
    await page.emulateMedia({ colorScheme: "dark" });
    // Nothing but colours depends on the scheme.
    expect.soft(await violations(page, ["color-contrast"]), `axe at ${width} px, dark`).toEqual([]);
    await expectToFit(page, width);
  }
  await page.setViewportSize({ width: NARROWEST, height: HEIGHT });
  await expectToFit(page, NARROWEST);
}

/** Nothing stands beyond the edge of a window that is so wide. */
async function expectToFit(page: Page, width: number): Promise<void> {
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  expect.soft(overflow, `pixels beyond ${width}`).toBe(0);
}

/** What axe finds, a line each; all its rules unless told which. Frames hold mails, which are not ours to judge here. */
async function violations(page: Page, runOnly?: string[]): Promise<string[]> {
  const options = { iframes: false, resultTypes: ["violations" as const], ...(runOnly && { runOnly }) };
  const found = await page.evaluate(async (options) => (await window.axe.run(document, options)).violations, options);
  return found.flatMap(({ id, impact, nodes }) =>
    nodes.map((node) => `${id} (${impact}): ${node.target.join(" ")} ${node.any[0]?.message ?? node.failureSummary ?? ""}`),
  );
}

declare global {
  interface Window {
    axe: typeof axe;
  }
}
