import { expectAccessible } from "./support/axe";
import { ADMINISTRATOR } from "./support/desk";
import { PEOPLE } from "./support/every-page";
import { checkPages, recordOf } from "./support/page-check";
import { hydrated } from "./support/pages";
import { deskOfThisFile, expect, test } from "./support/test";

const desk = deskOfThisFile("folder");

checkPages(desk, PEOPLE);

test("an open menu and a toast are accessible too", async ({ page }) => {
  await desk().signIn(page, ADMINISTRATOR);
  await page.goto("/users?q=gpapa");
  await hydrated(page);
  await page.locator("td details.menu summary").filter({ visible: true }).click();
  await expectAccessible(page);
  await page.goto(await recordOf(desk(), "gpapa", "/send-link"));
  await hydrated(page);
  await page.getByRole("button", { name: "Send", exact: true }).click();
  await expect(page.getByText("The link is on its way")).toBeVisible();
  await expectAccessible(page);
});
