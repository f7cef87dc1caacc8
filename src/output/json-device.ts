/** A device as the JSON contract has it. */
import type { Device } from '../ledger/snapshot.js';
import { factsOf, type ValuedFact } from '../measures/device-facts.js';
import { engineClass } from '../measures/engines.js';
import { mapObject, shownRatio } from './json-values.js';

/**
 * @param host of the snapshot: where the device is unless it says otherwise
 * @param openFilesSeen of all devices of its driver, as `open_files` is
 */
export function jsonDevice(device: Device, host: string, openFilesSeen: number | null): object {
  return {
    host: device.host ?? host,
    id: device.id,
    index: device.index,
    driver: device.driver,
    nodes: device.nodes,
    name: device.name,
    engines: mapObject(device.engines, ({ ratio, capacity, basis = null }, name) => ({
      class: engineClass(device.driver, name),
      busy_ratio: shownRatio(ratio),
      raw_ratio: ratio,
      capacity,
      basis,
    })),
    busy_contradicted: device.busyContradicted,
    memory: mapObject(device.memory, ({ usedBytes, totalBytes }) => ({ used_bytes: usedBytes, total_bytes: totalBytes })),
    open_files_seen: openFilesSeen,
    ...Object.fromEntries(factsOf(device).map((each) => [each.fact.name, jsonFact(each)])),
  };
}

function jsonFact(fact: ValuedFact): unknown {
  return fact.kind === 'numbers' ? mapObject(fact.value, (value) => value) : fact.value;
}
