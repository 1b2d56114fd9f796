import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { Server, type Settings } from "./support/server";
import { expect, test } from "./support/test";

const STANDS_STILL = "everything stands still";

test.use({ javaScriptEnabled: false });

test("what was brought back from a backup stands still until an administrator resumes it", async ({ page }) => {
  const former = await Server.start("demo");
  const file = join(former.folder, "monday.backup");
  const settings: Settings = {
    LATCHKEY_DATABASE_URL: `sqlite://${join(former.folder, "again", "latchkey.db")}`,
    LATCHKEY_SECRET_KEY_FILE: join(former.folder, "data", "latchkey.key"),
  };
  await run(["backup", file], former.folder, {});
  await run(["restore", file], former.folder, settings);
  const copy = await Server.start("demo", settings);
  try {
    await page.goto(`${copy.origin}/sign-in`);
    await page.getByLabel("User name").fill(await former.printed(/User name +(\S+)/));
    await page.getByLabel("Password", { exact: true }).fill(await former.printed(/Password +(\S.*)/));
    await page.getByRole("button", { name: "Sign in" }).click();
    await expect(page.getByText(STANDS_STILL)).toBeVisible();

    const sendAll = page.getByRole("button", { name: "Send all of them" });
    const anyHeld = await sendAll.isVisible();
    await page.getByRole("button", { name: "Resume", exact: true }).click();
    await expect(page.getByText("Latchkey goes on.")).toBeVisible();
    await expect(page.getByText(STANDS_STILL)).toHaveCount(0);
    if (anyHeld) {
      await sendAll.click();
      await expect(page.getByText(/on (its|their) way\.$/)).toBeVisible();
      await expect(sendAll).toHaveCount(0);
    }
  } finally {
    await copy.stop();
    await former.stop();
  }
});

async function run(command: string[], folder: string, settings: Settings): Promise<void> {
  await promisify(execFile)(process.env.LATCHKEY_BIN ?? "latchkey", command, { cwd: folder, env: { PATH: process.env.PATH, ...settings } });
}
