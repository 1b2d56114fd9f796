import { ADMINISTRATOR, type Desk } from "./support/desk";
import { expectAccessible } from "./support/axe";
import { expectSafe } from "./support/headers";
import { choosePassword, hydrated, signIn } from "./support/pages";
import { deskOfThisFile, expect, test } from "./support/test";

/** A page, who looks at it, its heading, and its status where that is not 200. */
interface PageCase {
  name: string;
  who?: string;
  path: string | ((desk: Desk) => Promise<string>);
  heading: string;
  status?: number;
}

const UNKNOWN_USER = "/users/01890000-0000-7000-8000-000000000000";
const UNKNOWN_CODE = "0123456789ABCDEFGHJKMNPQRS";

const PAGES: PageCase[] = [
  { name: "sign-in", path: "/sign-in", heading: "Sign in" },
  { name: "sign-in after signing out", path: "/sign-in?notice=signed-out", heading: "Sign in" },
  { name: "a page that needs a sign-in", path: "/users?q=feld", heading: "Sign in" },
  { name: "typing a code", path: "/change-password", heading: "Enter your code" },
  { name: "an open link", path: (desk) => pathOf(desk.sendLink("emuller")), heading: "Choose a new password" },
  { name: "a used link", path: (desk) => pathOf(desk.changePassword("bo", "two ladders lean on one wall")), heading: "This link was used already" },
  { name: "a withdrawn link", path: withdrawn, heading: "This link was withdrawn" },
  { name: "an unknown link", path: `/change-password/${UNKNOWN_CODE}`, heading: "This link is not known", status: 404 },
  { name: "half a link", path: "/change-password/0123", heading: "This link is not known", status: 404 },
  { name: "an unknown set-up link", path: `/set-up/${UNKNOWN_CODE}`, heading: "This set-up link does not work", status: 404 },
  { name: "nowhere", path: "/.well-known/no-such-thing", heading: "Page not found", status: 404 },
  { name: "the mailbox", path: "/mailbox", heading: "Mailbox" },
  { name: "a mail", path: (desk) => mail(desk), heading: "Northwind: neues Passwort wählen" },
  { name: "a mail as text", path: async (desk) => `${await mail(desk)}?part=text`, heading: "Northwind: neues Passwort wählen" },
  { name: "the list", who: ADMINISTRATOR, path: "/users", heading: "Users" },
  { name: "a search", who: ADMINISTRATOR, path: "/users?q=koch", heading: "Users" },
  { name: "a search for nobody", who: ADMINISTRATOR, path: "/users?q=zzzz", heading: "Users" },
  { name: "a record with a history", who: ADMINISTRATOR, path: (desk) => record(desk, "jfeld"), heading: "Jonas Feld" },
  { name: "a locked person's record", who: ADMINISTRATOR, path: (desk) => record(desk, "lxl"), heading: "李小龍" },
  { name: "a record without e-mail", who: ADMINISTRATOR, path: (desk) => record(desk, "praghu"), heading: "Priya Raghunathan" },
  { name: "an inactive record", who: ADMINISTRATOR, path: (desk) => record(desk, "tferreira"), heading: "Tomás Ferreira" },
  { name: "an API user's record", who: ADMINISTRATOR, path: (desk) => record(desk, "crm-sync"), heading: "crm-sync" },
  {
    name: "a record with long names",
    who: ADMINISTRATOR,
    path: (desk) => record(desk, "maximilian.freiherr.von.und.zu.hohenstein-wittelsbach"),
    heading: "Maximilian Leopold Freiherr von und zu Hohenstein-Wittelsbach",
  },
  { name: "a record from right to left", who: ADMINISTRATOR, path: (desk) => record(desk, "alharbi"), heading: "نورة الحربي" },
  { name: "one's own record", who: ADMINISTRATOR, path: (desk) => record(desk, ADMINISTRATOR), heading: "Ada Reyes" },
  { name: "the prompt to send a link", who: ADMINISTRATOR, path: (desk) => record(desk, "jfeld", "/send-link"), heading: "Jonas Feld" },
  { name: "the prompt when refused", who: ADMINISTRATOR, path: (desk) => record(desk, "praghu", "/send-link"), heading: "Priya Raghunathan" },
  { name: "the prompt to switch off", who: ADMINISTRATOR, path: (desk) => record(desk, "jfeld", "/active"), heading: "Jonas Feld" },
  { name: "an unknown user", who: ADMINISTRATOR, path: UNKNOWN_USER, heading: "Not found", status: 404 },
  { name: "no user at all", who: ADMINISTRATOR, path: "/users/nobody", heading: "Not found", status: 404 },
  { name: "an administrator nowhere", who: ADMINISTRATOR, path: "/no/such/page", heading: "Page not found", status: 404 },
  { name: "one's own account", who: ADMINISTRATOR, path: "/account", heading: "Your account" },
  { name: "an auditor's view of a record", who: "eaudit", path: (desk) => record(desk, "jfeld"), heading: "Jonas Feld" },
  { name: "a person's account", who: "nkoch", path: "/account", heading: "Your account" },
  { name: "a record that is not a person's to see", who: "nkoch", path: (desk) => record(desk, "jfeld"), heading: "Not allowed", status: 403 },
];

const desk = deskOfThisFile("folder");

for (const { name, who, path, heading, status = 200 } of PAGES) {
  test(`${name}: whole, silent, safe and accessible`, async ({ page, browser, watch }) => {
    watch.expects(status);
    if (who !== undefined) {
      await desk().signIn(page, who);
    }
    const address = typeof path === "string" ? path : await path(desk());

    await test.step("as sent", async () => {
      const answer = await page.request.get(address);
      expect(answer.status()).toBe(status);
      await expectSafe(answer);
    });

    await test.step("without scripts", async () => {
      const storageState = await page.context().storageState();
      const context = await browser.newContext({ javaScriptEnabled: false, storageState });
      const plain = await context.newPage();
      expect((await plain.goto(address))?.status()).toBe(status);
      await expect(plain.getByRole("heading", { level: 1 })).toHaveText(heading);
      await context.close();
    });

    await test.step("with scripts", async () => {
      expect((await page.goto(address))?.status()).toBe(status);
      await hydrated(page);
      // A modal dialog hides the page below from screen readers, and from getByRole.
      await expect(page.locator("h1")).toHaveText(heading);
      await expect(page).toHaveTitle(/ · (Latchkey|Northwind)$/);
      await expectAccessible(page);
    });
  });
}

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

test("an open menu and a toast are accessible too", async ({ page }) => {
  await desk().signIn(page, ADMINISTRATOR);
  await page.goto("/users?q=gpapa");
  await hydrated(page);
  await page.locator("details.menu summary").filter({ visible: true }).click();
  await expectAccessible(page);
  await page.goto(await record(desk(), "gpapa", "/send-link"));
  await hydrated(page);
  await page.getByRole("button", { name: "Send", exact: true }).click();
  await expect(page.getByText("The link is on its way")).toBeVisible();
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

async function record(desk: Desk, userName: string, below = ""): Promise<string> {
  return `/users/${(await desk.user(userName)).id}${below}`;
}

/** The demo's first mail, which is the list's last. */
async function mail(desk: Desk): Promise<string> {
  const html = await (await (await desk.stranger()).get("/mailbox")).text();
  const paths = html.match(/\/mailbox\/[^"?]+(?=")/g) ?? [];
  return paths.at(-1) ?? "/mailbox";
}
