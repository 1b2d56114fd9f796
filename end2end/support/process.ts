import { spawn, type ChildProcess } from "node:child_process";
import { createServer, type AddressInfo } from "node:net";
import { once } from "node:events";

/** How long a program may take to start, in milliseconds. */
const STARTS_WITHIN = 30_000;

/** A program that a test started, and all that it wrote. Stopped by its own pid. */
export class Program {
  output = "";
  readonly #child: ChildProcess;
  readonly #ended: Promise<unknown>;
  readonly #kill = () => this.#child.kill("SIGKILL");

  constructor(command: string, args: string[], options: { cwd: string; env?: NodeJS.ProcessEnv }) {
    this.#child = spawn(command, args, { ...options, stdio: ["ignore", "pipe", "pipe"] });
    this.#ended = new Promise((ended) => this.#child.once("close", ended).once("error", ended));
    this.#child.once("error", (error) => (this.output += `${command}: ${error.message}\n`));
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      stream?.setEncoding("utf8").on("data", (text: string) => (this.output += text));
    }
    process.once("exit", this.#kill);
  }

  /** Waits until `probe` answers; fails with the program's own words when it ends before, or takes too long. */
  async ready<T>(probe: () => Promise<T | undefined> | T | undefined): Promise<T> {
    const deadline = AbortSignal.timeout(STARTS_WITHIN);
    const ended = this.#ended.then(() => "ended" as const);
    for (;;) {
      const found = await probe();
      if (found !== undefined) {
        return found;
      }
      const state = await Promise.race([ended, nextTurn()]);
      if (state === "ended" || deadline.aborted) {
        throw new Error(`${this.#child.spawnfile} ${state === "ended" ? "ended" : "is not ready"}:\n${this.output}`);
      }
    }
  }

  /** Asks it to end, and waits until it has. */
  async stop(): Promise<void> {
    this.#child.kill("SIGTERM");
    await this.#ended;
    process.off("exit", this.#kill);
  }
}

/** A port of the loopback address that nobody listens on. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}

/** Lets other things happen before a probe asks again. */
function nextTurn(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 20));
}
