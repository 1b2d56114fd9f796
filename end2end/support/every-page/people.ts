import type { Page } from "@playwright/test";
import { ADMINISTRATOR, type Desk } from "../desk";
import { checkedImport, doneJob, makeKey, makeSelection, once, pausedJob, sentImport } from "../made";
import { pageOf, recordOf, type PageCase } from "../page-check";

const IMPORT = "/users/import/{id}";
const SELECTION = "/selections/{id}";
const JOB = "/bulk/{id}";
const UNKNOWN_USER = "/users/01890000-0000-7000-8000-000000000000";
const BUILT = "/selections/new?on-0=kind&is-0-human=true&on-1=no-email";

const selection = once((desk) => makeSelection(desk, "People"));
const paused = once((desk) => pausedJob(desk));
const done = once(doneJob);

/** People, files of them, selections of them, jobs for many of them. */
export const PEOPLE: PageCase[] = [
  {
    ...below("jfeld", "/temporary-password"),
    name: "a temporary password",
    press: (page) => press(page, "Generate"),
    heading: "Temporary password: Jonas Feld",
  },
  { ...below("jfeld", "/copy-link"), name: "a copied link", press: (page) => press(page, "Show link"), heading: "Copy link: Jonas Feld" },
  {
    ...below("crm-sync", "/api-password"),
    name: "an API password",
    press: (page) => press(page, "Make and show"),
    heading: "API password: crm-sync",
  },
  { ...below("crm-sync", "/api-keys/new"), name: "a new key", press: makeShownKey, heading: "New key: crm-sync" },
  { ...below("jfeld", "/temporary-password"), name: "the page of a temporary password", heading: "Temporary password: Jonas Feld" },
  { ...below("jfeld", "/verify-caller"), name: "before a caller is verified", heading: "Verify the caller: Jonas Feld" },
  { ...below("praghu", "/verify-caller"), name: "a caller without e-mail", heading: "Verify the caller: Priya Raghunathan" },
  { name: "a code for the help desk", who: "nkoch", path: "/account/caller-code", press: (page) => press(page, "Code für den Helpdesk zeigen"), heading: "Ein Code für den Helpdesk" },
  { name: "before a code for the help desk", who: ADMINISTRATOR, path: "/account/caller-code", heading: "A code for the help desk" },
  { ...below("jfeld", "/copy-link"), name: "before a link is copied", heading: "Copy link: Jonas Feld" },
  { ...below("billing-export", "/api-password"), name: "before an API password is made", heading: "API password: billing-export" },
  { ...below("billing-export", "/api-keys/new"), name: "before a key is made", heading: "New key: billing-export" },
  {
    name: "before a key is withdrawn",
    who: ADMINISTRATOR,
    route: "/users/{id}/api-keys/{key}/revoke",
    path: (desk) => makeKey(desk, "billing-export"),
    heading: "billing-export",
  },
  { ...below("jfeld", "/remove-second-factor"), name: "before a second factor is removed", heading: "Remove second factor: Jonas Feld" },
  { name: "the list", who: ADMINISTRATOR, path: "/users", heading: "Users" },
  { name: "a search", who: ADMINISTRATOR, path: "/users?q=koch", heading: "Users" },
  { name: "a search for nobody", who: ADMINISTRATOR, path: "/users?q=zzzz", heading: "Users" },
  { ...below("jfeld"), name: "a record with a history", heading: "Jonas Feld" },
  { ...below("lxl"), name: "a locked person's record", heading: "李小龍" },
  { ...below("praghu"), name: "a record without e-mail", heading: "Priya Raghunathan" },
  { ...below("tferreira"), name: "an inactive record", heading: "Tomás Ferreira" },
  { ...below("crm-sync"), name: "an API user's record with a key", heading: "crm-sync" },
  { ...below("old-importer"), name: "an API user's record without keys", heading: "old-importer" },
  {
    ...below("maximilian.freiherr.von.und.zu.hohenstein-wittelsbach"),
    name: "a record with long names",
    heading: "Maximilian Leopold Freiherr von und zu Hohenstein-Wittelsbach",
  },
  { ...below("alharbi"), name: "a record from right to left", heading: "نورة الحربي" },
  { ...below(ADMINISTRATOR), name: "one's own record", heading: "Ada Reyes" },
  { ...below("jfeld"), name: "an auditor's view of a record", who: "eaudit", heading: "Jonas Feld" },
  { ...below("jfeld"), name: "a record that is not a person's to see", who: "nkoch", heading: "Nicht erlaubt", status: 403 },
  { name: "an unknown user", who: ADMINISTRATOR, path: UNKNOWN_USER, heading: "Not found", status: 404 },
  { name: "no user at all", who: ADMINISTRATOR, path: "/users/nobody", heading: "Not found", status: 404 },
  { name: "a new user", who: ADMINISTRATOR, path: "/users/new", heading: "New user" },
  { name: "a new user, for the help desk", who: "hkessler", path: "/users/new", heading: "Nicht erlaubt", status: 403 },
  { ...below("sbenari", "/edit"), name: "a user's form", heading: "Edit user: שירה בן־ארי" },
  { ...below("c1opez", "/edit"), name: "the form of someone who looks like another", heading: "Edit user: Carlos Lopez" },
  { ...below("jfeld", "/send-link"), name: "the prompt to send a link", heading: "Jonas Feld" },
  { ...below("praghu", "/send-link"), name: "the prompt when refused", heading: "Priya Raghunathan" },
  { ...below("jfeld", "/new-password"), name: "the prompt to generate a password", heading: "Jonas Feld" },
  { ...below("jfeld", "/active"), name: "the prompt to switch off", heading: "Jonas Feld" },
  { ...below("tferreira", "/active"), name: "the prompt to switch on", heading: "Tomás Ferreira" },
  { ...below("lxl", "/unlock"), name: "the prompt to unlock", heading: "李小龍" },
  { ...below("jfeld", "/withdraw"), name: "the prompt to withdraw", heading: "Jonas Feld" },
  {
    name: "the prompt to end sessions",
    who: ADMINISTRATOR,
    route: "/users/{id}/end-sessions",
    path: withSession,
    heading: "Bo",
  },
  { ...below("jwest", "/delete"), name: "the prompt to delete", heading: "Josephine West" },
  { name: "importing users", who: ADMINISTRATOR, path: "/users/import", heading: "Import users" },
  { name: "importing users, for the help desk", who: "hkessler", path: "/users/import", heading: "Nicht erlaubt", status: 403 },
  { ...pageOf(IMPORT, (desk) => sentImport(desk, "sent")), name: "the columns of a file", heading: "sent.csv" },
  { ...pageOf(IMPORT, (desk) => checkedImport(desk, "checked")), name: "an import after its dry run", heading: "checked.csv" },
  { name: "no such import", who: ADMINISTRATOR, path: "/users/import/nothing", heading: "Not found", status: 404 },
  { name: "no selections", who: ADMINISTRATOR, path: "/selections", heading: "Selections" },
  { name: "a new selection", who: ADMINISTRATOR, path: "/selections/new", heading: "New selection" },
  { name: "a selection from an address", who: ADMINISTRATOR, path: BUILT, heading: "New selection" },
  { name: "a new selection, for the help desk", who: "hkessler", path: "/selections/new", heading: "Nicht erlaubt", status: 403 },
  { ...pageOf(SELECTION, selection), name: "a selection", heading: "People" },
  { ...pageOf(SELECTION, selection), name: "an auditor's view of a selection", who: "eaudit", heading: "People" },
  { ...pageOf(SELECTION, selection, "/delete"), name: "before a selection is deleted", heading: "People" },
  { name: "several selections", who: ADMINISTRATOR, path: "/selections", heading: "Selections" },
  { name: "no such selection", who: ADMINISTRATOR, path: "/selections/nothing", heading: "Not found", status: 404 },
  { name: "no jobs", who: ADMINISTRATOR, path: "/bulk", heading: "Jobs" },
  { name: "before links are sent", who: ADMINISTRATOR, path: "/bulk/new?do=send-link", heading: "Send password change link" },
  { name: "before new passwords are sent", who: "hkessler", path: "/bulk/new?do=new-password", heading: "Neues Passwort erzeugen" },
  { name: "before programs are switched off", who: ADMINISTRATOR, path: "/bulk/new?do=deactivate&kind=api", heading: "Switch off Is Active" },
  { name: "a job that the help desk may not start", who: "hkessler", path: "/bulk/new?do=deactivate", heading: "Nicht erlaubt", status: 403 },
  { ...pageOf(JOB, paused), name: "a job that is paused", heading: "Require change at next sign-in" },
  { ...pageOf(JOB, paused, "/cancel"), name: "before a job is cancelled", heading: "Require change at next sign-in" },
  { ...pageOf(JOB, done), name: "a job that is done", heading: "Send password change link" },
  { ...pageOf(JOB, done, "/undo"), name: "before a job is taken back", heading: "Send password change link" },
  { name: "several jobs", who: ADMINISTRATOR, path: "/bulk", heading: "Jobs" },
  { name: "no such job", who: ADMINISTRATOR, path: "/bulk/nothing", heading: "Not found", status: 404 },
];

/** A page of someone's record, for the administrator unless told otherwise. */
function below(userName: string, rest = ""): Pick<PageCase, "who" | "route" | "path"> {
  return pageOf("/users/{id}", (desk) => recordOf(desk, userName), rest);
}

/** The prompt over someone who is signed in. */
async function withSession(desk: Desk): Promise<string> {
  await desk.as("bo");
  return recordOf(desk, "bo", "/end-sessions");
}

async function press(page: Page, name: string): Promise<void> {
  await page.getByRole("button", { name, exact: true }).click();
  await page.locator("output").waitFor();
}

async function makeShownKey(page: Page): Promise<void> {
  await page.getByLabel("Name", { exact: true }).fill("Nightly run");
  await press(page, "Make and show");
}
