import { expectAccessible } from "./support/axe";
import { ADMINISTRATOR, GOOD_PASSWORD, LINK_SUBJECT } from "./support/desk";
import { linkIn } from "./support/mail";
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

test("the mail is shown before it is sent, with what is chosen", async ({ page }) => {
  await desk().signIn(page, ADMINISTRATOR);
  await page.goto(`${await recordOf(desk(), "gobrien")}/send-link`);
  await hydrated(page);
  const dialog = page.getByRole("dialog", { name: "Send Password Change Link" });
  await dialog.getByText("Show the mail").click();
  const mail = dialog.frameLocator('iframe[title="The mail"]');
  await expect(mail.locator("body")).toContainText("1 hour");
  await expect(mail.locator("body")).toContainText("XXXXX-XXXXX-XXXXX-XXXXX-XXXXXX");
  await dialog.getByLabel("Link works for").selectOption("4 hours");
  await expect(mail.locator("body")).toContainText("4 hours");
  await dialog.getByText("Show it as text").click();
  const text = dialog.frameLocator('iframe[title="The mail as text"]');
  await expect(text.locator("body")).toContainText("4 hours");
});

test("a link's mail is sent again from the record, which the prompt leads back to", async ({ page, openBrowser }) => {
  const { email } = await desk().user("gobrien");
  const first = await desk().sendLink("gobrien");
  const record = await recordOf(desk(), "gobrien");
  await desk().signIn(page, ADMINISTRATOR);
  await page.goto(record);
  await hydrated(page);
  const offer = page.getByRole("region", { name: "Recovery" }).getByRole("link", { name: "Send again" });
  const dialog = page.getByRole("dialog", { name: "Send again" });
  await offer.click();
  await expect(dialog.getByText("A new message is made and sent to:")).toBeVisible();
  await expectAccessible(page);
  await dialog.getByRole("link", { name: "Cancel" }).click();
  await expect(page).toHaveURL(record);
  await offer.click();
  await dialog.getByRole("button", { name: "Send again" }).click();
  await expect(page).toHaveURL(record);
  await expect(page.getByText("It is on its way again, as a new message.")).toBeVisible();
  await expect(timeline(page).filter({ hasText: "The mail server accepted the mail" })).toHaveCount(2);
  const second = linkIn(await desk().mails.next(email ?? "", LINK_SUBJECT));
  expect(second).not.toBe(first);
  const theirs = await openBrowser();
  for (const link of [first, second]) {
    await theirs.goto(link);
    await expect(theirs.getByLabel(/New password|Neues Passwort/)).toBeVisible();
  }
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

test.describe("without scripts", () => {
  test.use({ javaScriptEnabled: false });

  test("a link's mail is sent again on pages alone", async ({ page }) => {
    const { email } = await desk().user("hnguyen");
    await desk().sendLink("hnguyen");
    const record = await recordOf(desk(), "hnguyen");
    const offer = page.getByRole("region", { name: "Recovery" }).getByRole("link", { name: "Send again" });
    await desk().signIn(page, ADMINISTRATOR);
    await expect(async () => {
      await page.goto(record);
      await expect(offer).toBeVisible({ timeout: 0 });
    }).toPass({ timeout: 10_000 });
    await offer.click();
    await page.getByRole("link", { name: "Cancel", exact: true }).click();
    await expect(page).toHaveURL(record);
    await offer.click();
    await page.getByRole("button", { name: "Send again" }).click();
    await expect(page).toHaveURL(record);
    await expect(page.getByRole("status").filter({ hasText: "It is on its way again, as a new message." })).toBeVisible();
    await desk().mails.next(email ?? "", LINK_SUBJECT);
  });
});
