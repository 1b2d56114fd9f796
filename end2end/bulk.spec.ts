import { expectAccessible } from "./support/axe";
import { ADMINISTRATOR } from "./support/desk";
import { hydrated } from "./support/pages";
import { deskOfThisFile, expect, test } from "./support/test";

const desk = deskOfThisFile("smtp");

test("links are sent to all whom the list shows, followed to the end, and taken back", async ({ page, watch }) => {
  watch.expects(422);
  await desk().signIn(page, ADMINISTRATOR);
  await page.goto("/users?kind=human&active=true&role=user");
  await hydrated(page);

  await test.step("who takes part is said before", async () => {
    await page.getByLabel("For all of these").click();
    await page.getByRole("link", { name: "Send password change link" }).click();
    await expect(page).toHaveURL(/\/bulk\/new\?do=send-link&/);
    await expect(page.getByRole("heading", { name: /It will be done for \d+ users/ })).toBeVisible();
    await expect(page.getByText("This user has no e-mail address.")).toBeVisible();
    await expectAccessible(page);
  });

  await test.step("the mail is shown as the first of them gets it", async () => {
    await page.getByText("Show the mail").click();
    const mail = page.frameLocator('iframe[title="The mail"]');
    await expect(mail.locator("body")).toContainText("XXXXX-XXXXX-XXXXX-XXXXX-XXXXXX");
  });

  await test.step("a wrong pace is told beside its field", async () => {
    await page.getByLabel("At most so many users a minute").fill("0");
    await page.getByRole("button", { name: "Start" }).click();
    await expect(page.getByLabel("At most so many users a minute")).toHaveAttribute("aria-invalid", "true");
    await page.getByLabel("At most so many users a minute").fill("");
  });

  await test.step("the job is followed to its end", async () => {
    await page.getByRole("button", { name: "Start" }).click();
    await expect(page).toHaveURL(/\/bulk\/[0-9a-f-]{36}$/);
    await expect(page.getByText("Done", { exact: true }).first()).toBeVisible();
    await expect(page.getByRole("heading", { name: /(\d+) of \1/ })).toBeVisible();
    await expectAccessible(page);
  });

  await test.step("its ledger is downloaded", async () => {
    const download = page.waitForEvent("download");
    await page.getByRole("link", { name: "Download ledger" }).click();
    expect((await download).suggestedFilename()).toBe("ledger.csv");
  });

  await test.step("unused links are taken back", async () => {
    await page.getByRole("link", { name: "Take back" }).click();
    const dialog = page.getByRole("dialog");
    await expect(dialog).toContainText("withdraws the links that nobody has used");
    await expectAccessible(page);
    await dialog.getByRole("button", { name: "Take back" }).click();
    await expect(page.locator(".record-head").getByText("Taken back")).toBeVisible();
  });
});

test("programs are switched off only once that is confirmed by typing, without scripts too", async ({ openBrowser, watch }) => {
  watch.expects(422);
  const page = await openBrowser({ javaScriptEnabled: false });
  await desk().signIn(page, ADMINISTRATOR);
  await page.goto("/bulk/new?do=deactivate&kind=api");
  await expect(page.getByText("Their calls fail from then on.")).toBeVisible();
  await page.getByRole("button", { name: "Start" }).click();
  await expect(page.getByLabel("Type API to confirm that programs are meant")).toHaveAttribute("aria-invalid", "true");
  await page.getByLabel("Type API to confirm that programs are meant").fill("API");
  await page.getByRole("button", { name: "Start" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Switch off Is Active");
  await expect(page).toHaveURL(/\/bulk\/[0-9a-f-]{36}$/);
});
