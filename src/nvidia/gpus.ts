/**
 * NVIDIA's GPUs as its own modules list them in /proc/driver/nvidia/gpus, put together with what DRM and /sys show of them.
 *
 * A GPU of these modules need not have a DRM node at all (without nvidia-drm, in a container): then it is a device by its PCI address
 * alone. What its files say is read once; per tick only power/runtime_status is, which the kernel's core keeps and which wakes nothing.
 */
import { type DeviceFacts, isAsleep } from '../drm/devices/device-facts.js';
import { attachPci } from '../drm/devices/facts/pci.js';
import { type FileWatcher, openFolder } from '../drm/devices/sysfs/folder.js';
import { noteTransientErrors } from '../drm/devices/sysfs/transient-errors.js';
import { isPciAddress } from '../drm/devices/sysfs/uevent.js';
import { type DeviceFactValues, stillFactsOf, UNKNOWN_FACTS } from '../measures/device-facts.js';
import { Failure } from '../procfs/files.js';
import type { Root } from '../procfs/root.js';
import { parseInformation } from './information.js';

/** One GPU that NVIDIA's modules drive. */
export interface NvidiaGpu {
  readonly pciAddress: string;
  /** N of /dev/nvidiaN; null: not told. */
  readonly minor: number | null;
  readonly model: string | null;
  /** Of one without a DRM node; read while it is awake. Absent: not looked for yet. */
  still?: Partial<DeviceFactValues> | undefined;
}

/** The GPUs are listed anew after so many reads: one may have been bound or pulled out. */
const LIST_EVERY = 30;
const MOST_GPUS = 256;
/** NVIDIA's major number (nv.h). */
const MAJOR = 195;

export class NvidiaGpus {
  readonly #root: Root;
  readonly #isFar: boolean;
  #gpus: readonly NvidiaGpu[] = [];
  #readsLeft = 0;

  /**
   * @param isFar the files are of another machine, and are fetched before it is known whether the GPU sleeps. So nothing is read then that
   *   could wake it: in newer kernels asking for the link does (pci_config_pm_runtime_get)
   */
  constructor(root: Root, isFar: boolean) {
    this.#root = root;
    this.#isFar = isFar;
  }

  /** By PCI address, which is nvidia-smi's order too. None without NVIDIA's modules. */
  get all(): readonly NvidiaGpu[] {
    return this.#gpus;
  }

  /** The devices of this tick, NVIDIA's put in. */
  addTo(devices: readonly DeviceFacts[], atNs: bigint): readonly DeviceFacts[] {
    if (this.#readsLeft-- <= 0) {
      this.#readsLeft = LIST_EVERY;
      this.#gpus = this.#list();
    }
    if (this.#gpus.length === 0) return devices;
    const byId = new Map(this.#gpus.map((gpu) => [gpu.pciAddress, gpu]));
    const known = new Set(devices.map(({ id }) => id));
    return [
      ...devices.map((facts) => withGpu(facts, byId.get(facts.id))),
      ...this.#gpus.filter(({ pciAddress }) => !known.has(pciAddress)).map((gpu) => this.#deviceOf(gpu, atNs)),
    ];
  }

  #list(): NvidiaGpu[] {
    const { files, proc } = this.#root;
    const dir = `${proc}/driver/nvidia/gpus`;
    const names = files.list(dir);
    if (names instanceof Failure) return this.#settles(names) ? [] : [...this.#gpus];
    const before = new Map(this.#gpus.map((gpu) => [gpu.pciAddress, gpu]));
    return names
      .filter(isPciAddress)
      .sort()
      .slice(0, MOST_GPUS)
      .map((pciAddress) => {
        const known = before.get(pciAddress);
        if (known?.model != null && known.minor !== null) return known;
        const text = files.read(`${dir}/${pciAddress}/information`, 4096);
        if (text instanceof Failure) this.#settles(text);
        return { pciAddress, ...(text instanceof Failure ? { model: null, minor: null } : parseInformation(text)) };
      });
  }

  /** Gone and denied are answers. Any other failure is none, and it is asked again at the next reading. */
  #settles({ gone, denied }: Failure): boolean {
    const isAnswer = gone || denied;
    if (!isAnswer) this.#readsLeft = 0;
    return isAnswer;
  }

  /** A GPU without a DRM node. */
  #deviceOf(gpu: NvidiaGpu, atNs: bigint): DeviceFacts {
    const { files, sys } = this.#root;
    const status = files.read(`${sys}/bus/pci/devices/${gpu.pciAddress}/power/runtime_status`, 64);
    const runtimeStatus = status instanceof Failure ? null : status.trim() || null;
    if (!isAsleep(runtimeStatus)) gpu.still ??= this.#stillOf(gpu.pciAddress);
    return withGpu({ ...WITHOUT_NODE, ...gpu.still, id: gpu.pciAddress, runtimeStatus, atNs }, gpu);
  }

  /** What never changes of what the PCI core says; the link now is told by nvidia-smi. Undefined: not all of it could be read now. */
  #stillOf(pciAddress: string): Partial<DeviceFactValues> | undefined {
    const { files, sys } = this.#root;
    let passing = 0;
    const watched = noteTransientErrors(files, () => passing++);
    const top = openFolder(watched, sys, '', NOBODY);
    const device = top.folder(`bus/pci/devices/${pciAddress}`);
    const pci = device === null ? null : attachPci(device, top);
    const still = pci === null ? {} : { ...(this.#isFar ? {} : stillFactsOf(pci.read())), ...pci.still };
    return passing > 0 ? undefined : still;
  }
}

/** Nobody is told of a file that went or was refused: the listing of the GPUs is what counts. */
const NOBODY: FileWatcher = { vanished: () => undefined, refused: () => undefined };

/** All keys are there: putting new ones to a spread takes many times as long. */
const WITHOUT_NODE: DeviceFacts = {
  ...UNKNOWN_FACTS,
  id: '',
  driver: 'nvidia',
  nodes: [],
  deviceNumbers: [],
  name: null,
  memory: new Map(),
  counters: { idleNs: null, busyNs: null, energyUj: null },
  atNs: 0n,
};

function withGpu(facts: DeviceFacts, gpu: NvidiaGpu | undefined): DeviceFacts {
  if (gpu === undefined) return facts;
  const { minor, model } = gpu;
  const isListed = minor === null || facts.nodes.includes(`nvidia${minor}`);
  return {
    ...facts,
    name: model ?? facts.name,
    nodes: isListed ? facts.nodes : [...facts.nodes, `nvidia${minor}`],
    deviceNumbers: isListed ? facts.deviceNumbers : [...facts.deviceNumbers, `${MAJOR}:${minor}`],
  };
}
