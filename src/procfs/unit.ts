/**
 * Which container, pod, application or service a process belongs to, told by the path of its cgroup.
 *
 * There is no standard: each runtime names its cgroups its own way, below systemd or below a plain hierarchy. The names
 * here are those that runc/crun, containerd, CRI-O, podman, docker, kubelet, lxc, flatpak, snapd and systemd make.
 */
import { Failure, type Files } from './files.js';

/** The unit of the process whose folder is `processDir` (`/proc/PID/`), or null where the cgroup names none or cannot be read. */
export function readUnit(files: Files, processDir: string): string | null {
  const text = files.read(`${processDir}cgroup`);
  // Half a path names another unit, so a line without its end does not count.
  return text instanceof Failure ? null : unitOfCgroup(text.slice(0, text.lastIndexOf('\n') + 1));
}

/**
 * Text of /proc/PID/cgroup, v1 (a line per controller), v2 (one line `0::`) or both, to a name such as
 * `docker:3f2a9c81d0e4`, `kubernetes:POD-UID/CONTAINER`, `flatpak:org.gnome.Maps` or `gdm.service`.
 */
export function unitOfCgroup(text: string): string | null {
  const paths: string[] = [];
  let systemd = '';
  for (const line of text.split('\n')) {
    const [id, controllers, path] = splitLine(line);
    if (path === undefined) continue;
    paths.push(path);
    if (controllers === 'name=systemd' || (id === '0' && systemd === '')) systemd = path;
  }
  for (const path of paths) {
    const container = containerOf(path);
    if (container !== null) return container;
  }
  return systemdUnitOf(systemd);
}

/** `hierarchy:controllers:path`; the path may hold colons, and anything else but a newline. */
function splitLine(line: string): (string | undefined)[] {
  const found = /^(\d+):([^:]*):(.*)$/s.exec(line);
  return found === null ? [] : found.slice(1);
}

const ID = '([0-9a-f]{64})';

/** Container id by the runtime's way of naming, as it stands in the last folder of a cgroup path. */
const RUNTIMES: readonly (readonly [RegExp, string])[] = [
  [new RegExp(`^docker-${ID}\\.scope$`), 'docker'],
  [new RegExp(`^libpod-(?:conmon-)?${ID}(?:\\.scope)?$`), 'podman'],
  [new RegExp(`^crio-(?:conmon-)?${ID}(?:\\.scope)?$`), 'crio'],
  [new RegExp(`^(?:cri-containerd|nerdctl)-${ID}\\.scope$`), 'containerd'],
];

function containerOf(path: string): string | null {
  const folders = path.split('/').filter((folder) => folder !== '');
  const pod = podOf(folders);
  let found: string | null = null;
  for (const [at, folder] of folders.entries()) {
    for (const [pattern, runtime] of RUNTIMES) {
      const id = pattern.exec(folder)?.[1];
      if (id !== undefined) found = named(runtime, id, pod);
    }
    if (/^[0-9a-f]{64}$/.test(folder) && at > 0) {
      found = named(folders.includes('docker') ? 'docker' : 'containerd', folder, pod);
    }
    const lxc = folder === 'lxc' ? folders[at + 1] : /^lxc\.payload\.(.+)$/s.exec(folder)?.[1];
    if (lxc !== undefined && found === null) found = `lxc:${lxc}`;
  }
  return found ?? (pod === null ? null : `kubernetes:${pod}`);
}

function named(runtime: string, id: string, pod: string | null): string {
  const short = id.slice(0, 12);
  return pod === null ? `${runtime}:${short}` : `kubernetes:${pod}/${short}`;
}

/** The uid of a pod: `kubepods-burstable-podUID.slice` with `_` for `-`, or a folder `podUID` below `kubepods`. */
function podOf(folders: readonly string[]): string | null {
  for (const folder of folders) {
    const uid = /^kubepods[^/]*-pod([0-9a-f_]+)\.slice$/.exec(folder)?.[1] ?? /^pod([0-9a-f-]{16,})$/.exec(folder)?.[1];
    if (uid !== undefined) return uid.replaceAll('_', '-');
  }
  return null;
}

/** The innermost systemd unit of the path; slices are groups of units and name nothing by themselves. */
function systemdUnitOf(path: string): string | null {
  const unit = path.split('/').findLast((folder) => /.\.(?:service|scope)$/s.test(folder));
  if (unit === undefined) return null;
  const flatpak = /^app-flatpak-(.+)-\d+\.scope$/s.exec(unit)?.[1];
  if (flatpak !== undefined) return `flatpak:${unescapeUnit(flatpak)}`;
  const snap = /^snap\.([^.]+)\..*\.(?:service|scope)$/s.exec(unit)?.[1];
  if (snap !== undefined) return `snap:${unescapeUnit(snap)}`;
  return unit;
}

/** systemd-escape(1): `\x2d` stands for `-`. */
function unescapeUnit(name: string): string {
  return name.replace(/\\x([0-9a-f]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}
