import { expectAccessible } from "./support/axe";
import { ADMINISTRATOR } from "./support/desk";
import { expectRefused, hydrated } from "./support/pages";
import { deskOfThisFile, expect, test } from "./support/test";
import type { Page } from "@playwright/test";

const desk = deskOfThisFile("smtp");

const LIST = "/settings/holidays";

/** A calendar with these events, as authorities offer it. */
function calendar(...events: string[][]): string {
  const lines = events.flatMap((event) => ["BEGIN:VEVENT", ...event, "END:VEVENT"]);
  return ["BEGIN:VCALENDAR", "VERSION:2.0", ...lines, "END:VCALENDAR", ""].join("\r\n");
}

async function sendFile(page: Page, name: string, content: string): Promise<void> {
  await page.getByLabel("Calendar file (.ics)").setInputFiles({ name, mimeType: "text/calendar", buffer: Buffer.from(content) });
  await page.getByRole("button", { name: "Import", exact: true }).click();
}

test("holidays are added one after the other, and removed", async ({ page, watch }) => {
  watch.expects(422);
  await desk().signIn(page, ADMINISTRATOR);
  await page.goto("/settings");
  await hydrated(page);
  await page.getByRole("link", { name: "Holidays" }).click();
  const day = page.getByLabel("Day", { exact: true });
  const name = page.getByLabel("Name", { exact: true });

  await test.step("what is missing is told beside its field", async () => {
    await day.fill("2028-12-25");
    await page.getByRole("button", { name: "Add" }).click();
    await expectRefused(name, "Fill this in.");
    await expect(day).toHaveValue("2028-12-25");
  });

  await test.step("the form is empty again for the next day, and has the focus", async () => {
    await name.fill("Christmas Day");
    await page.getByRole("button", { name: "Add" }).click();
    await expect(page.getByText("Monday, 25 December 2028 is a holiday now.")).toBeVisible();
    await expect(day).toHaveValue("");
    await expect(day).toBeFocused();
    await day.fill("2028-12-26");
    await name.fill("Boxing Day");
    await name.press("Enter");
    await expect(page.getByRole("heading", { name: "2028 2 days" })).toBeVisible();
    await expectAccessible(page);
  });

  await test.step("a day is removed where it stands", async () => {
    await page.getByRole("button", { name: "Remove Boxing Day, Tuesday, 26 December 2028" }).click();
    await expect(page.getByText("The day is no holiday any more.")).toBeVisible();
    await expect(page.getByRole("heading", { name: "2028 1 day" })).toBeVisible();
  });

  await test.step("a whole year is removed after a question", async () => {
    await page.getByRole("link", { name: "Remove all of 2028" }).click();
    const dialog = page.getByRole("dialog", { name: "Remove a year's holidays" });
    await expect(dialog).toContainText("Christmas Day");
    await expectAccessible(page);
    await dialog.getByRole("button", { name: "Remove all of 2028" }).click();
    await expect(page.getByText("1 day was removed.")).toBeVisible();
    await expect(page.getByRole("heading", { name: "2028" })).toHaveCount(0);
  });
});

test("a calendar file brings its days, and what is no holiday is told with its line", async ({ page, watch }) => {
  watch.expects(422);
  await desk().signIn(page, ADMINISTRATOR);
  await page.goto(LIST);
  await hydrated(page);
  await page.getByRole("link", { name: "Import a calendar file" }).click();
  await sendFile(page, "staff.csv", "login,name\n");
  await expect(page.getByLabel("Calendar file (.ics)")).toHaveAccessibleDescription(/^This is no calendar file/);
  const labourDay = ["SUMMARY:Labour Day", "DTSTART;VALUE=DATE:20290501", "DTEND;VALUE=DATE:20290502"];
  await sendFile(page, "holidays.ics", calendar(labourDay, ["SUMMARY:Stand-up", "DTSTART:20290502T090000Z"]));
  await expect(page).toHaveURL(LIST);
  await expect(page.getByText("1 day was added. Left out: line 10 (it takes part of a day only).")).toBeVisible();
  await expect(page.getByRole("region", { name: "2029 1 day" })).toContainText("Tuesday, 1 May 2029");
});

test.describe("without scripts", () => {
  test.use({ javaScriptEnabled: false });

  test("a day is added and removed by the page itself", async ({ page }) => {
    await desk().signIn(page, ADMINISTRATOR);
    await page.goto(LIST);
    await page.getByLabel("Day", { exact: true }).fill("2031-01-01");
    await page.getByLabel("Name", { exact: true }).fill("New Year");
    await page.getByRole("button", { name: "Add" }).click();
    await expect(page.getByText("Wednesday, 1 January 2031 is a holiday now.")).toBeVisible();
    await page.getByRole("button", { name: "Remove New Year, Wednesday, 1 January 2031" }).click();
    await expect(page.getByText("The day is no holiday any more.")).toBeVisible();
  });
});
