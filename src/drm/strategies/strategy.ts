/**
 * The ways of telling which fds are DRM. What a strategy finds is only a candidate: the parsed fdinfo decides.
 *
 * A strategy looks at one fd at a time and keeps nothing between two: whoever walks the processes lists the fds,
 * counts what was looked at, and can stop for a moment inside a process with a hundred thousand of them.
 */
import type { Failure } from '../../procfs/files.js';
import type { Proc } from '../../procfs/proc.js';

export const STRATEGY_NAMES = ['auto', 'stat', 'name', 'fdinfo', 'clients'] as const;
export type StrategyName = (typeof STRATEGY_NAMES)[number];

/** A process whose fds are being looked at. */
export interface LookedAt extends Proc {
  /**
   * Hash of the link text of each fd that turned out to be no DRM fd, by fd: what `auto` need not settle again. The
   * walker keeps it while the process lives and hands in a new one where it might be another process.
   */
  readonly settled: Map<number, number>;
  /** False: enough is in it. */
  readonly mayRemember: boolean;
  /** Set by a strategy that reads the link of each fd and meets `KFD_NODE`. */
  holdsKfd: boolean | null;
}

/** Where ROCm gives work to amdgpu, past DRM. */
export const KFD_NODE = '/dev/kfd';

/** A fd that may be DRM, with all that was read to tell, so that nothing is read twice. */
export interface Candidate {
  /** Text of /proc/PID/fd/N; null: not read, or refused. */
  readonly link: string | null;
  /** `226:128` where the target's device number is known, else null. */
  readonly number: string | null;
  /** The fdinfo text and the monotonic ns next to its read, where the strategy has read it. */
  readonly text: string | null;
  readonly atNs: bigint;
  /** A DRM node by number or by name: counts as a DRM fd even when its fdinfo has no drm- line. */
  readonly certain: boolean;
}

export interface Strategy {
  readonly name: StrategyName;
  /** What looking costs, in one line for help and `gpu-top detect`. */
  readonly cost: string;
  /** What it cannot see or takes wrongly, in one line. */
  readonly blindSpots: string;
  /** It reads the link of every fd. */
  readonly readsLinks: boolean;
  /** The folder of a process that is listed: its rights decide who can be looked at. */
  readonly folder: 'fd' | 'fdinfo';
  /** What is tried on a process whose folder is refused; null: the process stays unseen. */
  readonly whenRefused: Strategy | null;
  /** The only processes worth a look; null: all of them. A failure: this system does not offer what it needs. */
  processes(): ReadonlySet<number> | Failure | null;
  /**
   * Looks at one fd, given as the name of its entry. Null: no DRM fd. A failure that is `gone` means that the fd is
   * closed by now; one that is `denied`, that this fd (and most often the whole process) is not ours to see.
   */
  look(process: LookedAt, fd: string): Candidate | Failure | null;
}
