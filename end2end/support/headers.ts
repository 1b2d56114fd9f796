import { expect, type APIResponse } from "@playwright/test";

const FIXED = {
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY",
  "referrer-policy": "strict-origin",
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  "cache-control": "no-store",
};

/** What every page says in its headers, and that its markup keeps to it. */
export async function expectSafe(answer: APIResponse): Promise<void> {
  const headers = answer.headers();
  expect(headers).toMatchObject(FIXED);
  expect(headers).not.toHaveProperty("server");
  expect(headers).not.toHaveProperty("x-powered-by");
  const html = await answer.text();
  expect(html, "the response is whole: the document, and what its scripts start with").toMatch(/<\/html>.*<\/script>\s*$/s);
  expectPolicy(headers["content-security-policy"] ?? "", html);
}

/** The policy lets nothing run but our own files and what carries this response's nonce. */
function expectPolicy(policy: string, html: string): void {
  const directives = new Map(policy.split(";").map((part) => [part.trim().split(" ", 1)[0], part.trim()]));
  expect(directives.get("default-src")).toBe("default-src 'none'");
  expect(directives.get("style-src")).toBe("style-src 'self'");
  expect(directives.get("base-uri")).toBe("base-uri 'none'");
  expect(directives.get("frame-ancestors")).toBe("frame-ancestors 'none'");
  expect(directives.get("form-action")).toBe("form-action 'self'");
  const nonce = /^script-src 'self' 'nonce-([\w-]{22,})' 'wasm-unsafe-eval'$/.exec(directives.get("script-src") ?? "")?.[1];
  expect(nonce, policy).toBeDefined();
  const scripts = html.match(/<script\b[^>]*>/g) ?? [];
  expect(scripts.length).toBeGreaterThan(0);
  for (const script of scripts) {
    expect(script).toContain(`nonce="${nonce}"`);
  }
  expect(html, "inline styles and handlers").not.toMatch(/<[a-z][^>]*\s(?:style|on[a-z]+)=/);
}
