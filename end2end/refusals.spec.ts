import type { APIResponse, Page } from "@playwright/test";
import { unescaped } from "./support/client";
import { ADMINISTRATOR } from "./support/desk";
import { hydrated } from "./support/pages";
import { deskOfThisFile, expect, test } from "./support/test";

const NOT_PERMITTED = "Your role does not include this.";
const OUTRANKED = "Your role does not allow you to act on this user's role.";

/** Who may not send whom a link, why not, and the status that says so. */
const CASES = [
  { who: ADMINISTRATOR, whom: "tferreira", status: 409, reason: "This user is not active. Switch on Is Active first.", problem: "refused inactive" },
  { who: ADMINISTRATOR, whom: "praghu", status: 409, reason: "This user has no e-mail address.", problem: "refused no-email" },
  {
    who: ADMINISTRATOR,
    whom: "billing-export",
    status: 409,
    reason: "This is an API user. Changing its password would break its calls.",
    problem: "refused api-user",
  },
  { who: "dmwangi", whom: ADMINISTRATOR, status: 403, reason: OUTRANKED, problem: "refused outranked" },
  { who: "dmwangi", whom: "hkessler", status: 403, reason: OUTRANKED, problem: "refused outranked" },
  { who: "eaudit", whom: "bo", status: 403, reason: NOT_PERMITTED, problem: "refused not-permitted" },
] as const;

const desk = deskOfThisFile("smtp");

for (const { who, whom, status, reason, problem } of CASES) {
  test.describe(`${who} is refused a link for ${whom}`, () => {
    test("on the record, in the row's menu and in the prompt", async ({ page, watch }) => {
      watch.expects(status);
      const { id, display_name: name } = await desk().user(whom);
      await desk().signIn(page, who);

      await page.goto(`/users/${id}`);
      await expectOutOfReach(page, reason);

      await page.goto(`/users?q=${whom}`);
      await hydrated(page);
      await page.getByLabel(`Actions for ${name}`).click();
      await expectOutOfReach(page, reason);

      const answer = await page.goto(`/users/${id}/send-link`);
      expect(answer?.status()).toBe(status === 409 ? 200 : status);
      const dialog = page.getByRole("dialog");
      await expect(dialog).toContainText(reason);
      await expect(dialog.getByRole("button", { name: "Send" })).toHaveCount(0);
    });

    test("by a form and by a server function", async () => {
      const { id } = await desk().user(whom);
      const client = await desk().as(who);
      const form = await client.post(`/users/${id}/send-link`, { life_minutes: "60" });
      expect(form.status()).toBe(status);
      expect(unescaped(await form.text())).toContain(reason);

      const call = await client.call("resets/send-change-link", { request: { user: id, life_minutes: 60 } });
      expect(call.status()).toBe(status);
      expect(await problemOf(call)).toBe(problem);

      const prompt = await client.call("resets/link-prompt", { user: id });
      expect(await problemOf(prompt)).toBe(problem);
    });
  });
}

test("an ordinary person can neither see nor do anything of it", async ({ page, watch }) => {
  watch.expects(403);
  const { id } = await desk().user("nkoch");
  const bo = await desk().as("bo");
  for (const [name, data] of [
    ["resets/send-change-link", { request: { user: id, life_minutes: 60 } }],
    ["resets/link-prompt", { user: id }],
    ["users/set-active", { request: { user: id, active: false } }],
    ["users/list", { query: {} }],
    ["users/read", { user: id }],
  ] as const) {
    const answer = await bo.call(name, data);
    expect(answer.status(), name).toBe(403);
    expect(["forbidden", "refused not-permitted"]).toContain(await problemOf(answer));
  }
  expect((await bo.post(`/users/${id}/send-link`, { life_minutes: "60" })).status()).toBe(403);
  expect((await bo.post(`/users/${id}/active`, { active: "false" })).status()).toBe(403);

  await desk().signIn(page, "bo");
  await page.goto("/users");
  await expect(page).toHaveURL("/account");
  await expect(page.getByRole("link", { name: "Users" })).toHaveCount(0);
  expect((await page.goto(`/users/${id}`))?.status()).toBe(403);
  await expect(page.getByText(NOT_PERMITTED)).toBeVisible();
});

test("someone who is not signed in is asked to, and nothing is done", async () => {
  const { id } = await desk().user("nkoch");
  const stranger = await desk().stranger();
  const form = await stranger.post(`/users/${id}/send-link`, { life_minutes: "60" });
  expect(form.status()).toBe(401);
  expect(await form.text()).toContain("Your session has ended, so your form was not sent.");
  const call = await stranger.call("resets/send-change-link", { request: { user: id, life_minutes: 60 } });
  expect(call.status()).toBe(401);
});

test("help desk and auditor may not switch Is Active, nor an administrator their own", async ({ page }) => {
  for (const [who, whom, reason, problem] of [
    ["dmwangi", "nkoch", NOT_PERMITTED, "refused not-permitted"],
    ["eaudit", "nkoch", NOT_PERMITTED, "refused not-permitted"],
    [ADMINISTRATOR, ADMINISTRATOR, "You cannot do this to your own account.", "refused yourself"],
  ] as const) {
    const { id } = await desk().user(whom);
    await page.context().clearCookies();
    await desk().signIn(page, who);
    await page.goto(`/users/${id}`);
    const isActive = page.getByRole("switch", { name: "Is Active" });
    await expect(isActive).toBeDisabled();
    await expect(isActive).toHaveAccessibleDescription(reason);
    const answer = await (await desk().as(who)).call("users/set-active", { request: { user: id, active: false } });
    expect(answer.ok()).toBe(false);
    expect(await problemOf(answer)).toBe(problem);
  }
});

test("what was refused has sent no mail", async () => {
  for (const { who, whom } of CASES) {
    const { id } = await desk().user(whom);
    await (await desk().as(who)).post(`/users/${id}/send-link`, { life_minutes: "60" });
  }
  const before = await mailsTo(CASES.map(({ whom }) => whom));
  // Mails leave in order: when this one is there, the others would be.
  await desk().sendLink("kweber");
  expect(await mailsTo(CASES.map(({ whom }) => whom))).toBe(before);
});

/** The action stays in its place, cannot be used, and says why. */
async function expectOutOfReach(page: Page, reason: string): Promise<void> {
  const action = page.getByRole("link", { name: "Send Password Change Link" });
  await expect(action).toBeVisible();
  await expect(action).toBeDisabled();
  await expect(page.getByText(reason, { exact: true }).first()).toBeVisible();
}

async function mailsTo(userNames: string[]): Promise<number> {
  const addresses = await Promise.all(userNames.map(async (userName) => (await desk().user(userName)).email));
  return (await desk().mails.all()).filter((mail) => addresses.includes(mail.to)).length;
}

/** What a server function says went wrong: a name, and for a refusal its reason's name. */
async function problemOf(answer: APIResponse): Promise<string> {
  const { problem } = (await answer.json()) as { problem: string | Record<string, string> };
  return typeof problem === "string" ? problem : Object.entries(problem).flat().join(" ");
}
