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

  async user(userName: string): Promise<UserRow> {
    const response = await this.call("users/list", { query: { q: userName } });
    const { items } = (await response.json()) as { items: UserRow[] };
    const found = items.find((row) => row.user_name === userName);
    if (found === undefined) {
      throw new Error(`there is no ${userName}`);
    }
    return found;
  }
}
