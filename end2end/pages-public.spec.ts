import { expectAccessible } from "./support/axe";
import { mail, PUBLIC } from "./support/every-page";
import { checkPages } from "./support/page-check";
import { choosePassword, signIn } from "./support/pages";
import { deskOfThisFile, expect, test } from "./support/test";

const desk = deskOfThisFile("folder");

checkPages(desk, PUBLIC);

test("refused forms are accessible too", async ({ page, watch }) => {
  watch.expects(422);
  await signIn(page, "kweber", "not her password");
  await expect(page.getByRole("alert")).toBeFocused();
  await expectAccessible(page);
  await page.goto(await desk().sendLink("kweber"));
  await choosePassword(page, "short");
  await expect(page.getByRole("alert")).toBeFocused();
  await page.getByLabel("New password").fill("a phrase that meets most rules");
  await expectAccessible(page);
});

test("a mail's frame can do nothing but show it", async () => {
  const answer = await (await desk().stranger()).get(`${await mail(desk())}/html`);
  expect(answer.status()).toBe(200);
  const policy = answer.headers()["content-security-policy"];
  expect(policy).toContain("default-src 'none'");
  expect(policy).toContain("sandbox");
  expect(policy).not.toContain("allow-scripts");
  expect(policy).not.toContain("allow-same-origin");
});

test("well-known addresses answer as browsers expect", async () => {
  const stranger = await desk().stranger();
  const change = await stranger.get("/.well-known/change-password");
  expect([302, 303, 307]).toContain(change.status());
  const trap = await stranger.get("/.well-known/resource-that-should-not-exist-whose-status-code-should-not-be-200");
  expect(trap.status()).toBe(404);
});

test("scripts and styles may be kept for ever, pages never", async () => {
  const { http } = await desk().stranger();
  const html = await (await http.get("/sign-in")).text();
  const style = /href="(\/pkg\/[0-9a-f]{16}\/latchkey\.css)"/.exec(html)?.[1];
  const answer = await http.get(style ?? "");
  expect(answer.headers()["cache-control"]).toBe("public, max-age=31536000, immutable");
  expect(answer.headers()["content-type"]).toBe("text/css; charset=utf-8");
  expect((await http.get("/pkg/0000000000000000/latchkey.css")).status()).toBe(404);
});
