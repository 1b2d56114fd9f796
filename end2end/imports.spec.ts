import { expectAccessible } from "./support/axe";
import { ADMINISTRATOR } from "./support/desk";
import { hydrated } from "./support/pages";
import { deskOfThisFile, expect, test } from "./support/test";
import { readFile } from "node:fs/promises";
import type { Page } from "@playwright/test";

const desk = deskOfThisFile("smtp");

/** A file with two good rows and two bad ones. */
function staff(prefix: string): string {
  return [
    "login;Name;Mail;shoe size",
    `${prefix}-otto;Otto Brandt;${prefix}-otto@northwind.example;44`,
    `${prefix}-rosa;"Rosa ""Ro"" Lind";;38`,
    `${prefix}-nobody;;;`,
    "ada;Ada again;;",
  ].join("\r\n");
}

async function sendFile(page: Page, name: string, content: string): Promise<void> {
  await page.goto("/users/import");
  await page.getByLabel("CSV file").setInputFiles({ name, mimeType: "text/csv", buffer: Buffer.from(content) });
  await page.getByRole("button", { name: "Send file" }).click();
}

test("a file is sent, its columns are named, a dry run made, and the users imported", async ({ page }) => {
  await desk().signIn(page, ADMINISTRATOR);
  await page.goto("/users");
  await hydrated(page);
  await page.getByRole("link", { name: "Import users" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Import users" })).toBeVisible();
  await sendFile(page, "staff.csv", staff("a"));

  await test.step("the columns are guessed, with their first values", async () => {
    await expect(page.getByRole("heading", { level: 1, name: "staff.csv" })).toBeVisible();
    await hydrated(page);
    await expect(page.getByLabel("What “login” is")).toHaveValue("user_name");
    await expect(page.getByLabel("What “Mail” is")).toHaveValue("email");
    await expect(page.getByLabel("What “shoe size” is")).toHaveValue("");
    await expect(page.getByText('Rosa "Ro" Lind')).toBeVisible();
    await expectAccessible(page);
  });

  await test.step("the dry run is followed to its end, and says what is wrong where", async () => {
    await page.getByLabel("Send a password change link to each new user").check();
    await page.getByRole("button", { name: "Dry run" }).click();
    await expect(page.getByRole("button", { name: "Import 2 rows" })).toBeVisible();
    const problems = page.getByRole("region", { name: "Problems" });
    await expect(problems.getByRole("row", { name: /4 .*Name/ })).toContainText("Enter a name.");
    await expect(problems.getByRole("row", { name: /5 .*ada/ })).toContainText("there already");
    await expectAccessible(page);
  });

  await test.step("the problems can be taken away as a file", async () => {
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("link", { name: "All problems as CSV" }).click(),
    ]);
    expect(await readFile(await download.path(), "utf8")).toContain("4,Name,,Enter a name.");
  });

  await test.step("the import is followed to its end", async () => {
    await page.getByRole("button", { name: "Import 2 rows" }).click();
    await expect(page.getByText("The import is finished.")).toBeVisible();
    await page.getByRole("link", { name: "Show the newest users" }).click();
    await expect(page.getByRole("link", { name: "Otto Brandt" })).toBeVisible();
    await desk().mails.next("a-otto@northwind.example", /choose a new password/);
  });

  await test.step("the import stands in the list", async () => {
    await page.goto("/users/import");
    await expect(page.getByRole("row", { name: /staff\.csv/ })).toContainText("Created: 2; With problems, left out: 2");
  });
});

test("a broken file is refused with its line, and the page says so beside the field", async ({ page, watch }) => {
  watch.expects(422);
  await desk().signIn(page, ADMINISTRATOR);
  await sendFile(page, "broken.csv", 'login,name\njonas,"Jonas\n');
  await expect(page.getByLabel("CSV file")).toHaveAttribute("aria-invalid", "true");
  await expect(page.locator("#error-file")).toContainText("The quote that opens in line 2 is never closed.");
  await expectAccessible(page);
});

test("the list is taken away as a file with its filters", async ({ page }) => {
  await desk().signIn(page, ADMINISTRATOR);
  await page.goto("/users?kind=api");
  await hydrated(page);
  const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("link", { name: "Export", exact: true }).click()]);
  const lines = (await readFile(await download.path(), "utf8")).trim().split("\n");
  expect(lines[0]).toContain("user_name,display_name,email");
  expect(lines.slice(1).every((line) => line.includes(",api,"))).toBe(true);
});

test.describe("without scripts", () => {
  test.use({ javaScriptEnabled: false });

  test("a file is sent, looked at and imported", async ({ page }) => {
    await desk().signIn(page, ADMINISTRATOR);
    await sendFile(page, "plain.csv", staff("b"));
    await page.getByRole("button", { name: "Dry run" }).click();
    await expect(async () => {
      await page.reload();
      await expect(page.getByRole("button", { name: "Import 2 rows" })).toBeVisible({ timeout: 500 });
    }).toPass();
    await page.getByRole("button", { name: "Import 2 rows" }).click();
    await expect(async () => {
      await page.reload();
      await expect(page.getByText("The import is finished.")).toBeVisible({ timeout: 500 });
    }).toPass();
    await page.goto("/users?q=b-rosa");
    await expect(page.getByRole("link", { name: 'Rosa "Ro" Lind' })).toBeVisible();
  });
});
