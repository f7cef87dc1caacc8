import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { lateText, withLateNote } from '../../src/top/late-note.js';
import type { Source, Waiting } from '../../src/sources/source.js';

const waiting = (more: Partial<Waiting>): Waiting => ({ sinceMs: 2900, working: false, path: null, ...more });

test.each([
  ['the file', waiting({ path: '/proc/42/fdinfo/5' }), 'waiting 2 s for /proc/42/fdinfo/5'],
  ['a hostile name, harmless', waiting({ path: '/mnt/\x1b]0;x\x07\u202e' }), 'waiting 2 s for /mnt/·]0;x·'],
  ['that the kernel is silent', waiting({}), 'waiting 2 s for a read; which one, the kernel does not tell'],
  ['work', waiting({ working: true }), 'this sweep has taken 2 s so far: there is very much to read'],
])('names %s', (_, given, text) => expect(lateText(given)).toBe(text));

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function quietSource(waitingFor: () => Waiting | null): Source {
  return { present: true, next: () => Promise.resolve(null), close: () => Promise.resolve(), waitingFor };
}

test('the note comes when the sweep is late, counts on, and goes with the sweep', async () => {
  const notes: (string | null)[] = [];
  const startMs = Date.now();
  const source = quietSource(() => {
    const sinceMs = Date.now() - startMs;
    return sinceMs < 1000 ? null : waiting({ sinceMs, path: '/x' });
  });
  const sweep = new Promise<string>((resolve) => setTimeout(() => resolve('swept'), 2200));
  const result = withLateNote({ late: (text) => void notes.push(text) }, source, sweep);
  await vi.advanceTimersByTimeAsync(5000);
  expect(await result).toBe('swept');
  expect(notes).toEqual(['waiting 1 s for /x', 'waiting 1 s for /x', 'waiting 2 s for /x', null]);
});

test('the note goes too when the sweep fails, and a failure passes through', async () => {
  const notes: (string | null)[] = [];
  const failing = withLateNote(
    { late: (text) => void notes.push(text) },
    quietSource(() => null),
    Promise.reject(new Error('no')),
  );
  await expect(failing).rejects.toThrow('no');
  expect(notes).toEqual([null]);
});
