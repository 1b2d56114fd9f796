import { expectAccessible } from "./axe";
import type { Desk } from "./desk";
import { expectSafe } from "./headers";
import { hydrated } from "./pages";
import { expect, test } from "./test";

/** A page, who looks at it, its heading, and its status where that is not 200. */
export interface PageCase {
  name: string;
  who?: string;
  path: string | ((desk: Desk) => Promise<string>);
  heading: string;
  status?: number;
}

/** A test for each page: it is whole, says nothing on the console, keeps to its policy, and axe finds nothing. */
export function checkPages(desk: () => Desk, pages: PageCase[]): void {
  for (const { name, who, path, heading, status = 200 } of pages) {
    test(`${name}: whole, silent, safe and accessible`, async ({ page, openBrowser, watch }) => {
      watch.expects(status);
      if (who !== undefined) {
        await desk().signIn(page, who);
      }
      const address = typeof path === "string" ? path : await path(desk());

      await test.step("as sent", async () => {
        const answer = await page.request.get(address);
        expect(answer.status()).toBe(status);
        await expectSafe(answer);
      });

      await test.step("without scripts", async () => {
        const storageState = await page.context().storageState();
        const plain = await openBrowser({ javaScriptEnabled: false, storageState });
        expect((await plain.goto(address))?.status()).toBe(status);
        await expect(plain.getByRole("heading", { level: 1 })).toHaveText(heading);
      });

      await test.step("with scripts", async () => {
        expect((await page.goto(address))?.status()).toBe(status);
        await hydrated(page);
        // A modal dialog hides the page below from screen readers, and from getByRole.
        await expect(page.locator("h1")).toHaveText(heading);
        await expect(page).toHaveTitle(/ · (Latchkey|Northwind)$/);
        await expectAccessible(page);
      });
    });
  }
}

/** The address of someone's record, or of a prompt below it. */
export async function recordOf(desk: Desk, userName: string, below = ""): Promise<string> {
  return `/users/${(await desk.user(userName)).id}${below}`;
}
