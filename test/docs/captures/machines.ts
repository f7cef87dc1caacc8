/** Machines that are made up, second by second: what the screen looks like on hardware that the demo has not. */
import { ByName } from '../../../src/measures/by-name.js';
import { inEngineOrder } from '../../../src/measures/engines.js';
import type { Client, Device, Snapshot } from '../../../src/ledger/snapshot.js';
import { client, device, engineUse, GIB, MIB, SECOND_NS, snapshot, type DeviceWords } from '../../support/snapshots.js';

/** A device with its clients. */
interface Made {
  readonly words: DeviceWords & { readonly id: string; readonly driver: string };
  /** Of each engine, the one that everybody uses first, how busy its first client keeps it, and how many there are of it. */
  readonly load: Readonly<Record<string, readonly [mean: number, capacity: number]>>;
  readonly clients: readonly Who[];
  /** Where clients have memory, and the first of them how much; those after it have less. */
  readonly region: string;
  readonly firstBytes: number;
  readonly memory: (second: number) => NonNullable<DeviceWords['memory']>;
}

interface Who {
  readonly comm: string;
  readonly cmdline: string;
  readonly unit?: string;
  readonly user?: string;
}

const DESK: readonly Who[] = [
  { comm: 'blender', cmdline: 'blender -b scene.blend -f 1..250' },
  {
    comm: 'ffmpeg',
    cmdline: '/usr/bin/ffmpeg -hwaccel vaapi -i /media/film.mkv -c:v h264_vaapi out.mp4',
    unit: 'docker:3f2a9c81d0e4',
    user: 'root',
  },
  { comm: 'firefox', cmdline: '/usr/lib/firefox/firefox', unit: 'app:firefox' },
  { comm: 'gnome-shell', cmdline: '/usr/bin/gnome-shell', unit: 'app:org.gnome.Shell' },
  { comm: 'signal-desktop', cmdline: '/app/Signal/signal-desktop --type=gpu-process', unit: 'flatpak:org.signal.Signal' },
  { comm: 'Xwayland', cmdline: '/usr/bin/Xwayland :0 -rootless -noreset' },
];

function ranks(from: number, count: number): Who[] {
  return Array.from({ length: count }, (_, i) => ({
    comm: 'python3',
    cmdline: `/opt/venv/bin/python3 train.py --config llama-70b.yaml --local-rank ${from + i}`,
    unit: 'kubernetes:0c3f1b2a-77aa/9b1d22c3f001',
    user: 'ben',
  }));
}

/** Students of a course, on one card. */
function crowd(count: number): Who[] {
  const programs = ['jupyter', 'python3', 'Xorg', 'chrome', 'blender', 'ffmpeg'];
  return Array.from({ length: count }, (_, i) => {
    const comm = programs[i % programs.length] ?? '';
    return {
      comm,
      cmdline: `/usr/bin/${comm} --session ${i}`,
      unit: `docker:${(0x3f2a9c00 + i * 7919).toString(16)}c0de`,
      user: `s${1000 + i}`,
    };
  });
}

const AMD: Made = {
  words: {
    ...{ id: '0000:03:00.0', driver: 'amdgpu', nodes: ['card1', 'renderD128'], name: 'Navi 32 [Radeon RX 7800 XT]' },
    ...{ temperatureCelsius: 61, powerWatts: 142, powerCapWatts: 212, frequencyHz: 2.41e9, maxFrequencyHz: 2.6e9, fanRpm: 1440 },
  },
  load: { gfx: [0.5, 1], compute: [0.1, 1], dec: [0.3, 1], enc: [0.1, 1], dma: [0.02, 1] },
  clients: DESK,
  region: 'vram',
  firstBytes: 5 * GIB,
  memory: (second) => ({
    vram: { usedBytes: (7 + second / 100) * GIB, totalBytes: 16 * GIB },
    gtt: { usedBytes: 212 * MIB, totalBytes: 31 * GIB },
  }),
};

const I915: Made = {
  words: {
    ...{ id: '0000:00:02.0', driver: 'i915', nodes: ['card0', 'renderD128'], name: 'Alder Lake-P GT2 [Iris Xe Graphics]' },
    ...{ frequencyHz: 1.1e9, maxFrequencyHz: 1.4e9 },
  },
  load: { render: [0.4, 1], copy: [0.02, 1], video: [0.3, 2], 'video-enhance': [0.1, 1] },
  clients: DESK.slice(1, 5),
  region: 'system0',
  firstBytes: 300 * MIB,
  memory: () => ({ system0: { usedBytes: 800 * MIB, totalBytes: null } }),
};

const APU: Made = {
  ...AMD,
  words: {
    ...{ id: '0000:c4:00.0', driver: 'amdgpu', nodes: ['card1', 'renderD128'], name: 'Phoenix1 [Radeon 780M]' },
    ...{ temperatureCelsius: 52, powerWatts: 18.3, frequencyHz: 1.4e9, maxFrequencyHz: 2.7e9, busyRatio: 0.4 },
  },
  clients: DESK.slice(1),
  region: 'gtt',
  firstBytes: 900 * MIB,
  memory: (second) => ({
    vram: { usedBytes: 480 * MIB, totalBytes: 512 * MIB },
    gtt: { usedBytes: (2.3 + second / 300) * GIB, totalBytes: 15 * GIB },
  }),
};

const ARC: Made = {
  words: {
    ...{ id: '0000:07:00.0', driver: 'xe', nodes: ['card2', 'renderD129'], name: 'DG2 [Arc A770]' },
    ...{ temperatureCelsius: 48, powerWatts: 88, powerCapWatts: 190, frequencyHz: 2.1e9, maxFrequencyHz: 2.4e9, fanRpm: 900 },
  },
  load: { rcs: [0.2, 1], ccs: [0.7, 4], vcs: [0.4, 2], vecs: [0.1, 2], bcs: [0.03, 1] },
  clients: ranks(0, 3),
  region: 'vram0',
  firstBytes: 6 * GIB,
  memory: (second) => ({
    vram0: { usedBytes: (9 + second / 120) * GIB, totalBytes: 16 * GIB },
    gtt: { usedBytes: 300 * MIB, totalBytes: null },
  }),
};

const MI300: readonly Made[] = Array.from({ length: 8 }, (_, i) => ({
  words: {
    ...{ id: `0000:${(5 + i * 0x10).toString(16).padStart(2, '0')}:00.0`, driver: 'amdgpu' },
    ...{ nodes: [`card${i + 1}`, `renderD${128 + i * 8}`], name: 'Aqua Vanjaram [Instinct MI300X]' },
    ...{ temperatureCelsius: 68 + i, powerWatts: 600 - i * 20, powerCapWatts: 750, frequencyHz: 2.1e9, maxFrequencyHz: 2.1e9 },
  },
  load: { compute: [0.6 - i * 0.07, 1], gfx: [0, 1], dec: [0, 4], dma: [0.05, 1] },
  clients: ranks(i * 2, 2),
  region: 'vram',
  firstBytes: 60 * GIB,
  memory: (second) => ({ vram: { usedBytes: (120 - i * 9 + second / 60) * GIB, totalBytes: 192 * GIB } }),
}));

/** By the name that their pictures begin with. */
export const MADE: Readonly<Record<string, readonly Made[]>> = {
  amdgpu: [AMD],
  i915: [I915],
  apu: [APU],
  'amdgpu-and-xe': [AMD, ARC],
  mi300x8: MI300,
  clients200: [{ ...AMD, clients: crowd(200), firstBytes: 2 * GIB }],
};

export function madeSnapshots(machine: readonly Made[], seconds: number): Snapshot[] {
  return Array.from({ length: seconds }, (_, i) => snapshotAt(machine, i + 1));
}

function snapshotAt(machine: readonly Made[], second: number): Snapshot {
  const clients = machine.flatMap((made, i) => clientsAt(made, i, second));
  const devices = machine.map((made, index) => deviceAt(made, index, second, clients));
  const wallMs = Date.UTC(2026, 10, 26, 18) + second * 1000;
  return snapshot({ atNs: BigInt(second) * SECOND_NS, wallMs, intervalNs: 1e9, devices, clients });
}

/** A load that goes up and down around its mean. */
function wave(second: number, phase: number, mean: number): number {
  return Math.max(0, Math.min(1, mean + mean * 0.4 * Math.sin(second / 7 + phase)));
}

function clientsAt({ words, load, clients, region, firstBytes }: Made, at: number, second: number): Client[] {
  const atNs = BigInt(second) * SECOND_NS;
  return clients.map(({ comm, cmdline, unit, user = 'anna' }, i) => {
    const engines = Object.entries(load).map(([name, [mean, capacity]], place) => {
      // Not everybody uses each engine.
      const own = (i + place) % 3 === 0 || place === 0 ? mean / (1 + i) : 0;
      const busyNs = BigInt(Math.round(second * 1e9 * own * capacity));
      return [name, engineUse(wave(second, i + place, own), { busyNs, capacity })] as const;
    });
    const made = client({
      key: `${words.id} ${i}`,
      device: words.id,
      driver: words.driver,
      clientId: String(10 + i),
      engines: Object.fromEntries(engines),
      memory: { [region]: (firstBytes / (1 + (i % 9))) * (1 + second / 600) },
      owner: {
        ...{ pid: 2000 + at * 400 + i * 13, startTimeTicks: 100 + i, comm, cmdline, unit: unit ?? null, user },
        uid: user === 'root' ? 0 : 1000,
      },
    });
    return { ...made, reading: { ...made.reading, atNs }, readingBefore: { ...made.reading, atNs: atNs - SECOND_NS } };
  });
}

function deviceAt({ words, load, memory }: Made, index: number, second: number, clients: readonly Client[]): Device {
  const own = clients.filter((each) => each.device === words.id);
  const engines = inEngineOrder(Object.keys(load)).map((name) => {
    const [, capacity = 1] = load[name] ?? [];
    const ratio = own.reduce((sum, each) => sum + (each.engines.get(name)?.ratio ?? 0), 0);
    return [name, { ratio: Math.min(1, ratio), capacity }] as const;
  });
  return { ...device({ ...words, index, memory: memory(second) }), engines: ByName.of(engines) };
}
