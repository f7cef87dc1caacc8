/** `gpu-top doctor` as its users meet it: on trees, as a user without rights, behind hidepid, in a container; and its advice, typed in. */
import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Finding } from '../../src/doctor/finding.js';
import { hidingMode, procMountOptions } from '../../src/doctor/view-of-proc.js';
import { gpuTop, jsonLines } from '../support/gpu-top.js';
import { readableProgram } from '../support/readable-program.js';
import { skipped, whyWithout } from '../support/tools.js';
import { takeStep, treeCases, TREE_FIXTURES } from '../support/tree-fixtures.js';
import { temporaryTree } from '../support/tree.js';

/** `nobody`, who is in every passwd. */
const USER = 65_534;

function fixture(name: string): string {
  return join(TREE_FIXTURES, name, 'tree');
}

function findingsIn(json: string): Finding[] {
  return JSON.parse(json) as Finding[];
}

function about(findings: readonly Finding[], topic: string): string[] {
  return findings.filter((finding) => finding.topic === topic).map(({ state, text }) => `${state}: ${text}`);
}

describe('of a tree', () => {
  it('tells what is in it and asks for no rights', async () => {
    const { code, stdout, stderr } = await gpuTop(['doctor', '--root', fixture('dup')]);
    expect(stderr).toBe('');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^ok {6}device {5}card0 renderD128 \S amdgpu \S 0000:03:00\.0$/m);
    expect(stdout).toMatch(/^ok {6}clients {4}1 client in 1 process$/m);
    expect(stdout).not.toMatch(/CAP_|debugfs|kernel/);
  });

  it('whose names are hostile prints what a terminal may see', async () => {
    const { code, stdout } = await gpuTop(['doctor', '--root', fixture('hostile-names')]);
    expect(code).toBe(0);
    expect(stdout).not.toMatch(/[\x00-\x09\x0b-\x1f\x7f-\x9f]/);
  });

  it('without a device ends with 1', async () => {
    using tree = temporaryTree();
    const { code, stdout } = await gpuTop(['doctor', '--root', tree.root]);
    expect(code).toBe(1);
    expect(stdout).toMatch(/^PROBLEM devices {4}no DRM device/m);
  });

  it('that is none ends with 2 and one line', async () => {
    const { code, stdout, stderr } = await gpuTop(['doctor', '--root', '/nowhere']);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(/^gpu-top: --root '\/nowhere' does not exist.*\n$/);
  });

  it('as JSON is one line with the same findings', async () => {
    const { code, stdout } = await gpuTop(['doctor', '--json', '--root', fixture('nouveau')]);
    expect(code).toBe(0);
    expect(stdout.trimEnd().split('\n')).toHaveLength(1);
    const [device] = findingsIn(stdout);
    expect(Object.keys(device ?? {})).toEqual(['state', 'topic', 'text', 'why', 'todo']);
    expect(device).toMatchObject({ state: 'note', topic: 'device' });
  });

  it('shows the command that switches on the counters of panfrost', async () => {
    using tree = temporaryTree();
    for (const found of treeCases().filter(({ name }) => name === 'profiling-off')) takeStep(tree, found, 0);
    tree.writeFile('sys/devices/platform/ff9a0000.gpu/profiling', '0\n');
    const { stdout } = await gpuTop(['doctor', '--json', '--root', tree.root]);
    const [device] = findingsIn(stdout);
    expect(device?.todo).toMatch(/echo 1 > \/sys\/\S+\/profiling$/);
  });
});

/** Where this machine's own /proc hides other users' processes, nothing is refused: it is not seen at all. */
const isHidden = hidingMode(procMountOptions(readFileSync('/proc/self/mountinfo', 'utf8'), '/proc')) !== null;
const notRoot = skipped('root', process.getuid?.() === 0 ? null : 'what users without rights see can be tested by root only');
const noNamespace =
  notRoot ??
  skipped(
    'unshare',
    spawnSync('unshare', ['--mount', '--pid', '--fork', 'true']).status === 0 ? null : 'namespaces cannot be made here',
  );
const noSetpriv = notRoot ?? whyWithout('setpriv', 'util-linux');

describe.skipIf(notRoot !== null)('of a user without rights', () => {
  it('says which right is missing, once, and that nothing else is wrong', async () => {
    const { stdout } = await gpuTop(['doctor', '--json'], { uid: USER });
    const findings = findingsIn(stdout);
    expect(about(findings, 'rights')).toEqual(['note: CAP_SYS_PTRACE is missing']);
    const expected = isHidden ? /^ok: the \d+ that are not hidden can be read$/ : /^note: \d+ of \d+ cannot be read \(EACCES\)$/;
    expect(about(findings, 'processes')).toEqual([expect.stringMatching(expected)]);
  });
});

/** What a line prints in a shell where sudo does as it is told, as if typed by a user with the right to everything. */
function typeIn(line: string): string {
  using tree = temporaryTree();
  const { node, bin } = readableProgram();
  const folder = join(tree.root, 'bin');
  mkdirSync(folder);
  const programs = {
    sudo: 'exec "$@"',
    id: `exec ${execFileSync('which', ['id'], { encoding: 'utf8' }).trim()} "$@" ${USER}`,
    'gpu-top': `exec ${node} ${bin} "$@"`,
  };
  for (const [name, script] of Object.entries(programs)) {
    writeFileSync(join(folder, name), `#!/bin/sh\n${script}\n`);
    chmodSync(join(folder, name), 0o755);
  }
  chmodSync(tree.root, 0o755);
  const env = { ...process.env, PATH: `${folder}:${process.env.PATH ?? ''}` };
  return spawnSync('sh', ['-c', line], { env, encoding: 'utf8' }).stdout;
}

describe.skipIf(noSetpriv !== null)('advice, typed in as it is printed', () => {
  interface Line {
    readonly coverage: { readonly processes_unreadable: number };
    readonly scan: { readonly processes: number };
  }

  it('lets a user see what was refused, and asks for nothing more than it gave', async () => {
    const before = await gpuTop(['doctor', '--json'], { uid: USER });
    const line = findingsIn(before.stdout).find(({ topic }) => topic === 'rights')?.todo ?? '';
    expect(line).toContain('sys_ptrace');
    const tick = ['--json', '-n', '1', '-d', '0.1'];
    const [refused] = jsonLines((await gpuTop(tick, { uid: USER })).stdout) as unknown as Line[];
    const [seen] = jsonLines(typeIn(`${line} ${tick.join(' ')}`)) as unknown as Line[];
    if (isHidden) expect(seen?.scan.processes).toBeGreaterThan(refused?.scan.processes ?? Infinity);
    else expect(seen?.coverage.processes_unreadable).toBeLessThan((refused?.coverage.processes_unreadable ?? 0) / 2);

    const after = findingsIn(typeIn(`${line} doctor --json`));
    expect(about(after, 'rights')).toEqual(['ok: CAP_SYS_PTRACE is there', 'note: CAP_DAC_READ_SEARCH is missing']);
    const more = after.find(({ text }) => text.startsWith('CAP_DAC_READ_SEARCH'))?.todo ?? '';
    expect(about(findingsIn(typeIn(`${more} doctor --json`)), 'rights')).toEqual([
      'ok: CAP_SYS_PTRACE and CAP_DAC_READ_SEARCH are there',
    ]);
  });
});

describe.skipIf(noNamespace !== null)('behind what hides processes', () => {
  const { node, bin } = readableProgram();
  const doctor = `${node} ${bin} doctor --json`;
  const as = (capabilities: string) =>
    `setpriv --reuid=${USER} --regid=${USER} --clear-groups --inh-caps=${capabilities} --ambient-caps=${capabilities} ${doctor}`;
  const inside = (options: readonly string[], script: string): Finding[] =>
    findingsIn(spawnSync('unshare', ['--mount', ...options, 'sh', '-c', script], { encoding: 'utf8' }).stdout);
  const mount = (mode: string) => `mount -t proc -o hidepid=${mode} proc /proc`;

  it.skipIf(noSetpriv !== null).each([
    ['invisible', 'invisible', '-all', 1],
    ['2', 'invisible', '-all', 1],
    ['noaccess', '', '-all', 0],
    ['invisible', '', '+sys_ptrace', 0],
  ])('hidepid=%s is called %j with the rights %s', (mode, name, capabilities, notes) => {
    const findings = inside([], `${mount(mode)}; ${as(capabilities)}`);
    expect(about(findings, 'hidepid')).toEqual(Array(notes).fill(`note: /proc is mounted with hidepid=${name}`));
    expect(about(findings, 'container')).toEqual([]);
    const missing = capabilities === '-all' ? 'note: CAP_SYS_PTRACE is missing' : 'ok: CAP_SYS_PTRACE is there';
    expect(about(findings, 'rights')[0]).toBe(missing);
  });

  it('a PID namespace of its own is noticed', () => {
    const findings = inside(['--pid', '--fork', '--mount-proc'], `${doctor}; :`);
    expect(about(findings, 'container')).toEqual(['note: only the processes of this PID namespace are seen']);
  });
});
