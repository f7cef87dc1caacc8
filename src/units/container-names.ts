/**
 * Names of pods and containers, which no cgroup has, from files that others keep: nobody is asked, and nothing but names is taken.
 *
 * kubelet tells them to everybody by the names of its logs: /var/log/containers/POD_NAMESPACE_CONTAINER-ID.log and
 * /var/log/pods/NAMESPACE_POD_UID (k8s.io/kubernetes, pkg/kubelet/kuberuntime: legacy.go, helpers.go). The state of docker, podman and
 * containerd is root's alone and is read where the user names its folder. What does not look like a name is none.
 */
import { Failure, type Files } from '../procfs/files.js';
import type { Root } from '../procfs/root.js';
import { makeUnit, type Unit, type UnitParts } from './unit.js';

/** A label of DNS, and a name of several (RFC 1123); a name of docker's and podman's. */
const LABEL = '[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?';
const DOMAIN = '[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?';
const NAME = /^\/?([A-Za-z0-9][\w.-]{0,254})$/;

const CONTAINER_LOG = new RegExp(
  `^(?<pod>${DOMAIN})_(?<namespace>${LABEL})_(?<container_name>${LABEL})-(?<container_id>[0-9a-f]{64})\\.log$`,
);
const POD_LOGS = new RegExp(`^(?<namespace>${LABEL})_(?<pod>${DOMAIN})_(?<pod_uid>[0-9a-f-]{16,64})$`);

/** Logs beyond these are not looked at: a node has some hundred containers. */
const MOST_LOGS = 20_000;
const STATE_CAP_BYTES = 512 * 1024;
/** The list of all containers of podman or CRI-O. */
const LIST_CAP_BYTES = 8 * 1024 * 1024;
/** Namespaces of containerd. */
const MOST_NAMESPACES = 16;

const CONTAINER_ID = /^[0-9a-f]{64}$/;

type Names = Pick<UnitParts, 'namespace' | 'pod' | 'container_name'>;

export class ContainerNames {
  readonly #files: Files;
  readonly #folders: readonly string[];
  /** By container id, and by pod uid. */
  readonly #containerLogs: LogNames;
  readonly #podLogs: LogNames;
  readonly #lists = new Map<string, StoredList>();

  /** @param folders state of runtimes, as the user names them */
  constructor({ files, dir }: Root, folders: readonly string[] = []) {
    const logs = `${dir === '/' ? '' : dir}/var/log`;
    this.#files = files;
    this.#folders = folders;
    this.#containerLogs = new LogNames(files, `${logs}/containers`, CONTAINER_LOG, 'container_id');
    this.#podLogs = new LogNames(files, `${logs}/pods`, POD_LOGS, 'pod_uid');
  }

  /** The unit with the names of its pod and container, as far as they are known. */
  complete(unit: Unit | null): Unit | null {
    const { container_id: id, pod_uid: uid } = unit?.parts ?? {};
    if (unit === null || (id === undefined && uid === undefined)) return unit;
    const ofPod = uid === undefined ? undefined : (this.#containerLogs.of(id) ?? this.#podLogs.of(uid));
    const names = ofPod ?? this.#fromState(id);
    return names === null ? unit : makeUnit(unit.kind, { ...unit.parts, ...names });
  }

  #fromState(id = ''): Names | null {
    if (!CONTAINER_ID.test(id)) return null;
    for (const folder of this.#folders) {
      const names = this.#ofDocker(folder, id) ?? this.#ofContainerd(folder, id) ?? this.#ofStorage(folder, id);
      if (names !== null) return names;
    }
    return null;
  }

  /** /var/lib/docker: a file for each container. */
  #ofDocker(folder: string, id: string): Names | null {
    return nameIn(json(this.#files, `${folder}/containers/${id}/config.v2.json`, STATE_CAP_BYTES), 'Name');
  }

  /** /run/containerd: the OCI configuration of each task, with what the CRI plugin and nerdctl note in it. */
  #ofContainerd(folder: string, id: string): Names | null {
    const tasks = `${folder}/io.containerd.runtime.v2.task`;
    const namespaces = this.#files.list(tasks);
    if (namespaces instanceof Failure) return null;
    for (const namespace of namespaces.slice(0, MOST_NAMESPACES)) {
      const notes = field(json(this.#files, `${tasks}/${namespace}/${id}/config.json`, STATE_CAP_BYTES), 'annotations');
      const names = {
        ...only('namespace', notes, 'io.kubernetes.cri.sandbox-namespace'),
        ...only('pod', notes, 'io.kubernetes.cri.sandbox-name'),
        ...(nameIn(notes, 'io.kubernetes.cri.container-name') ?? nameIn(notes, 'nerdctl/name')),
      };
      // Docker's tasks are here too, without a name.
      if (Object.keys(names).length > 0) return names;
    }
    return null;
  }

  /** /var/lib/containers/storage (podman, CRI-O): a list of all, read again when it changed. */
  #ofStorage(folder: string, id: string): Names | null {
    const path = `${folder}/overlay-containers/containers.json`;
    let list = this.#lists.get(path);
    if (list === undefined) this.#lists.set(path, (list = new StoredList(this.#files, path)));
    return list.of(id);
  }
}

/** What the names of the files in a folder say. The folder is listed again when an unknown id turns up and it changed. */
class LogNames {
  readonly #files: Files;
  readonly #path: string;
  readonly #pattern: RegExp;
  readonly #key: 'container_id' | 'pod_uid';
  #mtimeMs: number | null = null;
  #names = new Map<string, Names>();

  constructor(files: Files, path: string, pattern: RegExp, key: 'container_id' | 'pod_uid') {
    this.#files = files;
    this.#path = path;
    this.#pattern = pattern;
    this.#key = key;
  }

  of(id: string | undefined): Names | undefined {
    if (id === undefined) return undefined;
    if (!this.#names.has(id)) this.#refresh();
    return this.#names.get(id);
  }

  #refresh(): void {
    const folder = this.#files.stat(this.#path);
    if (folder instanceof Failure || folder.mtimeMs === this.#mtimeMs) return;
    const entries = this.#files.list(this.#path);
    if (entries instanceof Failure) return;
    this.#mtimeMs = folder.mtimeMs;
    this.#names = new Map();
    for (const entry of entries.slice(0, MOST_LOGS)) {
      const { [this.#key]: id = '', ...names } = this.#pattern.exec(entry)?.groups ?? {};
      const { namespace = '', pod = '', container_name } = names;
      if (id !== '') this.#names.set(id, { namespace, pod, ...(container_name !== undefined && { container_name }) });
    }
  }
}

class StoredList {
  readonly #files: Files;
  readonly #path: string;
  #mtimeMs: number | null = null;
  #names = new Map<string, Names>();

  constructor(files: Files, path: string) {
    this.#files = files;
    this.#path = path;
  }

  of(id: string): Names | null {
    const file = this.#files.stat(this.#path);
    if (file instanceof Failure) return null;
    if (file.mtimeMs !== this.#mtimeMs) {
      this.#mtimeMs = file.mtimeMs;
      const list = json(this.#files, this.#path, LIST_CAP_BYTES);
      this.#names = new Map();
      for (const each of Array.isArray(list) ? (list as unknown[]).slice(0, MOST_LOGS) : []) {
        const [key, names] = [field(each, 'id'), nameIn(field(each, 'names'), 0)];
        if (typeof key === 'string' && names !== null) this.#names.set(key, names);
      }
    }
    return this.#names.get(id) ?? null;
  }
}

/**
 * The JSON of a file; undefined where there is none, or no more of it than half. No runtime makes it a link, and whoever owns the folder
 * could have root open any device by one.
 */
function json(files: Files, path: string, capBytes: number): unknown {
  const [own, behind] = [files.lstat(path), files.stat(path)];
  if (own instanceof Failure || behind instanceof Failure || own.ino !== behind.ino || own.dev !== behind.dev) return undefined;
  const text = files.read(path, capBytes);
  if (text instanceof Failure) return undefined;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

function field(value: unknown, key: string | number): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, key)
    ? (value as Readonly<Record<string | number, unknown>>)[key]
    : undefined;
}

function nameIn(value: unknown, key: string | number): Names | null {
  const text = field(value, key);
  const name = typeof text === 'string' ? NAME.exec(text)?.[1] : undefined;
  return name === undefined ? null : { container_name: name };
}

function only(part: 'namespace' | 'pod', value: unknown, key: string): Names {
  const name = nameIn(value, key)?.container_name;
  return name === undefined ? {} : { [part]: name };
}
