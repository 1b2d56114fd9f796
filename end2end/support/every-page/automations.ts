import { ADMINISTRATOR, type Desk } from "../desk";
import { activeAutomation, draftAutomation, once, pausedAutomation, waitingAutomation, wholeAutomation } from "../made";
import { pageOf, type PageCase } from "../page-check";

const whole = once((desk) => wholeAutomation(desk, "All of it"));
const active = once((desk) => activeAutomation(desk, "At work"));
const paused = once((desk) => pausedAutomation(desk, "At rest"));
const waiting = once((desk) => waitingAutomation(desk, "In three days", "gpapa"));

const now = new Date();
const nextMonth = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + 1, 1)).toISOString().slice(0, 7);

/** Automations, from none to one of which a run waits. */
export const AUTOMATIONS: PageCase[] = [
  { name: "no automations", who: ADMINISTRATOR, path: "/automations", heading: "Automations" },
  { name: "a new automation", who: ADMINISTRATOR, path: "/automations/new", heading: "Edit Event" },
  { name: "a new automation by the clock", who: ADMINISTRATOR, path: "/automations/new?kind=schedule&do=show", heading: "Edit Event" },
  {
    name: "a new automation on external events",
    who: ADMINISTRATOR,
    path: "/automations/new?kind=external&field-0=attribute&do=add-filter",
    heading: "Edit Event",
  },
  { ...below((desk) => draftAutomation(desk, "A record")), name: "an event with its job still to come", heading: "A record" },
  { ...below((desk) => draftAutomation(desk, "An event"), "/event"), name: "the window of an event", heading: "Edit Event" },
  {
    ...below((desk) => draftAutomation(desk, "A job"), "/job", "?job=send-new-password"),
    name: "the window of a job",
    heading: "Edit Event-based Job",
  },
  { ...below((desk) => draftAutomation(desk, "A frame"), "/time-frame"), name: "the window of a time frame", heading: "Define Time Frame" },
  { ...below((desk) => draftAutomation(desk, "Half"), "/activate"), name: "before half of one is activated", heading: "Half" },
  { ...below(whole, "/activate"), name: "before activating", heading: "All of it" },
  { ...below(whole, "/try"), name: "a dry run", heading: "All of it" },
  { ...below(whole, "/delete"), name: "before deleting", heading: "All of it" },
  { ...below(active), name: "an automation at work", heading: "At work" },
  { ...below(active, "/pause"), name: "before one is paused", heading: "At work" },
  { ...below(active, "/deactivate"), name: "before one is deactivated", heading: "At work" },
  { ...below(waiting), name: "an automation of which a run waits", heading: "In three days" },
  { name: "what comes next", who: ADMINISTRATOR, path: "/automations/next", heading: "Automations" },
  { name: "what comes next month", who: ADMINISTRATOR, path: `/automations/next?month=${nextMonth}`, heading: "Automations" },
  { ...below(paused), name: "an automation that is paused", heading: "At rest" },
  { ...below(paused, "/resume"), name: "before one goes on", heading: "At rest" },
  { name: "several automations", who: ADMINISTRATOR, path: "/automations", heading: "Automations" },
  { name: "an import of an automation", who: ADMINISTRATOR, path: "/automations/import", heading: "Import automation" },
  { name: "before all are stopped", who: ADMINISTRATOR, path: "/automations/stop", heading: "Stop all automations" },
  { name: "an auditor's view of the automations", who: "eaudit", path: "/automations", heading: "Automations" },
  { name: "automations, for the help desk", who: "hkessler", path: "/automations", heading: "Nicht erlaubt", status: 403 },
  { name: "no such automation", who: ADMINISTRATOR, path: "/automations/nothing", heading: "Not found", status: 404 },
];

/** A page of an automation. */
function below(automation: (desk: Desk) => Promise<string>, rest = "", query = ""): Pick<PageCase, "who" | "route" | "path"> {
  return pageOf("/automations/{id}", automation, rest, query);
}
