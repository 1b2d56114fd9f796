import { expect, type Page } from "@playwright/test";
import type { Client } from "./client";
import { ADMINISTRATOR, type Desk } from "./desk";
import { totp } from "./totp";

const ID = "[0-9a-f]{8}-[0-9a-f-]{27}";
/** Where a page stands under which a password, a link or a key is shown once. */
const SHOWN = /<output[^>]*>([^<]+)/;
/** Where the house says what it asks for beyond a password. */
const SAFETY = "/settings/safety";
/** An automation of two windows: whoever is switched off loses their sessions. The third is a time frame. */
const WATCHED = { kind: "deactivated" };
const DONE = { kind: "end-sessions", use_event_parameter: "true", cool_down_minutes: "60", hourly_cap: "10" };

/** Makes something when it is first asked for; each desk has its own. */
export function once<T>(make: (desk: Desk) => Promise<T>): (desk: Desk) => Promise<T> {
  const made = new WeakMap<Desk, Promise<T>>();
  return (desk) => {
    const found = made.get(desk) ?? make(desk);
    made.set(desk, found);
    return found;
  };
}

/** A selection's address. */
export async function makeSelection(desk: Desk, name: string): Promise<string> {
  await post(desk, "/selections/new", { version: "0", name, "on-0": "kind", "is-0-human": "true" });
  const list = await read(desk, "/selections");
  return first(list, new RegExp(`/selections/${ID}(?="[^>]*>(?:<[^>]*>)*${name})`));
}

/** The address of a job for these users. */
export async function startJob(desk: Desk, userNames: string[], order: Record<string, string>): Promise<string> {
  const ticked = await Promise.all(userNames.map(async (userName) => (await desk.user(userName)).id));
  return post(desk, "/bulk/new", { target: JSON.stringify({ ticked }), ...order });
}

/** The address of a job that keeps so slow a pace that it waits, and is paused. */
export async function pausedJob(desk: Desk, userNames = ["aokafor", "clopez", "fdupont"]): Promise<string> {
  const job = await startJob(desk, userNames, { action: "require-change", per_minute: "1" });
  return post(desk, job, { step: "pause" });
}

/** The address of a job that has sent links and can be taken back. */
export async function doneJob(desk: Desk): Promise<string> {
  const job = await startJob(desk, ["hnguyen", "ikowalski"], { action: "send-link", life_minutes: "60" });
  await until(desk, `${job}/undo`, 200);
  return job;
}

/** The address of an import whose file has arrived. */
export async function sentImport(desk: Desk, prefix: string): Promise<string> {
  const rows = ["login;Name;Mail", `${prefix}-otto;Otto Brandt;${prefix}-otto@northwind.example`, `${prefix}-nobody;;`];
  const answer = await (await desk.as(ADMINISTRATOR)).send("/users/import", "file", `${prefix}.csv`, rows.join("\r\n"));
  return answer.headers()["location"] ?? "";
}

/** The address of an import after its dry run, which has found something wrong. */
export async function checkedImport(desk: Desk, prefix: string): Promise<string> {
  const address = await sentImport(desk, prefix);
  await post(desk, address, { step: "check", "column-0": "user_name", "column-1": "display_name", "column-2": "email" });
  await expect.poll(() => read(desk, address), { message: "the dry run" }).toContain('value="start"');
  return address;
}

/** The address of an automation that has its event alone. */
export async function draftAutomation(desk: Desk, name: string): Promise<string> {
  return post(desk, "/automations/new", { ...WATCHED, version: "0", then: "close", name });
}

/** The address of an automation with all its windows filled in; its job may wait some days. */
export async function wholeAutomation(desk: Desk, name: string, days = 0): Promise<string> {
  const address = await draftAutomation(desk, name);
  const delay: Record<string, string> = days > 0 ? { delay: "yes", delay_unit: "days", delay_value: String(days) } : {};
  await fill(desk, `${address}/job`, { ...DONE, ...delay });
  const [start, end] = [-1, 365].map((day) => new Date(Date.now() + day * 86_400_000).toISOString().slice(0, 16));
  const week = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
  const allowed = Object.fromEntries(week.map((day) => [`days-${day}`, "true"]));
  await fill(desk, `${address}/time-frame`, { start: start ?? "", end: end ?? "", zone: "UTC", holidays: "always", ...allowed });
  return address;
}

/** The address of an automation that is activated. */
export async function activeAutomation(desk: Desk, name: string, days = 0): Promise<string> {
  const address = await wholeAutomation(desk, name, days);
  await post(desk, `${address}/activate`, {});
  return address;
}

/** The address of an automation that somebody has paused. */
export async function pausedAutomation(desk: Desk, name: string): Promise<string> {
  const address = await activeAutomation(desk, name);
  await post(desk, `${address}/pause`, {});
  return address;
}

/** The address of an automation of which a run waits: for someone who was switched off. */
export async function waitingAutomation(desk: Desk, name: string, userName: string): Promise<string> {
  const address = await activeAutomation(desk, name, 3);
  await post(desk, `/users/${(await desk.user(userName)).id}/active`, { active: "false" });
  await expect.poll(() => read(desk, address), { message: "a run that waits" }).toContain('name="run"');
  return address;
}

/** The address at which the only holiday of a year is removed. */
export async function holidayYear(desk: Desk, year: number): Promise<string> {
  await post(desk, "/settings/holidays", { date: `${year}-12-25`, name: "Christmas Day" });
  return `/settings/holidays/${year}/remove`;
}

/** The address of a program's key, at which it is withdrawn. */
export async function makeKey(desk: Desk, userName: string): Promise<string> {
  const record = `/users/${(await desk.user(userName)).id}`;
  const ada = await desk.freshly(ADMINISTRATOR);
  await ada.post(`${record}/api-keys/new`, { name: "Nightly run", scope: "read", life: "30" });
  return first(await read(desk, record), new RegExp(`${record}/api-keys/${ID}/revoke`));
}

/** The address of the latest message to someone. */
export async function messageTo(desk: Desk, userName: string): Promise<string> {
  const { email } = await desk.user(userName);
  return first(await read(desk, `/messages?q=${encodeURIComponent(email ?? "")}`), new RegExp(`/messages/${ID}`));
}

/** The address of a message that waits, because there is no mail server any more. */
export async function waitingMessage(desk: Desk, userName: string): Promise<string> {
  await desk.loseMailServer();
  await post(desk, `/users/${(await desk.user(userName)).id}/send-link`, { life_minutes: "60" });
  const message = await messageTo(desk, userName);
  await until(desk, `${message}/cancel`, 200);
  return message;
}

/** Signs a browser in with a temporary password, so that nothing is open but the choice of one's own. */
export async function signInToChoose(desk: Desk, page: Page, userName: string): Promise<void> {
  const address = `/users/${(await desk.user(userName)).id}/temporary-password`;
  const ada = await desk.freshly(ADMINISTRATOR);
  const shown = await (await ada.post(address, { look: "characters" })).text();
  await ada.post(address, { intent: "save", draft: first(shown, /(?<=name="draft" value=")[^"]+/) });
  const client = await desk.stranger();
  await client.signIn(userName, SHOWN.exec(shown)?.[1] ?? "");
  await page.context().addCookies((await client.http.storageState()).cookies);
}

/** Signs a browser in as somebody who has a second factor and has still to show it. */
export async function signInToProve(desk: Desk, page: Page, userName: string): Promise<void> {
  const address = "/account/second-factor";
  const owner = await desk.freshly(userName);
  const shown = await (await owner.post(address, { intent: "begin" })).text();
  const draft = first(shown, /(?<=name="draft" value=")[^"]+/);
  await owner.post(address, { intent: "confirm", draft, code: totp(SHOWN.exec(shown)?.[1] ?? "") });
  const client = await desk.stranger();
  await client.signIn(userName, desk.passwordOf(userName));
  await page.context().addCookies((await client.http.storageState()).cookies);
}

/** Makes somebody an administrator who has signed in before. */
export async function makeAdministrator(desk: Desk, userName: string, name: string): Promise<void> {
  const who = { kind: "human", role: "administrator", user_name: userName, display_name: name, email: `${userName}@northwind.example` };
  await (await desk.freshly(ADMINISTRATOR)).post("/users/new", { ...who, language: "en", time_zone: "Europe/Berlin" });
  await desk.as(userName);
}

/** From now on what one administrator does to another waits for a second one. */
export function switchFourEyesOn(desk: Desk): Promise<void> {
  return switchOn(desk, "four_eyes");
}

/** From now on callers are verified before a password is read out to them. */
export function askForCallers(desk: Desk): Promise<void> {
  return switchOn(desk, "caller_codes");
}

async function switchOn(desk: Desk, rule: string): Promise<void> {
  const ada = await desk.freshly(ADMINISTRATOR);
  const saved = await ada.post(SAFETY, { ...(await ada.form(SAFETY)), [rule]: "true" });
  expect(saved.status(), await saved.text()).toBe(303);
}

/** The address of an approval about which the administrator decides, since another one has asked. */
export async function waitingApproval(desk: Desk): Promise<string> {
  await makeAdministrator(desk, "bsecond", "Bea Second");
  await makeAdministrator(desk, "cthird", "Cem Third");
  await switchFourEyesOn(desk);
  const asked = await (await desk.as("bsecond")).post(`/users/${(await desk.user("cthird")).id}/send-link`, { life_minutes: "60" });
  expect(asked.status(), await asked.text()).toBe(303);
  return first(await read(desk, "/approvals"), new RegExp(`/approvals/${ID}`));
}

/** Posts a form as the administrator; answers where it leads. */
async function post(desk: Desk, path: string, form: Record<string, string>): Promise<string> {
  const answer = await (await desk.as(ADMINISTRATOR)).post(path, form);
  const to = answer.headers()["location"];
  if (answer.status() !== 303 || to === undefined) {
    throw new Error(`${path}: ${answer.status()}\n${await answer.text()}`);
  }
  return to;
}

/** Posts a form that says which version it is about. */
async function fill(desk: Desk, path: string, form: Record<string, string>): Promise<void> {
  const version = first(await read(desk, path), /(?<=name="version"[^>]*value=")\d+/);
  await post(desk, path, { version, then: "close", ...form });
}

/** A page as the administrator gets it. */
async function read(desk: Desk, path: string): Promise<string> {
  const ada: Client = await desk.as(ADMINISTRATOR);
  return (await ada.get(path)).text();
}

/** Waits until an address answers so. */
async function until(desk: Desk, path: string, status: number): Promise<void> {
  const ada = await desk.as(ADMINISTRATOR);
  await expect.poll(async () => (await ada.get(path)).status(), { message: path }).toBe(status);
}

function first(text: string, pattern: RegExp): string {
  const found = pattern.exec(text)?.[0];
  if (found === undefined) {
    throw new Error(`no ${pattern} in\n${text}`);
  }
  return found;
}
