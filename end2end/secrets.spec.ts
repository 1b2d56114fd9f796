import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { ACCESS_SUBJECT, ADMINISTRATOR, CHANGED_SUBJECT, GOOD_PASSWORD } from "./support/desk";
import { notMeLinkIn, passwordIn } from "./support/mail";
import { deskOfThisFile, expect, test } from "./support/test";

// Whatever libraries say at their most talkative.
const desk = deskOfThisFile("smtp", { LATCHKEY_LOG: "trace" });

/** What a form shows once. */
function shownIn(page: string): string {
  return /<output[^>]*>([^<]+)/.exec(page)?.[1] ?? "";
}

/** The last part of a link: its secret. */
function secretOf(link: string): string {
  return link.split("/").at(-1) ?? "";
}

/** Everything that the program keeps: the database, its write-ahead log and whatever else lies in its folder. */
async function kept(folder: string): Promise<string> {
  const files = await readdir(folder, { recursive: true, withFileTypes: true });
  const texts = files.filter((file) => file.isFile()).map((file) => readFile(join(file.parentPath, file.name), "latin1"));
  return (await Promise.all(texts)).join("\n");
}

test("no secret that works stands in the log, whatever it tells, nor in anything that is kept", async () => {
  const secrets = new Map<string, string>();
  const ada = await desk().as(ADMINISTRATOR);

  await test.step("links: mailed, copied and used", async () => {
    secrets.set("a link that was used", secretOf(await desk().changePassword("jfeld", GOOD_PASSWORD)));
    secrets.set("a chosen password", GOOD_PASSWORD);
    const notice = (await desk().mails.all()).find((mail) => CHANGED_SUBJECT.test(mail.subject));
    secrets.set("a notice's link", secretOf(notMeLinkIn(notice!)));
    secrets.set("a link that waits", secretOf(await desk().sendLink("kweber")));
    const { id } = await desk().user("kweber");
    const copied = shownIn(await (await ada.post(`/users/${id}/copy-link`, {})).text());
    secrets.set("a copied link", secretOf(copied));
    await (await desk().stranger()).get(new URL(copied).pathname);
  });

  await test.step("a generated password, signed in with", async () => {
    const { id, email } = await desk().user("mhassan");
    await ada.post(`/users/${id}/new-password`, { effect: "on-acceptance" });
    const password = passwordIn(await desk().mails.next(email ?? "", ACCESS_SUBJECT));
    secrets.set("a generated password", password);
    await (await desk().stranger()).signIn("mhassan", password);
  });

  await test.step("a temporary password, mailed too and signed in with", async () => {
    const { id, email } = await desk().user("kweber");
    const page = await (await ada.post(`/users/${id}/temporary-password`, { look: "characters" })).text();
    const draft = /name="draft" value="([^"]+)"/.exec(page)?.[1] ?? "";
    expect((await ada.post(`/users/${id}/temporary-password`, { intent: "save", draft, send_access_info: "true" })).status()).toBe(303);
    const password = shownIn(page);
    await desk().mails.next(email ?? "", ACCESS_SUBJECT);
    secrets.set("a temporary password", password);
    await (await desk().stranger()).signIn("kweber", password);
  });

  await test.step("a session", async () => {
    const { cookies } = await ada.http.storageState();
    secrets.set("a session", cookies.find(({ name }) => name.endsWith("latchkey"))?.value ?? "");
  });

  const places = { log: desk().server.output, data: await kept(desk().server.folder) };
  expect(places.log).toContain("TRACE");
  for (const [what, secret] of secrets) {
    expect(secret.length, what).toBeGreaterThan(10);
    for (const [place, text] of Object.entries(places)) {
      for (const spelling of [secret, secret.replaceAll(/[ -]/g, ""), encodeURIComponent(secret), secret.replaceAll(" ", "+")]) {
        expect(text.toLowerCase().includes(spelling.toLowerCase()), `${what} in the ${place}`).toBe(false);
      }
    }
  }
});
