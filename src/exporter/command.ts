/** `gpu-top serve`: counters for Prometheus, snapshots for scripts. */
import { once } from 'node:events';
import { type Command, Option } from 'commander';
import { EXPORT_GROUPINGS, type ExportGrouping } from '../metrics/groups.js';
import { DEFAULT_LISTEN } from './listen-address.js';
import { countOption, durationOption } from '../shell/duration.js';
import type { Snapshot } from '../ledger/snapshot.js';
import type { Io } from '../shell/io.js';
import { createMonitor } from '../options/monitor.js';
import { openSource } from '../options/open-source.js';
import type { CommandContext } from '../shell/context.js';
import { say } from '../shell/say.js';
import { addSourceOptions, type SourceOptions } from '../options/source-options.js';
import { listenForStop } from '../shell/stop.js';
import { packageVersion } from '../shell/version.js';
import { viewOptions } from '../options/view-options.js';

interface ServeFlags extends SourceOptions {
  readonly listen: string;
  readonly webConfig?: string;
  readonly allowHost?: readonly string[];
  readonly withCmdline?: boolean;
  readonly by?: ExportGrouping;
  readonly maxSeries?: number;
  /** Milliseconds. */
  readonly minInterval?: number;
  readonly every?: number;
  readonly endAfter?: number;
}

export function addServeCommand(program: Command, { io, exit }: CommandContext): void {
  const command = program
    .command('serve')
    .description('serve a page for the browser, /metrics for Prometheus and /snapshot as JSON, on loopback unless told otherwise')
    .option('--listen <address>', 'HOST:PORT; :PORT is every address of this machine', DEFAULT_LISTEN)
    .option('--web-config <file>', "TLS and passwords, in the form of Prometheus' exporter-toolkit")
    .option('--allow-host <name>', 'a further name under which it may be asked on loopback; may be given many times', collect)
    .option('--with-cmdline', 'command lines in /snapshot and on the page: every user of this machine can read them there')
    .addOption(new Option('--by <grouping>', 'one set of series per (default: unit+comm)').choices(EXPORT_GROUPINGS))
    .option(
      '--max-series <count>',
      'most series of clients; the rest is added up under "other" (default: 5000)',
      countOption(1, 1_000_000),
    )
    .option('--min-interval <duration>', 'scrapes within it share one sample (default: 1s)', durationOption(10, 3_600_000))
    .option(
      '--every <duration>',
      'sample so often between scrapes, and more often while busy clients are young; 0 is never (default: 1s)',
      durationOption(0, 3_600_000),
    )
    .option(
      '--end-after <duration>',
      'series of a group that is gone end after so long (default: 5m)',
      durationOption(1000, 86_400_000),
    );
  addSourceOptions(command).action(async (flags: ServeFlags) => exit(await serve(flags, io)));
}

/** Loopback is every user of the machine; command lines hold names of files, and now and then a password. */
function withoutCommandLines(snapshot: Snapshot): Snapshot {
  const bare = (process: Snapshot['clients'][number]['owner']): typeof process => ({ ...process, cmdline: null });
  return {
    ...snapshot,
    clients: snapshot.clients.map((client) => ({
      ...client,
      owner: bare(client.owner),
      holders: client.holders.map((holder) => ({ ...holder, process: bare(holder.process) })),
    })),
    silentFds: snapshot.silentFds.map((silent) => ({ ...silent, process: bare(silent.process) })),
  };
}

function collect(value: string, before: readonly string[] = []): readonly string[] {
  return [...before, value];
}

async function serve(flags: ServeFlags, io: Io): Promise<number> {
  const { createExporter, EXPORTER_DEFAULTS } = await import('./exporter.js');
  const { jsonSnapshot } = await import('../output/json.js');
  const { safeJson } = await import('../output/safe-json.js');
  const log = (line: string): void => say(io.stderr, line);
  let reload = (): void => undefined;
  // A terminal that goes away says the same as an administrator who changed a file: only a service takes it for that.
  const isService = io.stdin.isTTY !== true && io.stderr.isTTY !== true;
  using stop = listenForStop(io.stdout, isService ? () => reload() : undefined);
  const source = await openSource(flags, { scannerProcess: true });
  const monitor = createMonitor(source);
  try {
    const exporter = await createExporter({
      listen: flags.listen,
      webConfig: flags.webConfig ?? null,
      by: flags.by ?? EXPORTER_DEFAULTS.by,
      maxSeries: flags.maxSeries ?? EXPORTER_DEFAULTS.maxSeries,
      endAfterMs: flags.endAfter ?? EXPORTER_DEFAULTS.endAfterMs,
      minIntervalMs: flags.minInterval ?? EXPORTER_DEFAULTS.minIntervalMs,
      everyMs: flags.every ?? EXPORTER_DEFAULTS.everyMs,
      next: () => monitor.next(),
      formatSnapshot: (snapshot) =>
        safeJson(jsonSnapshot(flags.withCmdline === true ? snapshot : withoutCommandLines(snapshot), viewOptions({ all: true }))),
      allowedHosts: flags.allowHost ?? [],
      withCommands: flags.withCmdline ?? false,
      helpers: { cpuNs: () => source.cpuNs?.() ?? 0, pids: () => source.helperPids?.() ?? [] },
      program: packageVersion(),
      log,
    });
    reload = () => exporter.reload();
    log(`serving on ${exporter.url}`);
    if (exporter.warning !== null) log(exporter.warning);
    if (!stop.stopped()) await once(stop.signal, 'abort');
    await exporter.close();
  } finally {
    await source.close();
  }
  // A service that is told to end has done its work.
  return stop.code === 143 ? 0 : stop.code;
}
