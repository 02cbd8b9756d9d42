// Owns the code that the engine passed over: it is grey, and says why under the pointer and at the caret.
// Must not know what is passed over, nor why.
import { RangeSet, RangeValue, StateField, type EditorState, type Text } from '@codemirror/state';
import {
  Decoration,
  EditorView,
  hoverTooltip,
  showTooltip,
  type DecorationSet,
  type Tooltip,
} from '@codemirror/view';
import type { Report } from '../../../bindings/report';
import { asSentence } from '../controls/sentences';
import { annotate } from './annotations';

/** Why a part of the program is passed over. */
class Reason extends RangeValue {
  readonly text: string;
  constructor(text: string) {
    super();
    this.text = text;
  }
}

interface PassedOver {
  reasons: RangeSet<Reason>;
  marks: DecorationSet;
  /** At the caret, once it came there without typing. */
  tooltip: Tooltip | null;
}

const nothing: PassedOver = {
  reasons: RangeSet.of<Reason>([]),
  marks: Decoration.none,
  tooltip: null,
};

const sentence = (reason: string): string => asSentence(`Passed over: ${reason}`);

function read({ skipped }: Report, doc: Text): Omit<PassedOver, 'tooltip'> {
  const within = skipped.filter(({ span: [from, to] }) => from < to && to <= doc.length);
  return {
    reasons: RangeSet.of(
      within.map(({ span, reason }) => new Reason(sentence(reason)).range(...span)),
      true,
    ),
    marks: Decoration.set(
      within.map(({ span, reason }) =>
        Decoration.mark({
          class: 'cm-passed-over',
          attributes: { 'aria-description': sentence(reason) },
        }).range(...span),
      ),
      true,
    ),
  };
}

/** The reason at an offset, of the smallest part around it. */
function reasonAt(
  reasons: RangeSet<Reason>,
  offset: number,
): { from: number; to: number; text: string } | null {
  let found: { from: number; to: number; text: string } | null = null;
  reasons.between(offset, offset, (from, to, { text }) => {
    if (found === null || to - from < found.to - found.from) found = { from, to, text };
  });
  return found;
}

function tooltip({ from, text }: { from: number; text: string }): Tooltip {
  return {
    pos: from,
    above: true,
    create() {
      const dom = document.createElement('div');
      dom.className = 'cm-reason';
      dom.textContent = text;
      return { dom };
    },
  };
}

const field = StateField.define<PassedOver>({
  create: () => nothing,
  update(before, transaction) {
    let now = before;
    if (transaction.docChanged) {
      const { changes } = transaction;
      now = { reasons: now.reasons.map(changes), marks: now.marks.map(changes), tooltip: null };
    }
    for (const effect of transaction.effects) {
      if (!effect.is(annotate)) continue;
      now = { ...read(effect.value.report, transaction.state.doc), tooltip: null };
    }
    if (transaction.selection && !transaction.docChanged) {
      const found = reasonAt(now.reasons, transaction.state.selection.main.head);
      now = { ...now, tooltip: found && tooltip(found) };
    }
    return now;
  },
  provide: (own) => [
    EditorView.decorations.from(own, ({ marks }) => marks),
    showTooltip.from(own, ({ tooltip: shown }) => shown),
  ],
});

const reasonAtCaret = (state: EditorState): string | null =>
  reasonAt(state.field(field).reasons, state.selection.main.head)?.text ?? null;

/** Who does not see the tooltip hears it when the caret comes there. */
const spoken = EditorView.updateListener.of(
  ({ view, startState, state, selectionSet, docChanged }) => {
    if (!selectionSet || docChanged) return;
    const reason = reasonAtCaret(state);
    if (reason === null || reason === reasonAtCaret(startState)) return;
    queueMicrotask(() => view.dispatch({ effects: EditorView.announce.of(reason) }));
  },
);

const look = EditorView.theme({
  '.cm-passed-over, .cm-passed-over *': { color: 'var(--ink-3)', fontWeight: '400' },
  '.cm-reason': {
    maxWidth: 'min(360px, 100cqw - 40px)',
    padding: '6px 10px',
    font: 'var(--fs-25) / 18px var(--sans)',
  },
});

/** The grey parts and their reasons. */
export const passedOver = [
  field,
  spoken,
  hoverTooltip((view, offset) => {
    const found = reasonAt(view.state.field(field).reasons, offset);
    return found && { ...tooltip(found), end: found.to };
  }),
  look,
];
