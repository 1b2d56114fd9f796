import type { Page } from "@playwright/test";
import { ADMINISTRATOR, CHANGED_SUBJECT, LINK_SUBJECT } from "./support/desk";
import { codeIn, linkIn, type Mail } from "./support/mail";
import { choosePassword, expectRefused, hydrated, signIn, timeline } from "./support/pages";
import { deskOfThisFile, expect, test } from "./support/test";

const PROMPT =
  "An email with a unique link will be sent to the user allowing them to change their password. The link will expire after a specific amount of time.";

const desk = deskOfThisFile("smtp");

test("an administrator sends a link, and its person is back in with a password of their own", { tag: "@core" }, async ({
  page,
  openBrowser,
  watch,
}) => {
  const jonas = { userName: "jfeld", email: "jonas.feld@northwind.example" };
  const elsewhere = await openBrowser();
  const his = await openBrowser();
  let mail: Mail;

  await test.step("he is signed in elsewhere", async () => {
    await desk().signIn(elsewhere, jonas.userName);
    await elsewhere.goto("/account");
    await expect(elsewhere.getByRole("heading", { name: "Ihr Konto" })).toBeVisible();
  });

  await test.step("the administrator signs in and finds him by typing", async () => {
    await page.goto("/");
    await expect(page).toHaveURL("/sign-in");
    await signIn(page, ADMINISTRATOR, desk().passwordOf(ADMINISTRATOR));
    await expect(page).toHaveURL("/");
    await page.getByRole("link", { name: "Users", exact: true }).filter({ visible: true }).click();
    await expect(page).toHaveURL("/users");
    await hydrated(page);
    await page.getByRole("searchbox", { name: "Search users" }).pressSequentially("jonas fe");
    await expect(page.getByRole("status").filter({ hasText: "1 match" })).toBeVisible();
    await expect(page).toHaveURL("/users?q=jonas+fe");
    await page.getByRole("link", { name: "Jonas Feld" }).click();
    await expect(page.getByRole("heading", { level: 1, name: "Jonas Feld" })).toBeVisible();
  });

  await test.step("the prompt says what will happen, and Send does it", async () => {
    await page.getByRole("link", { name: "Send Password Change Link" }).click();
    const dialog = page.getByRole("dialog", { name: "Send Password Change Link" });
    await expect(dialog.getByText(PROMPT, { exact: true })).toBeVisible();
    await expect(fact(dialog, "To")).toHaveText(`Jonas Feld, ${jonas.email}`);
    await expect(fact(dialog, "Mail")).toHaveText("Password Change Link, Deutsch");
    await expect(fact(dialog, "Sessions")).toHaveText("1 ends once the password is changed");
    await expect(dialog.getByLabel("Link works for")).toHaveValue("60");
    await expect(dialog.getByRole("link", { name: "Cancel", exact: true })).toBeVisible();
    await dialog.getByRole("button", { name: "Send", exact: true }).click();
    await expect(dialog).toBeHidden();
    await expect(page.getByText(`The link is on its way to ${jonas.email}.`)).toBeVisible();
  });

  await test.step("the timeline follows the mail to the mail server, without a reload", async () => {
    await expect(timeline(page).nth(0)).toContainText("Waiting for the link to be used");
    await expect(timeline(page).nth(1)).toContainText("The mail server accepted the mail");
    await expect(timeline(page).nth(1)).toContainText("250");
    await expect(timeline(page).nth(2)).toContainText("Password change link requested by Ada Reyes");
  });

  await test.step("the mail is in his language, as text and as HTML", async () => {
    mail = await desk().mails.next(jonas.email, LINK_SUBJECT);
    expect(mail.subject).toBe("Northwind: neues Passwort wählen");
    expect(mail.language).toBe("de");
    expect(mail.text).toContain("Guten Tag Jonas Feld");
    expect(mail.text).toContain("Ada Reyes von Northwind schickt Ihnen diesen Link");
    expectWellMade(mail, jonas.email);
  });

  await test.step("the page says who asked, for which account, and until when", async () => {
    await his.goto(linkIn(mail));
    await expect(his.getByRole("heading", { name: "Choose a new password" })).toBeVisible();
    const facts = his.getByText(/For Jonas Feld\./);
    await expect(facts).toContainText("Ada Reyes at Northwind sent you this link.");
    await expect(facts).toContainText(/It works until .*\d{2}:\d{2} \(Berlin time, UTC\+[12]\)\./);
    await expect(his.getByLabel("User name")).toHaveValue(jonas.userName);
    await hydrated(his);
    await expect(his, "the code does not stay in the address bar").toHaveURL("/change-password");
  });

  await test.step("checklist and strength follow what is typed, and it can be shown", async () => {
    const field = his.getByLabel("New password");
    const length = his.getByRole("listitem").filter({ hasText: "At least 15 characters" });
    const strength = his.getByRole("main").getByRole("status");
    await field.pressSequentially("short");
    await expect(length).not.toContainText("(met)");
    await expect(strength).toHaveText("Weak: would fall to guessing.");
    await field.pressSequentially(" phrase about seven harbours");
    await expect(length).toContainText("(met)");
    await expect(strength).toHaveText("Strong: would hold.");
    await expect(field).toHaveAttribute("type", "password");
    await his.getByRole("button", { name: "Show password" }).click();
    await expect(field).toHaveAttribute("type", "text");
    await his.getByRole("button", { name: /password/, pressed: true }).click();
    await expect(field).toHaveAttribute("type", "password");
  });

  await test.step("a password that is too short is refused beside the field", async () => {
    watch.expects(422);
    const answer = his.waitForResponse((response) => response.request().method() === "POST");
    await choosePassword(his, "too short");
    expect((await answer).status()).toBe(422);
    await expect(his.getByRole("alert")).toBeFocused();
    await expectRefused(his.getByLabel("New password"), "Use at least 15 characters. A sentence is fine.");
  });

  await test.step("a good one is taken, and he is told by mail", async () => {
    await choosePassword(his, "his own eleven wooden boats");
    await expect(his.getByRole("heading", { name: "Password changed" })).toBeVisible();
    const notice = await desk().mails.next(jonas.email, CHANGED_SUBJECT);
    expect(notice.subject).toBe("Northwind: Ihr Passwort wurde geändert");
    expect(notice.text).toContain("the Northwind help desk, +49 30 5550 100");
    expect(notice.source).not.toContain("/change-password/");
    expectSentOnce(notice, jonas.email);
  });

  await test.step("the link works once", async () => {
    await his.goto(linkIn(mail));
    await expect(his.getByRole("heading", { name: "This link was used already" })).toBeVisible();
    await expect(his.getByLabel("New password")).toHaveCount(0);
  });

  await test.step("he is signed out elsewhere, and signs in with the new password", async () => {
    await elsewhere.goto("/account");
    await expect(elsewhere.getByRole("heading", { name: "Sign in" })).toBeVisible();
    await signIn(his, jonas.userName, "his own eleven wooden boats");
    await expect(his).toHaveURL("/account");
  });

  await test.step("the administrator sees all of it", async () => {
    await page.reload();
    const steps = ["Signed in", "Password changed", "Link used to choose a password", "Link opened", "The mail server accepted the mail"];
    const told = await timeline(page).allTextContents();
    for (const [at, step] of steps.entries()) {
      expect(told.slice(0, steps.length).some((line) => line.includes(step)), `${step} (${at})`).toBe(true);
    }
  });
});

test("someone else gets the mail in English, from the row's menu", async ({ page }) => {
  const priya = { userName: "npatel", email: "nisha.patel@northwind.example" };
  await desk().signIn(page, ADMINISTRATOR);
  await page.goto(`/users?q=${priya.userName}`);
  await page.getByRole("row", { name: /Nisha Patel/ }).locator("summary").click();
  await page.getByRole("link", { name: "Send Password Change Link" }).click();
  await page.getByRole("button", { name: "Send", exact: true }).click();
  const mail = await desk().mails.next(priya.email, LINK_SUBJECT);
  expect(mail.subject).toBe("Northwind: choose a new password");
  expect(mail.language).toBe("en");
  expect(mail.text).toContain("Ada Reyes at Northwind has sent you this link");
  expectWellMade(mail, priya.email);
});

test("a newer link withdraws the one before, and its page says so", async ({ page }) => {
  const first = await desk().sendLink("rjones");
  const second = await desk().sendLink("rjones");
  await page.goto(first);
  await expect(page.getByRole("heading", { name: "This link was withdrawn" })).toBeVisible();
  await page.goto(second);
  await expect(page.getByRole("heading", { name: "Choose a new password" })).toBeVisible();
});

test("switching an account off withdraws its link and ends its sessions", async ({ page, openBrowser }) => {
  const hers = await openBrowser();
  await desk().signIn(hers, "lrossi");
  const link = await desk().sendLink("lrossi");
  const { id } = await desk().user("lrossi");
  await desk().signIn(page, ADMINISTRATOR);
  await page.goto(`/users/${id}`);
  await hydrated(page);
  await page.getByRole("switch", { name: "Is Active" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Switch off" }).click();
  await expect(page.getByRole("switch", { name: "Is Active" })).not.toBeChecked();
  await hers.goto("/account");
  await expect(hers.getByRole("heading", { name: "Sign in" })).toBeVisible();
  await hers.goto(link);
  await expect(hers.getByRole("heading", { name: "This link was withdrawn" })).toBeVisible();
});

function fact(within: ReturnType<Page["locator"]>, term: string) {
  return within.locator("dt", { hasText: term }).locator("xpath=following-sibling::dd[1]");
}

/** What every mail owes its reader and the mail servers on its way. */
function expectWellMade(mail: Mail, to: string): void {
  const link = linkIn(mail);
  expect(link).toBe(`${desk().origin}/change-password/${codeIn(mail).replaceAll("-", "")}`);
  expect(mail.html).toContain(`href="${link}"`);
  expect(mail.html).toContain(codeIn(mail));
  expect(mail.html, "nothing is fetched from elsewhere").not.toMatch(/<(?:img|link|script|iframe)\b|url\(/);
  expect(mail.headers.get("content-type")).toMatch(/^multipart\/alternative/);
  expect(mail.source.indexOf("text/plain")).toBeLessThan(mail.source.indexOf("text/html"));
  expectSentOnce(mail, to);
}

function expectSentOnce(mail: Mail, to: string): void {
  expect(mail.to).toBe(to);
  expect(mail.from).toBe("desk@northwind.example");
  expect(mail.headers.get("auto-submitted")).toBe("auto-generated");
  expect(mail.messageId).toMatch(/^<[0-9a-f-]{36}@127\.0\.0\.1>$/);
  expect(mail.source.split(/\r?\n/).every((line) => line.length <= 998)).toBe(true);
}
