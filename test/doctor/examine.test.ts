/** The doctor over every tree that is hard to read right. */
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { examine } from '../../src/doctor/examine.js';
import { openRoot } from '../../src/procfs/root.js';
import { treeCases, TREE_FIXTURES } from '../support/tree-fixtures.js';

const PIPES = { stdin: new PassThrough(), stdout: new PassThrough(), stderr: new PassThrough(), env: {} };

describe.each(treeCases())('the tree $name', ({ name, steps }) => {
  it('has the clients that it has, a reason for each note, and no advice for this machine', async () => {
    const findings = await examine(openRoot({ root: join(TREE_FIXTURES, name, 'tree') }), PIPES);
    const expected = steps[0]?.expect.clients.length ?? 0;
    const clients = findings.find(({ topic }) => topic === 'clients')?.text ?? 'none';
    expect(clients).toMatch(expected === 0 ? /^none/ : new RegExp(`^${expected} clients? in `));
    for (const { state, topic, why, todo } of findings) {
      expect(state === 'ok' || (why !== null && why !== ''), topic).toBe(true);
      if (topic !== 'devices') expect(todo ?? '').not.toContain('sudo');
    }
  });
});
