import { expect } from "@playwright/test";
import { existsSync } from "node:fs";
import { readFile, readdir } from "node:fs/promises";
import { join } from "node:path";
import { readMail, type Mail } from "./mail";

/** A folder into which mails are put, a file each; it may be made with the first. Names with a dot in front are not done. */
export class MailFolder {
  readonly #taken = new Set<string>();

  constructor(private readonly path: string) {}

  /** Waits for the next mail to an address whose subject matches; each mail is handed out once. */
  async next(address: string, subject: RegExp): Promise<Mail> {
    let found: Mail | undefined;
    const look = async () => {
      const waiting = (await this.all()).filter((mail) => !this.#taken.has(mail.file));
      found = waiting.find((mail) => mail.to === address && subject.test(mail.subject));
      return found?.to;
    };
    await expect.poll(look, { message: `a mail to ${address} about ${subject}` }).toBe(address);
    this.#taken.add(found!.file);
    return found!;
  }

  /** Every mail that has arrived whole so far. */
  async all(): Promise<Mail[]> {
    const files = existsSync(this.path) ? (await readdir(this.path)).filter((file) => !file.startsWith(".")) : [];
    const mails = await Promise.all(files.map(async (file) => readMail(file, await readFile(join(this.path, file), "utf8"))));
    return mails.filter((mail) => mail !== undefined);
  }
}
