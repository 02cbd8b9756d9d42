// Owns the look of the code: type, gutter and highlighting. Keywords are bold, strings take the accent,
// comments are italic; the only other colour is the axis of a token that sets a size.
import { HighlightStyle, syntaxHighlighting } from '@codemirror/language';
import { EditorView } from '@codemirror/view';
import { tags } from '@lezer/highlight';

const highlight = HighlightStyle.define([
  { tag: [tags.keyword, tags.bool, tags.null], class: 'cm-k' },
  { tag: [tags.string, tags.special(tags.string)], class: 'cm-st' },
  { tag: tags.comment, class: 'cm-cm' },
]);

const theme = EditorView.theme({
  '&': { height: '100%', color: 'var(--ink)', backgroundColor: 'var(--surface)' },
  '&.cm-focused': { outline: 'none' },
  '.cm-scroller': {
    fontFamily: 'var(--mono)',
    fontSize: 'var(--fs-3)',
    lineHeight: 'var(--lh-code)',
    overflow: 'auto',
  },
  '.cm-content': { padding: '10px 0', caretColor: 'var(--ink)' },
  // Code that wraps ends left of where a thread runs.
  '.cm-line': { padding: '0 14px 0 0' },
  '.cm-cursor': { borderLeftColor: 'var(--ink)', borderLeftWidth: '1.5px' },
  '&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground':
    { backgroundColor: 'var(--accent-soft)' },
  '.cm-gutters': {
    backgroundColor: 'var(--surface)',
    color: 'var(--ink-3)',
    border: 'none',
  },
  '.cm-lineNumbers .cm-gutterElement': {
    boxSizing: 'border-box',
    minWidth: '38px',
    padding: '0 14px 0 6px',
    fontSize: 'var(--fs-15)',
  },
  '.cm-k': { fontWeight: '700' },
  '.cm-st': { color: 'var(--accent)' },
  '.cm-cm': { color: 'var(--ink-3)', fontStyle: 'italic' },
  '.cm-size': {
    borderRadius: '2px',
    textUnderlineOffset: '4px',
    transition: 'background-color var(--t-hover)',
  },
  '.cm-size, .cm-size *': { color: 'var(--c)' },
  '.cm-size-b': { '--c': 'var(--ax-b)', textDecoration: 'underline double 1px' },
  '.cm-size-t': { '--c': 'var(--ax-t)', textDecoration: 'underline dotted 2px' },
  '.cm-size-f': { '--c': 'var(--ax-f)', textDecoration: 'underline solid 2px' },
  '.cm-size-s': { '--c': 'var(--ax-s)', textDecoration: 'underline dashed 1.5px' },
  '.cm-size-h': { '--c': 'var(--ax-h)', textDecoration: 'underline wavy 1px' },
  '.cm-size-r, .cm-size-c': { '--c': 'var(--ax-c)', textDecoration: 'underline dashed 2px' },
  '.cm-size-x': { '--c': 'var(--ax-x)', textDecoration: 'underline solid 1px' },
  '.cm-lit': {
    backgroundColor: 'var(--hi)',
    boxShadow: '0 0 0 2px var(--hi)',
    fontWeight: '700',
  },
  '.cm-lit-b': { '--hi': 'var(--ax-b-hi)' },
  '.cm-lit-t': { '--hi': 'var(--ax-t-hi)' },
  '.cm-lit-f': { '--hi': 'var(--ax-f-hi)' },
  '.cm-lit-s': { '--hi': 'var(--ax-s-hi)' },
  '.cm-lit-h': { '--hi': 'var(--ax-h-hi)' },
  '.cm-lit-r, .cm-lit-c': { '--hi': 'var(--ax-c-hi)' },
  '.cm-lit-x': { '--hi': 'var(--ax-x-hi)' },
  '.cm-looked-at': { backgroundColor: 'var(--surface-2)' },
  '.cm-gutterElement.cm-looked-at': {
    boxShadow: 'inset 2px 0 0 var(--accent)',
    color: 'var(--ink-2)',
  },
  '.cm-hovered-layer': { backgroundColor: 'var(--surface-2)' },
  '.cm-error, .cm-warning': {
    textDecorationLine: 'underline',
    textDecorationStyle: 'wavy',
    textDecorationThickness: '1.25px',
    textUnderlineOffset: '4px',
    textDecorationSkipInk: 'none',
  },
  '.cm-error': { textDecorationColor: 'var(--error)' },
  '.cm-warning': { textDecorationColor: 'var(--warn)' },
  '.cm-not-reached, .cm-not-reached *': {
    color: 'var(--ink-3)',
    textDecoration: 'none',
    fontWeight: '400',
  },
  '.cm-matchingBracket, &.cm-focused .cm-matchingBracket': { backgroundColor: 'var(--sunk)' },
  '.cm-tooltip': {
    border: 'none',
    borderRadius: 'var(--r-2)',
    backgroundColor: 'var(--surface)',
    color: 'var(--ink)',
    boxShadow: 'var(--pop)',
  },
  '.cm-tooltip.cm-tooltip-autocomplete > ul': {
    fontFamily: 'var(--mono)',
    fontSize: 'var(--fs-25)',
  },
  '.cm-tooltip.cm-tooltip-autocomplete > ul > li[aria-selected]': {
    backgroundColor: 'var(--accent-soft)',
    color: 'var(--ink)',
  },
  '.cm-completionDetail': { color: 'var(--ink-3)', fontStyle: 'normal' },
  '.cm-panels': { backgroundColor: 'var(--surface-2)', color: 'var(--ink)' },
});

/** The look of the code, light and dark by the page's tokens. */
export const codeLook = [theme, syntaxHighlighting(highlight)];
