import { test as base, type BrowserContext, type BrowserContextOptions, type Page } from "@playwright/test";
import { Desk, type MailWay } from "./desk";
import { newDatabase } from "./postgres";
import type { Settings } from "./server";
import { Watch } from "./watch";

export { expect } from "@playwright/test";

interface Fixtures {
  /** Sees to it that pages stay silent; part of every test. */
  watch: Watch;
  /** Opens another browser: no cookies, nothing shared. */
  openBrowser: (options?: BrowserContextOptions) => Promise<Page>;
}

export const test = base.extend<Fixtures>({
  watch: [
    async ({ context, javaScriptEnabled }, use) => {
      const watch = new Watch();
      await prepare(context, watch, javaScriptEnabled);
      await use(watch);
      watch.check();
    },
    { auto: true },
  ],
  openBrowser: async ({ browser, javaScriptEnabled, watch }, use) => {
    const pages: Page[] = [];
    await use(async (options) => {
      const context = await browser.newContext(options);
      await prepare(context, watch, options?.javaScriptEnabled ?? javaScriptEnabled);
      const page = await context.newPage();
      pages.push(page);
      return page;
    });
    await Promise.all(pages.map((page) => page.context().close()));
  },
});

async function prepare(context: BrowserContext, watch: Watch, scriptsRun: boolean): Promise<void> {
  await watch.over(context, scriptsRun);
}

/**
 * Starts a desk before the tests of the file that calls it, over the project's database engine, and stops it after them.
 * Pages' addresses are relative to it, and it may be known by a host name.
 */
export function deskOfThisFile(way: MailWay, settings?: Settings, host?: string): () => Desk {
  let desk: Desk | undefined;
  test.use({ baseURL: async ({}, use) => use(desk?.origin) });
  test.beforeAll(async ({}, info) => {
    const database: Settings = info.project.name === "postgres" ? { LATCHKEY_DATABASE_URL: await newDatabase() } : {};
    desk = await Desk.start(way, { ...database, ...settings }, host);
  });
  test.afterEach(async ({}, info) => {
    if (info.status !== info.expectedStatus) {
      await info.attach("server log", { body: desk?.server.output ?? "", contentType: "text/plain" });
    }
  });
  test.afterAll(() => desk?.stop());
  return () => {
    if (desk === undefined) {
      throw new Error("the desk runs during tests only");
    }
    return desk;
  };
}
