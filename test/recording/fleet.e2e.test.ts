/** One recording of several machines: made over `--via`, replayed with each apart, and scrubbed. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { gpuTop, jsonLines } from '../support/gpu-top.js';
import { temporaryTree, type TemporaryTree } from '../support/tree.js';

const scratch = mkdtempSync(join(tmpdir(), 'gpu-top-fleet-'));
let trees: TemporaryTree[];
let via: string[];

beforeAll(() => {
  trees = ['box', 'lab'].map((host, at) => {
    const tree = temporaryTree();
    tree.writeFile('proc/sys/kernel/hostname', `${host}\n`);
    const fdinfo = `drm-driver:\tv3d\ndrm-client-id:\t${at + 1}\ndrm-engine-render:\t5 ns\n`;
    tree.putProcess({ pid: 42, comm: `secret-${host}`, fds: { 5: { link: '/dev/dri/card0', fdinfo } } });
    return tree;
  });
  via = [...trees.map(({ root }) => `GPU_TOP_ROOT=${root} sh`), 'echo no such container >&2; exit 1'].flatMap((each) => [
    '--via',
    each,
  ]);
});
afterAll(() => {
  trees.forEach((tree) => tree[Symbol.dispose]());
  rmSync(scratch, { recursive: true });
});

it('replays with each machine apart, and the one that never came', async () => {
  const file = join(scratch, 'fleet.gputop');
  const made = await gpuTop(['record', ...via, '-n', '2', '-d', '0.3', file]);
  expect(made.code, made.stderr).toBe(0);
  const { stdout, code } = await gpuTop(['replay', file, '--json', '--check', '--all']);
  expect(code).toBe(0);
  const last = jsonLines(stdout).at(-1);
  expect(last).toMatchObject({
    source: { kind: 'replay' },
    hosts: [
      { host: 'box', trouble: null, processes_seen: 1, processes_unreadable: 0 },
      { host: 'lab', trouble: null, processes_seen: 1 },
      { trouble: expect.stringContaining('no such container') as string, processes_seen: null, by_errno: null },
    ],
  });
  const clients = last?.clients as { host: string; device: string; client_id: string }[];
  expect(clients.map(({ host, device, client_id }) => [host, device, client_id]).sort()).toEqual([
    ['box', 'box:v3d', '1'],
    ['lab', 'lab:v3d', '2'],
  ]);
  const filtered = await gpuTop(['replay', file, '--json', '--all', '--filter', 'host:lab']);
  expect(jsonLines(filtered.stdout).at(-1)?.clients).toHaveLength(1);
});

it('names no machine and no process when it is scrubbed, and still tells them apart', async () => {
  const file = join(scratch, 'scrubbed.gputop');
  expect((await gpuTop(['record', '--scrub', ...via, '-n', '1', '-d', '0.3', file])).code).toBe(0);
  const text = gunzipSync(readFileSync(file)).toString();
  expect(text).not.toMatch(/secret|"box|"lab|no such container|gpu-top-test/);
  const { stdout } = await gpuTop(['replay', file, '--json', '--all']);
  const clients = jsonLines(stdout).at(-1)?.clients as { host: string }[];
  expect(new Set(clients.map(({ host }) => host)).size).toBe(2);
});
