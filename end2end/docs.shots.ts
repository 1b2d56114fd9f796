import type { Page } from "@playwright/test";
import { join } from "node:path";
import { ADMINISTRATOR, GOOD_PASSWORD, type Desk } from "./support/desk";
import { activeAutomation, doneJob, draftAutomation } from "./support/made";
import { recordOf } from "./support/page-check";
import { hydrated } from "./support/pages";
import { deskOfThisFile, expect, test } from "./support/test";

const DOCS = join(__dirname, "../docs");
const WIDE = { width: 1280, height: 800 };
const PHONE = { width: 360, height: 740 };

/** A picture: its file, the page, how it is looked at, and what must be there before it is taken. */
interface Picture {
  file: string;
  path: string | ((desk: Desk) => Promise<string>);
  size: typeof WIDE;
  scheme: "light" | "dark";
  shows: (page: Page) => Promise<void>;
}

const PICTURES: Picture[] = [
  { file: "desk.png", path: (desk) => recordOf(desk, "jfeld", "/send-link"), size: WIDE, scheme: "light", shows: prompt },
  { file: "desk-dark.png", path: (desk) => recordOf(desk, "jfeld", "/send-link"), size: WIDE, scheme: "dark", shows: prompt },
  { file: "users.png", path: "/users", size: WIDE, scheme: "light", shows: heading("Users") },
  { file: "users-phone.png", path: "/users", size: PHONE, scheme: "light", shows: heading("Users") },
  { file: "dashboard.png", path: "/", size: WIDE, scheme: "light", shows: heading("Dashboard") },
  { file: "automation.png", path: automation, size: WIDE, scheme: "dark", shows: heading("Sessions end with Is Active") },
  { file: "right-to-left.png", path: (desk) => recordOf(desk, "alharbi"), size: WIDE, scheme: "light", shows: heading("نورة الحربي") },
  { file: "phone.png", path: (desk) => recordOf(desk, "jfeld"), size: PHONE, scheme: "dark", shows: heading("Jonas Feld") },
  { file: "empty.png", path: "/selections", size: WIDE, scheme: "light", shows: heading("Selections") },
];

const desk = deskOfThisFile("folder");

test.beforeAll(() => liveThrough(desk()));

for (const { file, path, size, scheme, shows } of PICTURES) {
  test(file, async ({ page }) => {
    await page.setViewportSize(size);
    await page.emulateMedia({ colorScheme: scheme, reducedMotion: "reduce" });
    await desk().signIn(page, ADMINISTRATOR);
    await page.goto(typeof path === "string" ? path : await path(desk()));
    await hydrated(page);
    await shows(page);
    await page.screenshot({ path: join(DOCS, file), animations: "disabled" });
  });
}

/** A morning at the desk, so that pages have something to show. */
async function liveThrough(desk: Desk): Promise<void> {
  for (const userName of ["m.bellamy", "aokafor"]) {
    await desk.changePassword(userName, GOOD_PASSWORD);
    await desk.as(userName);
  }
  for (const userName of ["sbenari", "gpapa", "emuller"]) {
    await desk.sendLink(userName);
  }
  const stranger = await desk.stranger();
  await stranger.get(new URL(await desk.sendLink("alharbi")).pathname);
  for (let time = 0; time < 5; time += 1) {
    await stranger.post("/sign-in", { user_name: "kweber", password: `not the password, ${time}` });
  }
  await doneJob(desk);
  await draftAutomation(desk, "A note when someone is switched off");
}

/** An automation that has been activated. */
function automation(desk: Desk): Promise<string> {
  return activeAutomation(desk, "Sessions end with Is Active");
}

async function prompt(page: Page): Promise<void> {
  await expect(page.getByRole("dialog").getByRole("button", { name: "Send", exact: true })).toBeVisible();
}

function heading(text: string): Picture["shows"] {
  return (page) => expect(page.getByRole("heading", { level: 1 })).toHaveText(text);
}
