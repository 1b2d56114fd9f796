import type { APIResponse, Cookie, Page } from "@playwright/test";
import { ADMINISTRATOR, Desk } from "./support/desk";
import { hydrated, signIn } from "./support/pages";
import { deskOfThisFile, expect, test } from "./support/test";

const FAILED = "Sign-in failed. Check the user name and the password. If you have forgotten it, get a link by e-mail below.";

const desk = deskOfThisFile("smtp");

test("the cookie is for this site's requests alone, and out of the scripts' reach", async ({ page }) => {
  await signIn(page, ADMINISTRATOR, desk().passwordOf(ADMINISTRATOR));
  await expect(page).toHaveURL("/");
  const cookies = await page.context().cookies();
  expect(cookies.map(({ name }) => name).sort()).toEqual(["latchkey", "latchkey-known"]);
  for (const cookie of cookies) {
    expect(cookie).toMatchObject({ httpOnly: true, sameSite: "Lax", path: "/" });
  }
  const session = await sessionCookie(page);
  expect(session?.expires, "it ends with the browser").toBe(-1);
  expect(session?.value, "256 bits").toMatch(/^[A-Za-z0-9_-]{43,}$/);
  expect(await page.evaluate(() => [document.cookie, localStorage.length, sessionStorage.length])).toEqual(["", 0, 0]);
});

test("on https the cookie is bound to host and encryption, and browsers are told to stay there", async () => {
  const secure = await Desk.start("folder", { LATCHKEY_PUBLIC_URL: "https://desk.northwind.example" });
  try {
    const form = { user_name: ADMINISTRATOR, password: secure.passwordOf(ADMINISTRATOR) };
    const headers = { origin: "https://desk.northwind.example" };
    const answer = await (await secure.stranger()).http.post("/sign-in", { form, headers, maxRedirects: 0 });
    expect(answer.status()).toBe(303);
    const cookies = answer.headersArray().filter(({ name }) => name.toLowerCase() === "set-cookie");
    expect(cookies.map(({ value }) => value)).toEqual([
      expect.stringMatching(/^__Host-latchkey=[^;]+; Path=\/; HttpOnly; SameSite=Lax; Secure$/),
      expect.stringMatching(/^__Host-latchkey-known=[^;]+; Path=\/; Max-Age=\d+; HttpOnly; SameSite=Lax; Secure$/),
    ]);
    expect(answer.headers()["strict-transport-security"]).toBe("max-age=63072000; includeSubDomains");
  } finally {
    await secure.stop();
  }
});

test("a session fixed before sign-in is not kept", async ({ page }) => {
  const planted = "A".repeat(43);
  await page.context().addCookies([{ name: "latchkey", value: planted, url: desk().origin }]);
  await signIn(page, ADMINISTRATOR, desk().passwordOf(ADMINISTRATOR));
  await expect(page).toHaveURL("/");
  expect((await sessionCookie(page))?.value).not.toBe(planted);

  await test.step("signing in again gives a new one and ends the old one", async () => {
    const client = await desk().stranger();
    await client.signIn(ADMINISTRATOR, desk().passwordOf(ADMINISTRATOR));
    const before = await sessionOf(client);
    await client.signIn(ADMINISTRATOR, desk().passwordOf(ADMINISTRATOR));
    expect(await sessionOf(client)).not.toBe(before);
    expect(await isOpen(before)).toBe(false);
  });
});

test("signing out ends the session, not just the cookie", async ({ page }) => {
  await signIn(page, ADMINISTRATOR, desk().passwordOf(ADMINISTRATOR));
  await expect(page).toHaveURL("/");
  const cookie = await sessionCookie(page);
  expect(await isOpen(cookie!.value)).toBe(true);
  await hydrated(page);
  await page.getByRole("button", { name: "Sign out" }).filter({ visible: true }).click();
  await expect(page.getByText("You are signed out.")).toBeVisible();
  expect(await sessionCookie(page)).toBeUndefined();
  expect(await isOpen(cookie!.value)).toBe(false);
});

test("unknown, wrong, switched off and without a password are told apart by nobody", async () => {
  const answers: string[] = [];
  for (const userName of ["nobody.of.that.name", "bschmitt", "tferreira", "ikowalski", "crm-sync", "", "' OR 1=1 --"]) {
    const answer = await tryToSignIn(userName, "a password that is not theirs");
    expect(answer.status(), userName).toBe(422);
    answers.push(alertOf(await answer.text()));
  }
  expect(new Set(answers)).toEqual(new Set([FAILED]));
});

test("after five failures tries are held back, with the time to wait, for unknown names too", async ({ page, watch }) => {
  watch.expects(422, 429);
  for (const userName of ["wvdbosch", "no.such.person"]) {
    for (let failure = 1; failure <= 5; failure += 1) {
      expect((await tryToSignIn(userName, "not the password")).status(), `failure ${failure}`).toBe(422);
    }
    // Whoever is too slow for the first second fails again, and has twice as long for the next try.
    await expect(async () => {
      const answer = page.waitForResponse((response) => response.request().method() === "POST");
      await signIn(page, userName, "not the password");
      expect((await answer).status()).toBe(429);
    }).toPass({ timeout: 30_000 });
    await expect(page.getByRole("alert")).toHaveText(/^Too many attempts\. Wait \d+ seconds?, then try again\.$/);
    await expect(page.getByLabel("User name")).toHaveValue(userName);
  }
});

test("a way back in by mail ends the holding back", async ({ page }) => {
  for (let failure = 1; failure <= 7; failure += 1) {
    await tryToSignIn("hnguyen", "not the password");
  }
  await desk().changePassword("hnguyen", "five kettles sing before breakfast");
  await signIn(page, "hnguyen", "five kettles sing before breakfast");
  await expect(page).toHaveURL("/account");
});

test.describe("posts from other sites are refused", () => {
  const FOREIGN: Record<string, string>[] = [
    { origin: "https://evil.example" },
    { origin: "null" },
    {},
    { "sec-fetch-site": "cross-site" },
    { "sec-fetch-site": "same-site" },
  ];

  test("forms, server functions and links alike", async () => {
    const link = await desk().sendLink("dnovak");
    const { id } = await desk().user("dnovak");
    const { http } = await desk().as(ADMINISTRATOR);
    const addresses = ["/sign-in", "/sign-out", `/users/${id}/send-link`, `/users/${id}/active`, new URL(link).pathname];
    for (const headers of FOREIGN) {
      for (const address of addresses) {
        const form = { life_minutes: "60", active: "false", password: "a foreign password of enough length" };
        const answer = await http.post(address, { form, headers, maxRedirects: 0 });
        expect(answer.status(), `${address} ${JSON.stringify(headers)}`).toBe(403);
      }
      const data = { request: { user: id, active: false } };
      expect((await http.post("/rpc/users/set-active", { data, headers })).status()).toBe(403);
    }
    const record = await (await desk().as(ADMINISTRATOR)).get(`/users/${id}`);
    expect(await record.text(), "nothing was switched off, and the session lives").toMatch(/role="switch" aria-checked="true"/);
  });

  test("also when a browser sends them with the cookie", async ({ page, openBrowser, watch }) => {
    watch.expects(403);
    const { id } = await desk().user("dnovak");
    await desk().signIn(page, ADMINISTRATOR);
    const forged = `<form method="post" action="${desk().origin}/users/${id}/active"><input name="active" value="false"><button>Win</button></form>`;
    await page.route("https://evil.example/", (route) => route.fulfill({ contentType: "text/html", body: forged }));
    await page.goto("https://evil.example/");
    const answer = page.waitForResponse((response) => response.request().method() === "POST");
    await page.getByRole("button", { name: "Win" }).click();
    expect((await answer).status()).toBe(403);
    await expect(page.getByText("This form was not sent from a page of ours")).toBeVisible();
    const other = await openBrowser();
    await desk().signIn(other, ADMINISTRATOR);
    await other.goto(`/users/${id}`);
    await expect(other.getByRole("switch", { name: "Is Active" })).toBeChecked();
  });

  test("and no server function answers to GET", async () => {
    const ada = await desk().as(ADMINISTRATOR);
    for (const name of ["users/list", "users/set-active", "resets/send-change-link"]) {
      expect((await ada.get(`/rpc/${name}`)).status(), name).toBe(405);
    }
  });
});

test("a field that comes twice, a file and a body too large are refused", async () => {
  const { http } = await desk().stranger();
  const headers = { origin: desk().origin };
  const form = "application/x-www-form-urlencoded";
  const twice = await http.post("/sign-in", {
    headers: { ...headers, "content-type": form },
    data: "user_name=ada&user_name=bo&password=x",
  });
  expect(twice.status()).toBe(400);
  const json = await http.post("/sign-in", { headers, data: { user_name: "ada", password: "x" } });
  expect(json.status()).toBe(415);
  const large = await http.post("/sign-in", { headers, form: { user_name: "ada", password: "x".repeat(300_000) } });
  expect(large.status()).toBe(413);
});

test("a page that looks again stops when nobody is there, and goes on with a touch", async ({ page }) => {
  // The page's time goes on as usual until it is moved.
  await page.clock.install();
  await desk().signIn(page, ADMINISTRATOR);
  await page.goto("/");
  await page.waitForRequest(/\/rpc\//);
  let asked = 0;
  page.on("request", (request) => (asked += request.url().includes("/rpc/") ? 1 : 0));
  await page.clock.fastForward("05:00");
  asked = 0;
  await page.clock.runFor(60_000);
  expect(asked).toBe(0);
  await page.keyboard.press("Shift");
  await page.clock.runFor(3_000);
  await expect.poll(() => asked).toBeGreaterThan(0);
});

async function tryToSignIn(userName: string, password: string): Promise<APIResponse> {
  return (await desk().stranger()).post("/sign-in", { user_name: userName, password });
}

async function sessionOf(client: Awaited<ReturnType<Desk["stranger"]>>): Promise<string> {
  const { cookies } = await client.http.storageState();
  return cookies.find((cookie) => cookie.name === "latchkey")?.value ?? "";
}

/** Whether a session's secret still opens a page. */
async function isOpen(secret: string): Promise<boolean> {
  const { http } = await desk().stranger();
  const answer = await http.get("/account", { headers: { cookie: `latchkey=${secret}` }, maxRedirects: 0 });
  return answer.status() === 200;
}

/** The words of a page's alert. */
function alertOf(html: string): string {
  const alert = /role="alert".*?<p[^>]*>(.*?)<\/p>/s.exec(html)?.[1] ?? "";
  return alert.replace(/<[^>]*>/g, "");
}

/** The cookie of the session; the other one says that somebody was signed in in this browser before. */
async function sessionCookie(page: Page): Promise<Cookie | undefined> {
  return (await page.context().cookies()).find(({ name }) => name === "latchkey");
}
