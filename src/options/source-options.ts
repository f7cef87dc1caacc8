/** The options that say what to look at and how; the same for every command that looks at a system. */
import { type Command, Option } from 'commander';
import { STRATEGY_NAMES, type StrategyName } from '../drm/strategies/strategy.js';
import { type Scene, SCENES } from '../demo/scenes.js';
import { UsageError } from '../errors/usage-error.js';
import { Failure } from '../procfs/files.js';
import { nodeFiles } from '../procfs/node-files.js';
import { durationOption } from '../shell/duration.js';
import { printable } from '../view/text/printable.js';
import { addHiddenAlias } from './hidden-alias.js';

export interface RootOptions {
  readonly root?: string;
  readonly proc?: string;
}

export interface SourceOptions extends RootOptions {
  readonly strategy?: StrategyName;
  readonly scan?: 'incremental' | 'full';
  /** Milliseconds. */
  readonly rescanWithin?: number;
  readonly containerState?: readonly string[];
  /** True: `desktop`. */
  readonly demo?: boolean | Scene;
  readonly demoIfNoGpu?: boolean;
  readonly ssh?: readonly string[];
  readonly via?: readonly string[];
}

const GROUP = 'What to look at:';

export function addSourceOptions(command: Command): Command {
  addRootOptions(command)
    .addOption(
      new Option('--strategy <strategy>', 'how DRM fds are told from others (default: auto)')
        .choices(STRATEGY_NAMES)
        .helpGroup(GROUP),
    )
    .addOption(
      new Option('--scan <mode>', 'incremental lists only what is new, changed or due; full lists all (default: incremental)')
        .choices(['incremental', 'full'])
        .helpGroup(GROUP),
    )
    .addOption(
      new Option(
        '--rescan-within <duration>',
        'list every process again at least this often (default: as 2 ms of CPU a second allow)',
      )
        .argParser(durationOption(100, 86_400_000))
        .helpGroup(GROUP),
    )
    .addOption(
      new Option(
        '--container-state <dir>',
        'names of containers from here: /var/lib/docker, /run/containerd, /var/lib/containers/storage; may be given many times',
      )
        .argParser(collect)
        .helpGroup(GROUP),
    )
    .addOption(
      new Option('--ssh <host>', 'that machine, over ssh, nothing to install there; may be given many times')
        .argParser(collect)
        .helpGroup(GROUP),
    )
    .addOption(
      new Option('--via <command>', "what this command gives a shell on, e.g. 'docker exec -i web sh'; may be given many times")
        .argParser(collect)
        .helpGroup(GROUP),
    )
    .addOption(
      new Option('--demo', `simulated devices and processes instead of this machine: ${SCENES.desktop}`).helpGroup(GROUP),
    )
    .addOption(new Option('--demo=lab', `the same ${SCENES.lab}`).implies({ demo: 'lab' satisfies Scene }).helpGroup(GROUP))
    .addOption(new Option('--demo-if-no-gpu', 'the demo, but only where no DRM device is found').helpGroup(GROUP));
  // Its name until the command `detect` came.
  return addHiddenAlias(command, '--detect <strategy>', '--strategy');
}

function collect(value: string, before: readonly string[] = []): readonly string[] {
  return [...before, value];
}

/** `--root` and `--proc` alone, for commands that bring their own way of scanning. */
export function addRootOptions(command: Command): Command {
  return command
    .addOption(new Option('--root <dir>', 'read a tree in place of / (a fixture, a capture, a mounted system)').helpGroup(GROUP))
    .addOption(new Option('--proc <dir>', "read this procfs, such as a host's /proc mounted in a container").helpGroup(GROUP));
}

/** @throws UsageError for options that contradict each other */
export function checkSourceOptions(options: SourceOptions): void {
  if (options.demo && (options.root !== undefined || options.proc !== undefined)) {
    throw new UsageError('--demo shows simulated data, so it cannot be used with --root or --proc');
  }
  if (isFromAfar(options)) checkFromAfar(options);
  for (const dir of options.containerState ?? []) checkContainerState(dir);
  if (options.scan === 'full' && options.rescanWithin !== undefined) {
    throw new UsageError('--rescan-within belongs to --scan incremental: a full scan lists every process each tick anyway');
  }
}

/** Whether other machines are looked at, and not this one. */
export function isFromAfar({ ssh = [], via = [] }: SourceOptions): boolean {
  return ssh.length + via.length > 0;
}

function checkContainerState(dir: string): void {
  const found = nodeFiles.list(dir);
  if (found instanceof Failure)
    throw new UsageError(
      `--container-state '${printable(dir)}' ${found.gone ? 'is no folder' : `cannot be read (${found.errno}): it is its owner's, mostly root's`}`,
    );
}

function checkFromAfar({ root, proc, demo, demoIfNoGpu, strategy, containerState = [] }: SourceOptions): void {
  if (containerState.length > 0)
    throw new UsageError('--container-state is read on this machine, so it cannot be used with --ssh or --via');
  if (root !== undefined || proc !== undefined || demo || demoIfNoGpu)
    throw new UsageError('--ssh and --via look at other machines, so they cannot be used with --root, --proc or --demo');
  if (strategy === 'stat' || strategy === 'clients')
    throw new UsageError(`--strategy ${strategy} cannot be done by a shell on another machine: give auto, name or fdinfo`);
}
