import { chmodSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { findNvidiaSmi } from '../../src/nvidia/find-tool.js';
import { quoted } from '../../src/nvidia/line-child.js';
import { QUERY_FIELDS } from '../../src/nvidia/query.js';
import { beginProcess, NvidiaSmi, type BeginTool, type GpuHolder } from '../../src/nvidia/tool.js';
import { SMI_VERSIONS, versionedSmi } from '../support/versioned-smi.js';
import { temporaryTree, type TemporaryTree } from '../support/tree.js';

const ONE = '0000:01:00.0';
const GPUS = [{ id: ONE, runtimeStatus: 'active', isHeldUnseen: false }];
const HOLDER: GpuHolder = { device: ONE, pid: 4242, startTimeTicks: 1, comm: 'trainer', ancestorPids: [] };

const ROUNDS = `echo '# gpu pid type sm mem enc dec fb command'; while :; do echo ' 0 4242 C 60 9 - - 100 my prog'; sleep 0.05; done`;
const ALL_FIELDS = QUERY_FIELDS.flatMap(([name = '']) => name).join(',');
const QUERY = `while :; do echo '0, 00000000:01:00.0, 61, 100, 1000, 50, [N/A], 300.00, 1500'; sleep 0.05; done`;

/** A stand-in for nvidia-smi; each start leaves a line in `starts`. */
function fakeTool(tree: TemporaryTree, pmon: string, query = QUERY): string {
  tree.writeFile('nvidia-smi', `#!/bin/sh\necho "$*" >>'${tree.root}/starts'\ncase $1 in pmon) ${pmon} ;; *) ${query} ;; esac\n`);
  const path = join(tree.root, 'nvidia-smi');
  chmodSync(path, 0o755);
  return path;
}

function startsOf(tree: TemporaryTree): string[] {
  return existsSync(join(tree.root, 'starts')) ? readFileSync(join(tree.root, 'starts'), 'utf8').trim().split('\n') : [];
}

/** Waits until a condition holds; how long that takes decides nothing. */
async function until(condition: () => boolean): Promise<void> {
  for (let i = 0; i < 400 && !condition(); i++) await setTimeout(25);
  expect(condition()).toBe(true);
}

function toolOf(path: string, nowNs = () => process.hrtime.bigint()): NvidiaSmi & Disposable {
  const tool = new NvidiaSmi({ shell: ['/bin/sh'], path, nowNs });
  return Object.assign(tool, { [Symbol.dispose]: () => tool.close() });
}

describe('nvidia-smi', () => {
  it('runs while somebody holds a GPU, tells of processes and devices, and ends with its shell', async () => {
    using tree = temporaryTree();
    using tool = toolOf(fakeTool(tree, ROUNDS));
    expect(tool.take(GPUS, [])).toEqual([]);
    expect(startsOf(tree)).toEqual([]);
    await until(() => tool.take(GPUS, [HOLDER]).length > 0 && tool.rowOf(ONE) !== null);
    expect(tool.rowOf(ONE)?.facts).toMatchObject({ busyRatio: 0.61, powerCapWatts: 300 });
    const [query, pmon, ...further] = startsOf(tree).sort();
    expect(query?.split(' ')[0]).toBe(`--query-gpu=${ALL_FIELDS}`);
    expect([pmon?.split(' ')[0], further]).toEqual(['pmon', []]);
    expect(startsOf(tree).every((line) => line.endsWith(`-i ${ONE}`))).toBe(true);
    tool.take(GPUS, []);
    expect(tool.isRunning).toBe(false);
  });

  it('is asked for less where the driver refuses a field, and pmon goes on', async () => {
    using tree = temporaryTree();
    const query = `case $1 in --help*) exit 1 ;; *uuid*) echo 'Field "uuid" is not a valid field to query.'; exit 2 ;; esac; ${QUERY}`;
    using tool = toolOf(fakeTool(tree, ROUNDS, query));
    await until(() => tool.take(GPUS, [HOLDER]).length > 0 && tool.rowOf(ONE) !== null);
    expect(tool.trouble).toBeNull();
    expect(tool.starts).toBe(1);
    expect(
      startsOf(tree)
        .map((line) => line.split(' ')[0]?.slice(0, 8))
        .sort(),
    ).toEqual(['--help-q', '--query-', '--query-', 'pmon']);
  });

  it.each([
    ['the same field again and again', `echo 'Field "uuid" is not a valid field to query.'; exit 2`],
    ['a field that it was not asked for', `echo 'Field "x.y" is not a valid field to query.'; exit 2`],
    ['what it must have', `echo 'Field "index" is not a valid field to query.'; exit 2`],
  ])('that refuses %s is in trouble, and not started without end', async (_, query) => {
    using tree = temporaryTree();
    using tool = toolOf(fakeTool(tree, ROUNDS, query));
    await until(() => tool.take(GPUS, [HOLDER]).length >= 0 && tool.trouble !== null);
    expect(tool.trouble).toMatch(/is not a valid field to query/);
    expect(startsOf(tree).length).toBeLessThan(8);
  });

  it('that tells of processes and nothing of the card is called so after three seconds', async () => {
    using tree = temporaryTree();
    let nowNs = 0n;
    using tool = toolOf(fakeTool(tree, ROUNDS, 'sleep 100'), () => nowNs);
    await until(() => tool.take(GPUS, [HOLDER]).length > 0);
    expect(tool.troubleOf(ONE)).toBeNull();
    nowNs = 3_000_000_000n;
    expect(tool.troubleOf(ONE)).toMatch(/^nvidia-smi tells of processes and nothing of the card; see /);
    expect(tool.troubleOf('0000:02:00.0')).toBeNull();
  });

  it('that does not end when it is asked which fields it has is asked field by field', async () => {
    using tree = temporaryTree();
    let nowNs = 0n;
    const query = `case $1 in --help*) yes '"nonsense"' ;; *serial*) echo 'Field "serial" is not a valid field to query.'; exit 2 ;; esac; ${QUERY}`;
    using tool = toolOf(fakeTool(tree, ROUNDS, query), () => nowNs);
    await until(() => tool.take(GPUS, [HOLDER]).length >= 0 && startsOf(tree).some((line) => line.startsWith('--help')));
    nowNs = 3_000_000_000n;
    await until(() => tool.take(GPUS, [HOLDER]).length >= 0 && tool.rowOf(ONE) !== null);
  });

  it.each(Object.keys(SMI_VERSIONS).flatMap((version) => [[version, true] as const, [version, false] as const]))(
    'of driver %s tells all that it has, whether it names its fields (%j) or not',
    async (version, hasHelp) => {
      using tree = temporaryTree();
      using tool = toolOf(versionedSmi(tree, version, { pid: 4242, hasHelp }));
      await until(() => tool.take(GPUS, [HOLDER]).length > 0 && tool.rowOf(ONE) !== null);
      expect(tool.trouble).toBeNull();
      expect(tool.rowOf(ONE)?.facts).toMatchObject({
        ...{
          busyRatio: 0.61,
          frequencyHz: 2_520_000_000,
          fanRatio: 0.41,
          performanceState: 'P2',
          throttleReasons: ['sw_power_cap'],
        },
        memoryErrors: new Map([
          ['corrected', 3],
          ['uncorrected', 0],
        ]),
      });
      const hasVideo = 'utilization.encoder' in (SMI_VERSIONS[version]?.fields ?? {});
      expect(tool.rowOf(ONE)?.facts.videoBusyRatios?.get('decoder')).toBe(hasVideo ? 0.34 : undefined);
      // What was learned is kept: the next start asks for no more than there is.
      const before = startsOf(tree).length;
      tool.take(GPUS, []);
      await until(() => tool.take(GPUS, [HOLDER]).length > 0 && tool.rowOf(ONE) !== null);
      expect(startsOf(tree).length).toBe(before + 2);
      if (hasHelp) expect(before).toBeLessThanOrEqual(4);
    },
  );

  it('is no holder itself, nor is another gpu-top’s, nor what only keeps the driver loaded', () => {
    using tree = temporaryTree();
    using tool = toolOf(fakeTool(tree, ROUNDS));
    for (const comm of ['nvidia-smi', 'nvidia-persiste']) tool.take(GPUS, [{ ...HOLDER, comm }]);
    expect(tool.starts).toBe(0);
  });

  it.each([
    ['dies', 'echo it is broken >&2; exit 3', 'it is broken'],
    ['prints without end', 'yes', 'it printed without end'],
    [
      'says why on stdout',
      'echo Failed to initialize NVML: Insufficient Permissions',
      'Failed to initialize NVML: Insufficient Permissions',
    ],
    ['says nothing', 'exit', 'it ended by itself'],
  ])('that %s is started again after a pause, and its words are kept', async (_, pmon, why) => {
    using tree = temporaryTree();
    using tool = toolOf(fakeTool(tree, pmon));
    const trouble = `nvidia-smi: ${why}; see what it does: nvidia-smi pmon -c 1`;
    await until(() => {
      tool.take(GPUS, [HOLDER]);
      return tool.trouble === trouble;
    });
    expect(tool.starts).toBe(1);
    expect(tool.take(GPUS, [HOLDER])).toEqual([]);
  });

  it.each([
    ['hangs', 'sleep 100', 'nothing so far'],
    ['prints garbage', `echo hello; printf '\\377\\000\\033[2J 0 1 C\\n'; sleep 100`, 'nothing that can be understood'],
  ])('that %s is called so after three seconds, and only for the GPU that it should watch', async (_, pmon, what) => {
    using tree = temporaryTree();
    let nowNs = 0n;
    using tool = toolOf(fakeTool(tree, pmon, 'sleep 100'), () => nowNs);
    tool.take(GPUS, [HOLDER]);
    await until(() => startsOf(tree).length === 2);
    expect(tool.troubleOf(ONE)).toBeNull();
    nowNs = 3_000_000_000n;
    await until(() => tool.troubleOf(ONE)?.includes(what) === true);
    expect(tool.troubleOf('0000:02:00.0')).toBeNull();
    expect(tool.take(GPUS, [HOLDER])).toEqual([]);
    tool.take(GPUS, []);
    expect(tool.troubleOf(ONE)).toBeNull();
  });

  it('that does not end when it is told to is not started without end beside itself, and is called so', () => {
    let isGone = false;
    const begin: BeginTool = () => ({
      pid: undefined,
      close: () => undefined,
      get isGone() {
        return isGone;
      },
    });
    const tool = new NvidiaSmi({ shell: [], path: 'nvidia-smi', begin, nowNs: () => 0n });
    const comesAndGoes = (): void => {
      for (let pid = 1; pid <= 50; pid++) for (const holders of [[{ ...HOLDER, pid }], []]) tool.take(GPUS, holders);
    };
    comesAndGoes();
    expect(tool.starts).toBeLessThan(10);
    tool.take(GPUS, [HOLDER]);
    expect(tool.trouble).toBe('nvidia-smi: it does not end when it is told to; see what it does: nvidia-smi pmon -c 1');
    const { starts } = tool;
    isGone = true;
    tool.take(GPUS, [HOLDER]);
    expect(tool.starts).toBe(starts + 1);
  });

  it('that will not hear of its end is killed, and then nothing of it is left', async () => {
    using tree = temporaryTree();
    const pidFile = join(tree.root, 'pid');
    const child = beginProcess({
      shell: ['/bin/sh'],
      command: quoted([
        '/bin/sh',
        '-c',
        `trap '' TERM; echo $$ >'${pidFile}.new'; mv '${pidFile}.new' '${pidFile}'; while :; do sleep 0.05; done`,
      ]),
      ...{ line: () => undefined, ended: () => undefined },
    });
    await until(() => existsSync(pidFile));
    expect(child.isGone).toBe(false);
    child.close();
    await until(() => child.isGone === true);
    expect(existsSync(`/proc/${readFileSync(pidFile, 'utf8').trim()}`)).toBe(false);
  });

  it.each([
    [true, true],
    [false, false],
  ])('runs by a shell that is far (%j) in a session of its own: %j', async (isFar, hasOwnSession) => {
    const lines: string[] = [];
    const command = 'cut -d" " -f6 /proc/self/stat';
    const child = beginProcess({ shell: ['/bin/sh'], command, isFar, line: (line) => lines.push(line), ended: () => undefined });
    await until(() => lines.length > 0);
    expect(lines[0] === String(child.pid)).toBe(hasOwnSession);
  });

  it('tells of the GPUs that it was asked for, and of no others', () => {
    const lines: ((line: string) => void)[] = [];
    const begin: BeginTool = ({ line }) => {
      lines.push(line);
      return { pid: undefined, close: () => undefined };
    };
    const tool = new NvidiaSmi({ shell: [], path: 'nvidia-smi', begin, nowNs: () => 0n });
    tool.take(GPUS, [HOLDER]);
    for (const address of [ONE, '0000:02:00.0']) lines[1]?.(`0, 0000${address}, 61, 100, 1000, 50, [N/A], 300.00, 1500`);
    expect([tool.rowOf(ONE)?.facts.busyRatio, tool.rowOf('0000:02:00.0')]).toEqual([0.61, null]);
  });

  it.each<[string, number, string]>([
    ['in the order of all GPUs', 2, '0000:03:00.0'],
    ['in that of the GPUs that a container has', 0, '0000:02:00.0'],
  ])('counts GPUs %s, until the query tells', (_, index, device) => {
    const lines: ((line: string) => void)[] = [];
    const begin: BeginTool = ({ line }) => {
      lines.push(line);
      return { pid: undefined, close: () => undefined };
    };
    const tool = new NvidiaSmi({ shell: [], path: 'nvidia-smi', begin, nowNs: () => 0n });
    const gpus = ['0000:01:00.0', '0000:02:00.0', '0000:03:00.0'].map((id) => ({
      ...GPUS[0],
      id,
      runtimeStatus: 'active',
      isHeldUnseen: false,
    }));
    const holders = gpus.slice(1).map(({ id }, at) => ({ ...HOLDER, device: id, pid: 4242 + at }));
    tool.take(gpus, holders);
    lines[0]?.('# gpu pid type sm command');
    lines[0]?.(`${index} 4242 C 5 a`);
    expect(tool.take(gpus, holders).map((said) => said.device)).toEqual([device]);
    lines[1]?.(`${index}, 00000000:03:00.0, 61, 100, 1000, 50, [N/A], 300.00, 1500`);
    expect(tool.take(gpus, holders).map((said) => said.device)).toEqual(['0000:03:00.0']);
  });

  it('that says that a GPU has no process is understood', async () => {
    using tree = temporaryTree();
    let nowNs = 0n;
    using tool = toolOf(
      fakeTool(tree, `echo '# gpu pid type sm command'; echo '  0   -    -    -    -   '; sleep 100`),
      () => nowNs,
    );
    tool.take(GPUS, [HOLDER]);
    await until(() => tool.rowOf(ONE) !== null);
    nowNs = 3_000_000_000n;
    expect(tool.trouble).toBeNull();
  });
});

describe('which program runs', () => {
  it('is the one that is named, else the first in PATH; not one in a folder of others, nor a relative one', () => {
    using tree = temporaryTree();
    const path = fakeTool(tree, 'exit');
    expect(findNvidiaSmi({ PATH: `relative::${tree.root}` })).toBe(path);
    expect(findNvidiaSmi({ PATH: '', GPU_TOP_NVIDIA_SMI: path })).toBe(path);
    expect(findNvidiaSmi({ PATH: tree.root, GPU_TOP_NVIDIA_SMI: 'nvidia-smi' })).toBeNull();
    expect(findNvidiaSmi({ PATH: '/nowhere' })).toBeNull();
    mkdirSync(join(tree.root, 'open'));
    chmodSync(tree.root, 0o777);
    expect(findNvidiaSmi({ PATH: tree.root })).toBeNull();
  });
});
