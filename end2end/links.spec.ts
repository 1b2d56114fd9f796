import { expectAccessible } from "./support/axe";
import { ADMINISTRATOR, GOOD_PASSWORD } from "./support/desk";
import { recordOf } from "./support/page-check";
import { hydrated, timeline } from "./support/pages";
import { deskOfThisFile, expect, test } from "./support/test";

const desk = deskOfThisFile("smtp");

test("a link whose mail does not arrive is copied once and handed on", async ({ page, openBrowser, context }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await desk().sendLink("kweber");
  await desk().signIn(page, ADMINISTRATOR);
  await page.goto(await recordOf(desk(), "kweber"));
  await hydrated(page);
  await page.getByRole("link", { name: "Copy link" }).click();
  await page.getByRole("button", { name: "Show link" }).click();
  const link = await page.locator("output").innerText();
  await expectAccessible(page);
  await page.getByRole("button", { name: "Copy" }).click();
  await expect(page.getByRole("status").filter({ hasText: "Copied." })).toBeVisible();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(link);
  await page.reload();
  await expect(page.getByRole("button", { name: "Show link" })).toBeVisible();
  expect((await page.content()).includes(link)).toBe(false);

  const hers = await openBrowser();
  await hers.goto(link);
  await hers.getByLabel(/New password|Neues Passwort/).fill(GOOD_PASSWORD);
  await hers.getByRole("button", { name: /Change password|Passwort ändern/ }).click();
  await expect(hers.getByRole("heading", { name: /Password changed|Passwort geändert/ })).toBeVisible();
  await page.getByRole("link", { name: "Back to the user" }).click();
  await expect(timeline(page).filter({ hasText: "Link shown to Ada Reyes" })).toBeVisible();
});

test("what was sent by mistake is withdrawn, and its page says so", async ({ page, openBrowser }) => {
  const link = await desk().sendLink("mhassan");
  await desk().signIn(page, ADMINISTRATOR);
  await page.goto(await recordOf(desk(), "mhassan"));
  await hydrated(page);
  await page.getByRole("link", { name: "Withdraw" }).click();
  const dialog = page.getByRole("dialog", { name: "Withdraw" });
  await expectAccessible(page);
  await dialog.getByRole("button", { name: "Withdraw" }).click();
  await expect(dialog).toBeHidden();
  await expect(page.getByText("1 is withdrawn.")).toBeVisible();
  await expect(timeline(page).filter({ hasText: "Link withdrawn unused" })).toBeVisible();
  const his = await openBrowser();
  await his.goto(link);
  await expect(his.getByRole("heading", { level: 1 })).toBeVisible();
  await expect(his.getByText(/withdrawn|zurückgezogen/)).toBeVisible();
});
