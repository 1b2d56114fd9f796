import { expectAccessible } from "./support/axe";
import { ADMINISTRATOR } from "./support/desk";
import { checkPages, recordOf } from "./support/page-check";
import { hydrated } from "./support/pages";
import { deskOfThisFile, expect, test } from "./support/test";

const UNKNOWN_USER = "/users/01890000-0000-7000-8000-000000000000";
const UNKNOWN_MESSAGE = "/messages/01890000-0000-7000-8000-000000000000";

const desk = deskOfThisFile("folder");

checkPages(desk, [
  { name: "the list", who: ADMINISTRATOR, path: "/users", heading: "Users" },
  { name: "a search", who: ADMINISTRATOR, path: "/users?q=koch", heading: "Users" },
  { name: "a search for nobody", who: ADMINISTRATOR, path: "/users?q=zzzz", heading: "Users" },
  { name: "a record with a history", who: ADMINISTRATOR, path: (desk) => recordOf(desk, "jfeld"), heading: "Jonas Feld" },
  { name: "a locked person's record", who: ADMINISTRATOR, path: (desk) => recordOf(desk, "lxl"), heading: "李小龍" },
  { name: "a record without e-mail", who: ADMINISTRATOR, path: (desk) => recordOf(desk, "praghu"), heading: "Priya Raghunathan" },
  { name: "an inactive record", who: ADMINISTRATOR, path: (desk) => recordOf(desk, "tferreira"), heading: "Tomás Ferreira" },
  { name: "an API user's record", who: ADMINISTRATOR, path: (desk) => recordOf(desk, "crm-sync"), heading: "crm-sync" },
  {
    name: "a record with long names",
    who: ADMINISTRATOR,
    path: (desk) => recordOf(desk, "maximilian.freiherr.von.und.zu.hohenstein-wittelsbach"),
    heading: "Maximilian Leopold Freiherr von und zu Hohenstein-Wittelsbach",
  },
  { name: "a record from right to left", who: ADMINISTRATOR, path: (desk) => recordOf(desk, "alharbi"), heading: "نورة الحربي" },
  { name: "one's own record", who: ADMINISTRATOR, path: (desk) => recordOf(desk, ADMINISTRATOR), heading: "Ada Reyes" },
  { name: "the prompt to send a link", who: ADMINISTRATOR, path: (desk) => recordOf(desk, "jfeld", "/send-link"), heading: "Jonas Feld" },
  { name: "the prompt when refused", who: ADMINISTRATOR, path: (desk) => recordOf(desk, "praghu", "/send-link"), heading: "Priya Raghunathan" },
  { name: "the prompt to generate a password", who: ADMINISTRATOR, path: (desk) => recordOf(desk, "jfeld", "/new-password"), heading: "Jonas Feld" },
  { name: "the page of a temporary password", who: ADMINISTRATOR, path: (desk) => recordOf(desk, "jfeld", "/temporary-password"), heading: "Temporary password: Jonas Feld" },
  { name: "the prompt to switch off", who: ADMINISTRATOR, path: (desk) => recordOf(desk, "jfeld", "/active"), heading: "Jonas Feld" },
  { name: "an unknown user", who: ADMINISTRATOR, path: UNKNOWN_USER, heading: "Not found", status: 404 },
  { name: "no user at all", who: ADMINISTRATOR, path: "/users/nobody", heading: "Not found", status: 404 },
  { name: "an administrator nowhere", who: ADMINISTRATOR, path: "/no/such/page", heading: "Page not found", status: 404 },
  { name: "the dashboard", who: ADMINISTRATOR, path: "/", heading: "Dashboard" },
  { name: "the messages", who: ADMINISTRATOR, path: "/messages", heading: "Messages" },
  { name: "messages that failed", who: ADMINISTRATOR, path: "/messages?state=failed", heading: "Messages" },
  { name: "an unknown message", who: ADMINISTRATOR, path: UNKNOWN_MESSAGE, heading: "Not found", status: 404 },
  { name: "the audit trail", who: ADMINISTRATOR, path: "/audit", heading: "Audit" },
  { name: "a search in the audit trail", who: ADMINISTRATOR, path: "/audit?q=zzzz&outcome=refused", heading: "Audit" },
  { name: "the organisation's settings", who: ADMINISTRATOR, path: "/settings", heading: "Settings" },
  { name: "the policy", who: ADMINISTRATOR, path: "/settings/policy", heading: "Settings" },
  { name: "the mail settings", who: ADMINISTRATOR, path: "/settings/mail", heading: "Settings" },
  { name: "the roles", who: ADMINISTRATOR, path: "/settings/roles", heading: "Settings" },
  { name: "an auditor's view of the settings", who: "eaudit", path: "/settings", heading: "Settings" },
  { name: "an auditor's view of the mail settings", who: "eaudit", path: "/settings/mail", heading: "Settings" },
  { name: "one's own account", who: ADMINISTRATOR, path: "/account", heading: "Your account" },
  { name: "an auditor's view of a record", who: "eaudit", path: (desk) => recordOf(desk, "jfeld"), heading: "Jonas Feld" },
  { name: "a person's account", who: "nkoch", path: "/account", heading: "Ihr Konto" },
  { name: "a record that is not a person's to see", who: "nkoch", path: (desk) => recordOf(desk, "jfeld"), heading: "Nicht erlaubt", status: 403 },
]);

test("an open menu and a toast are accessible too", async ({ page }) => {
  await desk().signIn(page, ADMINISTRATOR);
  await page.goto("/users?q=gpapa");
  await hydrated(page);
  await page.locator("td details.menu summary").filter({ visible: true }).click();
  await expectAccessible(page);
  await page.goto(await recordOf(desk(), "gpapa", "/send-link"));
  await hydrated(page);
  await page.getByRole("button", { name: "Send", exact: true }).click();
  await expect(page.getByText("The link is on its way")).toBeVisible();
  await expectAccessible(page);
});
