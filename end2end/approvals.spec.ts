import { ADMINISTRATOR, LINK_SUBJECT } from "./support/desk";
import { makeAdministrator, switchFourEyesOn } from "./support/made";
import { hydrated } from "./support/pages";
import { recordOf } from "./support/page-check";
import { deskOfThisFile, expect, test } from "./support/test";

const desk = deskOfThisFile("smtp");
const APPROVAL = /an approval/;

test("what one administrator does to another waits for a second one", async ({ page, openBrowser, watch }) => {
  watch.expects(409);
  await makeAdministrator(desk(), "bsecond", "Bea Second");
  await makeAdministrator(desk(), "cthird", "Cem Third");
  await switchFourEyesOn(desk());

  await test.step("the first asks", async () => {
    await desk().signIn(page, ADMINISTRATOR);
    await page.goto(`${await recordOf(desk(), "cthird")}/send-link`);
    await hydrated(page);
    await page.getByRole("button", { name: "Send", exact: true }).click();
    await expect(page.getByRole("alert")).toContainText("A second administrator has to approve this now.");
    await page.goto("/approvals");
    await expect(page.getByRole("row", { name: /Cem Third/ })).toContainText("Nobody decides about what they asked for themselves");
  });

  await test.step("the second is told, and approves", async () => {
    await desk().mails.next("bsecond@northwind.example", APPROVAL);
    const second = await openBrowser({ baseURL: desk().origin });
    await desk().signIn(second, "bsecond");
    await second.goto("/");
    await hydrated(second);
    await second.getByRole("link", { name: "Send a password change link" }).click();
    await expect(second.getByRole("heading", { level: 1 })).toContainText("Cem Third");
    await second.getByRole("button", { name: "Approve" }).click();
    await expect(second.getByText("It is approved and done.")).toBeVisible();
    await expect(second.getByRole("row", { name: /Cem Third/ })).toContainText("Approved");
  });

  await test.step("and it is done", async () => {
    await desk().mails.next("cthird@northwind.example", LINK_SUBJECT);
    await desk().mails.next((await desk().user(ADMINISTRATOR)).email ?? "", APPROVAL);
  });
});

test("who has no second factor has none to lose, and says so without scripts", async () => {
  const ada = await desk().freshly(ADMINISTRATOR);
  const answer = await ada.post(`${await recordOf(desk(), "jfeld")}/remove-second-factor`, {});
  expect(answer.status()).toBe(409);
  expect(await answer.text()).toContain("there is nothing to remove");
});

test("whoever confirmed that it is them takes the audit trail away", async ({ page }) => {
  const ada = await desk().freshly(ADMINISTRATOR);
  const confirm = "/confirm?next=%2Faudit%2Fexport.csv";
  const confirmed = await ada.post(confirm, { password: desk().passwordOf(ADMINISTRATOR) });
  expect([confirmed.status(), confirmed.headers()["location"]]).toEqual([303, confirm]);
  await desk().signIn(page, ADMINISTRATOR);
  await page.goto(confirm);
  await hydrated(page);
  const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("link", { name: "Export" }).click()]);
  expect(download.suggestedFilename()).toBe("audit.csv");
});
