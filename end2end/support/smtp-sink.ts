import { mkdtemp, rm } from "node:fs/promises";
import { connect } from "node:net";
import { tmpdir, userInfo } from "node:os";
import { delimiter, join } from "node:path";
import { MailFolder } from "./mail-folder";
import { Program, freePort } from "./process";

/** Postfix's smtp-sink: a real SMTP server that keeps every message as a file. Debian has it outside a user's PATH. */
const COMMAND = "smtp-sink";
const PATH = [process.env.PATH, "/usr/sbin"].join(delimiter);

/** The mail server of one test file, and what it was handed. */
export class SmtpSink {
  readonly mails: MailFolder;

  private constructor(
    readonly url: string,
    private readonly folder: string,
    private readonly program: Program,
  ) {
    this.mails = new MailFolder(folder);
  }

  static async start(): Promise<SmtpSink> {
    const folder = await mkdtemp(join(tmpdir(), "latchkey-sink-"));
    const port = await freePort();
    // Started by root it insists on being told whose rights it shall have.
    const rights = process.getuid?.() === 0 ? ["-u", userInfo().username] : [];
    const args = [...rights, "-d", "mail.", `127.0.0.1:${port}`, "64"];
    const program = new Program(COMMAND, args, { cwd: folder, env: { ...process.env, PATH } });
    await program.ready(() => greets(port));
    return new SmtpSink(`smtp://127.0.0.1:${port}`, folder, program);
  }

  async stop(): Promise<void> {
    await this.program.stop();
    await rm(this.folder, { recursive: true });
  }
}

/** Whether the server says its first line. */
function greets(port: number): Promise<true | undefined> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    socket.once("error", () => resolve(undefined));
    socket.once("data", () => {
      socket.destroy();
      resolve(true);
    });
  });
}
