/** The devices of this machine, and which of them keep numbers away. */
import type { EngineCounters } from '../drm/fdinfo/fdinfo.js';
import { SILENT_DRIVERS } from '../drm/fdinfo/silent-drivers.js';
import { isOfNvidia } from '../drm/nodes/node-names.js';
import { causeOfUnknown, sayCause } from '../ledger/why-unknown.js';
import type { Client, Device, Snapshot } from '../ledger/snapshot.js';
import { count } from '../view/coverage/coverage.js';
import { furtherNodes } from '../view/devices/devices.js';
import { type Finding, note, ok, problem } from './finding.js';

export function checkDevices({ devices, clients }: Pick<Snapshot, 'devices' | 'clients'>): Finding[] {
  if (devices.length === 0) {
    return [
      problem(
        'devices',
        'no DRM device in /sys/class/drm or /sys/class/accel',
        "there is no GPU, its driver is not loaded, or this is a container without the host's /sys (gpu-top --demo simulates some)",
        'sudo dmesg | grep -i drm',
      ),
    ];
  }
  return devices.flatMap((device) => [
    checkDevice(
      device,
      clients.filter((client) => client.device === device.id),
    ),
    ...checkRefused(device),
  ]);
}

/** What is wrong with it stands with its GPU. @param tool path of nvidia-smi; null: there is none */
export function checkNvidia(devices: Snapshot['devices'], tool: string | null): Finding[] {
  if (tool === null || !devices.some(isOfNvidia)) return [];
  return [ok('nvidia', `${tool} tells what processes do, while a GPU is awake and somebody uses it`)];
}

/** What another user could read of it. */
function checkRefused({ nodes, id, refusedFiles }: Device): Finding[] {
  if (refusedFiles === null || refusedFiles.length === 0) return [];
  return [
    note('device', `${nodes[0] ?? id}: root knows more of it`, `not readable here: ${refusedFiles.join(', ')}`, 'sudo gpu-top'),
  ];
}

function checkDevice(device: Device, clients: readonly Client[]): Finding {
  const { nodes, name, driver, id, hint } = device;
  const what = [`${nodes[0] ?? ''} ${furtherNodes({ nodes })}`.trim(), name, driver, id]
    .filter((part) => part !== null && part !== '')
    .join(' · ');
  if (hint !== null) {
    // `what is wrong; what to do: a command`
    const [why = '', ...todo] = hint.split('; ');
    return note('device', what, why, todo.length === 0 ? null : todo.join('; '));
  }
  const [silent] = clients.flatMap((client) => {
    const cause = hasEngineTime(client) ? null : causeOfUnknown(client, [device]);
    return cause === null ? [] : { cause, driver: client.driver };
  });
  if (silent !== undefined && !clients.some(hasEngineTime)) {
    const these = count(clients.length, 'its client has', `its ${clients.length} clients have`).replace(/^\d+ /, '');
    return note('device', what, `${these} no engine time: ${sayCause(silent.cause, silent.driver)}`, null);
  }
  if (clients.length === 0 && driver !== null && SILENT_DRIVERS.has(driver)) {
    return note('device', what, `${driver} prints no statistics per client: its fds are listed, with dashes`, null);
  }
  return ok('device', what);
}

function hasEngineTime({ engines }: Client): boolean {
  return [...engines.values()].some(({ counters }) => isCounted(counters));
}

function isCounted({ busyNs, cycles, kernelRatio }: Readonly<EngineCounters>): boolean {
  return busyNs !== null || cycles !== null || kernelRatio !== null;
}
