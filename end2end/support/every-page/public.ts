import { ADMINISTRATOR, type Desk } from "../desk";
import { signInToChoose, signInToProve } from "../made";
import { pathOf, type PageCase } from "../page-check";
import { choosePassword } from "../pages";

const UNKNOWN_CODE = "0123456789ABCDEFGHJKMNPQRS";
const LINK = "/change-password/{code}";
const NOTICE = "/not-me/{code}";

/** The pages for everyone, in each of their states; the demo's mailbox; the API's description. */
export const PUBLIC: PageCase[] = [
  { name: "sign-in", path: "/sign-in", heading: "Sign in" },
  { name: "sign-in after signing out", path: "/sign-in?notice=signed-out", heading: "Sign in" },
  { name: "signing in with a passkey", path: "/sign-in/passkey", heading: "Sign in with a passkey" },
  { name: "a page that needs a sign-in", path: "/users?q=feld", heading: "Sign in" },
  { name: "the end of signing in in a new tab", who: ADMINISTRATOR, path: "/signed-in", heading: "You are signed in" },
  { name: "typing a code", path: "/change-password", heading: "Enter your code" },
  { name: "an open link", route: LINK, path: async (desk) => pathOf(await desk.sendLink("emuller")), heading: "Choose a new password" },
  {
    name: "a changed password",
    route: LINK,
    path: async (desk) => pathOf(await desk.sendLink("jsilva")),
    press: (page) => choosePassword(page, "six barges drift past the mill"),
    heading: "Password changed",
  },
  {
    name: "a used link",
    route: LINK,
    path: async (desk) => pathOf(await desk.changePassword("bo", "two ladders lean on one wall")),
    heading: "This link was used already",
  },
  { name: "a withdrawn link", route: LINK, path: withdrawn, heading: "This link was withdrawn" },
  { name: "an unknown link", path: `/change-password/${UNKNOWN_CODE}`, heading: "This link is not known", status: 404 },
  { name: "half a link", path: "/change-password/0123", heading: "This link is not known", status: 404 },
  { name: "a forgotten password", path: "/forgot-password", heading: "Forgotten your password?" },
  { name: "a link that was asked for", path: "/forgot-password?notice=sent", heading: "Look into your mailbox" },
  { name: "a change that can be reported", route: NOTICE, path: async (desk) => pathOf(await desk.notMeLink("clopez")), heading: "This wasn’t me" },
  {
    name: "a change that was reported",
    route: NOTICE,
    path: async (desk) => pathOf(await desk.notMeLink("lrossi")),
    press: (page) => page.getByRole("button", { name: "Report: this wasn’t me" }).click(),
    heading: "You have reported it",
  },
  { name: "an unknown notice", path: `/not-me/${UNKNOWN_CODE}`, heading: "This link is not known", status: 404 },
  {
    name: "the choice of one's own password",
    who: (desk, page) => signInToChoose(desk, page, "rjones"),
    path: "/choose-password",
    heading: "Choose your own password",
  },
  {
    name: "asking for a second factor",
    who: (desk, page) => signInToProve(desk, page, "eaudit"),
    path: "/second-factor",
    heading: "One more step",
  },
  { name: "setting up", route: "/set-up/{code}", path: (desk) => desk.setUpLink(), heading: "Make the first administrator" },
  { name: "an unknown set-up link", path: `/set-up/${UNKNOWN_CODE}`, heading: "This set-up link does not work", status: 404 },
  { name: "nowhere", path: "/.well-known/no-such-thing", heading: "Page not found", status: 404 },
  { name: "the mailbox", path: "/mailbox", heading: "Mailbox" },
  { name: "a mail", route: "/mailbox/{id}", path: mail, heading: "Northwind: neues Passwort wählen" },
  {
    name: "a mail as text",
    route: "/mailbox/{id}",
    path: async (desk) => `${await mail(desk)}?part=text`,
    heading: "Northwind: neues Passwort wählen",
  },
  { name: "the API's description", path: "/api/docs", heading: "REST API, version 1", isPlain: true },
];

/** The demo's first mail, which is the list's last. */
export async function mail(desk: Desk): Promise<string> {
  const html = await (await (await desk.stranger()).get("/mailbox")).text();
  const paths = html.match(/\/mailbox\/[^"?]+(?=")/g) ?? [];
  return paths.at(-1) ?? "/mailbox";
}

async function withdrawn(desk: Desk): Promise<string> {
  const path = pathOf(await desk.sendLink("bschmitt"));
  await desk.sendLink("bschmitt");
  return path;
}
