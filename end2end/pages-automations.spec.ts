import { AUTOMATIONS } from "./support/every-page";
import { checkPages } from "./support/page-check";
import { deskOfThisFile } from "./support/test";

const desk = deskOfThisFile("folder");

checkPages(desk, AUTOMATIONS);
