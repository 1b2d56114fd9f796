import type { Page } from "@playwright/test";
import { expectAccessible } from "./axe";
import { ADMINISTRATOR, type Desk } from "./desk";
import { expectSafe } from "./headers";
import { expectEscapable, expectReachable } from "./keyboard";
import { hydrated } from "./pages";
import { expect, test } from "./test";

/** A page, who looks at it, its heading, and its status where that is not 200. */
export interface PageCase {
  name: string;
  /** A user name, or what signs the browser in. */
  who?: string | ((desk: Desk, page: Page) => Promise<void>);
  /** The route as `docs/access.md` has it, where the address is made. */
  route?: string;
  path: string | ((desk: Desk) => Promise<string>);
  heading: string;
  status?: number;
  /** A document that no script takes over. */
  isPlain?: boolean;
  /** What is done there, where the page that counts is the answer to its form. */
  press?: (page: Page) => Promise<void>;
}

/** A test for each page: it is whole, says nothing on the console, keeps to its policy, works by keyboard, and axe finds nothing. */
export function checkPages(desk: () => Desk, pages: PageCase[]): void {
  for (const { name, who, route, path, heading, status = 200, isPlain = false, press } of pages) {
    test(`${name}: whole, silent, safe and accessible`, async ({ page, openBrowser, watch }) => {
      watch.expects(status);
      if (typeof who === "string") {
        await desk().signIn(page, who);
      } else {
        await who?.(desk(), page);
      }
      const address = typeof path === "string" ? path : await path(desk());
      if (route !== undefined) {
        expect(pathOf(address), `the address of ${name}`).toMatch(patternOf(route));
      }

      await test.step("as sent", async () => {
        const answer = await page.request.get(address);
        expect(answer.status()).toBe(status);
        if (!isPlain) {
          await expectSafe(answer);
        }
      });

      await test.step("without scripts", async () => {
        const storageState = await page.context().storageState();
        const plain = await openBrowser({ javaScriptEnabled: false, storageState });
        expect((await plain.goto(address))?.status()).toBe(status);
        await expect(plain.getByRole("heading", { level: 1 })).toHaveText(press ? /\S/ : heading);
      });

      await test.step("with scripts", async () => {
        expect((await page.goto(address))?.status()).toBe(status);
        if (!isPlain) {
          await hydrated(page);
        }
        await press?.(page);
        // A modal dialog hides the page below from screen readers, and from getByRole.
        await expect(page.locator("h1")).toHaveText(heading);
        await expect(page).toHaveTitle(/ · (Latchkey|Northwind)$/);
      });

      await test.step("by keyboard", () => expectReachable(page));
      await test.step("accessible in every look", () => expectAccessible(page));
      if ((await page.locator("dialog:modal").count()) > 0) {
        await test.step("closed by keyboard", () => expectEscapable(page));
      }
    });
  }
}

/** The address of someone's record, or of a prompt below it. */
export async function recordOf(desk: Desk, userName: string, below = ""): Promise<string> {
  return `/users/${(await desk.user(userName)).id}${below}`;
}

/** A page about what is made first, for the administrator: at its address, or below that. */
export function pageOf(
  route: string,
  make: (desk: Desk) => Promise<string>,
  rest = "",
  query = "",
): Pick<PageCase, "who" | "route" | "path"> {
  return { who: ADMINISTRATOR, route: `${route}${rest}`, path: async (desk) => `${await make(desk)}${rest}${query}` };
}

/** What addresses of a route look like: `{id}` stands for one part. */
export function patternOf(route: string): RegExp {
  return new RegExp(`^${route.replaceAll(".", "\\.").replace(/\{\w+\}/g, "[^/]+")}$`);
}

/** An address without its origin and its query. */
export function pathOf(address: string): string {
  return new URL(address, "http://localhost").pathname;
}
