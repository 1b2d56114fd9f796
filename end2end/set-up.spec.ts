import { Client } from "./support/client";
import { expectRefused, hydrated } from "./support/pages";
import { Server } from "./support/server";
import { expect, test } from "./support/test";
import { totp } from "./support/totp";

const PASSWORD = "the first of many quiet mornings";

test("an empty database offers a one-time link that makes the first administrator", async ({ page, watch }) => {
  const server = await Server.start("serve");
  try {
    const link = await server.printed(/(http:\/\/\S+\/set-up\/[0-9A-Z]{26})/);

    await test.step("there is no way in before", async () => {
      watch.expects(422);
      await page.goto(`${server.origin}/`);
      await expect(page.getByRole("heading", { name: "Sign in" })).toBeVisible();
      await page.getByLabel("User name").fill("admin");
      await page.getByLabel("Password", { exact: true }).fill("admin");
      await page.getByRole("button", { name: "Sign in" }).click();
      await expect(page.getByRole("alert")).toContainText("Sign-in failed.");
    });

    await test.step("a guessed link is refused", async () => {
      watch.expects(404);
      const answer = await page.goto(`${server.origin}/set-up/00000000000000000000000000`);
      expect(answer?.status()).toBe(404);
      await expect(page.getByRole("heading", { name: "This set-up link does not work" })).toBeVisible();
    });

    await test.step("what is missing is said beside its field, and what was entered is kept", async () => {
      await page.goto(link);
      await hydrated(page);
      await page.getByLabel("User name").fill("rosa");
      await page.getByLabel("Name", { exact: true }).fill("Rosa Lindqvist");
      await page.getByLabel("New password").fill(PASSWORD);
      await page.getByRole("button", { name: "Make the account" }).click();
      await expectRefused(page.getByLabel("E-mail"), "Enter your e-mail address");
      await expect(page.getByLabel("User name")).toHaveValue("rosa");
      await expect(page.getByLabel("Name", { exact: true })).toHaveValue("Rosa Lindqvist");
      await expect(page.getByLabel("New password")).toHaveValue("");
    });

    await test.step("the account is made, once", async () => {
      await page.getByLabel("E-mail").fill("rosa@northwind.example");
      await page.getByLabel("New password").fill(PASSWORD);
      await page.getByRole("button", { name: "Make the account" }).click();
      await expect(page.getByText("Latchkey is ready. Sign in with the account that you have just made.")).toBeVisible();
      await page.goto(link);
      await expect(page.getByRole("heading", { name: "This set-up link does not work" })).toBeVisible();
      const second = { user_name: "eve", display_name: "Eve", email: "eve@northwind.example", password: PASSWORD };
      const answer = await (await Client.start(server.origin)).post(new URL(link).pathname, second);
      expect(answer.status()).toBe(404);
    });

    await test.step("the administrator signs in, sets up a second factor, and is alone", async () => {
      await page.goto(`${server.origin}/sign-in`);
      await page.getByLabel("User name").fill("rosa");
      await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
      await page.getByRole("button", { name: "Sign in" }).click();
      await expect(page).toHaveURL(`${server.origin}/account/second-factor`);
      await page.getByRole("button", { name: "Set up an authenticator app" }).click();
      const key = await page.locator("output").innerText();
      await page.getByLabel("Then enter the six digits that it shows").fill(totp(key));
      await page.getByRole("button", { name: "Confirm" }).click();
      await page.getByRole("link", { name: "I have kept them" }).click();
      await expect(page).toHaveURL(`${server.origin}/`);
      await page.goto(`${server.origin}/users`);
      await expect(page.getByRole("link", { name: "Rosa Lindqvist" })).toBeVisible();
      await expect(page.getByRole("status").filter({ hasText: "1 account" })).toBeVisible();
    });

    expect(server.output, "the link's secret is printed, not logged").not.toMatch(/path=\S*set-up\/[0-9A-Z]{26}/);
  } finally {
    await server.stop();
  }
});
