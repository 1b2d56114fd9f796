import { ADMINISTRATOR } from "./support/desk";
import { hydrated } from "./support/pages";
import { deskOfThisFile, expect, test } from "./support/test";

const desk = deskOfThisFile("folder");

test("a link is sent without touching the mouse", async ({ page }) => {
  await page.goto("/sign-in");
  await page.keyboard.press("Tab");
  await expect(page.getByLabel("User name")).toBeFocused();
  await page.keyboard.type(ADMINISTRATOR);
  await page.keyboard.press("Tab");
  await page.keyboard.type(desk().passwordOf(ADMINISTRATOR));
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL("/");
  await hydrated(page);
  await page.getByRole("link", { name: "Users", exact: true }).filter({ visible: true }).focus();
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL("/users");

  const search = page.getByRole("searchbox", { name: "Search users" });
  await page.keyboard.press("/");
  await expect(search).toBeFocused();
  await page.keyboard.type("weber");
  await expect(page.getByRole("status").filter({ hasText: "1 match" })).toBeVisible();

  await page.keyboard.press("ArrowDown");
  await expect(page.getByRole("link", { name: "Karin Weber" })).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { level: 1, name: "Karin Weber" })).toBeVisible();

  const action = page.getByRole("link", { name: "Send Password Change Link" });
  await action.focus();
  await page.keyboard.press("Enter");
  const dialog = page.getByRole("dialog", { name: "Send Password Change Link" });
  await expect(dialog).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(dialog).toBeHidden();
  await expect(page).toHaveURL(/\/users\/[0-9a-f-]{36}$/);
  await expect(action).toBeFocused();

  await page.keyboard.press("Enter");
  await expect(dialog.getByRole("button", { name: "Send", exact: true })).toBeVisible();
  await page.keyboard.press("Tab");
  await expect(dialog.getByLabel("Link works for"), "what is to be decided comes first").toBeFocused();
  await page.keyboard.press("Tab");
  await expect(dialog.locator("summary").first(), "then the mail").toBeFocused();
  await page.keyboard.press("Tab");
  await page.keyboard.press("Tab");
  await expect(dialog.getByRole("button", { name: "Send", exact: true })).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(page.getByText("The link is on its way to karin.weber@northwind.example.")).toBeVisible();
  await expect(action).toBeFocused();
});

test("the first stop of every page skips to its content", async ({ page }) => {
  await desk().signIn(page, ADMINISTRATOR);
  for (const path of ["/users", "/account"]) {
    await page.goto(path);
    await page.keyboard.press("Tab");
    const skip = page.getByRole("link", { name: "Skip to the page" });
    await expect(skip).toBeFocused();
    await expect(skip).toBeInViewport();
    await page.keyboard.press("Enter");
    await expect(page.getByRole("main")).toBeFocused();
  }
});

test("the tabs walk through a row in the order in which it is read", async ({ page }) => {
  await desk().signIn(page, ADMINISTRATOR);
  await page.goto("/users?q=silva");
  await hydrated(page);
  await page.getByRole("searchbox", { name: "Search users" }).focus();
  await page.keyboard.press("ArrowDown");
  await expect(page.getByRole("link", { name: "João Silva" })).toBeFocused();
  await page.keyboard.press("Tab");
  const menu = page.getByLabel("Actions for João Silva");
  await expect(menu).toBeFocused();
  const first = page.getByRole("link", { name: "Send Password Change Link" });
  await page.keyboard.press("Enter");
  // A menu is made when it is opened.
  await expect(first).toBeVisible();
  await page.keyboard.press("Tab");
  await expect(first).toBeFocused();
  await page.keyboard.press("Escape");
  await expect(first).toBeHidden();
  await expect(menu).toBeFocused();
});

test("a dialog keeps the focus inside until it is closed", async ({ page }) => {
  const { id } = await desk().user("lrossi");
  await desk().signIn(page, ADMINISTRATOR);
  await page.goto(`/users/${id}`);
  await hydrated(page);
  await page.getByRole("link", { name: "Send Password Change Link" }).press("Enter");
  const dialog = page.getByRole("dialog");
  await expect(dialog.getByRole("button", { name: "Send", exact: true })).toBeVisible();
  for (let stop = 0; stop < 6; stop += 1) {
    await page.keyboard.press("Tab");
    const outside = await page.evaluate(() => document.activeElement?.closest("dialog, body")?.tagName);
    // Between its last and its first stop the focus may rest on the browser's own controls.
    expect(outside === "DIALOG" || (await page.evaluate(() => document.activeElement === document.body))).toBe(true);
  }
});

test("what is typed before the scripts arrive is not lost", async ({ page }) => {
  await desk().signIn(page, ADMINISTRATOR);
  let release = () => {};
  const held = new Promise<void>((resolve) => (release = resolve));
  await page.route("**/*.wasm", async (route) => {
    await held;
    await route.continue();
  });
  await page.goto("/users", { waitUntil: "domcontentloaded" });
  const search = page.getByRole("searchbox", { name: "Search users" });
  await search.fill("weber");
  release();
  await hydrated(page);
  await expect(search).toHaveValue("weber");
  await search.press("Enter");
  await expect(page.getByRole("link", { name: "Karin Weber" })).toBeVisible();
  await expect(page.getByRole("status").filter({ hasText: "1 match" })).toBeVisible();
});
