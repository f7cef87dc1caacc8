/**
 * The text of /proc/PID/cgroup to a unit: v1 (a line per controller), v2 (one line `0::`) or both.
 *
 * Which of several names counts:
 *   1. The strongest tier: a workload (container, pod, machine, job) before an application, before a service or session. So the service
 *      inside a container is the container's, and what a terminal opens is the terminal's.
 *   2. Within a tier the innermost on the path, and of two that end there the longer. So a container in a container is itself.
 *   3. A container in a pod is the pod's, whatever runs it.
 *   4. Parts are gathered along the whole path, the inner ones over the outer ones, but `user` from the outermost: below a container's
 *      border uids are the container's own.
 *   5. Of systemd's units the outermost counts, as systemd has it (its sub-groups are its own affair), counted anew behind
 *      `user@UID.service` and inside a workload. Slices group units and name nothing.
 *   6. Of several lines the one with the strongest tier, then systemd's own hierarchy, then v2's.
 *
 * Who may make cgroups chooses their names: a user with a delegated subtree can call a folder like somebody else's container. The
 * part `user` is outside of such a subtree.
 */
import { Failure } from '../procfs/files.js';
import type { Proc } from '../procfs/proc.js';
import { CGROUP_RULES, stableName, TIERS, unescapeName, type CgroupRule } from './cgroup-rules.js';
import { makeUnit, type Unit, type UnitKind, type UnitParts } from './unit.js';

/** The longest path that is looked at, in UTF-16 units (PATH_MAX), and the most lines: a kernel has about a dozen controllers. */
const MAX_PATH = 4096;
const MAX_LINES = 64;

/** Units by text: all processes of a container say the same. Thrown away when it holds as many as this. */
const MEMORY = 500;
const known = new Map<string, Unit | null>();

/** What the cgroup of a process says. */
export interface CgroupFacts {
  /** Null: it names none. */
  readonly unit: Unit | null;
  /** Its path in the v2 hierarchy, below where that is mounted; null: it is in none but the root, or in one outside of our own. */
  readonly path: string | null;
}

/** Of a process whose cgroup cannot be read both are null. */
export function readCgroup(process: Proc): CgroupFacts {
  const text = process.read('cgroup');
  if (text instanceof Failure) return { unit: null, path: null };
  // Half a path names another unit, so a line without its end does not count.
  const whole = text.slice(0, text.lastIndexOf('\n') + 1);
  return { unit: unitOfCgroup(whole), path: v2Path(whole) };
}

function v2Path(text: string): string | null {
  const path = /(?:^|\n)0::(\/.+)(?:\n|$)/.exec(text)?.[1] ?? null;
  return path === null || path.length > MAX_PATH || path.split('/').includes('..') ? null : path;
}

/** The unit that the text names, or null. */
export function unitOfCgroup(text: string): Unit | null {
  const before = known.get(text);
  if (before !== undefined) return before;
  if (known.size >= MEMORY) known.clear();
  const unit = strongest(text);
  known.set(text, unit);
  return unit;
}

interface Found {
  readonly unit: Unit;
  /** Index in `TIERS`: lower is stronger. */
  readonly tier: number;
}

function strongest(text: string): Unit | null {
  const lines = text.split('\n', MAX_LINES).flatMap((line) => {
    const [, id, controllers = '', path = ''] = /^(\d+):([^:]*):(.*)$/s.exec(line) ?? [];
    // Half a path names another unit.
    return id === undefined || path.length > MAX_PATH ? [] : [{ rank: rankOf(id, controllers), controllers, path }];
  });
  lines.sort((a, b) => a.rank - b.rank);
  let best: Found | null = null;
  const seen = new Set<string>();
  for (const { controllers, path } of lines) {
    if (path === '/' || seen.has(path)) continue;
    seen.add(path);
    const found = withoutSystemd(controllers, path) ?? unitOfPath(path);
    if (found !== null && (best === null || found.tier < best.tier)) best = found;
  }
  return best?.unit ?? null;
}

/** systemd's hierarchy, v2, the others. */
function rankOf(id: string, controllers: string): number {
  if (controllers.startsWith('name=')) return 0;
  return id === '0' ? 1 : 2;
}

/** Hierarchies that OpenRC (`/SERVICE`) and elogind (`/SESSION`) have of their own; elogind's stands in v2 where nothing else is. */
function withoutSystemd(controllers: string, path: string): Found | null {
  const name = path.slice(1);
  if (name === '' || name.includes('/')) return null;
  if (controllers === 'name=openrc') return { unit: makeUnit('openrc', { service: name }), tier: SERVICE };
  const isSession = controllers === 'name=elogind' || (controllers === '' && /^c?\d{1,6}$/.test(name));
  return isSession ? { unit: makeUnit('session', {}), tier: SERVICE } : null;
}

interface Hit {
  readonly kind: UnitKind;
  readonly tier: number;
  /** Where it stands in the path. */
  readonly start: number;
  readonly end: number;
  readonly parts: UnitParts;
  /** A user's own systemd: its units are meant, and not the service that it is. */
  readonly isManager?: boolean;
}

const WORKLOAD = TIERS.indexOf('workload');
const SERVICE = TIERS.indexOf('service');

function unitOfPath(path: string): Found | null {
  const named = CGROUP_RULES.flatMap((rule) => [...path.matchAll(rule.pattern)].map((match) => hitOf(rule, match)));
  const hits = [...named, ...systemdUnits(path, named)];
  // Outermost first; of two that end together the longer last, and of the same folders the later rule.
  hits.sort((a, b) => a.end - b.end || b.start - a.start);
  let best: Hit | null = null;
  for (const hit of hits) if (best === null || hit.tier <= best.tier) best = hit;
  if (best === null) return null;
  const told = hits.filter((hit) => hit === best || !hit.isManager);
  const parts = Object.assign({}, ...told.map((hit) => hit.parts), userOf(path, hits)) as UnitParts;
  const isContainer = best.tier === WORKLOAD && best.parts.container_id !== undefined;
  return { unit: makeUnit(isContainer && parts.pod_uid !== undefined ? 'kubernetes' : best.kind, parts), tier: best.tier };
}

function hitOf({ kind, tier, read }: CgroupRule, match: RegExpExecArray): Hit {
  const given = Object.entries(match.groups ?? {}) as [string, string | undefined][];
  const groups = Object.fromEntries(given.filter(([, value]) => value !== undefined)) as UnitParts;
  const parts = Object.fromEntries(Object.entries(read?.(groups) ?? groups).map(([part, value]) => [part, decode(part, value)]));
  return { kind, tier: TIERS.indexOf(tier), start: match.index, end: match.index + match[0].length, parts };
}

function decode(part: string, value: string): string {
  return part === 'pod_uid' ? value.replaceAll('_', '-') : unescapeName(value);
}

/** The uid of the outermost user's slice, or of the job, that is not below the border of a workload. */
function userOf(path: string, hits: readonly Hit[]): UnitParts {
  const border = Math.min(...hits.filter(({ tier }) => tier === WORKLOAD).map(({ start }) => start));
  const slice = /(?<=^|\/)user(?:-(\d{1,10})\.slice|@(\d{1,10})\.service)(?=\/|$)/s.exec(path);
  const user =
    slice !== null && slice.index < border ? (slice[1] ?? slice[2]) : hits.find(({ parts }) => 'user' in parts)?.parts.user;
  return user === undefined ? {} : { user };
}

/** Rule 5 of the header. */
function* systemdUnits(path: string, named: readonly Hit[]): Generator<Hit> {
  let taken = false;
  let start = 0;
  for (const folder of path.split('/')) {
    const at = { start, end: start + folder.length, tier: SERVICE };
    const isManager = /^user@\d{1,10}\.service$/.test(folder);
    const within = named.find((hit) => hit.start <= at.start && at.end <= hit.end);
    start = at.end + 1;
    if (within !== undefined) taken = within.tier !== WORKLOAD;
    else if (!taken && /.\.(?:service|scope)$/s.test(folder)) {
      taken = !isManager;
      const isSession = /^session-c?\d+\.scope$/.test(folder);
      yield {
        ...at,
        kind: isSession ? 'session' : 'systemd',
        isManager,
        parts: isSession ? {} : { service: stableName(folder) },
      };
    } else if (at.start === 1 && /^openrc\../s.test(folder)) yield { ...at, kind: 'openrc', parts: { service: folder.slice(7) } };
  }
}
