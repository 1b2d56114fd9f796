import { request, type APIRequestContext, type APIResponse } from "@playwright/test";

/** A row of the directory, as far as tests need it. */
export interface UserRow {
  id: string;
  user_name: string;
  display_name: string;
  email: string | null;
}

/** Someone who speaks HTTP with a cookie jar but without a browser. Redirects are not followed. */
export class Client {
  private constructor(
    private readonly origin: string,
    readonly http: APIRequestContext,
  ) {}

  static async start(origin: string): Promise<Client> {
    return new Client(origin, await request.newContext({ baseURL: origin }));
  }

  get(path: string): Promise<APIResponse> {
    return this.http.get(path, { maxRedirects: 0 });
  }

  /** Posts a form as a page of ours would. */
  post(path: string, form: Record<string, string>): Promise<APIResponse> {
    return this.http.post(path, { form, headers: { origin: this.origin }, maxRedirects: 0 });
  }

  /** Sends a file as a form of a page of ours would. */
  send(path: string, field: string, name: string, content: string): Promise<APIResponse> {
    const file = { name, mimeType: "application/octet-stream", buffer: Buffer.from(content) };
    return this.http.post(path, { multipart: { [field]: file }, headers: { origin: this.origin }, maxRedirects: 0 });
  }

  /** Calls a server function as a page's script would. */
  call(name: string, data: object): Promise<APIResponse> {
    return this.http.post(`/rpc/${name}`, { data, headers: { origin: this.origin } });
  }

  async signIn(userName: string, password: string): Promise<void> {
    const response = await this.post("/sign-in", { user_name: userName, password });
    if (response.status() !== 303) {
      throw new Error(`${userName} could not sign in: ${response.status()}`);
    }
  }

  /** What the inputs of a page's form start with: of the form that says which version of something it changes. */
  async form(path: string): Promise<Record<string, string>> {
    const page = await (await this.get(path)).text();
    const form = page.split("<form").find((part) => part.includes('name="version"')) ?? "";
    const fields: Record<string, string> = {};
    for (const [, attributes = ""] of (form.split("</form>")[0] ?? "").matchAll(/<input\b([^>]*)>/g)) {
      const name = attribute(attributes, "name");
      const isTicked = /\schecked\b/.test(attributes) || attribute(attributes, "type") !== "checkbox";
      if (name !== undefined && isTicked) {
        fields[name] = attribute(attributes, "value") ?? "";
      }
    }
    return fields;
  }

  /** Somebody as the form shows them in which they are edited. */
  async user(userName: string): Promise<UserRow> {
    const list = await (await this.get(`/users?q=${encodeURIComponent(userName)}`)).text();
    const ids = new Set([...list.matchAll(/href="\/users\/([0-9a-f-]{36})["?]/g)].map(([, id]) => id ?? ""));
    for (const id of ids) {
      const { user_name, display_name = "", email } = await this.form(`/users/${id}/edit`);
      if (user_name === userName) {
        return { id, user_name, display_name, email: email === undefined || email === "" ? null : email };
      }
    }
    throw new Error(`there is no ${userName}`);
  }
}

function attribute(attributes: string, name: string): string | undefined {
  const value = new RegExp(`\\s${name}="([^"]*)"`).exec(attributes)?.[1];
  return value === undefined ? undefined : unescaped(value);
}

/** Text as it stood before it was written into a page. */
export function unescaped(html: string): string {
  const signs = { "&#x27;": "'", "&#39;": "'", "&quot;": '"', "&lt;": "<", "&gt;": ">", "&amp;": "&" };
  return Object.entries(signs).reduce((text, [entity, sign]) => text.replaceAll(entity, sign), html);
}
