/** The metrics of devices: what sysfs says, and the sum over all clients that ever were. A fact that is unknown has no series. */
import { Counter, Gauge, type Registry } from 'prom-client';
import type { Snapshot } from '../ledger/snapshot.js';
import { engineClass } from '../measures/engines.js';
import { type DeviceFact, deviceFacts, factsOf, type ValuedFact } from '../measures/device-facts.js';
import type { ExportState } from './accumulate.js';
import { keyOf, openFiles } from '../view/coverage/open-files.js';
import type { FirstPages } from './first-pages.js';
import { labelText } from './groups.js';
import { PLACE_LABELS, placesOf } from './hosts.js';

/** Facts that are labels of `gpu_top_device_info`. */
const INFO_LABELS = deviceFacts().flatMap(([key, fact]) =>
  fact.kind === 'text' && fact.metric === 'label' ? { key, name: fact.name } : [],
);

interface FactMetric {
  readonly name: string;
  readonly help: string;
  readonly label?: string;
  readonly isCounter?: true;
}

/** Name, help and own label of a fact's metric; null for one that has none. */
function metricOf(fact: DeviceFact): FactMetric | null {
  if (fact.kind === 'text') return typeof fact.metric === 'string' ? null : { ...fact.metric };
  const help = fact.meaning;
  if (fact.kind === 'texts') return { name: fact.name, help, label: fact.label };
  const name = fact.metricName ?? fact.name;
  return fact.kind === 'numbers' ? { name, help, label: fact.label } : { name, help, ...(fact.isCounter && { isCounter: true }) };
}

/** The values of a fact's metric, by its own label where it has one. A fact that is unknown has none. */
function valuesOf({ kind, fact, value }: ValuedFact): readonly (readonly [label: string, value: number])[] {
  if (value === null) return [];
  if (kind === 'numbers') return [...value];
  if (kind === 'texts') return value.map((text) => [text, 1]);
  if (kind === 'number') return [['', value]];
  return typeof fact.metric === 'string' ? [] : [['', fact.metric.value(value)]];
}

/** A fact that is a text; empty where it is unknown. */
function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

type Place = Readonly<Record<string, string>>;

/** Defines the metrics; the function it gives fills them. */
export function deviceMetrics(registry: Registry, first: FirstPages): (state: ExportState, snapshot: Snapshot) => void {
  const registers = [registry];
  const gauge = <L extends string>(name: string, help: string, labelNames: L[]) =>
    new Gauge({ name: `gpu_top_device_${name}`, help, labelNames, registers });
  const counter = (name: string, help: string) =>
    new Counter({ name: `gpu_top_device_engine_${name}_total`, help, labelNames: [...PLACE_LABELS, 'engine'], registers });
  const info = gauge('info', 'Always 1; what the device is stands in the labels.', [
    ...[...PLACE_LABELS, 'driver', 'name', 'nodes'],
    ...INFO_LABELS.map(({ name }) => name),
  ]);
  const facts = new Map(
    deviceFacts().flatMap(([key, fact]) => {
      const { name, help, label, isCounter } = metricOf(fact) ?? {};
      if (name === undefined) return [];
      const labelNames = label === undefined ? [...PLACE_LABELS] : [...PLACE_LABELS, label];
      if (isCounter) {
        const total = new Counter({ name: `gpu_top_device_${name}`, help: `${help}.`, labelNames, registers });
        return [
          [
            key,
            {
              label,
              set: (place: Place, value: number) => {
                total.inc(place, value);
              },
            },
          ] as const,
        ];
      }
      const each = gauge(name, `${help}.`, labelNames);
      return [
        [
          key,
          {
            label,
            set: (place: Place, value: number) => {
              each.set(place, value);
            },
          },
        ] as const,
      ];
    }),
  );
  const used = gauge('memory_used_bytes', 'Device memory in use, by region.', [...PLACE_LABELS, 'region']);
  const size = gauge('memory_size_bytes', 'Size of device memory, by region.', [...PLACE_LABELS, 'region']);
  const filesSeen = gauge('open_files_seen', "Clients that were seen of the device's driver, beside open_files.", [
    ...PLACE_LABELS,
  ]);
  const capacity = gauge(
    'engine_capacity',
    'Identical engines behind the name, of cu compute units: busy seconds, where there are any, grow by as many a second at most.',
    [...PLACE_LABELS, 'engine'],
  );
  // A metric of its own: a label more on the counters would end every series that there is.
  const classes = gauge('engine_info', 'Always 1; the common word for the engine (3d, decode ...) stands in the label.', [
    ...PLACE_LABELS,
    'engine',
    'class',
  ]);
  const busy = counter(
    'busy_seconds',
    'Busy time of the engine, summed over all clients, ended ones too. Never ends and never falls.',
  );
  const cycles = counter(
    'cycles',
    'Busy cycles of the engine, summed over all clients, ended ones too. Never ends and never falls.',
  );

  return (state, snapshot) => {
    const { devices } = snapshot;
    const at = placesOf(snapshot);
    const files = openFiles(snapshot);
    for (const device of devices) {
      const place = at(device.id);
      const { driver, name, nodes } = device;
      const texts = INFO_LABELS.map((each): [string, string] => [each.name, labelText(textOf(device[each.key]))]);
      const who = { driver: labelText(driver ?? ''), name: labelText(name ?? ''), nodes: labelText(nodes.join(',')) };
      info.set({ ...place, ...who, ...Object.fromEntries(texts) }, 1);
      for (const fact of factsOf(device)) {
        const { set, label } = facts.get(fact.key) ?? {};
        for (const [text, value] of set === undefined ? [] : valuesOf(fact))
          if (!Number.isNaN(value)) set?.(label === undefined ? place : { ...place, [label]: labelText(text) }, value);
      }
      for (const [region, { usedBytes, totalBytes }] of device.memory) {
        if (usedBytes !== null) used.set({ ...place, region: labelText(region) }, usedBytes);
        if (totalBytes !== null) size.set({ ...place, region: labelText(region) }, totalBytes);
      }
      const seen = files.get(keyOf(device))?.seen ?? null;
      if (seen !== null) filesSeen.set(place, seen);
      for (const [engine, use] of device.engines) {
        const which = { ...place, engine: labelText(engine) };
        capacity.set(which, use.capacity);
        const known = engineClass(driver, engine);
        if (known !== null) classes.set({ ...which, class: known }, 1);
      }
    }
    for (const [device, engines] of state.devices) {
      for (const [engine, total] of engines) {
        const place = { ...at(device), engine: labelText(engine) };
        if (total.busyNs !== null) busy.inc(place, first.value(['device busy', device, engine], Number(total.busyNs) / 1e9));
        if (total.cycles !== null) cycles.inc(place, first.value(['device cycles', device, engine], Number(total.cycles)));
      }
    }
  };
}
