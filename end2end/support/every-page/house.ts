import { ADMINISTRATOR } from "../desk";
import { holidayYear, messageTo, once, waitingApproval, waitingMessage } from "../made";
import { pageOf, type PageCase } from "../page-check";

const MESSAGE = "/messages/{id}";
const NOBODY = "01890000-0000-7000-8000-000000000000";
const UNKNOWN_MESSAGE = `/messages/${NOBODY}`;
const EDITOR = "/templates/password-change-link?language=en";
const HOLIDAYS = "/settings/holidays";

const sent = once((desk) => messageTo(desk, "jfeld"));
const approval = once(waitingApproval);
const waiting = once((desk) => waitingMessage(desk, "kweber"));

/** Messages that wait come last: there is no mail server then. */
export const HOUSE: PageCase[] = [
  { name: "an administrator nowhere", who: ADMINISTRATOR, path: "/no/such/page", heading: "Page not found", status: 404 },
  { name: "the dashboard", who: ADMINISTRATOR, path: "/", heading: "Dashboard" },
  { name: "the dashboard of a month", who: ADMINISTRATOR, path: "/?range=30", heading: "Dashboard" },
  { name: "the messages", who: ADMINISTRATOR, path: "/messages", heading: "Messages" },
  { name: "messages that failed", who: ADMINISTRATOR, path: "/messages?state=failed", heading: "Messages" },
  { ...pageOf(MESSAGE, sent), name: "a message that was sent", heading: "Password change link" },
  { ...pageOf(MESSAGE, sent, "/resend"), name: "before a message is sent again", heading: "Password change link" },
  { name: "an unknown message", who: ADMINISTRATOR, path: UNKNOWN_MESSAGE, heading: "Not found", status: 404 },
  { name: "the templates", who: ADMINISTRATOR, path: "/templates", heading: "Templates" },
  { name: "a template", who: ADMINISTRATOR, path: EDITOR, heading: "Password Change Link" },
  { name: "a template that was changed", who: ADMINISTRATOR, path: "/templates/password-changed?language=de", heading: "Password Changed" },
  { name: "its versions", who: ADMINISTRATOR, path: "/templates/password-changed/versions?language=de", heading: "Password Changed" },
  {
    name: "two of its versions compared",
    who: ADMINISTRATOR,
    path: "/templates/password-changed/versions?language=de&from=0&to=2",
    heading: "Password Changed",
  },
  { name: "a template without versions", who: ADMINISTRATOR, path: "/templates/test/versions?language=en", heading: "Test Mail" },
  { name: "an auditor's view of a template", who: "eaudit", path: EDITOR, heading: "Password Change Link" },
  { name: "no such template", who: ADMINISTRATOR, path: "/templates/nothing", heading: "Not found", status: 404 },
  { name: "the audit trail", who: ADMINISTRATOR, path: "/audit", heading: "Audit" },
  { name: "a search in the audit trail", who: ADMINISTRATOR, path: "/audit?q=zzzz&outcome=refused", heading: "Audit" },
  { name: "before the audit trail is taken away", who: ADMINISTRATOR, path: "/confirm?next=%2Faudit%2Fexport.csv", heading: "Confirm that it is you" },
  { name: "the organisation's settings", who: ADMINISTRATOR, path: "/settings", heading: "Settings" },
  { name: "the policy", who: ADMINISTRATOR, path: "/settings/policy", heading: "Settings" },
  { name: "how long what happened is kept", who: ADMINISTRATOR, path: "/settings/retention", heading: "Settings" },
  { name: "what is asked for beyond a password", who: ADMINISTRATOR, path: "/settings/safety", heading: "Settings" },
  { name: "an auditor's view of that", who: "eaudit", path: "/settings/safety", heading: "Settings" },
  { name: "the mail settings", who: ADMINISTRATOR, path: "/settings/mail", heading: "Settings" },
  { name: "the roles", who: ADMINISTRATOR, path: "/settings/roles", heading: "Settings" },
  { name: "no holidays", who: ADMINISTRATOR, path: HOLIDAYS, heading: "Settings" },
  { name: "importing holidays", who: ADMINISTRATOR, path: `${HOLIDAYS}/import`, heading: "Settings" },
  {
    name: "before a year's holidays are removed",
    who: ADMINISTRATOR,
    route: `${HOLIDAYS}/{year}/remove`,
    path: (desk) => holidayYear(desk, 2028),
    heading: "Settings",
  },
  { name: "the holidays of a year", who: ADMINISTRATOR, path: HOLIDAYS, heading: "Settings" },
  { name: "a year without holidays", who: ADMINISTRATOR, path: `${HOLIDAYS}/1999/remove`, heading: "Settings", status: 404 },
  { name: "an auditor's view of the settings", who: "eaudit", path: "/settings", heading: "Settings" },
  { name: "an auditor's view of the mail settings", who: "eaudit", path: "/settings/mail", heading: "Settings" },
  { name: "an auditor's view of the holidays", who: "eaudit", path: HOLIDAYS, heading: "Settings" },
  { name: "one's own account", who: ADMINISTRATOR, path: "/account", heading: "Your account" },
  { name: "where one's own password is changed", who: ADMINISTRATOR, path: "/account/password", heading: "Your account" },
  { name: "one's own second factor", who: ADMINISTRATOR, path: "/account/second-factor", heading: "Second factor" },
  {
    name: "an authenticator app before its first code",
    who: ADMINISTRATOR,
    path: "/account/second-factor",
    press: (page) => page.getByRole("button", { name: "Set up an authenticator app" }).click(),
    heading: "Set up an authenticator app",
  },
  { name: "where a passkey is added", who: ADMINISTRATOR, path: "/account/passkeys/new", heading: "Add a passkey" },
  { name: "no such passkey", who: ADMINISTRATOR, path: `/account/passkeys/${NOBODY}/remove`, heading: "Not found", status: 404 },
  { name: "a person's account", who: "nkoch", path: "/account", heading: "Ihr Konto" },
  { name: "no approvals", who: ADMINISTRATOR, path: "/approvals", heading: "Approvals" },
  {
    name: "an approval that waits",
    who: ADMINISTRATOR,
    route: "/approvals/{id}",
    path: approval,
    heading: "Send a password change link: Cem Third",
  },
  { name: "the approvals", who: ADMINISTRATOR, path: "/approvals", heading: "Approvals" },
  { ...pageOf(MESSAGE, waiting), name: "a message that waits", heading: "Password change link" },
  { ...pageOf(MESSAGE, waiting, "/cancel"), name: "before a message is cancelled", heading: "Password change link" },
];
