import { readFileSync } from "node:fs";
import { join } from "node:path";

/** The table of all addresses, which a test in `server` holds true. */
const DOCUMENTED = readFileSync(join(__dirname, "../../docs/access.md"), "utf8");

/** The routes of the table whose first heading says this. */
export function documented(heading: "GET" | "POST" | "API"): string[] {
  const table = DOCUMENTED.split(`| ${heading} |`, 2)[1]?.split("\n\n", 1)[0] ?? "";
  return [...table.matchAll(/^\| ((?:[A-Z]+ )?\/[^ ]*) \|/gm)].map((row) => row[1] ?? "");
}
