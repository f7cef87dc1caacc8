/** `gpu-top bench`: what finding GPU clients costs, measured here. */
import { readFileSync } from 'node:fs';
import { type Command, Option } from 'commander';
import type { EarlierReport } from './earlier-report.js';
import type { BenchReport } from './report.js';
import type { Workload, WorkloadShape } from './workloads/workload.js';
import { safeJson } from '../output/safe-json.js';
import { UsageError } from '../errors/usage-error.js';
import { printable } from '../view/text/printable.js';
import { countOption } from '../shell/duration.js';
import type { Io } from '../shell/io.js';
import type { CommandContext } from '../shell/context.js';
import { ProgressLine } from '../shell/progress-line.js';
import { listenForStop } from '../shell/stop.js';
import { packageVersion } from '../shell/version.js';

interface BenchFlags {
  readonly live?: boolean;
  readonly tree?: boolean;
  readonly root?: string;
  readonly system?: boolean;
  readonly processes: number;
  readonly fds: number;
  readonly gpuClients: number;
  readonly iterations: number;
  readonly scaling: boolean;
  readonly json?: boolean;
  readonly markdown?: boolean;
  readonly compare?: string;
}

export function addBenchCommand(program: Command, { io, exit }: CommandContext): void {
  program
    .command('bench')
    .description('measure what finding GPU clients costs: the 550 processes of the 2021 thread, or this machine')
    .addOption(new Option('--live', 'real processes, started and ended for this (default)').conflicts(['tree', 'root', 'system']))
    .addOption(new Option('--tree', 'a generated procfs tree of the same shape').conflicts(['root', 'system']))
    .addOption(new Option('--root <dir>', 'any tree').conflicts('system'))
    .addOption(new Option('--system', 'this machine as it is'))
    .option('--processes <count>', 'processes of --live and --tree', countOption(1, 100_000), 550)
    .option('--fds <count>', 'fds of each', countOption(4, 1000), 20)
    .option('--gpu-clients <count>', 'of them with a GPU fd', countOption(0, 100_000), 5)
    .option('--iterations <count>', 'counted walks of each way', countOption(2, 100_000), 20)
    .option('--no-scaling', 'leave out the other shapes that the cost model is fitted to')
    .addOption(new Option('--json', 'the report as JSON, for --compare').conflicts('markdown'))
    .option('--markdown', 'the report as a page')
    .option('--compare <file>', 'an earlier --json report to show ratios to')
    .action(async (flags: BenchFlags) => exit(await bench(flags, io)));
}

async function bench(flags: BenchFlags, io: Io): Promise<number> {
  if (flags.gpuClients > flags.processes) {
    throw new UsageError(
      `--gpu-clients ${flags.gpuClients} is more than there are processes: give at most --processes, ${flags.processes}`,
    );
  }
  const old = flags.compare === undefined ? null : await readReport(flags.compare);
  const { runBench } = await import('./run.js');
  const { machineFacts } = await import('./machine.js');
  using stop = listenForStop(io.stdout);
  using line = new ProgressLine(io.stderr);
  const shape = { processes: flags.processes, fdsPerProcess: flags.fds, gpuClients: flags.gpuClients };
  const made = !flags.system && flags.root === undefined;
  try {
    const report = await runBench({
      machine: machineFacts(commandLine(flags), packageVersion()),
      make: await workloadMaker(flags),
      shape,
      iterations: flags.iterations,
      scaling: flags.scaling && made,
      progress(what, share) {
        if (stop.stopped()) throw new Interrupted();
        line.show(what, share);
      },
    });
    line.clear();
    io.stdout.write(await printed(report, old, flags));
  } catch (error) {
    if (!(error instanceof Interrupted)) throw error;
  }
  return stop.code;
}

/** Leaves the benchmark by the same way as an error: whatever was made is removed on the way out. */
class Interrupted extends Error {}

async function workloadMaker({ tree, root, system }: BenchFlags): Promise<(shape: WorkloadShape) => Promise<Workload>> {
  if (system || root !== undefined) {
    const { rootWorkload, systemWorkload } = await import('./workloads/system.js');
    const workload = root === undefined ? systemWorkload() : rootWorkload(root);
    return () => Promise.resolve(workload);
  }
  if (tree) {
    const { treeWorkload } = await import('./workloads/tree.js');
    return (shape) => Promise.resolve(treeWorkload(shape));
  }
  const { liveWorkload } = await import('./workloads/live.js');
  return liveWorkload;
}

async function printed(report: BenchReport, old: EarlierReport | null, { json, markdown }: BenchFlags): Promise<string> {
  if (json) return `${safeJson(report, 1)}\n`;
  if (markdown) return (await import('./print-markdown.js')).printMarkdown(report, old);
  return (await import('./print-terminal.js')).printTerminal(report, old);
}

/** As it would be typed to have this run again. */
function commandLine({ tree, root, system, processes, fds, gpuClients, iterations, scaling }: BenchFlags): string {
  const kind = system ? '--system' : root === undefined ? (tree ? '--tree' : '--live') : `--root ${printable(root)}`;
  const shape = system || root !== undefined ? '' : ` --processes ${processes} --fds ${fds} --gpu-clients ${gpuClients}`;
  return `gpu-top bench ${kind}${shape} --iterations ${iterations}${scaling ? '' : ' --no-scaling'}`;
}

/** @throws UsageError when the file is no report */
async function readReport(path: string): Promise<EarlierReport> {
  const advice = 'give a file written by gpu-top bench --json';
  const { earlierReport } = await import('./earlier-report.js');
  let json: unknown;
  try {
    json = JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    throw new UsageError(`--compare '${path}': ${(error as Error).message}: ${advice}`, { cause: error });
  }
  const report = earlierReport(json);
  if (report instanceof Error) throw new UsageError(`--compare '${path}' is no benchmark report (${report.message}): ${advice}`);
  return report;
}
