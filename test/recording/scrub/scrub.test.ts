import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseFdinfo } from '../../../src/drm/fdinfo/parse-fdinfo.js';
import { unitOfCgroup } from '../../../src/units/cgroup.js';
import { openRecording } from '../../../src/recording/reader.js';
import { createRecorder } from '../../../src/recording/recorder.js';
import { Scrubber } from '../../../src/recording/scrub/scrub-sweep.js';
import { scrubFdinfo, scrubPath, scrubProcessText } from '../../../src/recording/scrub/scrub-text.js';
import { scrubCgroup, scrubUnit } from '../../../src/recording/scrub/scrub-unit.js';
import { Tokens } from '../../../src/recording/scrub/tokens.js';
import { makeUnit } from '../../../src/units/unit.js';
import type { Sweep } from '../../../src/scan/sweep.js';
import { parsePmon } from '../../../src/nvidia/pmon.js';
import { PMON_FORMS } from '../../support/pmon-forms.js';
import { fdinfoFixtures } from '../../support/fdinfo-fixtures.js';
import { takeSweeps } from '../../support/made-sweeps.js';

const ID = '3f2a9c81d0e45566778899aabbccddeeff00112233445566778899aabbccddee';

describe('tokens', () => {
  it('are the same for the same text in one run, and others in the next', () => {
    const [one, two] = [new Tokens(), new Tokens()];
    expect(one.word('user', 'alice')).toBe(one.word('user', 'alice'));
    expect(one.word('user', 'alice')).not.toBe(one.word('user', 'bob'));
    expect(one.word('user', 'alice')).not.toBe(two.word('user', 'alice'));
  });

  it('stay the same however many others come between', () => {
    const tokens = new Tokens();
    const before = tokens.word('comm', 'blender');
    for (let index = 0; index < 25_000; index += 1) tokens.word('comm', String(index));
    expect(tokens.word('comm', 'blender')).toBe(before);
  });

  it('show that a client is named like its process', () => {
    const tokens = new Tokens();
    expect(tokens.word('comm', 'blender').split('-')[1]).toBe(tokens.word('name', 'blender').split('-')[1]);
  });

  it('leave root alone and number the other users', () => {
    const tokens = new Tokens();
    expect([0, 1000, 33, 1000].map((uid) => tokens.uid(uid))).toEqual([0, 1001, 1002, 1001]);
  });
});

describe('scrubbing a unit or cgroup', () => {
  it.each([
    `0::/system.slice/docker-${ID}.scope\n`,
    `0::/user.slice/user-1000.slice/user@1000.service/user.slice/libpod-${ID}.scope\n`,
    `0::/kubepods.slice/kubepods-burstable.slice/kubepods-burstable-pod12345678_1234_1234_1234_1234567890ab.slice/cri-containerd-${ID}.scope\n`,
    `12:cpu,cpuacct:/kubepods/besteffort/pod12345678-1234-1234-1234-1234567890ab/${ID}\n1:name=systemd:/kubepods/besteffort/pod12345678-1234-1234-1234-1234567890ab/${ID}\n`,
    // A pod of kubelet's own: its uid has no dashes.
    `0::/kubepods/burstable/pod${ID.slice(0, 32)}/${ID}\n`,
    '0::/lxc.payload.webserver/system.slice/nginx.service\n',
    '0::/user.slice/user-1000.slice/user@1000.service/app.slice/app-flatpak-org.gnome.Maps-4711.scope\n',
    '0::/user.slice/user-1000.slice/user@1000.service/app.slice/snap.firefox.firefox-1234.scope\n',
    '0::/system.slice/gdm.service\n',
    '0::/user.slice/user-1000.slice/session-3.scope\n',
    '0::/\n',
  ])('leaves the kind of unit readable: %j', (cgroup) => {
    const tokens = new Tokens();
    const unit = unitOfCgroup(cgroup);
    const scrubbed = scrubCgroup(tokens, cgroup);
    expect(unitOfCgroup(scrubbed)).toEqual(unit === null ? null : scrubUnit(tokens, unit));
    for (const name of [ID, ID.slice(0, 12), '12345678', 'webserver', 'nginx', 'gnome', 'firefox', 'gdm', '1000']) {
      expect(scrubbed).not.toContain(name);
    }
  });

  it('lets no word through that it does not know, in any script', () => {
    const tokens = new Tokens();
    fc.assert(
      fc.property(fc.stringMatching(/^[a-zé日<>]{3,12}$/), (name) => {
        fc.pre(
          ![
            'user',
            'app',
            'cpu',
            'pids',
            'docker',
            'lxc',
            'pod',
            'snap',
            'init',
            'misc',
            'rdma',
            'slice',
            'scope',
            'mount',
            'io',
            'cri',
            'crio',
            'name',
          ].includes(name),
        );
        expect(scrubCgroup(tokens, `/system.slice/${name}.service`)).not.toContain(`/${name}.`);
      }),
    );
  });
});

describe('scrubbing a path', () => {
  const tokens = new Tokens();

  it.each([
    '/dev/dri/renderD128',
    '/dev/dri/card1 (deleted)',
    '/dev/accel/accel0',
    '/dev/nvidia0',
    'socket:[4711]',
    'pipe:[17]',
    'anon_inode:[eventfd]',
    'anon_inode:sync_file',
    '/proc/42/fdinfo/5',
    '/sys/class/drm',
    '/',
  ])('leaves %j, which names nobody', (path) => {
    expect(scrubPath(tokens, path)).toBe(path);
  });

  it.each([
    ['/home/alice/gpu', /^\/path-[0-9a-f]{8}$/],
    ['/home/alice/gpu (deleted)', /^\/path-[0-9a-f]{8} \(deleted\)$/],
    ['/memfd:alice-secret (deleted)', /^\/memfd:path-[0-9a-f]{8} \(deleted\)$/],
    ['/dev/shm/alice', /^\/path-[0-9a-f]{8}$/],
    ['/dev/dri/../../home/alice', /^\/path-[0-9a-f]{8}$/],
    ['alice', /^\/path-[0-9a-f]{8}$/],
    ['socket:[4711]\n/home/alice', /^\/path-[0-9a-f]{8}$/],
  ])('replaces %j', (path, form) => {
    expect(scrubPath(tokens, path)).toMatch(form);
  });
});

describe('scrubbing fdinfo', () => {
  it('changes nothing in real texts but client names and what only some drivers print', () => {
    const tokens = new Tokens();
    for (const { name, text } of fdinfoFixtures().filter(({ name }) => !name.startsWith('made-up'))) {
      const [before, after] = [parseFdinfo(text), parseFdinfo(scrubFdinfo(tokens, text))];
      expect({ ...after, clientName: null, unknown: null, badLines: null }, name).toEqual({
        ...{ ...before, clientName: null, unknown: null, badLines: null },
      });
      expect(after.clientName === null, name).toBe(before.clientName === null);
    }
  });

  it.each([
    ['a client name', 'drm-client-name:\talice', /^drm-client-name:\tname-[0-9a-f]{8}$/],
    ['a client name of digits', 'drm-client-name:\t5551234', /^drm-client-name:\tname-[0-9a-f]{8}$/],
    ['the words of a key that nobody knows yet', 'drm-app:\talice 5', /^drm-app:\ttext-[0-9a-f]{8}$/],
    ['a line without a key', 'alice', /^text-[0-9a-f]{8}$/],
    ['a driver that is none', 'drm-driver:\talice and bob', /^drm-driver:\ttext-[0-9a-f]{8}$/],
  ])('replaces %s', (_, line, form) => {
    expect(scrubFdinfo(new Tokens(), line)).toMatch(form);
  });
});

describe('a scrubbed recording', () => {
  const named = (sweep: Sweep): Sweep => ({
    ...sweep,
    host: 'alices-laptop',
    source: { kind: 'tree', root: '/home/alice/tree' },
    coverage: { ...sweep.coverage, troubles: [{ errno: 'EIO', path: '/home/alice/tree/proc/1' }] },
    readings: sweep.readings.map((reading) => ({
      ...reading,
      link: '/home/alice/gpu',
      text: `${reading.text}drm-client-name:\talice\n`,
    })),
    processes: new Map(
      Array.from(sweep.processes, ([pid, facts]) => [
        pid,
        {
          ...facts,
          comm: 'alice-tool',
          cmdline: '/home/alice/tool --secret',
          user: 'alice',
          uid: 4321,
          unit: makeUnit('systemd', { service: 'alice.service' }),
        },
      ]),
    ),
  });

  it('holds no name, and all the numbers', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'gpu-top-scrub-'));
    const path = join(folder, 'x.gputop');
    const sweeps = takeSweeps(4, { clients: 3 }).map(named);
    const recorder = await createRecorder(path, { program: '0.1.0', bootId: 'alices-boot', scrub: true });
    for (const sweep of sweeps) await recorder.write(sweep);
    await recorder.close();
    const bytes = readFileSync(path);
    expect(gunzipSync(bytes).toString()).not.toMatch(/alice|secret|tool|4321/);
    expect(bytes.toString('latin1')).not.toMatch(/alice/);
    const recording = await openRecording(path);
    expect(recording.header.scrubbed).toBe(true);
    const replayed: Sweep[] = [];
    for await (const { sweep } of recording.sweepsFrom(0)) replayed.push(sweep);
    await recording.close();
    rmSync(folder, { recursive: true });
    const numbers = (sweep: Sweep) => [
      sweep.atNs,
      sweep.devices,
      sweep.readings.map(({ pid, fd, atNs, text }) => ({ pid, fd, atNs, engines: parseFdinfo(text).engines })),
      Array.from(sweep.processes.values(), ({ pid, startTimeTicks, cpuTicks }) => ({ pid, startTimeTicks, cpuTicks })),
    ];
    expect(replayed.map(numbers)).toEqual(sweeps.map(numbers));
  });

  it('keeps the names on which the choice of an owner rests', () => {
    const [sweep] = takeSweeps(1, { clients: 1 }).map(named);
    const facts = sweep?.processes.get(4000);
    if (facts === undefined) throw new Error('no process');
    const scrubber = new Scrubber();
    expect(scrubber.process({ ...facts, comm: 'systemd-logind' }).comm).toBe('systemd-logind');
    expect(scrubber.process({ ...facts, comm: 'seatd' }).comm).toBe('seatd');
    expect(scrubber.process(facts).comm).toMatch(/^comm-[0-9a-f]{8}$/);
  });
});

describe('scrubbing a process reading', () => {
  it('keeps what KFD counts, and no other line', () => {
    const kfd = 'gpu_id: 28851\nvram_28851: 8589934592\ncontext_0/sdma_28851: 300\n';
    expect(scrubProcessText(new Tokens(), kfd)).toBe(kfd);
    expect(scrubProcessText(new Tokens(), 'vram_1: alice\n')).not.toContain('alice');
  });

  it.each(Object.values(PMON_FORMS))('takes the command out of pmon and leaves the numbers (%#)', ({ text }) => {
    const scrubbed = scrubProcessText(new Tokens(), text);
    expect(scrubbed).not.toMatch(/gnome|python|prog|a {2}b/);
    const numbers = (of: string) => parsePmon(of).map(({ gpu, pid, values }) => [gpu, pid, [...values]]);
    expect(numbers(scrubbed)).toEqual(numbers(text));
  });

  it('keeps no line that it does not understand', () => {
    expect(scrubProcessText(new Tokens(), '# gpu pid type sm command\n 0 1 C alice@home x\nalice\n')).not.toContain('alice');
  });
});
