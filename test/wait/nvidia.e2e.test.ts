/** `gpu-top wait` where only nvidia-smi knows: a tree, and a tool that prints what the file `round` beside it says. */
import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { gpuTop, type Ran } from '../support/gpu-top.js';
import { temporaryTree, type TemporaryTree } from '../support/tree.js';

const GPU = '0000:01:00.0';
const FDINFO = 'pos:\t0\nflags:\t02\nmnt_id:\t1\nino:\t5\n';
const HEADER = '# gpu pid type sm mem enc dec fb command';

/** A GPU that the processes hold; pmon prints this row ten times a second. */
function machine(holders: readonly (readonly [pid: number, comm: string, uid?: number])[], row: string): TemporaryTree {
  const tree = temporaryTree();
  tree.writeFile(`proc/driver/nvidia/gpus/${GPU}/information`, 'Model: \t NVIDIA GeForce RTX 4090\nDevice Minor: \t 0\n');
  tree.writeFile(`sys/bus/pci/devices/${GPU}/power/runtime_status`, 'active\n');
  for (const [pid, comm, uid = 0] of holders)
    tree.putProcess({ pid, comm, uid, fds: { 7: { link: '/dev/nvidia0', fdinfo: FDINFO } } });
  tree.writeFile('round', row);
  tree.writeFile(
    'nvidia-smi',
    `#!/bin/sh\n[ "$1" = pmon ] || exec sleep 60\necho '${HEADER}'\nwhile :; do cat '${tree.root}/round'; sleep 0.1; done\n`,
  );
  chmodSync(join(tree.root, 'nvidia-smi'), 0o755);
  return tree;
}

function wait(tree: TemporaryTree, ...options: string[]): Promise<Ran> {
  const env = { GPU_TOP_NVIDIA_SMI: join(tree.root, 'nvidia-smi') };
  return gpuTop(['wait', '--root', tree.root, '-v', '-d', '100ms', '--idle', '400ms', ...options], { env, timeoutMs: 40_000 });
}

const TARGETS = [
  ['--device', '0'],
  ['--pid', '4242'],
] as const;

describe.each(TARGETS)('wait %s %s on NVIDIA', (...target) => {
  it('ends when the load does', async () => {
    using tree = machine([[4242, 'trainer']], '0 4242 C 60 9 0 0 100 trainer\n');
    setTimeout(() => tree.writeFile('round', '0 4242 C 0 0 0 0 100 trainer\n'), 4000);
    const { code, stderr } = await wait(tree, ...target, '--timeout', '30s');
    expect(stderr).toMatch(/^gpu-top: busy \(sm 60.0 %\)$/m);
    expect(stderr.trim().split('\n').at(-1)).toBe('gpu-top: idle');
    expect(code).toBe(0);
  });

  it('calls it busy although a dash leaves other engines unknown, and never idle', async () => {
    using tree = machine([[4242, 'trainer']], '0 4242 C 60 9 - - 100 trainer\n');
    setTimeout(() => tree.writeFile('round', '0 4242 C 0 0 - - 100 trainer\n'), 4000);
    const { code, stderr } = await wait(tree, ...target, '--timeout', '8s');
    expect(stderr).toMatch(/^gpu-top: busy \(sm 60.0 %\)$/m);
    expect(stderr.trim().split('\n').at(-1)).toMatch(/may be busy: nvidia-smi prints a dash for an engine of it/);
    expect(code).toBe(124);
  });

  it('goes on, and says why, where the tool is missing', async () => {
    using tree = machine([[4242, 'trainer']], '');
    tree.removePath('nvidia-smi');
    const { code, stderr } = await wait(tree, ...target, '--timeout', '3s');
    expect(stderr.trim().split('\n').at(-1)).toMatch(/may be busy: nvidia tells of processes only through nvidia-smi/);
    expect(code).toBe(124);
  });
});

it.each([
  ['nobody holds it', []],
  ["only the driver's daemon holds it", [[77, 'nvidia-persiste']]],
] as const)('a GPU is idle where %s, and no tool is asked', async (_, holders) => {
  using tree = machine(holders, '');
  tree.removePath('nvidia-smi');
  const { code, stderr } = await wait(tree, '--device', '0', '--timeout', '20s');
  expect({ code, stderr }).toEqual({ code: 0, stderr: 'gpu-top: idle\n' });
});

it('a process that an ordinary user calls like a daemon is none', async () => {
  using tree = machine([[77, 'nvidia-persiste', 1000]], '');
  tree.removePath('nvidia-smi');
  const { code, stderr } = await wait(tree, '--device', '0', '--timeout', '3s');
  expect({ code, last: stderr.trim().split('\n').at(-1) }).toMatchObject({
    code: 124,
    last: expect.stringContaining('may be busy') as string,
  });
});
