/** What is seen from afar is what is seen on the spot: every fixture tree through every shell, beside the local scanner. */
import { cpSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openRoot } from '../../src/procfs/root.js';
import type { Sweep } from '../../src/scan/sweep.js';
import { createScanSource } from '../../src/sources/scan-source.js';
import { farMachine, SHELLS, shellIn } from '../support/remote.js';
import { temporaryTree } from '../support/tree.js';
import { takeStep, treeCases } from '../support/tree-fixtures.js';

const FIXTURES = join(import.meta.dirname, '../../fixtures');
const machines = readdirSync(join(FIXTURES, 'sysfs'), { withFileTypes: true }).filter((entry) => entry.isDirectory());

/** A shell cannot portably tell inode and file system of a path, by which a plain file below /dev/dri is known for what it is. */
const NEAR_ONLY = ['plain-file-named-like-a-node'];

/** All of a sweep but times, costs and what a shell cannot know. */
function content(sweep: Sweep): object {
  return {
    readings: sweep.readings
      .map(({ pid, fd, link, device, text }) => ({ pid, fd, link, device, text: text.trimEnd() }))
      .sort((a, b) => a.pid - b.pid || a.fd - b.fd),
    processes: [...sweep.processes.values()].sort((a, b) => a.pid - b.pid),
    // Names of PCI devices are looked up in the pci.ids of whoever looks.
    devices: sweep.devices.map((facts) => ({ ...facts, atNs: 0n, name: null })),
  };
}

const near = (root: string) => createScanSource({ root: openRoot({ root }), mode: 'full' });

describe.each(SHELLS)('through $name', ({ command, why }) => {
  it.for(treeCases().filter(({ name }) => !NEAR_ONLY.includes(name)))(
    'the clients of $name are the same, step by step',
    async (fixture, { skip }) => {
      if (why !== null) skip(why);
      using tree = temporaryTree();
      takeStep(tree, fixture, 0);
      const machine = await farMachine(shellIn(tree.root, command));
      const source = near(tree.root);
      for (const step of fixture.steps.keys()) {
        if (step > 0) takeStep(tree, fixture, step);
        expect(content(await machine.sweep()), `step ${step + 1}`).toEqual(content(await source.next()));
      }
    },
  );

  it('the processes above a holder are named, and again when they change', async ({ skip }) => {
    if (why !== null) skip(why);
    using tree = temporaryTree();
    const fdinfo = 'drm-driver:\tv3d\ndrm-client-id:\t1\n';
    tree.putProcess({ pid: 30, comm: 'launcher', parentPid: 1 });
    tree.putProcess({ pid: 31, comm: 'zygote', parentPid: 30 });
    for (const pid of [32, 33])
      tree.putProcess({ pid, comm: 'gpu', parentPid: 31, fds: { 4: { link: '/dev/dri/card0', fdinfo } } });
    const machine = await farMachine(shellIn(tree.root, command));
    const above = async (): Promise<unknown> => (await machine.sweep()).processes.get(32)?.ancestors;
    const both = [
      { pid: 31, comm: 'zygote' },
      { pid: 30, comm: 'launcher' },
    ];
    expect([await above(), await above()]).toEqual([both, both]);
    tree.removeProcess(30);
    tree.putProcess({ pid: 31, comm: 'zygote', parentPid: 1 });
    expect(await above()).toEqual(both.slice(0, 1));
  });
});

/** A device is read by the same few orders everywhere: each machine through one of the shells. */
const here = SHELLS.filter(({ why }) => why === null);

it.for(machines.map(({ name }, at) => ({ name, shell: here[at % here.length] })))(
  'the devices of $name are the same',
  async ({ name, shell }, { skip }) => {
    if (shell === undefined) return skip('there is none of the shells');
    using tree = temporaryTree();
    cpSync(join(FIXTURES, 'sysfs', name), tree.root, { recursive: true, verbatimSymlinks: true });
    mkdirSync(join(tree.root, 'proc'), { recursive: true });
    const machine = await farMachine(shellIn(tree.root, shell.command));
    expect(content(await machine.sweep())).toEqual(content(await near(tree.root).next()));
  },
);
