import { expect, type Locator, type Page } from "@playwright/test";

/** Waits until scripts have taken the page over. */
export async function hydrated(page: Page): Promise<void> {
  await page.waitForFunction(() => performance.getEntriesByName("interactive").length > 0);
}

/** Signs in on the sign-in page. */
export async function signIn(page: Page, userName: string, password: string): Promise<void> {
  await page.goto("/sign-in");
  await page.getByLabel("User name").fill(userName);
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
}

/** Chooses a password on a link's page. */
export async function choosePassword(page: Page, password: string): Promise<void> {
  await page.getByLabel("New password").fill(password);
  await page.getByRole("button", { name: "Change password" }).click();
}

/** Chooses a password in place of one that others made. */
export async function chooseOwn(page: Page, password: string): Promise<void> {
  await page.getByLabel(/New password|Neues Passwort/).fill(password);
  await page.getByRole("button", { name: /Save and go on|Speichern und weiter/ }).click();
}

/** What stands beside a field that was refused, as a screen reader gets it. */
export async function expectRefused(field: Locator, sentence: string): Promise<void> {
  await expect(field).toHaveAttribute("aria-invalid", "true");
  await expect(field).toHaveAccessibleDescription(startingWith(sentence));
  await expect(field).toHaveValue("");
}

/** The steps of the record's timeline, latest first. */
export function timeline(page: Page): Locator {
  return page.getByRole("region", { name: "Recovery" }).getByRole("listitem");
}

function startingWith(sentence: string): RegExp {
  return new RegExp(`^${sentence.replace(/[.?*+()[\]{}^$|\\]/g, "\\$&")}`);
}
