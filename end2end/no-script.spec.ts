import { ADMINISTRATOR, CHANGED_SUBJECT, LINK_SUBJECT } from "./support/desk";
import { codeIn, linkIn } from "./support/mail";
import { choosePassword, expectRefused, signIn, timeline } from "./support/pages";
import { deskOfThisFile, expect, test } from "./support/test";

test.use({ javaScriptEnabled: false });
const desk = deskOfThisFile("smtp");

test("the whole journey works on pages and forms alone", { tag: "@core" }, async ({ page, openBrowser, watch }) => {
  const greta = { userName: "gobrien", name: "Gráinne O'Brien", email: "grainne.o'brien@northwind.example" };
  const hers = await openBrowser();
  let code = "";

  await test.step("the administrator signs in, searches and opens the record", async () => {
    await signIn(page, ADMINISTRATOR, desk().passwordOf(ADMINISTRATOR));
    await expect(page).toHaveURL("/");
    await page.getByRole("link", { name: "Users", exact: true }).filter({ visible: true }).click();
    await expect(page).toHaveURL("/users");
    await page.getByRole("searchbox", { name: "Search users" }).fill("grainne");
    await page.getByRole("searchbox", { name: "Search users" }).press("Enter");
    await expect(page).toHaveURL("/users?q=grainne");
    await page.getByRole("link", { name: greta.name }).click();
    await expect(page.getByRole("heading", { level: 1, name: greta.name })).toBeVisible();
  });

  await test.step("the prompt is a page, and sending leads back to the record with words about it", async () => {
    await page.getByRole("link", { name: "Send Password Change Link" }).click();
    await expect(page).toHaveURL(/\/users\/[0-9a-f-]{36}\/send-link$/);
    await expect(page.getByText(/^An email with a unique link will be sent to the user/)).toBeVisible();
    await page.getByLabel("Link works for").selectOption("4 hours");
    await page.getByRole("button", { name: "Send", exact: true }).click();
    await expect(page).toHaveURL(/\/users\/[0-9a-f-]{36}$/);
    await expect(page.getByRole("status").filter({ hasText: `The link is on its way to ${greta.email}.` })).toBeVisible();
    const mail = await desk().mails.next(greta.email, LINK_SUBJECT);
    expect(mail.text).toContain("4 hours");
    code = codeIn(mail);
    await page.reload();
    await expect(page.getByText("The link is on its way"), "it is said once").toHaveCount(0);
    await expect(async () => {
      await page.reload();
      await expect(timeline(page).nth(1)).toContainText("The mail server accepted the mail", { timeout: 0 });
    }).toPass({ timeout: 10_000 });
  });

  await test.step("a code that is not whole is refused, one in lower case with spaces is taken", async () => {
    watch.expects(422);
    await hers.goto("/sign-in");
    await hers.getByRole("link", { name: "Enter it" }).click();
    await hers.getByLabel("Code").fill(code.slice(0, 20));
    await hers.getByRole("button", { name: "Continue" }).click();
    await expectRefused(hers.getByLabel("Code"), "This is not a whole code.");
    await hers.getByLabel("Code").fill(` ${code.toLowerCase().replaceAll("-", " ")} `);
    await hers.getByRole("button", { name: "Continue" }).click();
    await expect(hers.getByRole("heading", { name: "Choose a new password" })).toBeVisible();
    await expect(hers.getByText(`For ${greta.name}.`)).toContainText("Ada Reyes at Northwind sent you this link.");
  });

  await test.step("the rules are there without scripts, and a refused password is not sent back", async () => {
    await expect(hers.getByRole("listitem").filter({ hasText: "At least 15 characters" })).toBeVisible();
    await expect(hers.getByRole("button", { name: "Show password" })).toBeHidden();
    await choosePassword(hers, "aaaaaaaaaaaaaaaaaaaaaaaa");
    await expectRefused(hers.getByLabel("New password"), "This password is too easy to guess. Try four or five unrelated words.");
    await choosePassword(hers, "Gráinne O'Brien 2026");
    await expectRefused(hers.getByLabel("New password"), "Do not use your name, your e-mail address or your organisation's name.");
    await choosePassword(hers, "too short");
    await expectRefused(hers.getByLabel("New password"), "Use at least 15 characters. A sentence is fine.");
    await expect(hers).toHaveTitle(/^Error: Choose a new password/);
    expect(await hers.content()).not.toContain("too short");
  });

  await test.step("a good one is taken, once", async () => {
    await choosePassword(hers, "eine Möwe fliegt über 港 hinaus");
    await expect(hers.getByRole("heading", { name: "Password changed" })).toBeVisible();
    await desk().mails.next(greta.email, CHANGED_SUBJECT);
    await hers.goto(`/change-password/${code.replaceAll("-", "")}`);
    await expect(hers.getByRole("heading", { name: "This link was used already" })).toBeVisible();
  });

  await test.step("a wrong password keeps the user name that was entered, and never the password", async () => {
    await signIn(hers, greta.userName, "this is not her password");
    await expect(hers.getByRole("alert")).toContainText("Sign-in failed. Check the user name and the password.");
    await expect(hers.getByLabel("User name")).toHaveValue(greta.userName);
    await expect(hers.getByLabel("Password", { exact: true })).toHaveValue("");
    expect(await hers.content()).not.toContain("this is not her password");
  });

  await test.step("she signs in, and out again", async () => {
    await signIn(hers, greta.userName, "eine Möwe fliegt über 港 hinaus");
    await expect(hers).toHaveURL("/account");
    await hers.getByRole("main").getByRole("button", { name: "Sign out" }).click();
    await expect(hers.getByText("You are signed out.")).toBeVisible();
    await hers.goto("/account");
    await expect(hers.getByRole("heading", { name: "Sign in" })).toBeVisible();
  });
});

test("signing in leads back to the page that was wanted, also after a failed try", async ({ page, watch }) => {
  watch.expects(422);
  await page.goto("/users?q=weber");
  await page.getByLabel("User name").fill(ADMINISTRATOR);
  await page.getByLabel("Password", { exact: true }).fill("not the password of ada");
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByRole("alert")).toBeVisible();
  await page.getByLabel("Password", { exact: true }).fill(desk().passwordOf(ADMINISTRATOR));
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page).toHaveURL("/users?q=weber");
  await expect(page.getByRole("link", { name: "Karin Weber" })).toBeVisible();
});

test("Is Active is switched off and on by forms", async ({ page }) => {
  const { id } = await desk().user("fdupont");
  await desk().signIn(page, ADMINISTRATOR);
  await page.goto(`/users/${id}`);
  const isActive = page.getByRole("switch", { name: "Is Active" });
  await isActive.click();
  await expect(page.getByText("will not be able to sign in")).toBeVisible();
  await page.getByRole("button", { name: "Switch off" }).click();
  await expect(isActive).not.toBeChecked();
  await expect(page.locator("#link-refusal")).toHaveText("This user is not active. Switch on Is Active first.");
  await isActive.click();
  await expect(isActive).toBeChecked();
});

test("a life that is not offered is refused beside the field", async () => {
  const { id, email } = await desk().user("mhassan");
  const ada = await desk().as(ADMINISTRATOR);
  for (const life of ["1441", "4", "-60", "an hour", ""]) {
    const answer = await ada.post(`/users/${id}/send-link`, { life_minutes: life });
    expect(answer.status(), life).toBe(422);
    expect(await answer.text()).toContain("Choose how long the link works");
  }
  expect((await desk().mails.all()).map((mail) => mail.to)).not.toContain(email);
});

test("a person can withdraw to the record without sending", async ({ page }) => {
  const { id } = await desk().user("mhassan");
  await desk().signIn(page, ADMINISTRATOR);
  await page.goto(`/users/${id}/send-link`);
  await page.getByRole("link", { name: "Cancel" }).click();
  await expect(page).toHaveURL(`/users/${id}`);
});

test("the link in the mail works as well as the code", async ({ page }) => {
  const link = await desk().sendLink("jsilva");
  await page.goto(link);
  await choosePassword(page, "four green bicycles uphill");
  await expect(page.getByRole("heading", { name: "Password changed" })).toBeVisible();
  const notice = await desk().mails.next("joao.silva@northwind.example", CHANGED_SUBJECT);
  expect(() => linkIn(notice)).toThrow();
});
