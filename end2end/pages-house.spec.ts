import { HOUSE } from "./support/every-page";
import { checkPages } from "./support/page-check";
import { deskOfThisFile } from "./support/test";

const desk = deskOfThisFile("smtp");

checkPages(desk, HOUSE);
