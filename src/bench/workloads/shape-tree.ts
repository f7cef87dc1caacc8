/**
 * Large trees of a given shape, for measuring: so many processes, fds each, GPU clients among them.
 *
 * What costs a walker is the number of processes and fds and what kind the fds are, so the mix of kinds is that of a
 * desktop; names and numbers follow from the indices and no tree differs from another of the same shape. Written with plain
 * calls and hard links in place of `TreeWriter`'s renames: 5,000 processes of 20 fds take seconds, not minutes.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { BulkFds } from './bulk-fds.js';
import { putDevice, type TreeDevice } from '../../procfs-tree/device-tree.js';
import type { FormatName } from '../../procfs-tree/driver-formats.js';
import { fdKind } from '../../procfs-tree/fd-mix.js';
import { drmText, type ClientFigures } from '../../procfs-tree/fdinfo-text.js';
import { putClientProposals, putProcessProposals, type ProposedClient } from './proposals.js';
import { cgroupText, cmdlineText, commText, statText, statusText, type ProcessIdentity } from '../../procfs-tree/proc-text.js';
import { genericText } from '../../procfs-tree/tree-fd.js';
import { TreeWriter } from '../../procfs-tree/tree-writer.js';

export interface TreeShape {
  /** Processes in all, those with GPU clients included. At least 1. */
  readonly processes: number;
  /** fds of each process, GPU fds included. */
  readonly fdsPerProcess: number;
  /** GPU clients in all; they go to processes spread evenly over the pids. */
  readonly clients: number;
  /** GPU clients of one process, each with an fd of its own. Default 1. */
  readonly clientsPerProcess?: number;
  /** fds on each client (dup). Default 1. */
  readonly fdsPerClient?: number;
  /** Also writes the two forms that were proposed and never merged (see proposals.ts). Default false. */
  readonly withProposals?: boolean;
}

/** What a right reader finds in the tree. */
export interface ShapeTruth {
  readonly fds: number;
  readonly drmFds: number;
  /** Owner's pid by client id. */
  readonly clients: ReadonlyMap<string, number>;
}

const FIRST_PID = 300;
const FORMAT: FormatName = 'amdgpu';
const PCI_ADDRESS = '0000:03:00.0';
const NODE = '/dev/dri/renderD128';

export const SHAPE_DEVICE: TreeDevice = {
  driver: 'amdgpu',
  bus: { kind: 'pci', address: PCI_ADDRESS, vendor: '1002', device: '747e' },
  nodes: ['card0', 'renderD128'],
};

/** Clients of process number `index`: they are dealt out evenly, so that no walker finds them all at the start. */
function clientsOf(shape: TreeShape, index: number): number[] {
  const { processes, clients, clientsPerProcess = 1 } = shape;
  const holders = Math.min(processes, Math.ceil(clients / clientsPerProcess));
  const place = Math.floor((index * holders) / processes);
  if (holders === 0 || Math.floor(((index + 1) * holders) / processes) === place) return [];
  const first = place * clientsPerProcess;
  return Array.from({ length: Math.min(clientsPerProcess, clients - first) }, (_, number) => first + number + 1);
}

/** Figures of a client of the given id; they stand still. */
function figuresOf(clientId: number): ClientFigures {
  const vramBytes = (clientId % 64) * 2 ** 20 + 2 ** 22;
  return {
    clientId,
    pdev: PCI_ADDRESS,
    pasid: 32_768 + clientId,
    engines: { gfx: { busyNs: BigInt(clientId) * 1_000_003n }, compute: { busyNs: BigInt(clientId % 3) * 70_001n } },
    memory: { vram: { totalBytes: vramBytes, residentBytes: vramBytes }, gtt: { totalBytes: 2 ** 21, residentBytes: 2 ** 21 } },
  };
}

/**
 * Writes a tree of that shape below `root` (see `makeTempRoot`) and says what is in it.
 *
 * @throws RangeError when there are more clients than the processes may have.
 */
export function writeShapeTree(root: string, shape: TreeShape): ShapeTruth {
  const room = shape.processes * (shape.clientsPerProcess ?? 1);
  if (shape.clients > room) throw new RangeError(`${shape.clients} clients asked for where the processes may have ${room}`);
  const tree = new TreeWriter(root);
  putDevice(tree, SHAPE_DEVICE);
  tree.setUsers([{ name: 'user', uid: 1000 }]);
  const writer = new BulkFds(join(root, '.staging'));
  const owners = new Map<string, number>();
  const proposed: ProposedClient[] = [];
  let fds = 0;
  let drmFds = 0;
  for (let index = 0; index < shape.processes; index++) {
    const pid = FIRST_PID + index;
    const comm = `worker-${index}`;
    const process: ProcessIdentity = { pid, comm, cmdline: [`/usr/bin/${comm}`], uid: 1000, startTimeTicks: 1000 + index };
    const folder = join(root, 'proc', String(pid));
    writeProcess(folder, process);
    const clients = clientsOf(shape, index).map((clientId) => ({ clientId, text: drmText(FORMAT, figuresOf(clientId)) }));
    const drm = clients.flatMap(({ text }) =>
      Array.from({ length: shape.fdsPerClient ?? 1 }, () => ({ link: NODE, fdinfo: genericText() + text })),
    );
    const others = Math.max(0, shape.fdsPerProcess - drm.length);
    for (let fd = 0; fd < others; fd++) writer.putOrdinary(folder, fd, fdKind(fd), index * others + fd);
    for (const [number, entry] of drm.entries()) writer.put(folder, others + number, entry);
    fds += others + drm.length;
    drmFds += drm.length;
    for (const { clientId, text } of clients) {
      owners.set(String(clientId), pid);
      proposed.push({
        clientId: String(clientId),
        pid,
        comm,
        card: 'card0',
        drmText: text,
        busyNsByClass: [figuresOf(clientId).engines?.['gfx']?.busyNs ?? 0n],
      });
    }
  }
  if (shape.withProposals) {
    putProcessProposals(tree, proposed);
    putClientProposals(tree, proposed);
  }
  return { fds, drmFds, clients: owners };
}

function writeProcess(folder: string, process: ProcessIdentity): void {
  for (const name of ['fd', 'fdinfo']) mkdirSync(join(folder, name), { recursive: true });
  writeFileSync(join(folder, 'comm'), commText(process));
  writeFileSync(join(folder, 'cmdline'), cmdlineText(process));
  writeFileSync(join(folder, 'stat'), statText(process));
  writeFileSync(join(folder, 'status'), statusText(process));
  writeFileSync(join(folder, 'cgroup'), cgroupText(process));
}
