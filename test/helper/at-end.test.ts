import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { expect, it } from 'vitest';
import { ENDING_SIGNALS, atEnd, endWithUs } from '../../src/helper/at-end.js';

/** A shell in a session of its own, with a child that waits; `waiting` is there while that is no zombie. */
async function shellWith(rest: string): Promise<{ child: ReturnType<typeof spawn>; waiting: string; end: () => void }> {
  const child = spawn('/bin/sh', ['-c', `sleep 1000 & echo $!; ${rest}`], {
    stdio: ['ignore', 'pipe', 'ignore'],
    detached: true,
  });
  const end = endWithUs(child, true);
  const [said] = (await once(child.stdout, 'data')) as [Buffer];
  return { child, waiting: `/proc/${said.toString().trim()}/cwd`, end };
}

it('ends a child with all that it started, and may be asked twice', async () => {
  const { child, waiting, end } = await shellWith('wait');
  end();
  end();
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  await expect.poll(() => existsSync(waiting)).toBe(false);
  end();
});

it('ends what a child leaves behind when it ends by itself', async () => {
  const { waiting } = await shellWith('exit');
  await expect.poll(() => existsSync(waiting)).toBe(false);
});

it('takes a child that could not be started', async () => {
  const child = spawn('/no/such/program', [], { detached: true });
  const end = endWithUs(child, true);
  await once(child, 'error');
  end();
});

it('listens to no signal when there is nothing to do', () => {
  const before = ENDING_SIGNALS.map((signal) => process.listenerCount(signal));
  const [first, second] = [atEnd(() => undefined), atEnd(() => undefined)];
  first();
  expect(ENDING_SIGNALS.map((signal) => process.listenerCount(signal))).toEqual(before.map((count) => count + 1));
  second();
  second();
  expect(ENDING_SIGNALS.map((signal) => process.listenerCount(signal))).toEqual(before);
});
