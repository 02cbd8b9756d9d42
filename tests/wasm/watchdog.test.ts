// How silence is measured, by a clock that the tests turn.
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { WATCHDOG_MS } from '../../bindings/worker-client';
import { Watchdog } from '../../bindings/watchdog';

let barks: number;
let watchdog: Watchdog;
beforeEach(() => {
  vi.useFakeTimers();
  barks = 0;
  watchdog = new Watchdog(WATCHDOG_MS, () => (barks += 1));
});
afterEach(() => vi.useRealTimers());

test('it barks once after a second of silence', () => {
  watchdog.watch();
  vi.advanceTimersByTime(999);
  expect(barks).toBe(0);
  vi.advanceTimersByTime(1);
  expect(barks).toBe(1);
  vi.advanceTimersByTime(5000);
  expect(barks).toBe(1);
});

test('what is heard begins the second anew', () => {
  for (let turn = 0; turn < 5; turn += 1) {
    watchdog.watch();
    vi.advanceTimersByTime(900);
  }
  expect(barks).toBe(0);
  vi.advanceTimersByTime(100);
  expect(barks).toBe(1);
});

test('it waits so many times as long where it is told to, and tells how long', () => {
  const told: number[] = [];
  const patient = new Watchdog(WATCHDOG_MS, (silenceMs) => told.push(silenceMs));
  patient.watch(4);
  vi.advanceTimersByTime(3999);
  expect(told).toEqual([]);
  vi.advanceTimersByTime(1);
  expect(told).toEqual([4000]);
});

test('it sleeps where nothing is awaited', () => {
  watchdog.watch();
  vi.advanceTimersByTime(900);
  watchdog.rest();
  vi.advanceTimersByTime(5000);
  watchdog.watch();
  vi.advanceTimersByTime(900);
  expect(barks).toBe(0);
});
