import { expect, type BrowserContext } from "@playwright/test";

/** Chromium's words for a response that is looked at by its status already. */
const REPORTED_BY_STATUS = /^Failed to load resource: the server responded with a status of/;
/** What it says of scripts that were announced and not run. */
const UNUSED_PRELOAD = /was preloaded using link preload but not used/;
/** What it says when the tests' own scripts try to enter the sandboxed frame of a mail. */
const KEPT_OUT_OF_MAIL = /^Blocked script execution in '(about:blank|[^']*\/(mailbox\/[^']*\/html|users\/[^']*\/mail\/[^']*|messages\/[^']*\/mail[^']*|templates\/[^']*\/(preview|test)[^']*))'/;
/** How it words a policy violation among failed requests; scripts that are switched off fail so too. */
const POLICY = "csp";
/** Leaving a page ends what it was still asking for. */
const LEFT = "net::ERR_ABORTED";

/** Everything that pages must keep silent about: console, uncaught errors, policy violations, failed responses. */
export class Watch {
  readonly #problems = new Set<string>();
  readonly #expected = new Set<number>();
  readonly #words: RegExp[] = [];

  /** Statuses of 400 and above that belong to what the test does. */
  expects(...statuses: number[]): void {
    statuses.forEach((status) => this.#expected.add(status));
  }

  /** What the console says of what the test does. */
  expectsToHear(words: RegExp): void {
    this.#words.push(words);
  }

  /** Watches every page of a browser; `scriptsRun` says whether its pages' scripts do. */
  async over(context: BrowserContext, scriptsRun: boolean): Promise<void> {
    await context.addInitScript(() => {
      document.addEventListener("securitypolicyviolation", (violation) => {
        console.error(`policy violation: ${violation.violatedDirective} ${violation.blockedURI}`);
      });
    });
    context.on("console", (message) => {
      if (["error", "warning", "assert"].includes(message.type()) && !this.#isKnown(message.text(), scriptsRun)) {
        const [line] = message.text().split("\n", 1);
        this.#problems.add(`console ${message.type()}: ${line} (${message.location().url})`);
      }
    });
    context.on("weberror", (error) => this.#problems.add(`uncaught: ${error.error().stack}`));
    context.on("response", (response) => {
      if (response.status() >= 400 && !this.#expected.has(response.status())) {
        this.#problems.add(`${response.status()} for ${response.request().method()} ${response.url()}`);
      }
    });
    context.on("requestfailed", (request) => {
      const reason = request.failure()?.errorText;
      if (reason !== LEFT && (scriptsRun || reason !== POLICY)) {
        this.#problems.add(`${reason} for ${request.method()} ${request.url()}`);
      }
    });
  }

  check(): void {
    expect([...this.#problems], "console, errors, policy violations and responses").toEqual([]);
  }

  /** Whether a console message says nothing about the product, or is one that the test expects. */
  #isKnown(text: string, scriptsRun: boolean): boolean {
    const known = [REPORTED_BY_STATUS, KEPT_OUT_OF_MAIL, ...(scriptsRun ? [] : [UNUSED_PRELOAD]), ...this.#words];
    return known.some((words) => words.test(text));
  }
}
