/** What of a device has a meter: its engines, and what else has a most. */
import type { Device, DeviceEngine } from '../../ledger/snapshot.js';
import { engineWord } from '../../measures/engines.js';
import { inRegionOrder } from '../../measures/regions.js';
import { figureText, isShare } from '../../view/columns/engine-figure.js';
import { groupName, measureName } from '../../view/columns/measures.js';
import type { Condition } from '../../view/devices/device-facts.js';
import { DASH } from '../../view/text/glyphs.js';
import { bytes } from '../../view/text/numbers.js';
import type { DeviceChart } from '../charts/device-chart.js';
import type { Theme } from '../theme/theme.js';
import type { Meter } from './meters.js';

export interface DevicePanel {
  readonly device: Device;
  /** Engine groups in the order in which they first appeared; they stay for the session. */
  readonly engines: readonly string[];
  readonly chart: DeviceChart;
  readonly perEngine: boolean;
}

/** Free rows below the engines from which memory, power and clock get meters of their own. */
const EXTRAS_LEAST = 2;

/** `vcs ×2`, or with the common word `vcs ×2 VIDEO`, where the driver's does not say the same. */
export function engineLabel({ driver, engines }: Device, name: string, words: boolean): string {
  const engine = engines.get(name);
  const capacity = engine === undefined || !isShare(engine) ? 1 : engine.capacity;
  const word = engineWord(driver, name);
  const says = name.toLowerCase().startsWith(word.toLowerCase());
  return `${groupName(name, capacity)}${words && !says ? ` ${measureName(word)}` : ''}`;
}

export function engineMeters(theme: Theme, { device, engines, perEngine }: DevicePanel, words: boolean): Meter[] {
  return engines.map((name) => {
    const engine = device.engines.get(name) ?? null;
    const ratio = engine !== null && isShare(engine) ? engine.ratio : null;
    return { label: engineLabel(device, name, words), ratio, text: percentOf(engine, perEngine), look: theme.heat(ratio ?? 0) };
  });
}

export function percentOf(engine: DeviceEngine | null, perEngine: boolean): string {
  if (engine?.ratio == null) return DASH;
  const isWhole = perEngine && isShare(engine);
  return isWhole ? `${Math.round(Math.min(1, engine.ratio) * engine.capacity * 100)} %` : figureText(engine);
}

/** What else has a most: clock, power, memory. As many as there is room for. */
export function extraMeters(theme: Theme, { device, chart }: DevicePanel, facts: readonly Condition[], room: number): Meter[] {
  if (room < EXTRAS_LEAST) return [];
  const main = chart.memory;
  const memory = inRegionOrder(device.memory.keys()).flatMap((name): Meter[] => {
    const { usedBytes = null, totalBytes = null } = device.memory.get(name) ?? {};
    const isMain = main?.regions.includes(name) ?? false;
    // What the title says already, or what nothing is in, is no news; where the main memory is several, the title has their sum.
    const isNews = isMain ? main?.regions.length !== 1 && totalBytes !== null : usedBytes !== 0;
    if (usedBytes === null || !isNews) return [];
    return [{ label: measureName(name), ratio: share(usedBytes, totalBytes), text: bytes(usedBytes), look: theme.memory }];
  });
  const conditions = facts.flatMap(({ key, title, value, limit, number }): Meter[] =>
    // The device's own figure of its busyness would read as one more engine.
    key === 'busyRatio' ? [] : [{ label: title, ratio: share(value, limit?.value ?? null), text: number, look: theme.dim }],
  );
  return [...conditions, ...memory].slice(0, room);
}

export function share(part: number | null, whole: number | null): number | null {
  return part === null || whole === null || whole <= 0 ? null : part / whole;
}
