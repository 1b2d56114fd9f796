import type { Page } from "@playwright/test";
import { join } from "node:path";
import { Client, type UserRow } from "./client";
import { linkIn, notMeLinkIn } from "./mail";
import { MailFolder } from "./mail-folder";
import { Server, type Settings } from "./server";
import { SmtpSink } from "./smtp-sink";

/** Whom the demo knows as its administrator. */
export const ADMINISTRATOR = "ada";
/** A password that everybody may choose. */
export const GOOD_PASSWORD = "seven otters cross the frozen canal";
/** The subjects of mails about links and about changed passwords, in both languages. */
export const LINK_SUBJECT = /choose a new password|neues Passwort wählen/;
export const CHANGED_SUBJECT = /your password was changed|Ihr Passwort wurde geändert/;

/** The subjects of mails that carry a password, and of notices that one was set by an administrator. */
export const ACCESS_SUBJECT = /your access info|Ihre Zugangsdaten/;
export const TEMPORARY_SUBJECT = /a temporary password was set for you|für Sie wurde ein temporäres Passwort gesetzt/;

/** The demo begins with a link sent to him. */
const SAMPLE_LINK = "jonas.feld@northwind.example";

/** Where mails of a desk go. */
export type MailWay = "smtp" | "folder";

/** A running demo with its mails. What tests only need to have happened is done here, without a browser. */
export class Desk {
  readonly #passwords = new Map<string, string>();
  readonly #clients = new Map<string, Client>();
  #empty: Promise<Server> | undefined;

  private constructor(
    readonly server: Server,
    readonly mails: MailFolder,
    private sink: SmtpSink | undefined,
  ) {}

  static async start(way: MailWay, settings: Settings = {}, host?: string): Promise<Desk> {
    const sink = way === "smtp" ? await SmtpSink.start() : undefined;
    const smtp: Settings = sink ? { LATCHKEY_SMTP_URL: sink.url } : {};
    const server = await Server.start("demo", { ...smtp, ...settings }, host);
    const desk = new Desk(server, sink?.mails ?? new MailFolder(join(server.folder, "data/mail")), sink);
    try {
      desk.#passwords.set(ADMINISTRATOR, await server.printed(/Password\s+(\S+)/));
      await desk.mails.next(SAMPLE_LINK, LINK_SUBJECT);
    } catch (error) {
      await desk.stop();
      throw error;
    }
    return desk;
  }

  get origin(): string {
    return this.server.origin;
  }

  passwordOf(userName: string): string {
    const password = this.#passwords.get(userName);
    if (password === undefined) {
      throw new Error(`${userName} has no password yet`);
    }
    return password;
  }

  /** Someone signed in, without a browser; the same session each time. */
  async as(userName: string): Promise<Client> {
    const client = this.#clients.get(userName) ?? (await this.#signedIn(userName));
    this.#clients.set(userName, client);
    return client;
  }

  /** Someone who has no session. */
  stranger(): Promise<Client> {
    return Client.start(this.origin);
  }

  /** Someone signed in this moment, so that they are not asked for their own password. */
  freshly(userName: string): Promise<Client> {
    return this.#signedIn(userName);
  }

  /** Signs a browser in without its pages. */
  async signIn(page: Page, userName: string): Promise<void> {
    const client = await this.#signedIn(userName);
    await page.context().addCookies((await client.http.storageState()).cookies);
  }

  async user(userName: string): Promise<UserRow> {
    return (await this.as(ADMINISTRATOR)).user(userName);
  }

  /** Has the administrator send a link; answers it as the mail has it. */
  async sendLink(userName: string): Promise<string> {
    const { id, email } = await this.user(userName);
    await (await this.as(ADMINISTRATOR)).post(`/users/${id}/send-link`, { life_minutes: "60" });
    return linkIn(await this.mails.next(email ?? "", LINK_SUBJECT));
  }

  /** Has someone choose a password by link; answers the link, which is used up. */
  async changePassword(userName: string, password: string): Promise<string> {
    const link = await this.sendLink(userName);
    await (await this.stranger()).post(new URL(link).pathname, { password });
    await this.mails.next((await this.user(userName)).email ?? "", CHANGED_SUBJECT);
    this.#passwords.set(userName, password);
    return link;
  }

  /** The address on which someone can say that a change of their password was not theirs. */
  async notMeLink(userName: string): Promise<string> {
    const { email } = await this.user(userName);
    await this.changePassword(userName, GOOD_PASSWORD);
    const notice = (await this.mails.all()).find((mail) => mail.to === email && CHANGED_SUBJECT.test(mail.subject));
    if (notice === undefined) {
      throw new Error(`${userName} was not told`);
    }
    return notMeLinkIn(notice);
  }

  /** The set-up link of another program, whose database is empty. */
  async setUpLink(): Promise<string> {
    this.#empty ??= Server.start("serve");
    return (await this.#empty).printed(/(http:\/\/\S+\/set-up\/[0-9A-Z]{26})/);
  }

  /** From now on the mail server cannot be reached. */
  async loseMailServer(): Promise<void> {
    await this.sink?.stop();
    this.sink = undefined;
  }

  async stop(): Promise<void> {
    await Promise.all([...this.#clients.values()].map((client) => client.http.dispose()));
    await this.server.stop();
    await (await this.#empty)?.stop();
    await this.sink?.stop();
  }

  /** A new session. People of the sample directory choose a password first. */
  async #signedIn(userName: string): Promise<Client> {
    if (!this.#passwords.has(userName)) {
      await this.changePassword(userName, GOOD_PASSWORD);
    }
    const client = await this.stranger();
    await client.signIn(userName, this.passwordOf(userName));
    return client;
  }
}
