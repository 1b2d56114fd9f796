import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import { delimiter } from "node:path";
import { promisify } from "node:util";

/** Makes an empty database on the PostgreSQL that tools/test.sh starts; answers its URL. It goes with that server. */
export async function newDatabase(): Promise<string> {
  const server = process.env.LATCHKEY_TEST_POSTGRES_URL;
  if (server === undefined) {
    throw new Error("LATCHKEY_TEST_POSTGRES_URL must name a PostgreSQL; tools/test.sh starts one");
  }
  const name = `e2e_${randomBytes(6).toString("hex")}`;
  const PATH = [process.env.POSTGRES_BIN, process.env.PATH].join(delimiter);
  await promisify(execFile)("createdb", [`--maintenance-db=${server}`, name], { env: { ...process.env, PATH } });
  const url = new URL(server);
  url.pathname = name;
  return url.href;
}
