// Owns the settings inside the editor's state, so that one history undoes text and settings alike.
// Must not know what a setting means.
import { history, invertedEffects, isolateHistory } from '@codemirror/commands';
import {
  Compartment,
  EditorState,
  StateEffect,
  StateField,
  type Extension,
  type TransactionSpec,
} from '@codemirror/state';
import type { TextEdit } from '../../../bindings/report';
import type { Settings } from './document';

const replaceSettings = StateEffect.define<Settings>();

/** The settings that belong to the text of the same state. */
export const settingsField = StateField.define<Settings>({
  create: () => ({}),
  update(settings, transaction) {
    for (const effect of transaction.effects) {
      if (effect.is(replaceSettings)) settings = effect.value;
    }
    return settings;
  },
});

const settingsAreUndone = invertedEffects.of((transaction) =>
  transaction.effects.some((effect) => effect.is(replaceSettings))
    ? [replaceSettings.of(transaction.startState.field(settingsField))]
    : [],
);

const reading = new Compartment();

/** One undo history over text and settings, beginning with these settings. */
export function documentHistory(settings: Settings, readonly: boolean): Extension {
  return [
    settingsField.init(() => settings),
    history(),
    settingsAreUndone,
    reading.of(EditorState.readOnly.of(readonly)),
  ];
}

/** Lets the text be edited, or only be read. */
export function readingStep(readonly: boolean): TransactionSpec {
  return { effects: reading.reconfigure(EditorState.readOnly.of(readonly)) };
}

/** A step of the history that puts another program with its settings in the place of this one. */
export function openingStep(
  state: EditorState,
  program: string,
  settings: Settings,
): TransactionSpec {
  return {
    changes: { from: 0, to: state.doc.length, insert: program },
    effects: replaceSettings.of(settings),
    selection: { anchor: 0 },
    scrollIntoView: true,
    annotations: isolateHistory.of('full'),
    userEvent: 'open',
  };
}

/** A step of the history that changes settings. */
export function settingsStep(settings: Settings): TransactionSpec {
  return {
    effects: replaceSettings.of(settings),
    annotations: isolateHistory.of('full'),
    userEvent: 'set',
  };
}

/** A step of the history that applies the engine's text edits, all at once. */
export function editStep(edits: readonly TextEdit[]): TransactionSpec {
  return {
    changes: edits.map(([from, to, insert]) => ({ from, to, insert })),
    annotations: isolateHistory.of('full'),
    userEvent: 'input.form',
  };
}
