import { cpSync, mkdirSync, readdirSync, readFileSync, readlinkSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { openRoot } from '../../src/procfs/root.js';
import { capture } from '../../src/capture/capture.js';
import { scrubClientsTable } from '../../src/capture/scrub-clients-table.js';
import { Tokens } from '../../src/recording/scrub/tokens.js';
import type { DeviceFacts } from '../../src/drm/devices/device-facts.js';
import { withoutIdentity } from '../../src/measures/device-facts.js';
import type { Sweep } from '../../src/scan/sweep.js';
import { createScanSource } from '../../src/sources/scan-source.js';
import { toldSweep } from '../../src/sources/told-sweep.js';
import { DESKTOP } from '../../src/demo/desktop/desktop.js';
import { createSimulator } from '../../src/demo/simulator.js';
import { makeTempRoot, removeTempRoot } from '../../src/procfs-tree/temp-root.js';
import { TreeWriter } from '../../src/procfs-tree/tree-writer.js';
import { writeKfdMachine } from '../support/kfd-tree.js';
import { entriesBelow } from '../support/entries-below.js';

const folders: string[] = [];
afterAll(() => folders.forEach(removeTempRoot));

function newFolder(): string {
  const folder = makeTempRoot('capture-test');
  folders.push(folder);
  return folder;
}

function desktop(): string {
  const folder = newFolder();
  createSimulator(new TreeWriter(folder), DESKTOP).advanceTo(40);
  return folder;
}

async function sweepOf(folder: string): Promise<Sweep> {
  const sweep = await createScanSource({ root: openRoot({ root: folder }), mode: 'full' }).next();
  return sweep;
}

/** Process readings, those of the tool among them, without their times. */
async function readingsOf(folder: string) {
  const source = createScanSource({ root: openRoot({ root: folder }), mode: 'full' });
  const { processReadings = [] } = await toldSweep(source, true);
  await source.close();
  return processReadings
    .map((reading) => ({ ...reading, atNs: 0n }))
    .sort((a, b) => a.source.localeCompare(b.source) || a.pid - b.pid);
}

/** All of a sweep that does not follow from when and where it was taken. */
function still(sweep: Sweep) {
  const { devices, readings, processes, kernelClients } = sweep;
  return {
    devices: devices.map((device): DeviceFacts => ({ ...device, atNs: 0n })),
    readings: readings.map((reading) => ({ ...reading, atNs: 0n })).sort((a, b) => a.pid - b.pid || a.fd - b.fd),
    processes: [...processes.values()].sort((a, b) => a.pid - b.pid),
    kernelClients,
  };
}

/** Every path, link and text in a folder, as one text. */
function everything(folder: string): string {
  return entriesBelow(folder)
    .map((entry) => {
      const path = join(entry.parentPath, entry.name);
      const text = entry.isSymbolicLink() ? readlinkSync(path) : entry.isFile() ? readFileSync(path, 'latin1') : '';
      return `${path.slice(folder.length)}\n${text}\n`;
    })
    .join('');
}

const program = '0.1.0';

describe('a capture', () => {
  it('read as a tree gives the sweep of the system it was made from', async () => {
    const from = desktop();
    const to = newFolder();
    const captured = await capture(to, { root: openRoot({ root: from }), program, keepNames: true });
    const original = await sweepOf(from);
    expect(captured).toMatchObject({ devices: original.devices.length, fds: original.readings.length });
    expect(original.readings.length).toBeGreaterThan(5);
    expect(still(await sweepOf(to))).toEqual(still(original));
    const files = entriesBelow(to).filter((entry) => entry.isFile());
    expect(files.length).toBeGreaterThan(20);
    for (const { parentPath, name } of files) expect(statSync(join(parentPath, name)).mode & 0o077, name).toBe(0);
  });

  it('holds the DRM part alone: processes with DRM fds and those above them, no other fd, no other file of sysfs', async () => {
    const from = desktop();
    new TreeWriter(from).putProcess({ pid: 4_000_000, comm: 'bystander', fds: {} });
    writeFileSync(join(from, 'sys/class/drm/version'), 'drm 1.1.0\n');
    const to = newFolder();
    await capture(to, { root: openRoot({ root: from }), program });
    const { readings, processes } = await sweepOf(from);
    const above = [...processes.values()].flatMap(({ ancestors }) => (ancestors ?? []).map(({ pid }) => pid));
    const pids = readdirSync(join(to, 'proc')).filter((name) => /^\d+$/.test(name));
    expect(pids.map(Number).sort()).toEqual([...new Set([...readings.map(({ pid }) => pid), ...above])].sort());
    const fds = pids.flatMap((pid) => readdirSync(join(to, 'proc', pid, 'fd')));
    expect(fds.length).toBe(readings.length);
    expect(readdirSync(to).sort()).toEqual(['capture.json', 'dev', 'etc', 'proc', 'sys', 'usr']);
    expect(everything(to)).not.toMatch(/bystander|drm 1\.1\.0/);
  });

  it('without --keep-names holds no name of the system', async () => {
    const from = desktop();
    const to = newFolder();
    await capture(to, { root: openRoot({ root: from }), program });
    const original = await sweepOf(from);
    const names = new Set<string>([original.host]);
    for (const { comm, ancestors, cmdline, user, unit } of original.processes.values()) {
      for (const name of [
        comm,
        ...(ancestors ?? []).map((each) => each.comm),
        cmdline,
        user === 'root' ? null : user,
        unit?.text ?? null,
      ])
        if (name !== null && !/^(systemd|session-)/.test(name)) names.add(name);
    }
    const text = everything(to);
    for (const name of names) expect(text, name).not.toContain(name);
    expect(JSON.parse(readFileSync(join(to, 'capture.json'), 'utf8'))).toMatchObject({
      program,
      scrubbed: true,
      strategy: 'auto',
    });
    const [before, after] = [still(original), still(await sweepOf(to))];
    expect(after.devices).toEqual(before.devices);
    expect(after.readings.map(({ pid, fd, link, device }) => ({ pid, fd, link, device }))).toEqual(
      before.readings.map(({ pid, fd, link, device }) => ({ pid, fd, link, device })),
    );
    expect(after.processes.map(({ pid, startTimeTicks, cpuTicks }) => ({ pid, startTimeTicks, cpuTicks }))).toEqual(
      before.processes.map(({ pid, startTimeTicks, cpuTicks }) => ({ pid, startTimeTicks, cpuTicks })),
    );
  });

  it('of a tree of words that stand nowhere else holds none of them', async () => {
    const from = desktop();
    const words = {
      node: 'zqnodename',
      memfd: 'zqmemfd',
      anon: 'zqanon',
      release: 'zqrelease',
      uevent: 'zquevent',
      session: '884422661',
      value: 'zqvalue',
      key: 'zqcomm',
      argument: 'zqargument',
      user: 'zquser',
      unit: 'zqunit',
      host: 'zqhost',
    };
    const tree = new TreeWriter(from);
    const text = `drm-driver:\tv3d\ndrm-client-id:\t5\ndrm-client-name:\t${words.value}\nsession:\t${words.session}\ndrm-session-id:\t${words.session}\n`;
    tree.putProcess({
      ...{
        pid: 4_000_000,
        comm: words.key,
        cmdline: ['/usr/bin/x', words.argument],
        uid: 4711,
        cgroup: `0::/${words.unit}.service\n`,
      },
      fds: {
        3: { link: '/dev/dri/renderD128', fdinfo: text },
        4: { link: `/dev/dri/${words.node}`, fdinfo: text },
        5: { link: `/memfd:${words.memfd} (deleted)`, fdinfo: text },
        6: { link: `anon_inode:[${words.anon}]`, fdinfo: text },
        7: { link: `/dev/${words.node}`, fdinfo: text },
      },
    });
    tree.setUsers([{ uid: 4711, name: words.user }]);
    tree.writeFile('proc/sys/kernel/osrelease', `6.18.1-${words.release}\n`);
    tree.writeFile('proc/sys/kernel/hostname', `${words.host}\n`);
    for (const entry of entriesBelow(from)) {
      if (entry.name !== 'uevent') continue;
      const path = join(entry.parentPath, entry.name);
      writeFileSync(path, `${readFileSync(path, 'utf8')}ACME=${words.uevent}\n`);
    }
    const to = newFolder();
    await capture(to, { root: openRoot({ root: from }), program });
    const all = everything(to);
    for (const [what, word] of Object.entries(words)) expect(all, what).not.toContain(word);
    expect(all).toContain('"kernel": "6.18.1"');
    expect(still(await sweepOf(to)).readings.filter(({ pid }) => pid === 4_000_000).length).toBeGreaterThan(0);
  });

  it.each(readdirSync('fixtures/sysfs', { withFileTypes: true }).flatMap((entry) => (entry.isDirectory() ? [entry.name] : [])))(
    'takes along all that is read of the devices of %s, but for their serial numbers',
    async (machine) => {
      const from = newFolder();
      cpSync(join('fixtures/sysfs', machine), from, { recursive: true, verbatimSymlinks: true });
      mkdirSync(join(from, 'proc'), { recursive: true });
      const to = newFolder();
      await capture(to, { root: openRoot({ root: from }), program });
      expect(still(await sweepOf(to)).devices).toEqual(still(await sweepOf(from)).devices.map(withoutIdentity));
      const whole = newFolder();
      await capture(whole, { root: openRoot({ root: from }), program, keepNames: true });
      expect(still(await sweepOf(whole)).devices).toEqual(still(await sweepOf(from)).devices);
    },
  );

  it('of KFD and NVIDIA read as a tree gives the same process readings, and without names no word of theirs', async () => {
    const words = {
      comm: 'zqtrainer',
      uuid: 'GPU-zquuid',
      serial: '77665544332211',
      node: 'zqnode',
      said: 'zqsaid',
      file: 'zqfile',
    };
    const from = newFolder();
    const tree = new TreeWriter(from);
    writeKfdMachine(tree);
    const properties = 'sys/class/kfd/kfd/topology/nodes/1/properties';
    tree.writeFile(properties, `${readFileSync(join(from, properties), 'utf8')}unique_id ${words.serial}\nname ${words.node}\n`);
    tree.writeFile('sys/class/kfd/kfd/proc/4242/stats_28851/evicted_ms', `${words.file}\n`);
    tree.writeFile(
      'proc/driver/nvidia/gpus/0000:01:00.0/information',
      `Model: \t NVIDIA GeForce RTX 4090\nGPU UUID: \t ${words.uuid}\nDevice Minor: \t 0\n`,
    );
    tree.writeFile(
      'nvidia-smi/pmon',
      `# gpu pid type sm mem enc dec fb command\n# Idx # C/G % % % % MB name\n 0 600 C 41 9 - - 100 ${words.comm}\n${words.said}\n`,
    );
    tree.writeFile(
      'nvidia-smi/query',
      `0, 00000000:01:00.0, 41, 100, 1000, 50, [N/A], 300.00, 1500, 9, 1593, 1980, 1593, 350.00, [N/A], 95.02.3C.00.B7, ${words.uuid}\n${words.said}\n`,
    );
    const kfd = { link: '/dev/kfd', fdinfo: 'pos:\t0\n' };
    tree.putProcess({ pid: 4242, comm: words.comm, fds: { 9: kfd } });
    tree.putProcess({ pid: 600, comm: words.comm, fds: { 4: { link: '/dev/nvidia0', fdinfo: 'pos:\t0\n' } } });
    const original = await readingsOf(from);
    expect(original.map(({ source, pid, isOurs }) => [source, pid, isOurs])).toEqual([
      ['kfd', 4242, true],
      ['kfd', 5150, false],
      ['nvidia-smi', 600, true],
    ]);
    const whole = newFolder();
    await capture(whole, { root: openRoot({ root: from }), program, keepNames: true });
    expect(await readingsOf(whole)).toEqual(original);
    const to = newFolder();
    await capture(to, { root: openRoot({ root: from }), program });
    const all = everything(to);
    for (const [what, word] of Object.entries(words)) expect(all, what).not.toContain(word);
    const plain = (text: string) => text.replace(/\S+$/gm, '').replace(/\s+/g, ' ');
    const after = await readingsOf(to);
    expect(after.map(({ text, ...reading }) => ({ ...reading, text: plain(text) }))).toEqual(
      original.map(({ text, ...reading }) => ({ ...reading, text: plain(text) })),
    );
    expect(all).toContain('NVIDIA GeForce RTX 4090');
  });

  it('takes along what is no text', async () => {
    const from = newFolder();
    const tree = new TreeWriter(from);
    tree.writeFile('sys/class/drm/card0/dev', '226:0\n');
    tree.writeFile('sys/class/drm/card0/device/uevent', 'DRIVER=amdgpu\nPCI_SLOT_NAME=0000:03:00.0\n');
    // A table of version 1.3 in which bit 36 alone is set.
    const metrics = Uint8Array.from({ length: 120 }, (_, at) => ({ 0: 120, 2: 1, 3: 3, 116: 16 })[at] ?? 0);
    tree.writeFile('sys/class/drm/card0/device/gpu_metrics', metrics);
    const to = newFolder();
    await capture(to, { root: openRoot({ root: from }), program });
    expect((await sweepOf(to)).devices).toMatchObject([{ throttleReasons: ['temp_hotspot'] }]);
  });

  it.each([
    ['is not empty', (folder: string) => writeFileSync(join(folder, 'x'), ''), ''],
    ['is a file', (folder: string) => writeFileSync(join(folder, 'x'), ''), 'x'],
  ])('is refused where the folder %s', async (_, prepare, name) => {
    const folder = newFolder();
    prepare(folder);
    const writing = capture(join(folder, name), { root: openRoot({ root: desktop() }), program });
    await expect(writing).rejects.toMatchObject({ name: 'UsageError' });
    await expect(writing).rejects.toThrow(/^cannot write a capture into /);
  });
});

describe('scrubbing a clients table', () => {
  it('replaces command, name and user, and leaves what the reader uses', () => {
    const table = `             command  tgid dev master a   uid      magic                           name          id
      systemd-logind   312   1   y    y     0          0                        <unset>           1
          alice tool  4242 128   n    n  1000          0               alice's own name          17
           short row
`;
    const scrubbed = scrubClientsTable(new Tokens(), table);
    expect(scrubbed).not.toMatch(/alice|1000|short/);
    expect(scrubbed.split('\n')[2]?.trim()).toMatch(/^comm-\S{8} 4242 128 n n 1001 0 name-\S{8} 17$/);
    expect(scrubbed.split('\n')[1]).toContain(' 312 1 y y 0 0 <unset> 1');
  });
});
