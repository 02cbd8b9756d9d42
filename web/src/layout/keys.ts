// Owns the keys that work anywhere on the page, and the letter keys that rest while a field is typed in
// or a dialog lies over the page.
import type { Playground } from '../document/playground.svelte';
import type { Section } from '../document/view';
import { dialogIn } from './dialog';
import { isApple } from './platform';

/** What the keys reach beside the playground. */
export interface Reach {
  root: HTMLElement;
  /** Whether letter keys are switched on. */
  letters: boolean;
  help: () => void;
  table: () => void;
}

const SECTIONS: readonly Section[] = ['config', 'why', 'values'];
/** What takes the focus in a pane, the first of these that it has. */
const FIRST = ['.cm-content', '[data-card][tabindex="0"]', '[role="tab"][tabindex="0"]', 'button'];

const inField = (target: EventTarget | null): boolean =>
  target instanceof Element &&
  target.closest(
    'input:not([type="radio"], [type="checkbox"]), select, textarea, [contenteditable="true"]',
  ) !== null;

const inGrid = (target: EventTarget | null): boolean =>
  target instanceof Element && target.closest('[role="grid"]') !== null;

/** Moves the focus to the next pane in sight (1), or to the one before (-1). */
function nextPane(root: HTMLElement, by: 1 | -1): void {
  const panes = [...root.querySelectorAll<HTMLElement>('[data-pane]')].filter(
    (element) => element.offsetParent !== null,
  );
  const at = panes.findIndex((element) => element.contains(document.activeElement));
  const next = panes[(at + by + panes.length) % panes.length];
  const found = FIRST.map((selector) => next?.querySelector<HTMLElement>(selector));
  found.find((element) => element)?.focus();
}

/** Meets a key that was pressed anywhere on the page. */
export function pressed(event: KeyboardEvent, page: Playground, reach: Reach): void {
  if (event.key === 'Escape' && page.linking.ids.size > 0) page.linking.clear();
  if (dialogIn(reach.root)) return;
  if (event.key === 'F6') {
    event.preventDefault();
    nextPane(reach.root, event.shiftKey ? -1 : 1);
    return;
  }
  const command = isApple ? event.metaKey : event.ctrlKey;
  if (command && event.key === '.' && !inField(event.target)) {
    const fix = page.problems.flatMap((problem) => problem.fixes)[0];
    if (fix) page.apply(fix.edits);
    return;
  }
  if (!reach.letters || event.ctrlKey || event.metaKey || event.altKey) return;
  if (inField(event.target)) return;
  const section = SECTIONS[Number(event.key) - 1];
  if (event.key === '[') page.step(-1);
  else if (event.key === ']') page.step(1);
  else if (event.key === '?') reach.help();
  else if (event.key === 'b') page.nextItem();
  else if (event.key === 't') reach.table();
  else if (section && !inGrid(event.target)) page.look({ section });
  else return;
  event.preventDefault();
}
