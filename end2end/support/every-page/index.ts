import type { PageCase } from "../page-check";
import { AUTOMATIONS } from "./automations";
import { HOUSE } from "./house";
import { PEOPLE } from "./people";
import { PUBLIC } from "./public";

export { AUTOMATIONS, HOUSE, PEOPLE, PUBLIC };
export { mail } from "./public";

/** Every page there is, each in the states that look different. */
export const EVERY_PAGE: PageCase[] = [...PUBLIC, ...PEOPLE, ...HOUSE, ...AUTOMATIONS];
