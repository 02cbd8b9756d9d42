// Owns the messages between a page and its worker. Must not know who sends them.
import type { RunRequest, TensorKind, WritableKind } from './client';
import type { Document, EditRequest, ExportRequest, Progress, TensorData } from './requests';

/** What is asked, in the words of `Client`. */
export type Ask =
  | { method: 'describe' }
  | { method: 'open'; document: Document }
  | { method: 'run'; request: RunRequest }
  | { method: 'read'; kind: TensorKind; tensor: number }
  | { method: 'write'; kind: WritableKind; tensor: number; data: TensorData['data'] }
  | { method: 'edit'; request: EditRequest }
  | { method: 'export'; request: ExportRequest }
  | { method: 'complete'; offset: number };

/** Page to worker. Ids grow, so that a newer request has the greater one. */
export type Request = { id: number } & Ask;

/** Worker to page. Every request ends with one of the last four. */
export type Reply =
  /** The worker listens. */
  | { kind: 'ready' }
  /** It has begun with a request: if it falls silent, that one is to blame. */
  | { kind: 'started'; id: number }
  | { kind: 'progress'; id: number; progress: Progress }
  | { kind: 'done'; id: number; result: unknown }
  | { kind: 'superseded'; id: number }
  | { kind: 'error'; id: number; code: string; message: string }
  /** The module stopped: this worker is spent. */
  | { kind: 'trap'; id: number; message: string };

/** Whether `newer` makes `older` pointless: a newer document ends all that was asked of the former
 * one, a newer run the former run. */
export function supersedes(newer: Ask, older: Ask): boolean {
  if (newer.method === 'open') return older.method !== 'describe';
  return newer.method === 'run' && older.method === 'run';
}
