import { documented } from "./support/access";
import { EVERY_PAGE } from "./support/every-page";
import { pathOf, patternOf, type PageCase } from "./support/page-check";
import { expect, test } from "./support/test";

/** What browsers are sent that is no page to look at. */
const NO_PAGES = new Map([
  ["/users/export.csv", "a download"],
  ["/users/import/{id}/problems.csv", "a download"],
  ["/messages/export.csv", "a download"],
  ["/audit/export.csv", "a download"],
  ["/bulk/{id}/ledger.csv", "a download"],
  ["/automations/{id}/export.json", "a download"],
  ["/automations/{id}/ledger.csv", "a download"],
  ["/mailbox/{id}/html", "a mail, in the frame of its page"],
  ["/users/{id}/mail/{key}", "a mail, in the frame of its prompt"],
  ["/messages/{id}/mail", "a mail, in the frame of its prompt"],
  ["/templates/{key}/preview", "a mail, in the frame of its editor"],
  ["/account/passkeys/{id}/remove", "looked at in passkeys.spec.ts, which has a device"],
  ["/.well-known/change-password", "leads to /account"],
  ["/healthz", "for machines"],
  ["/readyz", "for machines"],
  ["/build", "for scripts"],
]);

test("every page is looked at, in both themes, narrow and wide, by keyboard and without scripts", () => {
  const pages = [...documented("GET"), "/api/docs"];
  expect(pages.length).toBeGreaterThan(NO_PAGES.size);
  const looked = new Set(EVERY_PAGE.filter(({ status = 200 }) => status === 200).map((page) => routeOf(page, pages)));
  expect(pages.filter((route) => !looked.has(route) && !NO_PAGES.has(route))).toEqual([]);
  expect([...NO_PAGES.keys()].filter((route) => !pages.includes(route)), "routes that are gone").toEqual([]);
});

/** The route at which a page stands. */
function routeOf({ route, path }: PageCase, routes: string[]): string | undefined {
  if (typeof path !== "string") {
    return route;
  }
  const here = pathOf(path);
  return routes.find((route) => route === here) ?? routes.find((route) => patternOf(route).test(here));
}
