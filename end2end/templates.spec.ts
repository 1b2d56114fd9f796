import { expectAccessible } from "./support/axe";
import { ADMINISTRATOR } from "./support/desk";
import { hydrated } from "./support/pages";
import { deskOfThisFile, expect, test } from "./support/test";
import type { FrameLocator, Page } from "@playwright/test";

const EDITOR = "/templates/password-change-link?language=en";
const VERSIONS = "/templates/password-change-link/versions?language=en";

const desk = deskOfThisFile("smtp");

/** The frame that holds the latest preview. */
function preview(page: Page): FrameLocator {
  return page.frameLocator(".frames iframe:not([inert])");
}

for (const colorScheme of ["light", "dark"] as const) {
  test(`the editor is accessible in the ${colorScheme} theme`, async ({ page }) => {
    await page.emulateMedia({ colorScheme });
    await desk().signIn(page, ADMINISTRATOR);
    await page.goto(EDITOR);
    await hydrated(page);
    await expect(preview(page).getByText("Hello Jonas Feld")).toBeVisible();
    await expectAccessible(page);
  });
}

test("a template is written and saved without touching the mouse, and the preview follows", async ({ page }) => {
  await desk().signIn(page, ADMINISTRATOR);
  await page.goto(EDITOR);
  await hydrated(page);
  const visited = await page.evaluate(() => history.length);

  await test.step("the preview follows the words", async () => {
    const html = page.getByLabel("HTML", { exact: true }).and(page.locator("textarea"));
    await html.focus();
    await page.keyboard.press("Control+Home");
    await page.keyboard.type("<p>From the <strong>service desk</strong></p>\n");
    await expect(preview(page).getByText("From the service desk")).toBeVisible();
    expect(await page.evaluate(() => history.length), "previews are no pages to go back to").toBe(visited);
  });

  await test.step("a variable goes where the cursor is", async () => {
    const text = page.locator("textarea[name=text]");
    await text.focus();
    await page.keyboard.press("Control+End");
    await page.getByRole("button", { name: "Insert site_url" }).focus();
    await page.keyboard.press("Enter");
    await expect(text).toBeFocused();
    await expect(text).toHaveValue(/\{\{ site_url \}\}$/);
    await page.getByRole("radio", { name: "HTML" }).focus();
    await page.keyboard.press("ArrowRight");
    await expect(page.getByRole("radio", { name: "Text" })).toBeChecked();
    await expect(preview(page).locator("pre")).toContainText("Open this link to choose your new password");
    await page.keyboard.press("ArrowRight");
    await expect(preview(page).getByText("From the service desk")).toBeVisible();
    const frame = await page.locator(".frames").boundingBox();
    expect(frame?.width).toBeLessThanOrEqual(377);
    await page.keyboard.press("ArrowRight");
    await expect(preview(page).locator("body")).toHaveCSS("background-color", "rgb(18, 19, 22)");
  });

  await test.step("it is saved", async () => {
    await page.getByRole("button", { name: "Save" }).focus();
    await page.keyboard.press("Enter");
    await expect(page.getByText("The template is saved. Mails use it from now on.")).toBeVisible();
    await expect(page.getByText("Version 1, saved by")).toBeVisible();
  });
});

test("what cannot be sent is refused beside its field, and says so in the preview", async ({ page, watch }) => {
  watch.expects(422);
  await desk().signIn(page, ADMINISTRATOR);
  await page.goto(EDITOR);
  await hydrated(page);
  const text = page.locator("textarea[name=text]");
  await text.fill("Hello {{ user_name }}\n{{ nobody }}");
  await expect(preview(page).getByText("This cannot be shown yet")).toBeVisible();
  await page.getByRole("button", { name: "Save" }).click();
  await expect(text).toHaveAttribute("aria-invalid", "true");
  await expect(text).toHaveAccessibleDescription(/^Line 2: This template has no variable “nobody”/);
  await expect(text).toHaveValue("Hello {{ user_name }}\n{{ nobody }}");
});

test("a test is sent as it stands and the mail server's words are shown", async ({ page }) => {
  await desk().signIn(page, ADMINISTRATOR);
  await page.goto(EDITOR);
  await hydrated(page);
  await page.getByLabel("Subject").fill("{{ organisation }}: a trial");
  await page.getByRole("button", { name: "Send test to me" }).click();
  await expect(page.getByText(/^The mail server took the test mail to/)).toBeVisible();
  await desk().mails.next("ada.reyes@northwind.example", /a trial/);
  await expect(page.getByLabel("Subject")).toHaveValue("{{ organisation }}: a trial");
});

test("without scripts the preview, the test and saving work, and nothing entered is lost", async ({ openBrowser, watch }) => {
  // Tests are held back for ten seconds after one another.
  watch.expects(429);
  const page = await openBrowser({ javaScriptEnabled: false });
  await desk().signIn(page, ADMINISTRATOR);
  await page.goto("/templates/password-changed?language=en");
  await expect(preview(page).getByText("Hello Jonas Feld")).toBeVisible();
  const html = page.locator("textarea[name=html]");
  await html.fill((await html.inputValue()).replace("Hello", "Dear"));
  await page.getByRole("button", { name: "Show preview" }).click();
  await expect(preview(page).getByText("Dear Jonas Feld")).toBeVisible();
  await expect(async () => {
    await page.getByRole("button", { name: "Send test to me" }).click();
    await expect(preview(page).getByText(/^The mail server took the test mail to/)).toBeVisible({ timeout: 1_000 });
  }).toPass();
  await expect(html).toHaveValue(/^<p>Dear /);
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByRole("status").filter({ hasText: "The template is saved." })).toBeVisible();
});

test("versions are compared and brought back", async ({ page }) => {
  await desk().signIn(page, ADMINISTRATOR);
  await page.goto("/templates/password-changed/versions?language=de");
  await hydrated(page);
  await expect(page.locator(".difference .added").first()).toContainText("soeben geändert");
  await page.getByRole("button", { name: "Restore version 1" }).click();
  await expect(page.getByText("The version is restored.")).toBeVisible();
  await expect(page.getByRole("row").nth(1)).toContainText("Version 1 restored");
});

test("everything fits a narrow screen", async ({ page }) => {
  await page.setViewportSize({ width: 360, height: 740 });
  await desk().signIn(page, ADMINISTRATOR);
  for (const address of ["/templates", EDITOR, VERSIONS]) {
    await page.goto(address);
    await hydrated(page);
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    expect(overflow, address).toBeLessThanOrEqual(0);
  }
});
