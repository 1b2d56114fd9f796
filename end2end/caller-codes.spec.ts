import type { Page } from "@playwright/test";
import { expectAccessible } from "./support/axe";
import { ADMINISTRATOR } from "./support/desk";
import { callerCodeIn } from "./support/mail";
import { askForCallers } from "./support/made";
import { recordOf } from "./support/page-check";
import { deskOfThisFile, expect, test } from "./support/test";

const CODE_SUBJECT = /a code for your call|ein Code für Ihren Anruf/;

const desk = deskOfThisFile("smtp");

test.beforeAll(() => askForCallers(desk()));

test("a caller reads out the code that they were mailed, and is told a temporary password", { tag: "@core" }, async ({ page, watch }) => {
  watch.expects(422);
  await call(page, "kweber", true);
});

test.describe("without scripts", () => {
  test.use({ javaScriptEnabled: false });

  test("the same call", async ({ page, watch }) => {
    watch.expects(422);
    await call(page, "mhassan", false);
  });
});

test("somebody who is signed in still reads out what their own page shows", async ({ page, openBrowser }) => {
  const his = await openBrowser();
  await desk().signIn(his, "bo");
  await his.goto("/account");
  await his.getByRole("button", { name: "Show a code for the help desk" }).click();
  await expectAccessible(his);
  const code = (await his.locator("output").textContent()) ?? "";
  expect(code).toMatch(/^[0-9A-Z]{4}-[0-9A-Z]{4}$/);

  await desk().signIn(page, ADMINISTRATOR);
  await page.goto(await recordOf(desk(), "bo", "/verify-caller"));
  await readOut(page, code);
  await expect(page.getByText("The caller is verified until")).toBeVisible();
});

/** The whole call, from the page of a temporary password to the password. */
async function call(page: Page, userName: string, scriptsRun: boolean): Promise<void> {
  const email = (await desk().user(userName)).email ?? "";
  const generate = page.getByRole("button", { name: "Generate", exact: true });
  await desk().signIn(page, ADMINISTRATOR);
  await page.goto(await recordOf(desk(), userName, "/temporary-password"));
  await expect(page.getByText("Verify the caller first")).toBeVisible();
  await expect(generate, "nothing is made for a stranger").toHaveCount(0);
  await page.getByRole("link", { name: "Verify the caller", exact: true }).click();
  await page.getByRole("button", { name: "Send a code", exact: true }).click();
  await expect(page.getByText(`A code is on its way to ${email}.`)).toBeVisible();
  const mail = await desk().mails.next(email, CODE_SUBJECT);
  if (scriptsRun) {
    await page.getByLabel("What the caller reads out").fill("typing");
    await expect(page.getByText("The mail server has accepted the code."), "the page follows the mail").toBeVisible();
    await expect(page.getByLabel("What the caller reads out"), "and leaves what is typed").toHaveValue("typing");
    await expectAccessible(page);
  }
  await readOut(page, "0000 0000");
  await expect(page.getByRole("alert")).toContainText("This is not the code");
  await readOut(page, callerCodeIn(mail).toLowerCase().replace("-", " "));
  await expect(page).toHaveURL(/\/temporary-password$/);
  await expect(page.getByText("The caller is verified until")).toBeVisible();
  await generate.click();
  await expect(page.locator("output")).toBeVisible();
}

async function readOut(page: Page, code: string): Promise<void> {
  await page.getByLabel("What the caller reads out").fill(code);
  await page.getByRole("button", { name: "Check the code" }).click();
}
