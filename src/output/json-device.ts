/** A device as the JSON contract has it. */
import type { Device } from '../ledger/snapshot.js';
import { mapObject, shownRatio } from './json-values.js';

/** @param host of the snapshot: where the device is unless it says otherwise */
export function jsonDevice(device: Device, host: string): object {
  return {
    host: device.host ?? host,
    id: device.id,
    driver: device.driver,
    nodes: device.nodes,
    name: device.name,
    engines: mapObject(device.engines, ({ ratio, capacity }) => ({ busy_ratio: shownRatio(ratio), raw_ratio: ratio, capacity })),
    memory: mapObject(device.memory, ({ usedBytes, totalBytes }) => ({ used_bytes: usedBytes, total_bytes: totalBytes })),
    busy_ratio: device.busyRatio,
    frequency_hz: device.frequencyHz,
    max_frequency_hz: device.maxFrequencyHz,
    temperature_celsius: device.temperatureCelsius,
    power_watts: device.powerWatts,
    power_cap_watts: device.powerCapWatts,
    runtime_status: device.runtimeStatus,
    hint: device.hint,
  };
}
