import { expect, type BrowserContext } from "@playwright/test";

/** Chromium's words for a response that is looked at by its status already. */
const REPORTED_BY_STATUS = "Failed to load resource: the server responded with a status of";

/** Everything that pages must keep silent about: console, uncaught errors, policy violations, failed responses. */
export class Watch {
  readonly #problems: string[] = [];
  readonly #expected = new Set<number>();

  /** Statuses of 400 and above that belong to what the test does. */
  expects(...statuses: number[]): void {
    statuses.forEach((status) => this.#expected.add(status));
  }

  async over(context: BrowserContext): Promise<void> {
    await context.addInitScript(() => {
      document.addEventListener("securitypolicyviolation", (violation) => {
        console.error(`policy violation: ${violation.violatedDirective} ${violation.blockedURI}`);
      });
    });
    context.on("console", (message) => {
      const text = message.text();
      if (["error", "warning", "assert"].includes(message.type()) && !text.startsWith(REPORTED_BY_STATUS)) {
        this.#problems.push(`console ${message.type()}: ${text} (${message.location().url})`);
      }
    });
    context.on("weberror", (error) => this.#problems.push(`uncaught: ${error.error().stack}`));
    context.on("response", (response) => {
      if (response.status() >= 400 && !this.#expected.has(response.status())) {
        this.#problems.push(`${response.status()} for ${response.request().method()} ${response.url()}`);
      }
    });
    context.on("requestfailed", (request) => {
      const reason = request.failure()?.errorText;
      // Leaving a page ends what it was still asking for.
      if (reason !== "net::ERR_ABORTED") {
        this.#problems.push(`${reason} for ${request.method()} ${request.url()}`);
      }
    });
  }

  check(): void {
    expect(this.#problems, "console, errors, policy violations and responses").toEqual([]);
  }
}
