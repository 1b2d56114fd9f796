import type { Page } from "@playwright/test";
import { ADMINISTRATOR } from "./support/desk";
import { hydrated } from "./support/pages";
import { deskOfThisFile, expect, test } from "./support/test";

const KEPT = "Your session has ended, so your form was not sent.";
const CHECK = "Your session had ended, so nothing was done. Check what you entered, and send it again.";

/** The code of pages that is loaded with the first of them. */
const CHUNKS = "**/pkg/*/*.wasm";

const desk = deskOfThisFile("folder");

test.describe("a session that ends while a form is filled in loses nothing", () => {
  test("with scripts: sign in in a new tab, then send again", async ({ page, watch }) => {
    watch.expects(401);
    const { id, email } = await desk().user("nkoch");
    await desk().signIn(page, ADMINISTRATOR);
    await page.goto(`/users/${id}/send-link`);
    await hydrated(page);
    await page.getByLabel("Link works for").selectOption("720");
    await page.context().clearCookies();
    await page.getByRole("button", { name: "Send", exact: true }).click();

    const opened = page.waitForEvent("popup");
    await page.getByRole("link", { name: "Sign in in a new tab" }).click();
    const tab = await opened;
    await fillInSignIn(tab);
    await expect(tab.getByRole("heading", { name: "You are signed in" })).toBeVisible();
    await tab.close();

    await expect(page.getByLabel("Link works for")).toHaveValue("720");
    await page.getByRole("button", { name: "Send", exact: true }).click();
    await expect(page.getByText(`The link is on its way to ${email}.`)).toBeVisible();
  });

  test("without scripts: sign in, and the form comes back filled in", async ({ openBrowser, watch }) => {
    watch.expects(401, 422);
    const { id } = await desk().user("kweber");
    const page = await openBrowser({ javaScriptEnabled: false });
    await desk().signIn(page, ADMINISTRATOR);
    await page.goto(`${desk().origin}/users/${id}/send-link`);
    await page.getByLabel("Link works for").selectOption("720");
    await page.context().clearCookies();
    await page.getByRole("button", { name: "Send", exact: true }).click();
    await expect(page.getByText(KEPT)).toBeVisible();

    await fillInSignIn(page, "not her password");
    await expect(page.getByText(KEPT)).toBeVisible();
    await fillInSignIn(page);
    await expect(page).toHaveURL(`${desk().origin}/users/${id}/send-link`);
    await expect(page.getByText(CHECK)).toBeVisible();
    await expect(page.getByLabel("Link works for")).toHaveValue("720");
  });
});

test.describe("what was entered and not saved is not left by mistake", () => {
  test.beforeEach(async ({ page }) => {
    await desk().signIn(page, ADMINISTRATOR);
    await page.goto("/users");
    await hydrated(page);
    await page.getByRole("link", { name: "New user" }).click();
    await page.getByLabel("User name", { exact: true }).fill("half.finished");
  });

  test("by a link", async ({ page }) => {
    const link = page.getByRole("link", { name: "Your account" }).filter({ visible: true });
    await link.click();
    const question = page.getByRole("dialog", { name: "Leave without saving?" });
    await question.getByRole("button", { name: "Stay on this page" }).click();
    await expect(question).toBeHidden();
    await expect(page).toHaveURL("/users/new");
    await expect(page.getByLabel("User name", { exact: true })).toHaveValue("half.finished");
    await expect(link).toBeFocused();

    await link.click();
    await question.getByRole("button", { name: "Leave without saving" }).click();
    await expect(page).toHaveURL("/account");
  });

  test("by the browser's Back", async ({ page }) => {
    await page.goBack();
    const question = page.getByRole("dialog", { name: "Leave without saving?" });
    await page.keyboard.press("Escape");
    await expect(question).toBeHidden();
    await expect(page).toHaveURL("/users/new");
    await expect(page.getByLabel("User name", { exact: true })).toHaveValue("half.finished");

    await page.goBack();
    await question.getByRole("button", { name: "Leave without saving" }).click();
    await expect(page).toHaveURL("/users");
    await expect(page.getByRole("heading", { level: 1, name: "Users" })).toBeVisible();
  });

  test("by loading another page", async ({ page }) => {
    const asked = new Promise<string>((resolve) =>
      page.once("dialog", async (dialog) => {
        await dialog.dismiss();
        resolve(dialog.type());
      }),
    );
    await page.evaluate(() => location.assign("/account"));
    expect(await asked).toBe("beforeunload");
    await expect(page).toHaveURL("/users/new");
    await expect(page.getByLabel("User name", { exact: true })).toHaveValue("half.finished");
  });
});

test.describe("nor are the forms that send more than a word", () => {
  test.beforeEach(async ({ page }) => {
    await desk().signIn(page, ADMINISTRATOR);
  });

  test("a job for many", async ({ page }) => {
    await page.goto("/bulk/new?do=send-link");
    await hydrated(page);
    await page.getByLabel("At most so many users a minute").fill("10");
    await expectAsked(page);
  });

  test("what the columns of a file are", async ({ page }) => {
    await page.goto("/users/import");
    const file = { name: "staff.csv", mimeType: "text/csv", buffer: Buffer.from("login;Name\r\nentered-otto;Otto Brandt\r\n") };
    await page.getByLabel("CSV file").setInputFiles(file);
    await page.getByRole("button", { name: "Send file" }).click();
    const column = page.getByLabel("What “login” is");
    await expect(column).toBeVisible();
    await hydrated(page);
    await column.selectOption("email");
    await expectAsked(page);
    await column.selectOption("user_name");
    await page.getByRole("button", { name: "Dry run" }).click();
    await expect(page.getByRole("button", { name: "Import 1 row" }), "sending it is not leaving it").toBeVisible();
  });

  test("a file of users that was chosen", async ({ page }) => {
    await page.goto("/users/import");
    await hydrated(page);
    const file = { name: "staff.csv", mimeType: "text/csv", buffer: Buffer.from("login\r\nentered-ina\r\n") };
    await page.getByLabel("CSV file").setInputFiles(file);
    await expectAsked(page);
  });

  test("an automation that was pasted", async ({ page, watch }) => {
    watch.expects(422);
    await page.goto("/automations/import");
    await hydrated(page);
    await page.getByLabel("JSON", { exact: true }).fill("{");
    await expectAsked(page);
    await page.getByRole("button", { name: "Import", exact: true }).click();
    await expect(page.getByRole("alert"), "sending it is not leaving it").toBeVisible();
    await hydrated(page);
    await expectAsked(page);
  });

  test("a key for the API", async ({ page }) => {
    const { id } = await desk().user("billing-export");
    await page.goto(`/users/${id}/api-keys/new`);
    await hydrated(page);
    await page.getByLabel("Name", { exact: true }).fill("Nightly export");
    await expectAsked(page);
  });

  test("one's own password", async ({ page }) => {
    await page.goto("/account");
    await hydrated(page);
    await page.getByLabel("New password", { exact: true }).fill("half of a pass");
    await expectAsked(page);
  });
});

test("a form that was held back with its page can be sent once more", async ({ page }) => {
  await desk().signIn(page, ADMINISTRATOR);
  await page.goto("/users/new");
  await hydrated(page);
  await page.getByLabel("User name", { exact: true }).fill("half.finished");
  const signOut = page.getByRole("button", { name: "Sign out" }).filter({ visible: true });
  page.once("dialog", (dialog) => dialog.dismiss());
  await signOut.click();
  await expect(page.locator("form[aria-busy]")).toHaveCount(0);
  await expect(page.getByLabel("User name", { exact: true })).toHaveValue("half.finished");
  page.once("dialog", (dialog) => dialog.accept());
  await signOut.click();
  await expect(page.getByText("You are signed out.")).toBeVisible();
});

test("an old tab after an upgrade says so", async ({ page }) => {
  await desk().signIn(page, ADMINISTRATOR);
  await page.goto("/users");
  await hydrated(page);
  const says = page.getByText("Latchkey was updated while this page was open.");
  const shownAgain = () => page.evaluate(() => document.dispatchEvent(new Event("visibilitychange", { bubbles: true })));

  const same = page.waitForResponse("**/build");
  await shownAgain();
  expect(await (await same).text()).toMatch(/^[0-9a-f]{16}$/);
  await expect(says).toHaveCount(0);

  await page.route("**/build", (route) => route.fulfill({ contentType: "text/plain", body: "0000000000000000" }));
  await shownAgain();
  await expect(says).toBeVisible();
  await page.unroute("**/build");
  await page.getByRole("button", { name: "Reload" }).click();
  await expect(says).toHaveCount(0);
});

test.describe("a form of an old tab is posted to the newer server", () => {
  test.beforeEach(async ({ page, watch }) => {
    watch.expects(406);
    await page.route("**/rpc/**", (route) =>
      route.continue({ headers: { ...route.request().headers(), accept: "application/vnd.latchkey.0000000000000000" } }),
    );
  });

  async function openOldTab(page: Page, path: string): Promise<void> {
    await page.goto(path);
    await hydrated(page);
    await page.evaluate(() => document.documentElement.setAttribute("data-old-tab", ""));
  }

  test("and nothing entered is lost", async ({ page }) => {
    await desk().signIn(page, ADMINISTRATOR);
    await openOldTab(page, "/users/new");
    await page.getByLabel("User name", { exact: true }).fill("old.tab");
    await page.getByLabel("Name", { exact: true }).fill("Ola Tab");
    await page.getByRole("button", { name: "Create" }).click();
    await expect(page.getByRole("heading", { level: 1 })).toContainText("Ola Tab");
    await hydrated(page);
    await expect(page.locator("html")).not.toHaveAttribute("data-old-tab");
    expect((await desk().user("old.tab")).display_name).toBe("Ola Tab");
  });

  test("and none of the others that go the same way", async ({ page }) => {
    await desk().freshly("kweber");
    await desk().freshly("kweber");
    await desk().signIn(page, "kweber");
    await openOldTab(page, "/account");
    const ends = page.locator('form:has(input[name="session"]) button');
    const before = await ends.count();
    expect(before).toBeGreaterThan(1);
    await ends.first().click();
    await expect(page.locator("html")).not.toHaveAttribute("data-old-tab");
    await expect(ends).toHaveCount(before - 1);
  });
});

test.describe("where the server has the code of a newer version alone", () => {
  test.beforeEach(async ({ page, watch }) => {
    watch.expects(404);
    watch.expectsToHear(/HTTP status code is not ok/);
    await desk().signIn(page, ADMINISTRATOR);
    await page.goto("/");
    await hydrated(page);
    await page.evaluate(() => document.documentElement.setAttribute("data-old-tab", ""));
  });

  test("an old tab loads the page that a link leads to, with its own code", async ({ page }) => {
    await page.route(CHUNKS, (route) => (new URL(page.url()).pathname === "/" ? route.fulfill({ status: 404 }) : route.continue()));
    await page.getByRole("link", { name: "Users", exact: true }).filter({ visible: true }).click();
    await expect(page).toHaveURL("/users");
    await expect(page.getByRole("heading", { level: 1, name: "Users" })).toBeVisible();
    await hydrated(page);
    await expect(page.locator("html")).not.toHaveAttribute("data-old-tab");
  });

  test("a page that was just loaded stays as it came, and works as without scripts", async ({ page }) => {
    let loads = 0;
    page.on("request", (request) => (loads += request.isNavigationRequest() ? 1 : 0));
    const refused = page.waitForEvent("console", (message) => message.text().includes("HTTP status code is not ok"));
    await page.route(CHUNKS, (route) =>
      /split_people\.wasm$/.test(route.request().url()) ? route.fulfill({ status: 404 }) : route.continue(),
    );
    await page.goto("/users");
    await refused;
    await page.getByRole("link", { name: "New user" }).click();
    await expect(page.getByLabel("User name", { exact: true })).toBeVisible();
    expect(loads, "the list and the form, each once").toBe(2);
  });
});

test.describe("light and dark", () => {
  for (const javaScriptEnabled of [true, false]) {
    test(`are chosen ${javaScriptEnabled ? "at once" : "by a form, without scripts"}, and kept`, async ({ openBrowser }) => {
      const page = await openBrowser({ javaScriptEnabled, colorScheme: "light" });
      await desk().signIn(page, javaScriptEnabled ? ADMINISTRATOR : "bo");
      await page.goto(`${desk().origin}/account`);
      if (javaScriptEnabled) {
        await hydrated(page);
      }
      const root = page.locator("html");
      for (const theme of ["Dark", "Light", "As the system"]) {
        const button = page.getByRole("button", { name: theme, exact: true }).filter({ visible: true });
        const stored = javaScriptEnabled && page.waitForResponse("**/rpc/account/theme");
        await button.click();
        await stored;
        await expect(button).toHaveAttribute("aria-pressed", "true");
        await expect(page).toHaveURL(`${desk().origin}/account`);
        await page.reload();
        await expect(button).toHaveAttribute("aria-pressed", "true");
        await expect(root).toHaveCSS("color-scheme", { Dark: "dark", Light: "light" }[theme] ?? "light dark");
        if (javaScriptEnabled) {
          await hydrated(page);
        }
      }
    });
  }
});

/** A link asks before it leads away, and staying keeps the page. */
async function expectAsked(page: Page): Promise<void> {
  const address = page.url();
  await page.getByRole("link", { name: "Selections" }).filter({ visible: true }).first().click();
  const question = page.getByRole("dialog", { name: "Leave without saving?" });
  await question.getByRole("button", { name: "Stay on this page" }).click();
  await expect(question).toBeHidden();
  await expect(page).toHaveURL(address);
}

async function fillInSignIn(page: Page, password = desk().passwordOf(ADMINISTRATOR)): Promise<void> {
  await page.getByLabel("User name", { exact: true }).fill(ADMINISTRATOR);
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.getByRole("button", { name: "Sign in" }).click();
}
