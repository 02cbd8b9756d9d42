// Owns the set-up of the code editor: language, keys, completions, and how the pointer and the caret
// speak to the rest of the page. Must not know what a report looks like.
import {
  autocompletion,
  closeBrackets,
  closeBracketsKeymap,
  completionKeymap,
  type CompletionContext,
  type CompletionResult,
} from '@codemirror/autocomplete';
import { defaultKeymap, historyKeymap, indentWithTab } from '@codemirror/commands';
import { python } from '@codemirror/lang-python';
import { bracketMatching, indentOnInput, indentUnit } from '@codemirror/language';
import { highlightSelectionMatches, searchKeymap } from '@codemirror/search';
import { EditorState, type Extension } from '@codemirror/state';
import { EditorView, drawSelection, dropCursor, keymap, lineNumbers } from '@codemirror/view';
import type { Client } from '../../../bindings/client';
import { loadLayers } from '../../../bindings/layers';
import type { Completion, LayerClass } from '../../../bindings/requests';
import { annotations, sizesAt } from './annotations';
import { codeLook } from './look';
import { passedOver } from './passed-over';
import { wrapping } from './wrapping';

/** What happens in the editor that the page has an answer to. */
export interface EditorEvents {
  /** The text or the settings changed. */
  changed(): void;
  /** The caret moved without a change. */
  moved(offset: number): void;
  /** The pointer or the caret is on a token with these identities; none when it left. */
  pointed(ids: readonly number[]): void;
  /** A press asked where the size at a token comes from. */
  followed(ids: readonly number[]): void;
  /** The first fix is asked for. Answers whether there is one. */
  fix(): boolean;
}

/** What the reference says of a completion, undefined where it says nothing. */
function sentenceOn(
  { label, kind, of }: Completion,
  layers: readonly LayerClass[],
): string | undefined {
  const layer = layers.find(({ name }) => name === of);
  if (kind === 'layer') return layer?.summary;
  if (kind !== 'argument') return undefined;
  return layer?.fields.find(({ name }) => `${name}=` === label)?.doc;
}

function completions(client: Client) {
  return async (context: CompletionContext): Promise<CompletionResult | null> => {
    const word = context.matchBefore(/\w*/);
    if (word === null || (word.from === word.to && !context.explicit)) return null;
    try {
      const [found, layers] = await Promise.all([
        client.complete(context.pos),
        loadLayers().catch(() => []), // without their texts, names are completed all the same
      ]);
      if (found.length === 0) return null;
      return {
        from: word.from,
        // Arguments stand before names of the program, in the order of Keras.
        options: found.map((completion, index) => ({
          label: completion.label,
          detail: completion.detail,
          boost: Math.max(-99, 50 - index),
          info: sentenceOn(completion, layers),
        })),
        validFor: /^\w*$/,
      };
    } catch {
      return null;
    }
  };
}

function pointing(events: EditorEvents): Extension {
  const idsOf = (target: EventTarget | null): readonly number[] => {
    const token = target instanceof Element ? target.closest<HTMLElement>('[data-sizes]') : null;
    return token?.dataset['sizes']?.split(' ').map(Number) ?? [];
  };
  return EditorView.domEventHandlers({
    mouseover: (event) => events.pointed(idsOf(event.target)),
    mouseleave: () => events.pointed([]),
    mousedown: (event) => {
      const ids = event.ctrlKey || event.metaKey ? idsOf(event.target) : [];
      if (ids.length === 0) return false;
      event.preventDefault();
      events.followed(ids);
      return true;
    },
  });
}

/** Everything of the editor but its history and the document. */
export function extensions(client: Client, events: EditorEvents): Extension[] {
  return [
    lineNumbers(),
    drawSelection(),
    dropCursor(),
    indentUnit.of('    '),
    indentOnInput(),
    bracketMatching(),
    closeBrackets(),
    highlightSelectionMatches(),
    EditorState.allowMultipleSelections.of(true),
    python(),
    autocompletion({ override: [completions(client)], icons: false }),
    keymap.of([
      { key: 'Mod-.', run: () => events.fix() },
      ...closeBracketsKeymap,
      ...defaultKeymap,
      ...searchKeymap,
      ...historyKeymap,
      ...completionKeymap,
      indentWithTab,
    ]),
    EditorView.contentAttributes.of({ 'aria-label': 'Program', tabindex: '0' }),
    codeLook,
    wrapping,
    annotations,
    passedOver,
    pointing(events),
    EditorView.updateListener.of((update) => {
      if (update.docChanged || update.transactions.some((step) => step.effects.length > 0)) return;
      if (!update.selectionSet) return;
      const offset = update.state.selection.main.head;
      events.moved(offset);
      events.pointed(sizesAt(update.view, offset));
    }),
  ];
}
