import type { Page } from "@playwright/test";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { documented } from "./support/access";
import { ADMINISTRATOR, type Desk } from "./support/desk";
import {
  activeAutomation,
  checkedImport,
  doneJob,
  draftAutomation,
  holidayYear,
  makeKey,
  makeSelection,
  pausedAutomation,
  pausedJob,
  waitingAutomation,
  waitingMessage,
} from "./support/made";
import { patternOf, pathOf, recordOf } from "./support/page-check";
import { deskOfThisFile, expect, test } from "./support/test";

/** A form: where it goes, the page on which it stands, what is filled in and pressed, and what is said then. */
interface FormCase {
  route: string;
  /** The administrator, if nobody else. */
  who?: string;
  path: string | ((desk: Desk) => Promise<string>);
  fill?: (page: Page) => Promise<void>;
  button: string | RegExp;
  says: string | RegExp;
}

/** Forms that are posted without scripts as a part of a longer journey, and in which file. */
const ELSEWHERE = new Map([
  ["/change-password/{code}/touched", "scanners"],
  ["/sign-in", "no-script"],
  ["/sign-in/passkey", "passkeys"],
  ["/account/passkeys/new", "passkeys"],
  ["/account/passkeys/{id}/remove", "passkeys"],
  ["/sign-out", "no-script"],
  ["/change-password", "no-script"],
  ["/change-password/{code}", "no-script"],
  ["/users/{id}/send-link", "no-script"],
  ["/users/{id}/active", "no-script"],
  ["/change-password/{code}/renew", "self-service"],
  ["/forgot-password", "self-service"],
  ["/not-me/{code}", "self-service"],
  ["/account/password", "self-service"],
  ["/account/theme", "entered"],
  ["/confirm", "approvals"],
  ["/approvals/{id}", "approvals"],
  ["/users/{id}/remove-second-factor", "approvals"],
  ["/choose-password", "given-passwords"],
  ["/second-factor", "second-factor"],
  ["/account/second-factor", "second-factor"],
  ["/users/{id}/new-password", "given-passwords"],
  ["/users/{id}/temporary-password", "given-passwords"],
  ["/users/{id}/verify-caller", "caller-codes"],
  ["/users/import", "imports"],
  ["/bulk/new", "bulk"],
  ["/selections/new", "selections"],
  ["/automations/new", "automations"],
  ["/automations/{id}/job", "automations"],
  ["/automations/{id}/time-frame", "automations"],
  ["/automations/{id}/activate", "automations"],
  ["/automations/{id}/pause", "automations"],
  ["/messages/{id}/resend", "links"],
  ["/restored/resume", "restored"],
  ["/restored/release", "restored"],
  ["/templates/{key}", "templates"],
  ["/templates/{key}/preview", "templates"],
  ["/templates/{key}/test", "templates"],
  ["/settings/holidays", "holidays"],
  ["/settings/holidays/remove", "holidays"],
]);

const LABOUR_DAY = ["BEGIN:VEVENT", "SUMMARY:Labour Day", "DTSTART;VALUE=DATE:20290501", "DTEND;VALUE=DATE:20290502", "END:VEVENT"];
const CALENDAR = ["BEGIN:VCALENDAR", "VERSION:2.0", ...LABOUR_DAY, "END:VCALENDAR", ""].join("\r\n");

const FORMS: FormCase[] = [
  {
    route: "/users/new",
    path: "/users/new",
    fill: async (page) => {
      await page.getByLabel("Name", { exact: true }).fill("Tove Lindqvist");
      await page.getByLabel("User name").fill("tlindqvist");
    },
    button: "Create user",
    says: "The user is created.",
  },
  {
    ...below("/users/{id}/edit", (desk) => recordOf(desk, "dnovak")),
    fill: (page) => page.getByLabel("Time zone").fill("Europe/Lisbon"),
    button: "Save",
    says: "The changes are saved.",
  },
  { ...below("/users/{id}/unlock", (desk) => recordOf(desk, "lxl")), button: "Unlock", says: "The user is unlocked" },
  { ...below("/users/{id}/withdraw", withLink("kweber")), button: "Withdraw", says: "1 is withdrawn." },
  { ...below("/users/{id}/copy-link", withLink("mhassan")), button: "Show link", says: /\/change-password\/[0-9A-Z]{26}/ },
  { route: "/account/caller-code", path: "/account", button: "Show a code for the help desk", says: "Read this out" },
  { ...below("/users/{id}/end-sessions", withSession), button: "End sessions", says: "1 session has ended." },
  {
    ...below("/users/{id}/delete", (desk) => recordOf(desk, "pvogel")),
    fill: (page) => page.getByLabel("Type the user name to confirm").fill("pvogel"),
    button: "Delete",
    says: "The user is deleted.",
  },
  { ...below("/users/{id}/api-password", (desk) => recordOf(desk, "crm-sync")), button: "Make and show", says: "Shown once" },
  {
    ...below("/users/{id}/api-keys/new", (desk) => recordOf(desk, "crm-sync")),
    fill: (page) => page.getByLabel("Name", { exact: true }).fill("Nightly run"),
    button: "Make and show",
    says: "Shown once",
  },
  {
    route: "/users/{id}/api-keys/{key}/revoke",
    path: (desk) => makeKey(desk, "billing-export"),
    button: "Withdraw key",
    says: "The key is withdrawn.",
  },
  {
    route: "/users/import/{id}",
    path: (desk) => checkedImport(desk, "posted"),
    button: "Import 1 row",
    says: /^(Import under way|The import is finished\.)$/,
  },
  {
    route: "/selections/{id}",
    path: (desk) => makeSelection(desk, "Edited"),
    fill: (page) => page.getByLabel("Name", { exact: true }).fill("Edited again"),
    button: "Save",
    says: "The selection is saved.",
  },
  { ...below("/selections/{id}/delete", (desk) => makeSelection(desk, "Deleted")), button: "Delete", says: "The selection is deleted." },
  { route: "/bulk/{id}", path: (desk) => pausedJob(desk), button: "Resume", says: "The job has taken note." },
  { ...below("/bulk/{id}/cancel", (desk) => pausedJob(desk, ["gobrien", "rjones", "npatel"])), button: "Cancel job", says: "The job has taken note." },
  { ...below("/bulk/{id}/undo", doneJob), button: "Take back", says: "The job has taken note." },
  { route: "/automations/import", path: "/automations/import", fill: paste, button: "Import", says: "The automation is imported as a draft." },
  {
    ...below("/automations/{id}/event", (desk) => draftAutomation(desk, "Renamed")),
    fill: (page) => page.getByLabel("Name", { exact: true }).fill("Renamed by a form"),
    button: "Save & Close",
    says: "Saved.",
  },
  { route: "/automations/{id}", path: (desk) => waitingAutomation(desk, "In three days", "gpapa"), button: /^Cancel: /, says: "Done." },
  { route: "/automations/next", path: nextAfterWaiting, button: "Cancel: Оксана Шевченко", says: "Done." },
  { ...below("/automations/{id}/resume", (desk) => pausedAutomation(desk, "At rest")), button: "Resume", says: "Done." },
  { ...below("/automations/{id}/deactivate", (desk) => activeAutomation(desk, "At work")), button: "Deactivate", says: "Done." },
  { ...below("/automations/{id}/delete", (desk) => draftAutomation(desk, "Gone")), button: "Delete", says: "The automation is deleted." },
  { route: "/automations/stop", path: "/automations/stop", button: "Stop all", says: "All automations are stopped." },
  {
    route: "/templates/{key}/versions",
    path: "/templates/password-changed/versions?language=de",
    button: "Restore version 1",
    says: "The version is restored.",
  },
  {
    route: "/settings",
    path: "/settings",
    fill: (page) => page.getByLabel("Support contact").fill("the Northwind service desk"),
    button: "Save",
    says: "The settings were saved.",
  },
  {
    route: "/settings/policy",
    path: "/settings/policy",
    fill: (page) => page.getByLabel("Shortest password").fill("16"),
    button: "Save",
    says: "The settings were saved.",
  },
  {
    route: "/settings/retention",
    path: "/settings/retention",
    fill: (page) => page.getByLabel("Messages, in days").fill("365"),
    button: "Save",
    says: "The settings were saved.",
  },
  {
    route: "/settings/safety",
    path: "/settings/safety",
    fill: (page) => page.getByRole("checkbox", { name: "Callers give a code" }).check(),
    button: "Save",
    says: "The settings were saved.",
  },
  { route: "/settings/mail", path: "/settings/mail", button: "Send test mail to me", says: "The mail server took the test mail to" },
  { route: "/settings/holidays/{year}/remove", path: (desk) => holidayYear(desk, 2030), button: "Remove all of 2030", says: "1 day was removed." },
  {
    route: "/settings/holidays/import",
    path: "/settings/holidays/import",
    fill: (page) => page.getByLabel("Calendar file (.ics)").setInputFiles({ name: "days.ics", mimeType: "text/calendar", buffer: Buffer.from(CALENDAR) }),
    button: "Import",
    says: "1 day was added.",
  },
  {
    route: "/account",
    path: "/account",
    fill: (page) => page.getByLabel("Name", { exact: true }).fill("Ada Lovelace Reyes"),
    button: "Save",
    says: "Your account was saved.",
  },
  { route: "/account/sessions", who: "lrossi", path: signedInElsewhere, button: "End all others", says: "All other sessions have ended." },
  { ...below("/messages/{id}/cancel", (desk) => waitingMessage(desk, "emuller")), button: "Cancel message", says: "The message was cancelled." },
];

test.use({ javaScriptEnabled: false });
const desk = deskOfThisFile("smtp");

test("every form is posted without scripts, here or in a journey", () => {
  const posted = FORMS.map(({ route }) => route);
  const all = documented("POST");
  expect(all.filter((route) => !posted.includes(route) && !ELSEWHERE.has(route) && route !== "/set-up/{code}")).toEqual([]);
  expect([...posted, ...ELSEWHERE.keys()].filter((route) => !all.includes(route)), "routes that are gone").toEqual([]);
  for (const journey of new Set(ELSEWHERE.values())) {
    expect(existsSync(join(__dirname, `${journey}.spec.ts`)), journey).toBe(true);
  }
});

for (const { route, who = ADMINISTRATOR, path, fill, button, says } of FORMS) {
  test(`${route} is filled in, posted and answered without scripts`, async ({ page }) => {
    const address = typeof path === "string" ? path : await path(desk());
    await desk().signIn(page, who);
    await page.goto(address);
    await fill?.(page);
    const posted = page.waitForRequest((request) => request.method() === "POST");
    await page.getByRole("button", { name: button, exact: true }).first().click();
    expect(pathOf((await posted).url())).toMatch(patternOf(route));
    await expect(page.getByText(says).filter({ visible: true }).first()).toBeVisible();
  });
}

test("/set-up/{code} is filled in, posted and answered without scripts", async ({ page }) => {
  await page.goto(await desk().setUpLink());
  await page.getByLabel("User name").fill("rosa");
  await page.getByLabel("Name", { exact: true }).fill("Rosa Lindqvist");
  await page.getByLabel("E-mail").fill("rosa@northwind.example");
  await page.getByLabel("New password").fill("the first of many quiet mornings");
  await page.getByRole("button", { name: "Make the account" }).click();
  await expect(page.getByText("Latchkey is ready. Sign in with the account that you have just made.")).toBeVisible();
});

/** A form on the page of a question, which stands below what it is about. */
function below(route: string, above: (desk: Desk) => Promise<string>): Pick<FormCase, "route" | "path"> {
  const last = route.slice(route.indexOf("}") + 1);
  return { route, path: async (desk) => `${await above(desk)}${last}` };
}

/** The record of someone who has a link that waits. */
function withLink(userName: string): (desk: Desk) => Promise<string> {
  return async (desk) => {
    await desk.sendLink(userName);
    return recordOf(desk, userName);
  };
}

/** The record of someone who is signed in once. */
async function withSession(desk: Desk): Promise<string> {
  await desk.as("bo");
  return recordOf(desk, "bo");
}

/** One's own account, when one is signed in elsewhere too. */
async function signedInElsewhere(desk: Desk): Promise<string> {
  await desk.as("lrossi");
  return "/account";
}

/** What comes next, when something does. */
async function nextAfterWaiting(desk: Desk): Promise<string> {
  await waitingAutomation(desk, "In three days, again", "oshev");
  return "/automations/next";
}

/** Exports one automation and pastes it as another. */
async function paste(page: Page): Promise<void> {
  const address = await draftAutomation(desk(), "Exported");
  const exported = (await (await (await desk().as(ADMINISTRATOR)).get(`${address}/export.json`)).json()) as object;
  await page.getByLabel("JSON", { exact: true }).fill(JSON.stringify({ ...exported, name: "Pasted" }));
}
