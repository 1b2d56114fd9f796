import { ADMINISTRATOR } from "./support/desk";
import { hydrated, timeline } from "./support/pages";
import { deskOfThisFile, expect, test } from "./support/test";

const desk = deskOfThisFile("smtp");

test.beforeEach(async ({ page }) => {
  await desk().signIn(page, ADMINISTRATOR);
});

test("what happens turns up on a record that is just open", async ({ page }) => {
  const { id } = await desk().user("clopez");
  await page.goto(`/users/${id}`);
  await hydrated(page);
  await expect(timeline(page).filter({ hasText: "The mail server accepted the mail" })).toHaveCount(0);
  await desk().sendLink("clopez");
  await expect(timeline(page).filter({ hasText: "The mail server accepted the mail" })).toBeVisible();
  await expect(timeline(page).filter({ hasText: "Password change link requested by" })).toBeVisible();
});

test("a user is made, found, edited and deleted", async ({ page, watch }) => {
  watch.expects(422);
  await page.goto("/users");
  await hydrated(page);

  await test.step("what is wrong is told beside the fields, and nothing entered is lost", async () => {
    await page.getByRole("link", { name: "New user" }).click();
    await page.getByLabel("Name", { exact: true }).fill("Tove Lindqvist");
    await page.getByLabel("User name").fill("JFELD");
    await page.getByLabel("E-mail").fill("tove@");
    await page.getByRole("button", { name: "Create user" }).click();
    await expect(page.getByLabel("User name")).toHaveAccessibleDescription(/^This user name is taken/);
    await expect(page.getByLabel("E-mail")).toHaveAccessibleDescription(/^Enter an e-mail address/);
    await expect(page.getByLabel("Name", { exact: true })).toHaveValue("Tove Lindqvist");
  });

  await test.step("with a link at once", async () => {
    await page.getByLabel("User name").fill("tlindqvist");
    await page.getByLabel("E-mail").fill("tove.lindqvist@northwind.example");
    await page.getByRole("button", { name: "warehouse" }).click();
    await page.getByLabel("Send a password change link now").check();
    await page.getByRole("button", { name: "Create user" }).click();
    await expect(page.getByRole("heading", { level: 1, name: "Tove Lindqvist" })).toBeVisible();
    await expect(timeline(page).filter({ hasText: "The mail server accepted the mail" })).toBeVisible();
    await desk().mails.next("tove.lindqvist@northwind.example", /choose a new password/);
  });

  await test.step("found by her tag", async () => {
    await page.getByRole("link", { name: "Users", exact: true }).first().click();
    await page.getByRole("combobox", { name: /^Tag/ }).selectOption("warehouse");
    await expect(page).toHaveURL(/[?&]tag=warehouse/);
    await page.getByRole("link", { name: "Tove Lindqvist" }).click();
  });

  await test.step("edited", async () => {
    await page.getByLabel("Actions for Tove Lindqvist").click();
    await page.getByRole("link", { name: "Edit" }).click();
    await page.getByLabel("Name", { exact: true }).fill("Tove Lindqvist-Berg");
    await page.getByRole("button", { name: "Save" }).click();
    await expect(page.getByRole("heading", { level: 1, name: "Tove Lindqvist-Berg" })).toBeVisible();
    await expect(page.getByText("The changes are saved.")).toBeVisible();
  });

  await test.step("deleted, once her user name is typed", async () => {
    await page.getByLabel("Actions for Tove Lindqvist-Berg").click();
    await page.getByRole("link", { name: "Delete" }).click();
    const dialog = page.getByRole("dialog", { name: "Delete user" });
    await dialog.getByRole("textbox").fill("someone else");
    await dialog.getByRole("button", { name: "Delete" }).click();
    await expect(dialog.getByRole("textbox")).toHaveAttribute("aria-invalid", "true");
    await dialog.getByRole("textbox").fill("tlindqvist");
    await dialog.getByRole("button", { name: "Delete" }).click();
    await expect(page).toHaveURL(/\/users$/);
    await expect(page.getByText("The user is deleted.")).toBeVisible();
  });
});

test("of two who edit at once the second is told, and nothing is lost", async ({ page, openBrowser, watch }) => {
  watch.expects(409);
  const { id } = await desk().user("nkoch");
  const other = await openBrowser();
  await desk().signIn(other, ADMINISTRATOR);
  for (const editor of [page, other]) {
    await editor.goto(`${desk().origin}/users/${id}/edit`);
    await hydrated(editor);
  }
  await other.getByLabel("Time zone").fill("Europe/Lisbon");
  await other.getByRole("button", { name: "Save" }).click();
  await expect(other.getByText("The changes are saved.")).toBeVisible();

  await page.getByLabel("Tags", { exact: true }).fill("second thoughts");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByRole("alert")).toContainText("Ada Reyes has saved this meanwhile");
  await expect(page.getByRole("alert")).toContainText("Europe/Lisbon");
  await expect(page.getByRole("alert"), "their own change is no news").not.toContainText("Tags");
  await expect(page.getByLabel("Time zone")).toHaveAccessibleDescription(/it is now “Europe\/Lisbon”/);
  await expect(page.getByLabel("Tags", { exact: true })).toHaveValue("second thoughts");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText("The changes are saved.")).toBeVisible();
});

test("ticked users are dealt with by a job, and who is skipped is named", async ({ page }) => {
  await page.goto("/users?q=ada");
  await hydrated(page);
  await page.getByLabel("Select all on this page").check();
  const bar = page.getByRole("region", { name: "Selection" });
  await expect(bar).toContainText(/^\s*\d+ selected/);
  await bar.getByRole("link", { name: "Switch off Is Active" }).click();
  await expect(page.getByRole("heading", { name: /It will be done for \d+ users?/ })).toBeVisible();
  await page.getByRole("button", { name: "Start" }).click();
  await expect(page.getByText("You cannot do this to your own account.")).toBeVisible();
  await expect(page.getByText("Done", { exact: true }).first()).toBeVisible();
});
