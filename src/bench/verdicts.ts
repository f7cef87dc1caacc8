/**
 * The statements of the 2021 thread "Per client engine busyness" (intel-gfx and dri-devel, 18-19 May 2021), one by one, with
 * what was measured here beside each. No verdict is typed in: every figure comes from the report it belongs to.
 */
import type { Measured } from './measure.js';
import type { BenchReport, Verdict } from './report.js';
import { ratioOfMedians } from './statistics.js';

type Facts = Omit<BenchReport, 'verdicts' | 'schema'>;

const NOT_MEASURED = 'not measured in this run';

export function verdicts(facts: Facts): Verdict[] {
  const find = (key: string): Measured | null => facts.rows.find((row) => row.key === key) ?? null;
  const [name, stat, fdinfo, auto, incremental, gated] = ['name', 'stat', 'fdinfo', 'auto', 'incremental', 'gated'].map(find);
  return [
    {
      who: 'David M Nieto (AMD)',
      statement: 'parsing over 550 processes for fdinfo takes 40-100 ms single-threaded (2 GHz Skylake, in a VM)',
      measured: fdinfo
        ? `${fdinfo.visited.processes} processes, ${fdinfo.visited.fds} fds: ${ms(fdinfo)} CPU reading every fdinfo`
        : NOT_MEASURED,
    },
    {
      who: 'Tvrtko Ursulin (Intel)',
      statement: 'asks whether stat and the device major is more efficient than parsing the text',
      measured: compare('stat', stat, 'fdinfo', fdinfo),
    },
    {
      who: 'Tvrtko Ursulin (Intel)',
      statement: 'name matching is "probably the least evil on system resource usage"',
      measured: `${compare('name', name, 'stat', stat)}${calls(name, stat)}${cold(name, stat)}`,
    },
    {
      who: 'Daniel Vetter (Intel)',
      statement: '"stat with symlink following should be plenty fast"',
      measured: stat
        ? `${ms(stat)} CPU a walk; but it never returns when any process holds a file on a dead FUSE or NFS mount (gpu-top detect shows it)`
        : (facts.missing.find(({ key }) => key === 'stat')?.why ?? NOT_MEASURED),
    },
    {
      who: 'Daniel Stone',
      statement: 'is the walk per PID "actually a measurable performance issue"?',
      measured: shareOfCore(name, fdinfo, incremental, gated),
    },
    {
      who: 'Tvrtko Ursulin (Intel)',
      statement: 'the cost is per pid and per open fd',
      measured: model(facts, 'name', 'a full walk by name'),
    },
    {
      who: 'Tvrtko Ursulin (Intel)',
      statement: '"the cost of obtaining GPU usage scales based on non-GPU criteria"',
      measured: `${model(facts, 'incremental', 'the incremental tick')}${incremental && auto ? `; ${compare('incremental tick', incremental, 'full walk', auto)}` : ''}`,
    },
    {
      who: 'Tvrtko Ursulin (Intel)',
      statement: 'the same, where the kernel counts the open files of each driver',
      measured: `${model(facts, 'gated', 'a tick while no DRM file is opened')}${gated && incremental ? `; ${compare('gated tick', gated, 'incremental tick', incremental)}; ${meanOf(gated)}` : ''}`,
    },
    {
      who: 'the kernel',
      statement:
        'what looking costs at least: a BPF task_file iterator, pinned as a file, listed every holder of 13,800 fds in 3.9 ms on such a machine, where a walk in C took 56 to 72 [measured apart, Linux 6.18]',
      measured: gated ? `a gated tick ${ms(gated)}, which looks at a few processes in turn; ${meanOf(gated)}` : NOT_MEASURED,
    },
    {
      who: 'Daniel Vetter (Intel)',
      statement: 'top parses more than it shows at every update, and does fine',
      measured: top(facts, incremental),
    },
    {
      who: 'Tvrtko Ursulin (Intel)',
      statement: 'what dup(2) does is another question',
      measured:
        'a client is counted once by its drm-client-id, whoever holds it; gpu-top detect counts what adding up fds would count twice',
    },
    {
      who: 'Tvrtko Ursulin (Intel)',
      statement: 'asks for opinions on a /proc/PID/gpu file',
      measured: proposal(facts, find('procgpu')),
    },
    { who: 'the patch series', statement: '/sys/class/drm/cardN/clients/ID', measured: proposal(facts, find('sysfs')) },
    {
      who: 'Daniel Vetter (Intel)',
      statement: 'numbers are needed that show a problem on something realistic',
      measured: `this page: ${facts.workload.label}; ${facts.iterations} walks of each kind, in turn`,
    },
  ];
}

function ms(row: Measured): string {
  const digits = row.cpu.median < 1e7 ? 2 : 1;
  const text = (ns: number): string => (ns / 1e6).toFixed(digits);
  return `${text(row.cpu.median)} ms (${text(row.cpu.min)} to ${text(row.cpu.p95)})`;
}

/** The median leaves out what comes now and then, such as a collection of garbage. */
function meanOf({ cpuNs }: Measured): string {
  const meanNs = cpuNs.reduce((sum, ns) => sum + ns, 0) / cpuNs.length;
  return `${(meanNs / 1e6).toFixed(2)} ms in the mean`;
}

function compare(aName: string, a: Measured | null | undefined, bName: string, b: Measured | null | undefined): string {
  if (!a || !b) return NOT_MEASURED;
  const ratio = ratioOfMedians(a.cpuNs, b.cpuNs);
  if (ratio === null) return NOT_MEASURED;
  return `${aName} ${ms(a)}, ${bName} ${ms(b)}: ${ratio.ratio.toFixed(2)} times (95 %: ${ratio.low.toFixed(2)} to ${ratio.high.toFixed(2)})`;
}

function calls(a: Measured | null | undefined, b: Measured | null | undefined): string {
  if (a?.systemCalls == null || b?.systemCalls == null) return '';
  return `; system calls ${a.systemCalls} against ${b.systemCalls}`;
}

function cold(a: Measured | null | undefined, b: Measured | null | undefined): string {
  if (!a || !b) return '';
  const first = ({ cold: { userNs, systemNs } }: Measured): string => ((userNs + systemNs) / 1e6).toFixed(0);
  return `; first walk of each ${first(a)} and ${first(b)} ms`;
}

function shareOfCore(...rows: (Measured | null | undefined)[]): string {
  const known = rows.filter((row) => row != null);
  if (known.length === 0) return NOT_MEASURED;
  return `at one tick a second: ${known.map(({ label, cpu }) => `${label} ${((cpu.median / 1e9) * 100).toFixed(2)} % of a core`).join(', ')}`;
}

function model({ scaling }: Facts, key: string, what: string): string {
  const found = scaling.find((each) => each.key === key);
  if (!found) return `${what}: scaling ${NOT_MEASURED}`;
  const us = (ns: number): string => `${(ns / 1e3).toFixed(2)} µs`;
  const gpu = found.perGpuFdNs === null ? '' : `, ${us(found.perGpuFdNs)} a GPU fd`;
  return `${what}: ${us(found.perProcessNs)} a process, ${us(found.perFdNs)} a fd${gpu} (R² ${found.r2.toFixed(3)})`;
}

function top({ others }: Facts, incremental: Measured | null | undefined): string {
  const found = others.find(({ command }) => command.startsWith('top'));
  if (!found || !incremental) return NOT_MEASURED;
  return `${found.command}: ${(found.cpuNs / 1e6).toFixed(1)} ms CPU a run, its start included; an incremental tick of gpu-top ${ms(incremental)}`;
}

function proposal({ missing }: Facts, row: Measured | null): string {
  if (row) return `${ms(row)} CPU on this tree, ${row.visited.gpuFds} clients`;
  return missing.find(({ key }) => key === 'procgpu')?.why ?? NOT_MEASURED;
}
