import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Program, freePort } from "./process";

/** Settings in excess of the address: environment variables of the program. */
export type Settings = Record<`LATCHKEY_${string}`, string>;

/** The program under test, in a folder of its own and on a port of its own. */
export class Server {
  private constructor(
    /** Where it is reached. */
    readonly origin: string,
    /** Where it keeps its data. */
    readonly folder: string,
    private readonly program: Program,
  ) {}

  /** It listens on the loopback address; browsers may know that by a name. */
  static async start(command: "demo" | "serve", settings: Settings = {}, host = "127.0.0.1"): Promise<Server> {
    const binary = process.env.LATCHKEY_BIN;
    if (binary === undefined) {
      throw new Error("LATCHKEY_BIN must name the program; tools/test.sh sets it");
    }
    const folder = await mkdtemp(join(tmpdir(), "latchkey-end2end-"));
    const port = await freePort();
    const origin = `http://${host}:${port}`;
    const env = { PATH: process.env.PATH, LATCHKEY_LISTEN: `127.0.0.1:${port}`, LATCHKEY_PUBLIC_URL: origin, ...settings };
    const program = new Program(binary, [command], { cwd: folder, env });
    await program.ready(() => answers(origin));
    return new Server(origin, folder, program);
  }

  /** What the program printed and logged. */
  get output(): string {
    return this.program.output;
  }

  /** The first group of a pattern in what the program prints, once it is there. */
  printed(pattern: RegExp): Promise<string> {
    return this.program.ready(() => pattern.exec(this.output)?.[1]);
  }

  async stop(): Promise<void> {
    await this.program.stop();
    await rm(this.folder, { recursive: true });
  }
}

async function answers(origin: string): Promise<true | undefined> {
  try {
    return (await fetch(`${origin}/healthz`)).ok || undefined;
  } catch {
    return undefined; // It does not listen yet.
  }
}
