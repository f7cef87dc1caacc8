/**
 * One whole walk by one strategy, with nothing kept from an earlier one: what it takes for DRM fds, and what it looked at.
 *
 * This is the strategy alone. The scanner would settle its candidates and read their fdinfo; here they stay as found, so
 * that false hits show.
 */
import { createStrategy } from '../../drm/strategies/create-strategy.js';
import { OwnNodes } from '../../drm/nodes/own-nodes.js';
import type { LookedAt, Strategy, StrategyName } from '../../drm/strategies/strategy.js';
import { Failure } from '../../procfs/files.js';
import { listPids, Proc } from '../../procfs/proc.js';
import type { Root } from '../../procfs/root.js';

export interface FoundFd {
  readonly pid: number;
  readonly fd: number;
  /** Device number of what is behind it (`226:128`), where the strategy asked; else null. */
  readonly number: string | null;
}

export interface Walked {
  readonly found: readonly FoundFd[];
  readonly processes: number;
  readonly fds: number;
  /** Processes that the strategy could not look into, by errno. */
  readonly refused: ReadonlyMap<string, number>;
  /** Why the strategy cannot work here at all, or null. */
  readonly unavailable: string | null;
}

/** Called before each fd is looked at, by a walk that wants to be able to say where it stopped. */
export type Watch = (pid: number, fd: string) => void;

export function findFds(
  root: Root,
  name: StrategyName,
  watch: Watch = () => undefined,
  skip: ReadonlySet<string> = new Set(),
): Walked {
  const strategy = createStrategy(name, { root, ownNodes: new OwnNodes(root), nowNs: () => process.hrtime.bigint() });
  const wanted = strategy.processes() ?? listPids(root);
  if (wanted instanceof Failure) {
    return { found: [], processes: 0, fds: 0, refused: new Map(), unavailable: `${wanted.path}: ${wanted.errno}` };
  }
  const found: FoundFd[] = [];
  const refused = new Map<string, number>();
  let processes = 0;
  let fds = 0;
  for (const pid of wanted) {
    const nothing = { settled: new Map<number, number>(), mayRemember: true, holdsKfd: null };
    const lookedAt: LookedAt = Object.assign(new Proc(root, pid), nothing);
    const looked = walkProcess(root, strategy, lookedAt, found, watch, skip);
    processes++;
    if (!(looked instanceof Failure)) fds += looked;
    else if (!looked.gone) refused.set(looked.errno, (refused.get(looked.errno) ?? 0) + 1);
  }
  return { found, processes, fds, refused, unavailable: null };
}

/** @returns how many fds were looked at, or why none could be */
function walkProcess(
  root: Root,
  strategy: Strategy,
  process: LookedAt,
  found: FoundFd[],
  watch: Watch,
  skip: ReadonlySet<string>,
): number | Failure {
  const names = root.files.list(strategy.folder === 'fd' ? process.fdDir : process.fdinfoDir);
  if (names instanceof Failure) {
    // As the scanner has it: in a tree fd/ may be absent because whoever recorded it was refused.
    const refused = names.denied || (root.kind === 'tree' && names.gone);
    const other = refused ? strategy.whenRefused : null;
    return other === null ? names : walkProcess(root, other, process, found, watch, skip);
  }
  let denied: Failure | null = null;
  for (const fd of names) {
    if (skip.has(`${process.pid}/${fd}`)) continue;
    watch(process.pid, fd);
    const seen = strategy.look(process, fd);
    if (seen instanceof Failure) {
      if (seen.denied) denied = seen;
    } else if (seen !== null) found.push({ pid: process.pid, fd: Number(fd), number: seen.number });
  }
  // CAP_DAC_READ_SEARCH lists fd/ but reads none of its links: listed is not seen.
  if (denied === null || strategy.whenRefused === null) return denied ?? names.length;
  return walkProcess(root, strategy.whenRefused, process, found, watch, skip);
}
