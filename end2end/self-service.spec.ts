import { expectAccessible } from "./support/axe";
import { ADMINISTRATOR, CHANGED_SUBJECT, LINK_SUBJECT } from "./support/desk";
import { linkIn, notMeLinkIn } from "./support/mail";
import { choosePassword, expectRefused, signIn, timeline } from "./support/pages";
import { deskOfThisFile, expect, test } from "./support/test";

const NEW_PASSWORD = "eight lanterns float down a quiet river";
const REPORTED_SUBJECT = /“This wasn’t me” was reported/;
const NISHA = { userName: "npatel", email: "nisha.patel@northwind.example", name: "Nisha Patel" };

for (const javaScriptEnabled of [true, false]) {
  test.describe(javaScriptEnabled ? "with scripts" : "without scripts", () => {
    test.use({ javaScriptEnabled });
    const desk = deskOfThisFile("smtp");

    test("a forgotten password is chosen anew, and a change that was not hers is reported", { tag: "@core" }, async ({ page, openBrowser, watch }) => {
      await test.step("nothing entered is refused beside the field", async () => {
        watch.expects(422);
        await page.goto("/sign-in");
        await page.getByRole("link", { name: "Forgotten your password?" }).click();
        await expect(page).toHaveURL("/forgot-password");
        await page.getByRole("button", { name: "Send link" }).click();
        await expectRefused(page.getByLabel("User name or e-mail address"), "Fill this in.");
        await accessible(page);
      });

      await test.step("a name that nobody has is answered like one that somebody has", async () => {
        await page.getByLabel("User name or e-mail address").fill("nobody.at.all");
        await page.getByRole("button", { name: "Send link" }).click();
        await expect(page).toHaveURL("/forgot-password?notice=sent");
        const answer = await page.getByRole("main").innerText();
        await accessible(page);
        await page.getByRole("link", { name: "Try again" }).click();
        await page.getByLabel("User name or e-mail address").fill(NISHA.email);
        await page.getByRole("button", { name: "Send link" }).click();
        await expect(page).toHaveURL("/forgot-password?notice=sent");
        expect(await page.getByRole("main").innerText()).toBe(answer);
      });

      const link = linkIn(await desk().mails.next(NISHA.email, LINK_SUBJECT));
      await test.step("the link lets her choose, once; then one press brings a new one", async () => {
        await page.goto(link);
        await expect(page.getByText("This link was asked for on the sign-in page.")).toBeVisible();
        await choosePassword(page, NEW_PASSWORD);
        await expect(page.getByRole("heading", { name: "Password changed" })).toBeVisible();
        await page.goto(link);
        await expect(page.getByRole("heading", { name: "This link was used already" })).toBeVisible();
        await accessible(page);
        await page.getByRole("button", { name: "Send me a new link" }).click();
        await expect(page.getByRole("heading", { name: "Look into your mailbox" })).toBeVisible();
        expect(linkIn(await desk().mails.next(NISHA.email, LINK_SUBJECT))).not.toBe(link);
      });

      const notice = notMeLinkIn(await desk().mails.next(NISHA.email, CHANGED_SUBJECT));
      const hers = await openBrowser({ javaScriptEnabled });
      await test.step("reporting signs her out everywhere and tells the administrators", async () => {
        await signIn(hers, NISHA.userName, NEW_PASSWORD);
        await expect(hers).toHaveURL("/account");
        await page.goto(notice);
        await expect(page.getByText("The password of the account npatel was changed.")).toBeVisible();
        await accessible(page);
        await page.getByRole("button", { name: "Report: this wasn’t me" }).click();
        await expect(page.getByRole("heading", { name: "You have reported it" })).toBeVisible();
        await accessible(page);
        await hers.goto("/account");
        await expect(hers.getByRole("heading", { name: "Sign in" })).toBeVisible();
        await desk().mails.next("ada.reyes@northwind.example", REPORTED_SUBJECT);
      });

      await test.step("the start page and her record say so", async () => {
        const ada = await openBrowser({ javaScriptEnabled });
        await desk().signIn(ada, ADMINISTRATOR);
        await ada.goto("/");
        const concern = ada.getByRole("region", { name: "What needs attention" });
        await expect(concern).toContainText("Reported: “This wasn’t me”");
        await concern.getByRole("link", { name: NISHA.name }).first().click();
        await expect(timeline(ada).filter({ hasText: "Reported: “This wasn’t me”" })).toBeVisible();
      });
    });

    test("one's own password is changed where one is signed in", async ({ page, openBrowser, watch }) => {
      watch.expects(422);
      await desk().changePassword("bo", "two ladders lean on one wall");
      const elsewhere = await openBrowser({ javaScriptEnabled });
      await desk().signIn(elsewhere, "bo");
      await desk().signIn(page, "bo");
      await page.goto("/account");
      await page.getByLabel("Current password").fill("not his password");
      await page.getByLabel("New password").fill(NEW_PASSWORD);
      await page.getByRole("button", { name: "Change password" }).click();
      await expectRefused(page.getByLabel("Current password"), "This is not your current password.");
      await accessible(page);
      await page.getByLabel("Current password").fill(desk().passwordOf("bo"));
      await page.getByLabel("New password").fill(NEW_PASSWORD);
      await page.getByRole("button", { name: "Change password" }).click();
      await expect(page).toHaveURL("/account");
      await expect(page.getByText("Your password was changed. You were signed out everywhere else.")).toBeVisible();
      await elsewhere.goto("/account");
      await expect(elsewhere.getByRole("heading", { name: "Sign in" })).toBeVisible();
    });

    /** axe is a script itself. */
    async function accessible(page: Parameters<typeof expectAccessible>[0]): Promise<void> {
      if (javaScriptEnabled) {
        await expectAccessible(page);
      }
    }
  });
}
