// Owns what the engine's report adds to the code: shapes at line ends, the axes of tokens that set a
// size, problems and what was not reached. Typing moves it along until the next report replaces it.
// Must not know how the report came.
import {
  RangeSet,
  RangeValue,
  StateEffect,
  StateField,
  type Range,
  type Text,
} from '@codemirror/state';
import {
  Decoration,
  EditorView,
  GutterMarker,
  gutterLineClass,
  type DecorationSet,
} from '@codemirror/view';
import type { Axis, Fix, Hint, Problem, Report, Span } from '../../../bindings/report';
import { placeOf } from '../document/problems';
import { axisStyle, axisText } from '../axes/axes';
import { ComponentWidget } from './component-widget';
import Inlay from './Inlay.svelte';
import Message from './Message.svelte';

/** What the annotations are made of. */
export interface Annotated {
  report: Report;
  /** Problems whose message stands under their line. */
  messages: readonly Problem[];
  /** Characters that a line has room for; a shape that does not fit beside its line stands under it. */
  columns: number;
  context: Map<unknown, unknown>;
  onfix: (fix: Fix) => void;
}

/** Replaces all annotations. */
export const annotate = StateEffect.define<Annotated>();
/** Lights the tokens that carry one of these identities. */
export const lightTokens = StateEffect.define<ReadonlySet<number>>();
/** Marks the lines of these places as those of the layer that is looked at. */
export const markLayer = StateEffect.define<readonly Span[]>();
/** Tints the lines of these places: the layer under the pointer. */
export const hoverLayer = StateEffect.define<readonly Span[]>();

/** The identities that a token carries, and the style of its axis. */
class Sizes extends RangeValue {
  readonly ids: readonly number[];
  readonly style: string;
  constructor(ids: readonly number[], style: string) {
    super();
    this.ids = ids;
    this.style = style;
  }
}

interface Annotations {
  sizes: RangeSet<Sizes>;
  marks: DecorationSet;
  lit: DecorationSet;
  ids: ReadonlySet<number>;
  lines: DecorationSet;
  gutter: RangeSet<GutterMarker>;
  hovered: DecorationSet;
}

const inside = (span: Span, doc: Text): boolean =>
  span[0] < span[1] && span[0] >= 0 && span[1] <= doc.length;

/** Marks the text of a place, line by line: without line breaks and the blanks around them. */
function markLines([from, to]: Span, doc: Text, name: string): Range<Decoration>[] {
  const ranges: Range<Decoration>[] = [];
  const end = Math.min(to, doc.length);
  for (let at = Math.max(0, from); at <= end;) {
    const line = doc.lineAt(at);
    const text = doc.sliceString(at, Math.min(line.to, end));
    const start = at + text.length - text.trimStart().length;
    const stop = at + text.trimEnd().length;
    if (stop > start) ranges.push(Decoration.mark({ class: name }).range(start, stop));
    at = line.to + 1;
  }
  return ranges;
}

/** Tokens that carry sizes; one token may carry several. */
function sizeRanges(
  report: Report,
  doc: Text,
): { ids: RangeSet<Sizes>; marks: Range<Decoration>[] } {
  const tokens = new Map<string, { span: Span; ids: number[]; style: string }>();
  report.sizes.forEach((size, id) => {
    if (size === null) return;
    for (const span of size.spans) {
      if (!inside(span, doc)) continue;
      const token = tokens.get(span.join());
      if (token) token.ids.push(id);
      else tokens.set(span.join(), { span, ids: [id], style: axisStyle(size.role) });
    }
  });
  const all = [...tokens.values()];
  return {
    ids: RangeSet.of(
      all.map(({ span, ids, style }) => new Sizes(ids, style).range(span[0], span[1])),
      true,
    ),
    marks: all.map(({ span, ids, style }) =>
      Decoration.mark({
        class: `cm-size cm-size-${style}`,
        attributes: { 'data-sizes': ids.join(' ') },
      }).range(span[0], span[1]),
    ),
  };
}

/** About how many characters of code a shape at a line's end takes the place of. */
function hintColumns(shape: readonly Axis[] | null, text: string | null): number {
  const chips = shape?.reduce((sum, axis) => sum + 2.7 + axisText(axis).length, 0) ?? 0;
  return 1.5 + chips + (text?.length ?? 0);
}

/** The hint that each line shows: where its layer failed, else what the outermost call on it gives. */
function hintsByLine(report: Report, doc: Text): { hint: Hint; failed: boolean }[] {
  const layers = new Map(
    [...report.models, report.draft].flatMap((model) =>
      (model?.operations ?? []).map((layer) => [layer.id, layer] as const),
    ),
  );
  const shown = new Map<number, { hint: Hint; failed: boolean; rank: number }>();
  for (const hint of report.hints) {
    if (hint.at > doc.length) continue;
    const line = doc.lineAt(hint.at).number;
    const layer = hint.layer === null ? undefined : layers.get(hint.layer);
    const failed = layer?.state === 'failed';
    // What enters the model on the line, as by `input_shape`, is not what comes out of it.
    const enters = hint.value !== null && layer?.nodes[0]?.inputs.length === 0;
    const rank = failed ? 2 : enters ? 0 : 1;
    // Hints come by their ends, so that of two calls, one within the other, the outer one is the later.
    if (rank >= (shown.get(line)?.rank ?? 0)) shown.set(line, { hint, failed, rank });
  }
  return [...shown.values()];
}

function hintRanges({ report, columns, context }: Annotated, doc: Text): Range<Decoration>[] {
  return hintsByLine(report, doc).map(({ hint, failed }) => {
    const line = doc.lineAt(hint.at);
    const shape = hint.value === null ? null : (report.values[hint.value]?.shape ?? null);
    const props = { shape, text: hint.text, failed };
    const under = line.length + hintColumns(shape, hint.text) > columns;
    const widget = new ComponentWidget(
      Inlay,
      { ...props, under },
      {
        key: JSON.stringify([props, under]),
        context,
        block: under,
      },
    );
    return Decoration.widget({ widget, side: 1, block: under }).range(line.to);
  });
}

/** The text that an error kept from running. While a line does not parse, typing is not dimmed. */
function unreachedRanges({ report }: Annotated, doc: Text): Range<Decoration>[] {
  const errors = report.problems.filter(({ severity }) => severity === 'error');
  if (errors.length === 0 || errors.some(({ code }) => code === 'syntax')) return [];
  const from = Math.max(report.reached, ...errors.map(({ span }) => span[1]));
  const after: Span[] = from < doc.length ? [[doc.lineAt(from).to, doc.length]] : [];
  const layers = [...report.models, report.draft].flatMap((model) =>
    (model?.operations ?? []).flatMap(({ state, span }): Span[] =>
      state === 'not_reached' && span && span[1] <= from ? [span] : [],
    ),
  );
  return [...layers, ...after].flatMap((place) => markLines(place, doc, 'cm-not-reached'));
}

function problemRanges(
  { report, messages, context, onfix }: Annotated,
  doc: Text,
): Range<Decoration>[] {
  const marks = report.problems.flatMap((problem) =>
    problem.severity === 'note'
      ? []
      : markLines(placeOf(report, problem), doc, `cm-${problem.severity}`),
  );
  const blocks = messages.flatMap((problem) => {
    const place = placeOf(report, problem);
    if (place[0] > doc.length) return [];
    const line = doc.lineAt(place[0]);
    const widget = new ComponentWidget(
      Message,
      { problem, onfix },
      {
        key: JSON.stringify(problem),
        context,
        block: true,
      },
    );
    return [Decoration.widget({ widget, side: 2, block: true }).range(line.to)];
  });
  return [...marks, ...blocks];
}

class LayerGutter extends GutterMarker {
  override elementClass = 'cm-looked-at';
}
const layerGutter = new LayerGutter();

/** The starts of the lines that these places touch. */
function lineStarts(spans: readonly Span[], doc: Text): number[] {
  const starts = new Set<number>();
  for (const span of spans) {
    if (!inside(span, doc)) continue;
    const last = doc.lineAt(span[1]).number;
    for (let line = doc.lineAt(span[0]).number; line <= last; line++)
      starts.add(doc.line(line).from);
  }
  return [...starts].sort((a, b) => a - b);
}

const lineMarks = (spans: readonly Span[], doc: Text, name: string): DecorationSet =>
  Decoration.set(lineStarts(spans, doc).map((at) => Decoration.line({ class: name }).range(at)));

function litMarks(sizes: RangeSet<Sizes>, ids: ReadonlySet<number>): DecorationSet {
  const ranges: Range<Decoration>[] = [];
  for (const at = sizes.iter(); at.value !== null; at.next()) {
    if (at.from < at.to && at.value.ids.some((id) => ids.has(id))) {
      ranges.push(
        Decoration.mark({ class: `cm-lit cm-lit-${at.value.style}` }).range(at.from, at.to),
      );
    }
  }
  return Decoration.set(ranges);
}

const nothing: Annotations = {
  sizes: RangeSet.of<Sizes>([]),
  marks: Decoration.none,
  lit: Decoration.none,
  ids: new Set(),
  lines: Decoration.none,
  gutter: RangeSet.of<GutterMarker>([]),
  hovered: Decoration.none,
};

/** All annotations of the code. */
export const annotations = StateField.define<Annotations>({
  create: () => nothing,
  update(before, transaction) {
    const { changes, state } = transaction;
    let now = transaction.docChanged
      ? {
          ...before,
          sizes: before.sizes.map(changes),
          marks: before.marks.map(changes),
          lit: before.lit.map(changes),
          lines: before.lines.map(changes),
          gutter: before.gutter.map(changes),
          hovered: before.hovered.map(changes),
        }
      : before;
    for (const effect of transaction.effects) {
      if (effect.is(annotate)) {
        const sizes = sizeRanges(effect.value.report, state.doc);
        const ranges = [
          ...sizes.marks,
          ...hintRanges(effect.value, state.doc),
          ...unreachedRanges(effect.value, state.doc),
          ...problemRanges(effect.value, state.doc),
        ];
        now = {
          ...now,
          sizes: sizes.ids,
          marks: Decoration.set(ranges, true),
          lit: litMarks(sizes.ids, now.ids),
        };
      } else if (effect.is(lightTokens)) {
        now = { ...now, ids: effect.value, lit: litMarks(now.sizes, effect.value) };
      } else if (effect.is(markLayer)) {
        now = {
          ...now,
          lines: lineMarks(effect.value, state.doc, 'cm-looked-at'),
          gutter: RangeSet.of(
            lineStarts(effect.value, state.doc).map((at) => layerGutter.range(at)),
          ),
        };
      } else if (effect.is(hoverLayer)) {
        now = { ...now, hovered: lineMarks(effect.value, state.doc, 'cm-hovered-layer') };
      }
    }
    return now;
  },
  provide: (field) => [
    EditorView.decorations.from(field, (now) => now.marks),
    EditorView.decorations.from(field, (now) => now.lit),
    EditorView.decorations.from(field, (now) => now.lines),
    EditorView.decorations.from(field, (now) => now.hovered),
    gutterLineClass.from(field, (now) => now.gutter),
  ],
});

/** The identities carried by the token around an offset. */
export function sizesAt(view: EditorView, offset: number): readonly number[] {
  let ids: readonly number[] = [];
  view.state.field(annotations).sizes.between(offset, offset, (_from, _to, value) => {
    ids = value.ids;
    return false;
  });
  return ids;
}

/** Where the tokens stand that carry one of these identities, as the text is now. */
export function placesOf(view: EditorView, ids: ReadonlySet<number>): Span[] {
  const places: Span[] = [];
  view.state.field(annotations).sizes.between(0, view.state.doc.length, (from, to, value) => {
    if (value.ids.some((id) => ids.has(id))) places.push([from, to]);
  });
  return places;
}
