import type { Page } from "@playwright/test";
import { ADMINISTRATOR } from "./support/desk";
import { choosePassword, hydrated, timeline } from "./support/pages";
import { deskOfThisFile, expect, test } from "./support/test";

const desk = deskOfThisFile("smtp");

/** How mail scanners, previews and browsers that look ahead ask for a link. */
const REQUESTS: { method: string; headers?: Record<string, string> }[] = [
  { method: "HEAD" },
  { method: "GET" },
  { method: "GET", headers: { "user-agent": "" } },
  { method: "GET", headers: { purpose: "prefetch", "x-moz": "prefetch" } },
  { method: "GET", headers: { "sec-purpose": "prefetch;prerender", "sec-fetch-site": "none" } },
  { method: "OPTIONS" },
  { method: "OPTIONS", headers: { origin: "https://scanner.example", "access-control-request-method": "POST" } },
];

test("whoever only looks at a link changes nothing", async ({ page, openBrowser, watch }) => {
  const hers = await openBrowser();
  await desk().signIn(hers, "aokafor");
  const link = await desk().sendLink("aokafor");
  const { id } = await desk().user("aokafor");

  await test.step("requests of every kind that carries no form", async () => {
    const scanner = await desk().stranger();
    for (const request of [...REQUESTS, ...REQUESTS]) {
      const answer = await scanner.http.fetch(link, request);
      expect(answer.status(), JSON.stringify(request)).toBeLessThan(500);
      expect(answer.headers()["set-cookie"], "a link needs no cookie").toBeUndefined();
    }
  });

  await test.step("a browser that runs the page's scripts, several times", async () => {
    for (let visit = 0; visit < 3; visit += 1) {
      const scanner = await openBrowser();
      await scanner.goto(link);
      await hydrated(scanner);
      await scanner.context().close();
    }
  });

  await test.step("a browser that presses the page's button", async () => {
    watch.expects(422);
    const scanner = await openBrowser();
    await scanner.goto(link);
    await scanner.getByRole("button", { name: "Change password" }).click();
    await expect(scanner.getByRole("alert")).toBeVisible();
    const answer = scanner.waitForResponse((response) => response.request().method() === "POST");
    await scanner.evaluate(() => document.querySelector("form")?.submit());
    expect((await answer).status()).toBe(422);
  });

  await test.step("her session goes on, and the timeline shows a link that waits", async () => {
    await hers.goto("/account");
    await expect(hers.getByRole("heading", { name: "Your account" })).toBeVisible();
    await desk().signIn(page, ADMINISTRATOR);
    await page.goto(`/users/${id}`);
    await expect(timeline(page).nth(0)).toContainText("Waiting for the link to be used");
    await expect(timeline(page).filter({ hasText: "Link fetched by a program" })).toHaveCount(1);
    await expect(timeline(page).nth(1), "whoever presses is taken for one").toContainText("Link opened by a person");
    await expect(timeline(page).filter({ hasText: "The mail server accepted the mail" }).first()).toBeVisible();
  });

  await test.step("the link still works", async () => {
    await expectLinkWorks(await openBrowser(), link);
  });
});

test("the record tells a browser that only renders the page from a person at it", async ({ page, openBrowser }) => {
  const { id } = await desk().user("clopez");
  const link = await desk().sendLink("clopez");
  await desk().signIn(page, ADMINISTRATOR);
  await page.goto(`/users/${id}`);

  const scanner = await openBrowser();
  await scanner.goto(link);
  await hydrated(scanner);
  await expect(timeline(page).filter({ hasText: "By a person or a mail scanner." })).toBeVisible();
  await expect(timeline(page).filter({ hasText: "Link opened by a person" })).toHaveCount(0);

  const hers = await openBrowser();
  await hers.goto(link);
  await hydrated(hers);
  await hers.getByLabel("New password").press("s");
  await expect(timeline(page).filter({ hasText: "Link opened by a person" })).toBeVisible();
});

test("a preview that renders the link in a frame is refused", async ({ page }) => {
  const link = await desk().sendLink("clopez");
  const answer = await (await desk().stranger()).http.get(link);
  expect(answer.headers()["content-security-policy"]).toContain("frame-ancestors 'none'");
  expect(answer.headers()["x-frame-options"]).toBe("DENY");
  await expectLinkWorks(page, link);
});

async function expectLinkWorks(page: Page, link: string): Promise<void> {
  await page.goto(link);
  await choosePassword(page, "nine lanterns above the quiet pier");
  await expect(page.getByRole("heading", { name: "Password changed" })).toBeVisible();
}
