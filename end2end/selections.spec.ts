import { expectAccessible } from "./support/axe";
import { ADMINISTRATOR } from "./support/desk";
import { hydrated } from "./support/pages";
import { deskOfThisFile, expect, test } from "./support/test";
import type { Locator, Page } from "@playwright/test";

const desk = deskOfThisFile("smtp");

/** Who the conditions mean, beside the builder. */
function preview(page: Page): Locator {
  return page.getByRole("region", { name: "Who that is now" });
}

test("a selection is built, followed, saved, used and deleted", async ({ page, watch }) => {
  watch.expects(422);
  await desk().signIn(page, ADMINISTRATOR);
  await page.goto("/selections");
  await hydrated(page);
  await page.getByRole("link", { name: "New selection" }).first().click();

  await test.step("the preview follows the conditions", async () => {
    await expect(preview(page)).toContainText("All users");
    await page.getByRole("button", { name: "Add condition" }).click();
    await expect(preview(page)).toContainText("Complete the conditions");
    await page.getByLabel("API", { exact: true }).check();
    await expect(preview(page)).toContainText("3 users");
    await expect(preview(page)).toContainText("API users among them: 3.");
    await page.getByRole("button", { name: "Add condition" }).click();
    await page.getByLabel("Condition 2", { exact: true }).selectOption("whose e-mail ends in");
    await page.getByLabel("Value of condition 2").fill("@northwind.example");
    await expect(preview(page)).toContainText("2 users");
    await expect(preview(page)).toContainText("API users whose e-mail ends in northwind.example");
    await expectAccessible(page);
  });

  await test.step("what is missing is told, and nothing entered is lost", async () => {
    await page.getByRole("button", { name: "Save" }).click();
    await expect(page.getByLabel("Name", { exact: true })).toHaveAttribute("aria-invalid", "true");
    await expect(page.getByLabel("Value of condition 2")).toHaveValue("@northwind.example");
    await page.getByLabel("Name", { exact: true }).fill("Programs");
    await page.getByRole("button", { name: "Save" }).click();
    await expect(page.getByText("The selection is saved.")).toBeVisible();
  });

  await test.step("the list of users shows whom it means", async () => {
    await page.getByRole("link", { name: "Show in Users" }).click();
    await expect(page).toHaveURL(/\/users\?selection=/);
    await expect(page.getByRole("link", { name: "billing-export" })).toBeVisible();
    await expect(page.getByText("2 matches")).toBeVisible();
    await page.getByRole("link", { name: "Programs" }).click();
    await expect(page.getByRole("heading", { level: 1, name: "Programs" })).toBeVisible();
  });

  await test.step("deleted", async () => {
    await page.getByRole("link", { name: "Delete" }).click();
    const dialog = page.getByRole("dialog", { name: "Delete selection" });
    await expect(dialog).toContainText("The users it means stay as they are.");
    await dialog.getByRole("button", { name: "Delete" }).click();
    await expect(page.getByText("No selections yet")).toBeVisible();
  });
});

test("the filters of the list become a selection", async ({ page }) => {
  await desk().signIn(page, ADMINISTRATOR);
  await page.goto("/users?kind=hybrid&active=true");
  await hydrated(page);
  await page.getByRole("link", { name: "Save as selection" }).click();
  await expect(preview(page)).toContainText("Active hybrid users");
  await expect(preview(page)).toContainText("Hybrid users among them, who also call the API: 2.");
  await page.getByRole("button", { name: "Remove condition 1" }).click();
  await expect(preview(page)).toContainText("Hybrid users");
});

test.describe("without scripts", () => {
  test.use({ javaScriptEnabled: false });

  test("rows are added and removed by the page itself", async ({ page }) => {
    await desk().signIn(page, ADMINISTRATOR);
    await page.goto("/selections/new");
    await page.getByLabel("Name", { exact: true }).fill("Without a password");
    await page.getByRole("button", { name: "Add condition" }).click();
    await expect(page.getByLabel("Name", { exact: true })).toHaveValue("Without a password");
    await page.getByLabel("Condition 1", { exact: true }).selectOption("who have");
    await page.getByRole("button", { name: "Update" }).click();
    await page.getByLabel("Value of condition 1").selectOption("no password");
    await page.getByRole("button", { name: "Update" }).click();
    await expect(preview(page)).toContainText("Users who have no password");
    await page.getByRole("button", { name: "Add condition" }).click();
    await page.getByRole("button", { name: "Remove condition 2" }).click();
    await expect(page.getByLabel("Condition 2", { exact: true })).toHaveCount(0);
    await page.getByRole("button", { name: "Save" }).click();
    await expect(page.getByText("The selection is saved.")).toBeVisible();
    await expect(page.getByRole("cell", { name: "Users who have no password" })).toBeVisible();
  });
});
