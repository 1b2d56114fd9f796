import { expect, type Page } from "@playwright/test";

/** How often Tab is pressed before it is asked whether the walk has come round. */
const STRIDE = 8;

/** Walks once round the page with Tab alone: every control is reached, in the order of the page, and shows that it has the focus. */
export async function expectReachable(page: Page): Promise<void> {
  const controls = await page.evaluate(beginWalk);
  // Dates have several stops each, and the mails in frames have links.
  const most = 3 * controls + 8 * STRIDE;
  let isRound = controls === 0;
  for (let pressed = 0; !isRound && pressed < most; pressed += STRIDE) {
    for (let step = 0; step < STRIDE; step += 1) {
      await page.keyboard.press("Tab");
    }
    isRound = await page.evaluate(() => window.walk?.isRound() ?? false);
  }
  expect.soft(isRound, `Tab comes round within ${most} presses: nothing holds it`).toBe(true);
  expect.soft(await page.evaluate(() => window.walk?.faults() ?? []), "by keyboard alone").toEqual([]);
}

/** Closes the dialog that is open, without the mouse. */
export async function expectEscapable(page: Page): Promise<void> {
  await page.keyboard.press("Escape");
  await expect(page.locator("dialog:modal"), "Escape closes it").toHaveCount(0);
  await expect(page.locator("body"), "the focus has a place on the page below").not.toBeFocused();
}

/** What the page notes while it is walked through. */
interface Walk {
  isRound(): boolean;
  faults(): string[];
}

declare global {
  interface Window {
    walk?: Walk;
  }
}

/** Runs in the page: begins to note where the focus goes. Answers how many controls there are. */
function beginWalk(): number {
  const CONTROLS = "a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex]";
  const scope: ParentNode = document.querySelector("dialog:modal") ?? document;

  function isStop(element: HTMLElement): boolean {
    const isOpen = !element.matches(":disabled") && element.tabIndex >= 0 && element.closest("[inert]") === null;
    return isOpen && element.checkVisibility({ visibilityProperty: true });
  }

  /** Of radio buttons that belong together one is a stop. */
  function groupOf(element: Element): string | undefined {
    return element instanceof HTMLInputElement && element.type === "radio" ? element.name : undefined;
  }

  function nameOf(element: Element): string {
    const said = element.getAttribute("aria-label") ?? element.getAttribute("name") ?? element.textContent ?? "";
    return `${element.tagName.toLowerCase()} “${said.trim().replace(/\s+/g, " ").slice(0, 60)}”`;
  }

  function hasRing(element: Element | null): boolean {
    const { outlineStyle, outlineWidth } = element ? getComputedStyle(element) : { outlineStyle: "none", outlineWidth: "0px" };
    return outlineStyle !== "none" && outlineWidth !== "0px";
  }

  const controls = [...scope.querySelectorAll<HTMLElement>(CONTROLS)].filter(isStop);
  const reached = new Set<Element>();
  const groups = new Set<string>();
  const unseen: string[] = [];
  const backwards: string[] = [];
  let first: Element | undefined;
  let last: Element | undefined;
  let isRound = false;

  function note({ target }: FocusEvent): void {
    if (isRound || !(target instanceof Element)) {
      return;
    }
    const isFirst = target === first || (first?.isConnected === false && nameOf(target) === nameOf(first));
    if (isFirst && reached.size > 1) {
      isRound = true;
      return;
    }
    const group = groupOf(target);
    if (group !== undefined) {
      groups.add(group);
    }
    // Some controls leave the ring to what stands around them, or to their label.
    if (![target, target.parentElement, target.nextElementSibling].some(hasRing)) {
      unseen.push(nameOf(target));
    }
    if (last?.isConnected && last.compareDocumentPosition(target) & Node.DOCUMENT_POSITION_PRECEDING) {
      backwards.push(nameOf(target));
    }
    reached.add(target);
    first ??= target;
    last = target;
  }

  /** What was there when the walk began, and still is. */
  function missed(element: HTMLElement): boolean {
    const isThere = element.isConnected && isStop(element) && !groups.has(groupOf(element) ?? "");
    return isThere && !reached.has(element);
  }

  if (document.activeElement instanceof HTMLElement) {
    document.activeElement.blur();
  }
  document.addEventListener("focusin", note);
  window.walk = {
    // With a single stop there is no way round.
    isRound: () => isRound || controls.length === 1,
    faults: () => {
      document.removeEventListener("focusin", note);
      return [
        ...controls.filter(missed).map((element) => `not reached: ${nameOf(element)}`),
        ...unseen.map((name) => `no visible focus: ${name}`),
        // Once it goes back: from the end to the beginning.
        ...backwards.slice(1).map((name) => `out of order: ${name}`),
      ];
    },
  };
  return controls.length;
}
