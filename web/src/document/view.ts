// Owns what is looked at: kept in a link, but not a step of the undo history. It comes out of a link, so
// every field is checked. Must not know how it is drawn.
import type { Document, View as DocumentView } from '../../../bindings/requests';

/** The sections of the inspector. */
export const SECTIONS = ['problem', 'config', 'why', 'values'] as const;
export type Section = (typeof SECTIONS)[number];

export interface View extends DocumentView {
  name?: string;
  /** The model, by its variable or its name. */
  model?: string;
  layer?: string;
  section?: Section;
  cell?: number[];
  readonly?: boolean;
}

/** The view that a document asks for, without what is of the wrong kind. */
export function viewOf(document: Document): View {
  const view: View = { ...document.view };
  for (const name of ['name', 'model', 'layer'] as const) {
    if (typeof view[name] !== 'string') delete view[name];
  }
  if (view.section !== undefined && !SECTIONS.includes(view.section)) delete view.section;
  const { cell, opened } = view;
  if (!Array.isArray(cell) || !cell.every((at) => Number.isInteger(at) && at >= 0))
    delete view.cell;
  if (!Array.isArray(opened) || !opened.every((name) => typeof name === 'string'))
    delete view.opened;
  if (typeof view.readonly !== 'boolean') delete view.readonly;
  return view;
}
