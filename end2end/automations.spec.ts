import { expectAccessible } from "./support/axe";
import { ACCESS_SUBJECT, ADMINISTRATOR, type Desk } from "./support/desk";
import { draftAutomation } from "./support/made";
import { hydrated } from "./support/pages";
import { deskOfThisFile, expect, test } from "./support/test";
import type { Locator, Page } from "@playwright/test";

const desk = deskOfThisFile("smtp");

/** Fails to sign in, so many times. */
async function failToSignIn(desk: Desk, userName: string, times: number): Promise<void> {
  const stranger = await desk.stranger();
  for (let time = 0; time < times; time += 1) {
    await stranger.post("/sign-in", { user_name: userName, password: `not the password, ${time}` });
  }
}

const TEN_MINUTES = 10 * 60_000;

/** When what a row of a ledger tells happened, and when its job is due. */
async function moments(row: Locator): Promise<{ happened: number; due: number }> {
  const of = async (at: number): Promise<number> => Date.parse((await row.locator("time").nth(at).getAttribute("datetime")) ?? "");
  return { happened: await of(0), due: await of(1) };
}

function isOnWeekday(moment: number): boolean {
  const day = new Intl.DateTimeFormat("en", { weekday: "short", timeZone: "Europe/Berlin" }).format(moment);
  return day !== "Sat" && day !== "Sun";
}

async function chooseWeekdays(page: Page): Promise<void> {
  await page.getByLabel("Saturday").uncheck();
  await page.getByLabel("Sunday").uncheck();
}

test("five failed sign-ins mail a new password after ten minutes, on weekdays, to people alone", { tag: "@core" }, async ({ page, watch }) => {
  watch.expects(409, 422);
  const ada = await desk().as(ADMINISTRATOR);
  await ada.post("/selections/new", { version: "0", name: "People", "on-0": "kind", "is-0-human": "true", "is-0-hybrid": "true" });
  await desk().signIn(page, ADMINISTRATOR);
  await page.goto("/automations");
  await hydrated(page);

  await test.step("Edit Event", async () => {
    await page.getByRole("link", { name: "New automation" }).click();
    await expect(page.getByRole("heading", { level: 1, name: "Edit Event" })).toBeVisible();
    await page.getByLabel("Event", { exact: true }).selectOption("Sign-in failed (S)");
    await page.getByLabel("Failures").fill("5");
    await page.getByLabel("Within so many minutes").fill("15");
    await page.getByRole("button", { name: "Edit Job" }).click();
    await expect(page.getByLabel("Name", { exact: true })).toHaveAttribute("aria-invalid", "true");
    await expect(page.getByLabel("Within so many minutes"), "nothing entered is lost").toHaveValue("15");
    await page.getByLabel("Name", { exact: true }).fill("New password after five failures");
    await expect(page.getByText("32 of 100 characters")).toBeVisible();
    await page.getByRole("button", { name: "Send New Password to System User (S)" }).click();
  });

  await test.step("Edit Event-based Job", async () => {
    await expect(page.getByRole("heading", { level: 1, name: "Edit Event-based Job" })).toBeVisible();
    await expect(page.getByLabel("Job", { exact: true })).toHaveValue("send-new-password");
    await expect(page.getByLabel("Use Event Parameter")).toBeChecked();
    await expect(page.locator("#field-effect-first-use"), "strangers can cause this event").toBeChecked();
    await page.getByLabel("Selection", { exact: true }).selectOption("People");
    await expect(page.getByLabel("Unit")).toBeHidden();
    await page.getByRole("radio", { name: "Yes" }).check();
    await page.getByLabel("Unit").selectOption("Minutes");
    await page.getByLabel("Value", { exact: true }).fill("10");
    await expectAccessible(page);
    await page.getByRole("button", { name: "Time Frame" }).click();
  });

  await test.step("Define Time Frame", async () => {
    await expect(page.getByRole("heading", { level: 1, name: "Define Time Frame" })).toBeVisible();
    await chooseWeekdays(page);
    await page.getByLabel("Find users by name, user name or e-mail").fill("reyes");
    await page.getByLabel("Ada Reyes (ada)").check();
    await expectAccessible(page);
    await page.getByRole("button", { name: "Save & Activate" }).click();
  });

  await test.step("what should be known before", async () => {
    await expect(page).toHaveURL(/\/automations\/[0-9a-f-]{36}\/activate$/);
    await expect(page.locator(".sentence")).toHaveText(
      "When sign-in failed 5 times within 15 minutes, then after 10 minutes, on weekdays, send a new password to those whom the event is about, if the selection “People” means them.",
    );
    await expect(page.getByText("Strangers can cause this event, and so have mail sent.")).toBeVisible();
    await expectAccessible(page);
    await page.getByRole("button", { name: "Activate" }).click();
    await expect(page.getByText("Activated, Running")).toBeVisible();
  });

  await test.step("it acts on whoever fails, and is followed live", async () => {
    await failToSignIn(desk(), "gobrien", 5);
    const row = page.getByRole("row", { name: /Gráinne O'Brien/ });
    await expect(row).toContainText("Waiting");
    const { happened, due } = await moments(row);
    const wanted = happened + TEN_MINUTES;
    expect(isOnWeekday(wanted) ? due === wanted : due > wanted, "ten minutes later, and on a weekday").toBe(true);
    expect(isOnWeekday(due)).toBe(true);
    await row.getByRole("button", { name: "Run now: Gráinne O'Brien" }).click();
    await expect(row).toContainText("Done");
    await desk().mails.next("grainne.o'brien@northwind.example", ACCESS_SUBJECT);
    await expectAccessible(page);
  });

  await test.step("a program is left out", async () => {
    await failToSignIn(desk(), "billing-export", 5);
    const row = page.getByRole("row", { name: /billing-export/ });
    await expect(row).toContainText("Waiting");
    await row.getByRole("button", { name: "Run now: billing-export" }).click();
    await expect(row).toContainText("Left out");
    await expect(row).toContainText("The job's selection does not mean them.");
    await expect(row.getByRole("link", { name: "Message" })).toHaveCount(0);
  });

  await test.step("a change is shown before it takes effect", async () => {
    await page.getByRole("link", { name: "Edit Job" }).click();
    await page.getByLabel("At most so many in an hour").fill("20");
    await page.getByRole("button", { name: "Save & Close" }).click();
    await expect(page.getByRole("heading", { name: "What this change would do" })).toBeVisible();
    await expect(page.getByLabel("At most so many in an hour"), "nothing entered is lost").toHaveValue("20");
    await expectAccessible(page);
    await page.getByRole("button", { name: "Save & Activate" }).click();
    await expect(page.getByText("Activated, Running")).toBeVisible();
  });
});

test("the recommended first automation is filled in", async ({ page }) => {
  await desk().signIn(page, ADMINISTRATOR);
  await page.goto("/automations/new?name=After+five&kind=sign-in-failed&number=5&minutes=15&do=show");
  await hydrated(page);
  await page.getByRole("button", { name: "Send Password Change Link to System User (S)" }).click();
  await expect(page.getByLabel("Job", { exact: true })).toHaveValue("send-password-change-link");
  await page.getByLabel("Find users by name, user name or e-mail").fill("jfeld");
  await page.getByLabel("Jonas Feld (jfeld)").check();
  await page.getByRole("button", { name: "Save & Close" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "After five" })).toBeVisible();
  await expect(page.getByText("No time frame yet")).toBeVisible();
});

test("an automation is paused, exported, stopped with all others, and deleted", async ({ page }) => {
  await desk().signIn(page, ADMINISTRATOR);
  const address = await draftAutomation(desk(), "To be exported");
  await page.goto(address);
  await hydrated(page);

  await test.step("exported", async () => {
    const download = page.waitForEvent("download");
    await page.getByRole("link", { name: "Export" }).click();
    expect((await download).suggestedFilename()).toBe("automation.json");
  });

  await test.step("all are stopped and let go on", async () => {
    await page.goto("/automations");
    await hydrated(page);
    await page.getByRole("link", { name: "Stop all" }).click();
    await page.getByRole("button", { name: "Stop all" }).click();
    await expect(page.getByText("All automations are stopped.").first()).toBeVisible();
    await page.getByRole("link", { name: "Let them go on" }).click();
    await page.getByRole("button", { name: "Let them go on" }).click();
    await expect(page.getByText("The automations go on.")).toBeVisible();
  });

  await test.step("deleted", async () => {
    await page.goto(address);
    await hydrated(page);
    await page.getByRole("link", { name: "Delete" }).click();
    const dialog = page.getByRole("dialog", { name: "Delete automation" });
    await expect(dialog).toContainText("What it has done stays done.");
    await expectAccessible(page);
    await dialog.getByRole("button", { name: "Delete" }).click();
    await expect(page).toHaveURL("/automations");
    await expect(page.getByRole("link", { name: "To be exported" })).toHaveCount(0);
  });
});

test.describe("without scripts", () => {
  test.use({ javaScriptEnabled: false });

  test("an automation is built by the pages themselves", async ({ page, watch }) => {
    watch.expects(409);
    await desk().signIn(page, ADMINISTRATOR);
    await page.goto("/automations/new");
    await page.getByLabel("Name", { exact: true }).fill("Door without a badge");
    await page.getByLabel("Event", { exact: true }).selectOption("Reported by another system (S)");
    await page.getByRole("button", { name: "Show its fields" }).click();
    await expect(page.getByLabel("Name", { exact: true })).toHaveValue("Door without a badge");
    await page.getByRole("button", { name: "Add filter" }).click();
    await page.getByLabel("Field of filter 1").selectOption("Attribute");
    await page.getByLabel("Attribute of filter 1").fill("building");
    await page.getByLabel("Value of filter 1").fill("north");
    await page.getByRole("button", { name: "Edit Job" }).click();

    await page.getByLabel("Job", { exact: true }).selectOption("Notify (S)");
    await page.getByRole("button", { name: "Show its fields" }).click();
    await page.getByLabel("Find users by name, user name or e-mail").fill("reyes");
    await page.getByRole("button", { name: "Find" }).click();
    await page.getByLabel("Ada Reyes (ada)").check();
    await page.getByLabel("Use Event Parameter").uncheck();
    await page.getByLabel("Note").fill("Somebody stands at the door.");
    await page.getByRole("button", { name: "Time Frame" }).click();

    await chooseWeekdays(page);
    await page.getByRole("button", { name: "Save & Activate" }).click();
    await expect(page.locator(".sentence")).toContainText("provided that building equals “north”, then on weekdays, send a notice to Ada Reyes");
    await page.getByRole("button", { name: "Activate" }).click();
    await expect(page.getByText("The automation is activated.")).toBeVisible();

    await page.getByRole("link", { name: "Edit Job" }).click();
    await page.getByLabel("Note").fill("Somebody waits at the door.");
    await page.getByRole("button", { name: "Save & Close" }).click();
    await expect(page.getByRole("heading", { name: "What this change would do" })).toBeVisible();
    await page.getByRole("button", { name: "Save & Activate" }).click();
    await expect(page.getByText("Saved.", { exact: true })).toBeVisible();

    await page.getByRole("link", { name: "Pause" }).click();
    await page.getByRole("button", { name: "Pause" }).click();
    await expect(page.getByText("Somebody paused it.")).toBeVisible();
  });
});
