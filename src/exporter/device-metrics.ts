/** The metrics of devices: what sysfs says, and the sum over all clients that ever were. A fact that is unknown has no series. */
import { Counter, Gauge, type Registry } from 'prom-client';
import type { Device, Snapshot } from '../ledger/snapshot.js';
import type { ExportState } from './accumulate.js';
import { labelText } from './groups.js';

/** Gauges with one value for a device. */
const FACTS: readonly (readonly [string, string, (device: Device) => number | null])[] = [
  ['busy_ratio', "The driver's own figure of how busy the whole device is, 0 to 1.", ({ busyRatio }) => busyRatio],
  ['frequency_hertz', 'Clock of the device now.', ({ frequencyHz }) => frequencyHz],
  ['max_frequency_hertz', 'Highest clock of the device.', ({ maxFrequencyHz }) => maxFrequencyHz],
  ['temperature_celsius', 'Temperature of the device.', ({ temperatureCelsius }) => temperatureCelsius],
  ['power_watts', 'Power that the device draws.', ({ powerWatts }) => powerWatts],
  ['power_cap_watts', 'Power limit of the device.', ({ powerCapWatts }) => powerCapWatts],
  ['runtime_suspended', '1 while the device is suspended to save power, 0 while it is not.', suspended],
];

function suspended({ runtimeStatus }: Device): number | null {
  return runtimeStatus === null ? null : Number(runtimeStatus === 'suspended');
}

/** Defines the metrics; the function it gives fills them. */
export function deviceMetrics(registry: Registry): (state: ExportState, snapshot: Snapshot) => void {
  const registers = [registry];
  const gauge = <L extends string>(name: string, help: string, labelNames: L[]) =>
    new Gauge({ name: `gpu_top_device_${name}`, help, labelNames, registers });
  const counter = (name: string, help: string) =>
    new Counter({ name: `gpu_top_device_engine_${name}_total`, help, labelNames: ['device', 'engine'], registers });
  const info = gauge('info', 'Always 1; what the device is stands in the labels.', ['device', 'driver', 'name', 'nodes']);
  const facts = FACTS.map(([name, help, pick]) => ({ metric: gauge(name, help, ['device']), pick }));
  const used = gauge('memory_used_bytes', 'Device memory in use, by region.', ['device', 'region']);
  const size = gauge('memory_size_bytes', 'Size of device memory, by region.', ['device', 'region']);
  const capacity = gauge('engine_capacity', 'Identical engines behind the name: busy seconds grow by as many a second at most.', [
    'device',
    'engine',
  ]);
  const busy = counter(
    'busy_seconds',
    'Busy time of the engine, summed over all clients, ended ones too. Never ends and never falls.',
  );
  const cycles = counter(
    'cycles',
    'Busy cycles of the engine, summed over all clients, ended ones too. Never ends and never falls.',
  );

  return (state, { devices }) => {
    for (const device of devices) {
      const place = { device: labelText(device.id) };
      const { driver, name, nodes } = device;
      info.set({ ...place, driver: labelText(driver ?? ''), name: labelText(name ?? ''), nodes: labelText(nodes.join(',')) }, 1);
      for (const { metric, pick } of facts) {
        const value = pick(device);
        if (value !== null) metric.set(place, value);
      }
      for (const [region, { usedBytes, totalBytes }] of device.memory) {
        if (usedBytes !== null) used.set({ ...place, region: labelText(region) }, usedBytes);
        if (totalBytes !== null) size.set({ ...place, region: labelText(region) }, totalBytes);
      }
      for (const [engine, use] of device.engines) capacity.set({ ...place, engine: labelText(engine) }, use.capacity);
    }
    for (const [device, engines] of state.devices) {
      for (const [engine, total] of engines) {
        const place = { device: labelText(device), engine: labelText(engine) };
        if (total.busyNs !== null) busy.inc(place, Number(total.busyNs) / 1e9);
        if (total.cycles !== null) cycles.inc(place, Number(total.cycles));
      }
    }
  };
}
