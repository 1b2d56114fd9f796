import type { CDPSession, Page } from "@playwright/test";
import { expectAccessible } from "./support/axe";
import { ADMINISTRATOR } from "./support/desk";
import { hydrated, signIn } from "./support/pages";
import { deskOfThisFile, expect, test } from "./support/test";

const SIGN_IN = "Sign in with a passkey";
const REFUSED = "Signing in with this passkey failed. Try again, or sign in another way.";

// Passkeys are bound to a host name: there are none at a bare address.
const desk = deskOfThisFile("smtp", undefined, "localhost");

test("a passkey is added, opens the account without a password, and nothing once it is removed", { tag: "@core" }, async ({ page, openBrowser, watch }) => {
  watch.expects(422);
  await withDevice(page);
  await addPasskey(page, "lrossi");

  await test.step("it opens the account", async () => {
    await page.context().clearCookies();
    await showPasskey(page);
    await expect(page).toHaveURL("/account");
    await expect(page.getByText("Last used: now")).toBeVisible();
  });

  await test.step("before it is removed the page says what goes", async () => {
    await page.getByRole("link", { name: "Remove: Work laptop" }).press("Enter");
    await expect(page.getByRole("button", { name: "Remove" })).toBeVisible();
    await expectAccessible(page);
  });

  await test.step("it is removed, without scripts too", async () => {
    const plain = await openBrowser({ javaScriptEnabled: false, storageState: await page.context().storageState() });
    await plain.goto("/account");
    await plain.getByRole("link", { name: "Remove: Work laptop" }).click();
    await plain.getByRole("button", { name: "Remove" }).click();
    await expect(plain.getByText("The passkey is removed.")).toBeVisible();
    await expect(plain.getByText("No passkeys yet.")).toBeVisible();
  });

  await test.step("the device has it still, and it opens nothing", async () => {
    await page.context().clearCookies();
    await showPasskey(page);
    await expect(page.getByText(REFUSED)).toBeVisible();
    await page.goto("/account");
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("Sign in");
  });
});

test("whoever is sent away by their device may try again", async ({ page }) => {
  const device = await withDevice(page);
  await addPasskey(page, "rjones");
  await page.context().clearCookies();
  await device.isVerified(false);
  await showPasskey(page);
  await expect(page.getByRole("alert").filter({ hasText: "Your browser gave no passkey" })).toBeVisible();
  await expectAccessible(page);
  await device.isVerified(true);
  await page.getByRole("button", { name: "Ask again" }).click();
  await expect(page).toHaveURL("/account");
});

test("the passkey of somebody who was switched off opens nothing", async ({ page, watch }) => {
  watch.expects(422);
  await withDevice(page);
  await addPasskey(page, "gobrien");
  await page.context().clearCookies();
  const administrator = await desk().as(ADMINISTRATOR);
  const { id } = await desk().user("gobrien");
  expect((await administrator.post(`/users/${id}/active`, { active: "false" })).status()).toBe(303);
  await showPasskey(page);
  await expect(page.getByText(REFUSED)).toBeVisible();
});

test("a passkey is the step after the password", { tag: "@core" }, async ({ page }) => {
  await withDevice(page);
  await addPasskey(page, "npatel");
  await page.context().clearCookies();
  await signIn(page, "npatel", desk().passwordOf("npatel"));
  await expect(page).toHaveURL(/\/second-factor/);
  await hydrated(page);
  await page.getByRole("button", { name: SIGN_IN }).click();
  await expect(page).toHaveURL("/account");
});

test("what needs passkeys is hidden where there can be none", async ({ page, openBrowser }) => {
  const button = { name: SIGN_IN };
  await page.goto("/sign-in");
  await expect(page.getByRole("button", button)).toBeVisible();
  const plain = await openBrowser({ javaScriptEnabled: false });
  await plain.goto("/sign-in");
  await expect(plain.getByRole("button", { name: "Sign in", exact: true })).toBeVisible();
  await expect(plain.getByRole("button", button)).toBeHidden();
  await page.goto(desk().origin.replace("localhost", "127.0.0.1") + "/sign-in");
  await hydrated(page);
  await expect(page.getByRole("button", button)).toBeHidden();
});

/** A device of the page's browser, which keeps passkeys and knows whoever is there. */
async function withDevice(page: Page): Promise<Device> {
  const session = await page.context().newCDPSession(page);
  await session.send("WebAuthn.enable");
  const options = {
    protocol: "ctap2",
    transport: "internal",
    hasResidentKey: true,
    hasUserVerification: true,
    isUserVerified: true,
    automaticPresenceSimulation: true,
  } as const;
  const { authenticatorId } = await session.send("WebAuthn.addVirtualAuthenticator", { options });
  return new Device(session, authenticatorId);
}

class Device {
  constructor(
    private readonly session: CDPSession,
    private readonly authenticatorId: string,
  ) {}

  /** Whether it knows whoever is there from now on. */
  async isVerified(isUserVerified: boolean): Promise<void> {
    await this.session.send("WebAuthn.setUserVerified", { authenticatorId: this.authenticatorId, isUserVerified });
  }
}

/** Signs someone in and adds a passkey to their account. */
async function addPasskey(page: Page, userName: string): Promise<void> {
  await desk().signIn(page, userName);
  await page.goto("/account");
  await hydrated(page);
  await page.getByRole("region", { name: "Passkeys" }).getByRole("link", { name: "Add a passkey" }).click();
  await page.getByLabel("Name", { exact: true }).fill("Work laptop");
  await page.getByRole("button", { name: "Go on" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Your recovery codes");
  await page.getByRole("link", { name: "I have kept them" }).click();
  await expect(page.getByText("The passkey is added.")).toBeVisible();
  await expect(page.getByRole("region", { name: "Passkeys" }).getByText("Work laptop")).toBeVisible();
}

/** Asks for a passkey on the sign-in page. */
async function showPasskey(page: Page): Promise<void> {
  await page.goto("/sign-in");
  await page.getByRole("button", { name: SIGN_IN }).click();
}
