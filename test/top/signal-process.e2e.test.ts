import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { signalProcess } from '../../src/top/signal-process.js';
import { parseProcessStat } from '../../src/procfs/stat.js';

let sleeper: ChildProcess;

beforeEach(async () => {
  sleeper = spawn('sleep', ['60']);
  await once(sleeper, 'spawn');
});

afterEach(() => sleeper.kill('SIGKILL'));

function target() {
  const pid = sleeper.pid ?? NaN;
  return { pid, startTimeTicks: parseProcessStat(readFileSync(`/proc/${pid}/stat`, 'utf8'))?.startTimeTicks ?? null };
}

test('the process that was seen gets the signal', async () => {
  const ended = once(sleeper, 'exit');
  expect(signalProcess('live', target(), 'SIGTERM')).toBe(`SIGTERM sent to ${sleeper.pid}`);
  expect(await ended).toEqual([null, 'SIGTERM']);
  expect(signalProcess('live', { pid: sleeper.pid ?? NaN, startTimeTicks: 1 }, 'SIGTERM')).toContain('has ended');
});

test.each(['tree', 'demo', 'replay', null] as const)('a pid of a %s names nobody here, so nobody gets a signal', (kind) => {
  expect(signalProcess(kind, target(), 'SIGKILL')).toContain('nothing sent');
  // Signal 0 goes nowhere and throws where there is no such process.
  expect(process.kill(target().pid, 0)).toBe(true);
});

test.each([1, null])('a process with another start time, or an unknown one (%s), is left alone', (startTimeTicks) => {
  expect(signalProcess('live', { ...target(), startTimeTicks }, 'SIGKILL')).toContain('nothing sent');
  expect(process.kill(target().pid, 0)).toBe(true);
});
