import type { Page } from "@playwright/test";
import { expectAccessible } from "./support/axe";
import { ACCESS_SUBJECT, ADMINISTRATOR, CHANGED_SUBJECT, GOOD_PASSWORD, TEMPORARY_SUBJECT } from "./support/desk";
import { passwordIn } from "./support/mail";
import { recordOf } from "./support/page-check";
import { chooseOwn, hydrated, signIn, timeline } from "./support/pages";
import { deskOfThisFile, expect, test } from "./support/test";

const PROMPT = "A new password will be generated and sent to the user's email address.";

const desk = deskOfThisFile("smtp");

test("a generated password brings its person back in, and the administrator never sees it", { tag: "@core" }, async ({ page, openBrowser, watch }) => {
  const jonas = { userName: "jfeld", email: "jonas.feld@northwind.example" };
  const [his, elsewhere] = [await openBrowser(), await openBrowser()];
  let password = "";
  await desk().signIn(elsewhere, jonas.userName);

  await test.step("the prompt says what will happen, and Yes does it", async () => {
    await desk().signIn(page, ADMINISTRATOR);
    await page.goto(await recordOf(desk(), jonas.userName));
    await hydrated(page);
    await page.locator("details.menu summary").filter({ visible: true }).click();
    await page.getByRole("link", { name: "Generate New Password" }).click();
    const dialog = page.getByRole("dialog", { name: "Generate New Password" });
    await expect(dialog.getByText(PROMPT, { exact: true })).toBeVisible();
    await expect(dialog.getByRole("radio", { name: "Stops once the mail is accepted" })).toBeChecked();
    await expectAccessible(page);
    await dialog.getByRole("button", { name: "Yes", exact: true }).click();
    await expect(dialog).toBeHidden();
    await expect(page.getByText(`The new password is on its way to ${jonas.email}. Ticket`)).toBeVisible();
  });

  await test.step("the timeline follows the mail, without a reload and without the password", async () => {
    await expect(timeline(page).nth(0)).toContainText("Waiting for the generated password to be used");
    await expect(timeline(page).filter({ hasText: "The old password was stopped" })).toBeVisible();
    password = passwordIn(await desk().mails.next(jonas.email, ACCESS_SUBJECT));
    expect((await page.content()).includes(password)).toBe(false);
  });

  await test.step("it opens nothing but the choice of his own", async () => {
    await elsewhere.goto("/account");
    await expect(elsewhere).toHaveURL(/\/sign-in/);
    await signIn(his, jonas.userName, password.toLowerCase().replaceAll("-", " "));
    await expect(his).toHaveURL("/choose-password");
    await his.goto("/account");
    await expect(his, "there is nothing else").toHaveURL("/choose-password");
    await expectAccessible(his);
  });

  await test.step("the given password is refused as his own, and another one is taken", async () => {
    watch.expects(422);
    await chooseOwn(his, password);
    await expect(his.getByRole("alert")).toContainText("Das ist das Passwort, das Sie erhalten haben.");
    await chooseOwn(his, GOOD_PASSWORD);
    await expect(his.getByRole("alert"), "nor one that he had before").toContainText("Dieses Passwort hatten Sie schon.");
    await chooseOwn(his, "eight herons wade in the shallow bay");
    await expect(his).toHaveURL("/account");
    await desk().mails.next(jonas.email, CHANGED_SUBJECT);
    await expect(timeline(page).filter({ hasText: "Own password chosen with the generated one" })).toBeVisible();
  });
});

test("a temporary password is shown once, spelled out, and never again", { tag: "@core" }, async ({ page, openBrowser, context }) => {
  const karla = { userName: "kweber", email: (await desk().user("kweber")).email ?? "" };
  const hers = await openBrowser();
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await desk().signIn(page, ADMINISTRATOR);

  const password = await test.step("from the Password section of the form", async () => {
    await page.goto(await recordOf(desk(), karla.userName, "/edit"));
    await hydrated(page);
    await page.getByRole("region", { name: "Password" }).getByRole("link", { name: "Generate" }).click();
    await expect(page).toHaveURL(/\/temporary-password$/);
    await page.getByRole("button", { name: "Generate", exact: true }).click();
    return shown(page);
  });

  await test.step("it counts down, can be hidden and copied", async () => {
    await expect(page.getByText(/^Hidden in 1[01]\d seconds$/)).toBeVisible();
    await expect(page.getByRole("group", { name: "Read it out:" }).getByRole("listitem")).toHaveCount(16);
    await expectAccessible(page);
    await page.getByRole("button", { name: "Copy" }).click();
    await expect(page.getByRole("status").filter({ hasText: "Copied." })).toBeVisible();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(password);
    await page.getByRole("button", { name: "Hide" }).click();
    await expect(page.locator("output")).toBeHidden();
    await page.getByRole("button", { name: "Show" }).click();
    await expect(page.locator("output")).toHaveText(password);
  });

  const generate = page.getByRole("button", { name: "Generate", exact: true });

  await test.step("another tab does not have it, while it stays where it is shown", async () => {
    const tab = await context.newPage();
    await tab.goto(page.url());
    await expect(tab.getByRole("button", { name: "Generate", exact: true })).toBeVisible();
    expect((await tab.content()).includes(password)).toBe(false);
    await tab.close();
    await expect(page.locator("output")).toHaveText(password);
  });

  await test.step("Back from another page does not bring it again", async () => {
    const address = page.url();
    await page.goto("/users");
    await page.goBack();
    await expect(page).toHaveURL(address);
    await expect(generate).toBeVisible();
    expect((await page.content()).includes(password)).toBe(false);
  });

  await test.step("nor does a reload", async () => {
    await generate.click();
    const another = await shown(page);
    await page.reload();
    await expect(generate).toBeVisible();
    expect((await page.content()).includes(another)).toBe(false);
  });

  await test.step("another one is saved, mailed and replaced by her own", async () => {
    await generate.click();
    const read = await shown(page);
    expect(read).not.toBe(password);
    await page.getByLabel("Send Email with Access Info to User").check();
    await page.getByRole("button", { name: "Save" }).click();
    await expect(page.getByText(/^The temporary password is set\. Ticket [0-9A-Z]{3}-[0-9A-Z]{3}\.$/)).toBeVisible();
    expect((await desk().mails.next(karla.email, ACCESS_SUBJECT)).text).toContain(read);
    expect((await desk().mails.next(karla.email, TEMPORARY_SUBJECT)).text).not.toContain(read);
    await signIn(hers, karla.userName, read.toUpperCase().replaceAll(" ", ""));
    await expect(hers).toHaveURL("/choose-password");
    await chooseOwn(hers, GOOD_PASSWORD);
    await expect(hers).toHaveURL("/account");
  });
});

test.describe("without scripts", () => {
  test.use({ javaScriptEnabled: false });

  test("a generated password works on pages and forms alone", async ({ page, openBrowser }) => {
    const greta = { userName: "gobrien", email: (await desk().user("gobrien")).email ?? "" };
    const hers = await openBrowser();
    await desk().signIn(page, ADMINISTRATOR);
    await page.goto(await recordOf(desk(), greta.userName, "/new-password"));
    await expect(page.getByText(PROMPT, { exact: true })).toBeVisible();
    await page.getByRole("radio", { name: "Works until the new one is used" }).check();
    await page.getByRole("button", { name: "Yes", exact: true }).click();
    await expect(page.getByRole("status").filter({ hasText: `is on its way to ${greta.email}.` })).toBeVisible();
    await signIn(hers, greta.userName, passwordIn(await desk().mails.next(greta.email, ACCESS_SUBJECT)));
    await chooseOwn(hers, GOOD_PASSWORD);
    await expect(hers).toHaveURL("/account");
  });

  test("a temporary password is made, shown and saved by forms alone", async ({ page, openBrowser, watch }) => {
    const theirs = await openBrowser();
    await desk().signIn(page, ADMINISTRATOR);
    await page.goto(await recordOf(desk(), "emuller", "/temporary-password"));
    await page.getByRole("radio", { name: "Words" }).check();
    await page.getByRole("button", { name: "Generate", exact: true }).click();
    const words = await shown(page);
    expect(words.split(" ")).toHaveLength(7);
    await expect(page.getByRole("button", { name: "Copy" }), "what needs scripts is not there").toBeHidden();
    await page.getByRole("button", { name: "Save" }).click();
    await expect(page.getByRole("status").filter({ hasText: "The temporary password is set." })).toBeVisible();
    watch.expects(422);
    await signIn(theirs, "emuller", "not what was read out");
    await signIn(theirs, "emuller", words);
    await chooseOwn(theirs, GOOD_PASSWORD);
    await expect(theirs).toHaveURL("/account");
  });
});

async function shown(page: Page): Promise<string> {
  await expect(page.locator("output")).toBeVisible();
  return (await page.locator("output").textContent()) ?? "";
}
