/** NVIDIA's part of a scan source: its GPUs among the devices, and its tool beside the scanner. */
import type { DeviceFacts } from '../drm/devices/device-facts.js';
import { isNvidiaNode } from '../drm/nodes/node-names.js';
import { type DeviceFactValues, stillFactsOf } from '../measures/device-facts.js';
import { NvidiaGpus } from '../nvidia/gpus.js';
import { NvidiaSmi, type ToolOptions } from '../nvidia/tool.js';
import type { Root } from '../procfs/root.js';
import type { GpuTool } from '../scan/further-readings.js';
import type { DevicesReader } from '../scan/scanner.js';

export interface NvidiaPart {
  readonly devices: DevicesReader;
  readonly tool: GpuTool;
  close(): void;
}

/** How the tool is started. */
export type SmiOptions = Omit<ToolOptions, 'nowNs'>;

/** @param smi the tool's path and a shell to run it in; null: there is none, and holders are all that is known */
export function nvidiaPart(root: Root, devices: DevicesReader, nowNs: () => bigint, smi: SmiOptions | null): NvidiaPart {
  const gpus = new NvidiaGpus(root, smi?.isFar === true);
  const tool = smi === null ? null : new NvidiaSmi({ ...smi, nowNs });
  /** What never changes of a GPU, once the tool has told it. */
  const still = new Map<string, Partial<DeviceFactValues>>();
  return {
    devices: {
      read() {
        const all = gpus.addTo(devices.read(), nowNs());
        if (gpus.all.length === 0) return all;
        const own = new Set(gpus.all.map(({ pciAddress }) => pciAddress));
        // A tree says what its machine was; this one's tool says nothing of it.
        const hint = tool === null && root.kind === 'procfs' ? NO_TOOL : null;
        return all.map((facts) => (own.has(facts.id) ? told({ ...facts, hint: hint ?? facts.hint }, tool, still) : facts));
      },
      get troubles() {
        return devices.troubles;
      },
    },
    tool: {
      take({ readings, processes, devices: facts, processesUnreadable }) {
        if (tool === null || gpus.all.length === 0) return [];
        const holders = readings.flatMap(({ link, device, pid }) => {
          if (device === null || !isNvidiaNode(link)) return [];
          const { startTimeTicks = null, comm = null, ancestors = null } = processes.get(pid) ?? {};
          return { device, pid, startTimeTicks, comm, ancestorPids: (ancestors ?? []).map((above) => above.pid) };
        });
        const byId = new Map(facts.map((each) => [each.id, each]));
        const states = gpus.all.map(({ pciAddress: id }) => {
          const { runtimeStatus = null, openFiles = null } = byId.get(id) ?? {};
          // The count is of all GPUs of the driver, so it may be this one that others have open.
          return { id, runtimeStatus, isHeldUnseen: processesUnreadable > 0 && openFiles !== null && openFiles > 0 };
        });
        // A whole literal: a key put to a spread costs microseconds, for each process in each tick.
        return tool
          .take(states, holders)
          .map(({ device, pid, text, atNs }) => ({ source: 'nvidia-smi', device, pid, text, atNs }));
      },
    },
    close: () => tool?.close(),
  };
}

/** `what is wrong; what to do`, as every hint. */
const NO_TOOL =
  'there is no nvidia-smi in PATH, and only that tells what processes do here; ' +
  "install the driver's tools (nvidia-utils), or name it in GPU_TOP_NVIDIA_SMI";

const MIG =
  'the card is divided into MIG instances, and nvidia-smi tells of nobody then how busy they are; DCGM does: dcgmi dmon -e 1002';

/** What the tool says of a GPU stands in the place of what /sys leaves open. */
function told(before: DeviceFacts, tool: NvidiaSmi | null, still: Map<string, Partial<DeviceFactValues>>): DeviceFacts {
  if (tool === null) return before;
  const facts = { ...before, ...still.get(before.id), hint: tool.troubleOf(before.id) };
  const row = tool.rowOf(facts.id);
  if (row === null) return facts;
  const { memoryUsedBytes, memoryTotalBytes, facts: said } = row;
  if (!still.has(facts.id)) still.set(facts.id, stillFactsOf(said));
  const isMemory = memoryUsedBytes !== null || memoryTotalBytes !== null;
  return {
    ...facts,
    ...said,
    hint: facts.hint ?? (said.migMode === 'Enabled' ? MIG : null),
    memory: isMemory ? new Map([['vram', { usedBytes: memoryUsedBytes, totalBytes: memoryTotalBytes }]]) : facts.memory,
  };
}
