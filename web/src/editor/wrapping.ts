// Owns how a line of code wraps that is longer than its pane is wide: a step further in than it begins,
// so that it reads as one line. Must not know what stands in it.
import { countColumn, RangeSetBuilder } from '@codemirror/state';
import { Decoration, EditorView, ViewPlugin, type DecorationSet } from '@codemirror/view';

/** How many columns further in the rest of a line begins, and how far in at most: a pane may be narrow. */
const STEP = 4;
const MOST = 16;

function hanging({ state, visibleRanges }: EditorView): DecorationSet {
  const builder = new RangeSetBuilder<Decoration>();
  let next = 0;
  for (const { from, to } of visibleRanges) {
    for (let at = Math.max(from, next); at <= to; at = next) {
      const line = state.doc.lineAt(at);
      next = line.to + 1;
      const blank = /^\s*/.exec(line.text)?.[0] ?? '';
      if (blank.length === line.length) continue;
      const column = Math.min(MOST, countColumn(blank, state.tabSize) + STEP);
      const style = `padding-left: ${column}ch; text-indent: -${column}ch`;
      builder.add(line.from, line.from, Decoration.line({ attributes: { style } }));
    }
  }
  return builder.finish();
}

/** Long lines wrap. */
export const wrapping = [
  EditorView.lineWrapping,
  ViewPlugin.define(
    (view) => ({
      lines: hanging(view),
      update({ docChanged, viewportChanged, view: now }) {
        if (docChanged || viewportChanged) this.lines = hanging(now);
      },
    }),
    { decorations: ({ lines }) => lines },
  ),
];
