import PostalMime from "postal-mime";

/** A mail as its reader's program sees it. */
export interface Mail {
  /** The file it came from. */
  file: string;
  /** The message as it went over the wire. */
  source: string;
  from: string;
  to: string;
  subject: string;
  messageId: string;
  language: string;
  /** Header values by lower-case name. */
  headers: Map<string, string>;
  text: string;
  html: string;
}

/** Reads a message; `undefined` while its last boundary has not been written yet. */
export async function readMail(file: string, source: string): Promise<Mail | undefined> {
  const boundary = /boundary="([^"]+)"/.exec(source)?.[1];
  if (boundary === undefined || !source.includes(`--${boundary}--`)) {
    return undefined;
  }
  const email = await PostalMime.parse(source);
  const headers = new Map(email.headers.map(({ key, value }) => [key, value]));
  return {
    file,
    source,
    from: email.from?.address ?? "",
    to: email.to?.[0]?.address ?? "",
    subject: email.subject ?? "",
    messageId: email.messageId ?? "",
    language: headers.get("content-language") ?? "",
    headers,
    text: email.text ?? "",
    html: email.html ?? "",
  };
}

/** The password change link of a mail, from its text. */
export function linkIn(mail: Mail): string {
  return oneOf(mail, /https?:\/\/\S+\/change-password\/[0-9A-Z]{26}/);
}

/** The address of a notice where its reader can say "this wasn't me". */
export function notMeLinkIn(mail: Mail): string {
  return oneOf(mail, /https?:\/\/\S+\/not-me\/[0-9A-Z]{26}/);
}

/** The code to type, in its groups. */
export function codeIn(mail: Mail): string {
  return oneOf(mail, /^[0-9A-Z]{5}(?:-[0-9A-Z]{5}){3}-[0-9A-Z]{6}$/m);
}

/** The generated password of a mail, in its groups. */
export function passwordIn(mail: Mail): string {
  return oneOf(mail, /^[0-9A-Z]{4}(?:-[0-9A-Z]{4}){5}$/m);
}

/** The code of a mail that its reader reads out to the help desk, in its groups. */
export function callerCodeIn(mail: Mail): string {
  return oneOf(mail, /^[0-9A-Z]{4}-[0-9A-Z]{4}$/m);
}

function oneOf(mail: Mail, pattern: RegExp): string {
  const found = pattern.exec(mail.text)?.[0];
  if (found === undefined) {
    throw new Error(`no ${pattern} in the mail:\n${mail.text}`);
  }
  return found;
}
