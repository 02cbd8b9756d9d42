// Owns whether a dialog lies over the page. Must not know which.

/** Whether a dialog keeps the rest of the page away: its keys, and what is pasted. */
export function dialogIn(page: ParentNode): boolean {
  return page.querySelector('dialog[open]') !== null;
}
