import type { Page } from "@playwright/test";
import { expectAccessible } from "./support/axe";
import { makeAdministrator } from "./support/made";
import { hydrated, signIn } from "./support/pages";
import { deskOfThisFile, expect, test } from "./support/test";
import { totp } from "./support/totp";

const HERE = "/account/second-factor";
const FIRST_CODE = "Then enter the six digits that it shows";

const BEA = "bsecond";

const desk = deskOfThisFile("smtp");

test("set up by keyboard from one's account, it is asked for at the next sign-in", { tag: "@core" }, async ({ page, watch }) => {
  let key = "";
  await makeAdministrator(desk(), BEA, "Bea Second");
  await desk().signIn(page, BEA);

  await test.step("the account leads to the page, and the page shows a QR code and the same as a key", async () => {
    await page.goto("/account");
    await hydrated(page);
    await page.getByRole("link", { name: "Set up or change" }).press("Enter");
    await expect(page).toHaveURL(HERE);
    await page.getByRole("button", { name: "Set up an authenticator app" }).press("Enter");
    await expect(page.getByRole("img", { name: "QR code for the authenticator app" })).toBeVisible();
    key = await page.locator("output").innerText();
    expect(key).toMatch(/^([A-Z2-7]{4} ){7}[A-Z2-7]{4}$/);
    await expectAccessible(page);
  });

  await test.step("a wrong first code is refused beside the same key", async () => {
    watch.expects(422);
    await page.getByLabel(FIRST_CODE).fill("000000");
    await page.getByLabel(FIRST_CODE).press("Enter");
    await expect(page.getByRole("alert")).toContainText("This code is not right");
    await expect(page.locator("output")).toHaveText(key);
  });

  await test.step("the right one shows recovery codes, to be saved", async () => {
    await page.getByLabel(FIRST_CODE).fill(totp(key));
    await page.getByLabel(FIRST_CODE).press("Enter");
    await expect(page.getByRole("heading", { name: "Your recovery codes" })).toBeVisible();
    const codes = await recoveryCodes(page);
    const file = page.getByRole("link", { name: "Save as a file" });
    await expect(file).toHaveAttribute("download", "recovery-codes.txt");
    expect(await file.getAttribute("href")).toContain(codes.join("%0A"));
    await expectAccessible(page);
    await page.getByRole("link", { name: "I have kept them" }).press("Enter");
    await expect(page).toHaveURL("/account");
    await expect(page.getByText("10 are left")).toBeVisible();
  });

  await test.step("signed out, a password leads to one more step, and a code from there in", async () => {
    await page.getByRole("button", { name: "Sign out" }).filter({ visible: true }).first().click();
    await expect(page.getByText("You are signed out.")).toBeVisible();
    await signIn(page, BEA, desk().passwordOf(BEA));
    await expect(page).toHaveURL("/second-factor");
    await page.goto("/users");
    await expect(page, "there is nothing else").toHaveURL("/second-factor");
    await expectAccessible(page);
    // The one after the code that was used up, which may be a step ahead.
    await page.getByLabel("Code", { exact: true }).fill(totp(key, 1));
    await page.getByLabel("Code", { exact: true }).press("Enter");
    await expect(page).toHaveURL("/");
    await page.goto("/users");
    await expect(page).toHaveURL("/users");
  });
});

test("all of it works without scripts, and a recovery code lets in when the app is lost", async ({ openBrowser }) => {
  const rob = "rjones";
  await desk().as(rob);
  const page = await openBrowser({ javaScriptEnabled: false });
  await signIn(page, rob, desk().passwordOf(rob));
  await page.goto(HERE);
  await page.getByRole("button", { name: "Set up an authenticator app" }).click();
  const key = await page.locator("output").innerText();
  await page.getByLabel(FIRST_CODE).fill(totp(key));
  await page.getByRole("button", { name: "Confirm" }).click();
  const [code] = await recoveryCodes(page);
  await page.getByRole("link", { name: "I have kept them" }).click();
  await page.getByRole("button", { name: "Sign out" }).filter({ visible: true }).first().click();

  await signIn(page, rob, desk().passwordOf(rob));
  await page.getByLabel("Code", { exact: true }).fill((code ?? "").toLowerCase().replaceAll("-", " "));
  await page.getByRole("button", { name: "Go on" }).click();
  await expect(page).toHaveURL("/account");
  await expect(page.getByText("9 are left")).toBeVisible();

  await page.goto(HERE);
  await page.getByRole("button", { name: "Remove the second factor" }).click();
  await expect(page.getByText("The second factor was removed.")).toBeVisible();
});

async function recoveryCodes(page: Page): Promise<string[]> {
  const codes = await page.locator("ol > li").allInnerTexts();
  expect(codes).toHaveLength(10);
  return codes.map((code) => code.trim());
}
