import { expectAccessible } from "./support/axe";
import type { Desk } from "./support/desk";
import { checkPages } from "./support/page-check";
import { choosePassword, signIn } from "./support/pages";
import { deskOfThisFile, expect, test } from "./support/test";

const UNKNOWN_CODE = "0123456789ABCDEFGHJKMNPQRS";

const desk = deskOfThisFile("folder");

checkPages(desk, [
  { name: "sign-in", path: "/sign-in", heading: "Sign in" },
  { name: "sign-in after signing out", path: "/sign-in?notice=signed-out", heading: "Sign in" },
  { name: "a page that needs a sign-in", path: "/users?q=feld", heading: "Sign in" },
  { name: "typing a code", path: "/change-password", heading: "Enter your code" },
  { name: "an open link", path: (desk) => pathOf(desk.sendLink("emuller")), heading: "Choose a new password" },
  { name: "a used link", path: (desk) => pathOf(desk.changePassword("bo", "two ladders lean on one wall")), heading: "This link was used already" },
  { name: "a withdrawn link", path: withdrawn, heading: "This link was withdrawn" },
  { name: "an unknown link", path: `/change-password/${UNKNOWN_CODE}`, heading: "This link is not known", status: 404 },
  { name: "half a link", path: "/change-password/0123", heading: "This link is not known", status: 404 },
  { name: "a forgotten password", path: "/forgot-password", heading: "Forgotten your password?" },
  { name: "a link that was asked for", path: "/forgot-password?notice=sent", heading: "Look into your mailbox" },
  { name: "an unknown notice", path: `/not-me/${UNKNOWN_CODE}`, heading: "This link is not known", status: 404 },
  { name: "an unknown set-up link", path: `/set-up/${UNKNOWN_CODE}`, heading: "This set-up link does not work", status: 404 },
  { name: "nowhere", path: "/.well-known/no-such-thing", heading: "Page not found", status: 404 },
  { name: "the mailbox", path: "/mailbox", heading: "Mailbox" },
  { name: "a mail", path: (desk) => mail(desk), heading: "Northwind: neues Passwort wählen" },
  { name: "a mail as text", path: async (desk) => `${await mail(desk)}?part=text`, heading: "Northwind: neues Passwort wählen" },
]);

test("refused forms are accessible too", async ({ page, watch }) => {
  watch.expects(422);
  await signIn(page, "kweber", "not her password");
  await expect(page.getByRole("alert")).toBeFocused();
  await expectAccessible(page);
  await page.goto(await desk().sendLink("kweber"));
  await choosePassword(page, "short");
  await expect(page.getByRole("alert")).toBeFocused();
  await page.getByLabel("New password").fill("a phrase that meets most rules");
  await expectAccessible(page);
});

test("a mail's frame can do nothing but show it", async () => {
  const answer = await (await desk().stranger()).get(`${await mail(desk())}/html`);
  expect(answer.status()).toBe(200);
  const policy = answer.headers()["content-security-policy"];
  expect(policy).toContain("default-src 'none'");
  expect(policy).toContain("sandbox");
  expect(policy).not.toContain("allow-scripts");
  expect(policy).not.toContain("allow-same-origin");
});

test("well-known addresses answer as browsers expect", async () => {
  const stranger = await desk().stranger();
  const change = await stranger.get("/.well-known/change-password");
  expect([302, 303, 307]).toContain(change.status());
  const trap = await stranger.get("/.well-known/resource-that-should-not-exist-whose-status-code-should-not-be-200");
  expect(trap.status()).toBe(404);
});

test("scripts and styles may be kept for ever, pages never", async () => {
  const { http } = await desk().stranger();
  const html = await (await http.get("/sign-in")).text();
  const style = /href="(\/pkg\/[0-9a-f]{16}\/latchkey\.css)"/.exec(html)?.[1];
  const answer = await http.get(style ?? "");
  expect(answer.headers()["cache-control"]).toBe("public, max-age=31536000, immutable");
  expect(answer.headers()["content-type"]).toBe("text/css; charset=utf-8");
  expect((await http.get("/pkg/0000000000000000/latchkey.css")).status()).toBe(404);
});

async function pathOf(link: Promise<string>): Promise<string> {
  return new URL(await link).pathname;
}

async function withdrawn(desk: Desk): Promise<string> {
  const path = await pathOf(desk.sendLink("bschmitt"));
  await desk.sendLink("bschmitt");
  return path;
}

/** The demo's first mail, which is the list's last. */
async function mail(desk: Desk): Promise<string> {
  const html = await (await (await desk.stranger()).get("/mailbox")).text();
  const paths = html.match(/\/mailbox\/[^"?]+(?=")/g) ?? [];
  return paths.at(-1) ?? "/mailbox";
}
