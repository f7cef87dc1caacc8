/** A device's past as its panel draws it: how busy one engine was and how full its memory, each by the clients that have most of it. */
import type { History } from '../../history/history.js';
import type { MainMemory } from '../../view/devices/main-memory.js';
import type { Theme } from '../theme/theme.js';
import type { DeviceLead } from './leaders.js';
import { LAYER_SIGNS, stackedChart, type ChartLayer } from './stacked-chart.js';

export interface DeviceChart {
  readonly history: History;
  readonly device: string;
  readonly lead: DeviceLead;
  readonly memory: MainMemory | null;
  readonly intervalMs: number;
  /** Layers can be told apart by their signs alone. */
  readonly isPlain: boolean;
}

/** The sign of whatever is not a leader's. */
export const OTHERS_SIGN = '░';

/** An engine’s busyness in `height` lines of `width` cells, a tick to a cell. */
export function busyChart(theme: Theme, chart: DeviceChart, engine: string | null, width: number, height: number): string[] {
  const device = chart.history.device(chart.device);
  if (engine === null || device === null) return blank(width, height);
  const seconds = (width * chart.intervalMs) / 1000;
  const total = device.engine(engine)?.resampled(seconds, width, sheet(TOTAL, width)) ?? null;
  const parts = chart.lead.places.map((leader, place) =>
    leader === null
      ? null
      : (chart.history
          .client(leader.key)
          ?.engine(engine)
          ?.resampled(seconds, width, sheet(PARTS + place, width)) ?? null),
  );
  return stackedByPlace(theme, chart, total, parts, width, height);
}

/** How full the device's memory was, against its total; blank where that is not known. */
export function memoryChart(theme: Theme, chart: DeviceChart, width: number, height: number): string[] {
  const device = chart.history.device(chart.device);
  const { memory } = chart;
  if (device === null || memory?.totalBytes == null || memory.totalBytes === 0) return blank(width, height);
  const seconds = (width * chart.intervalMs) / 1000;
  const scale = memory.totalBytes;
  const of = (track: NonNullable<typeof device>, into: Float64Array): Float64Array | null => {
    let isKnown = false;
    for (const region of memory.regions) {
      const values = track.region(region)?.resampled(seconds, width, sheet(REGION, width));
      if (values === undefined) continue;
      for (let i = 0; i < width; i += 1) into[i] = (values[i] ?? NaN) / scale + (isKnown ? (into[i] ?? 0) : 0);
      isKnown = true;
    }
    return isKnown ? into : null;
  };
  const parts = chart.lead.places.map((leader, place) => {
    const track = leader === null ? null : chart.history.client(leader.key);
    return track === null ? null : of(track, sheet(PARTS + place, width));
  });
  return stackedByPlace(theme, chart, of(device, sheet(TOTAL, width)), parts, width, height);
}

/** Arrays that are written over from chart to chart: V8 keeps one of this size outside its heap, and each costs a microsecond. */
const sheets: Float64Array[] = [];
const [TOTAL, REGION, PARTS] = [0, 1, 2];

function sheet(at: number, width: number): Float64Array {
  const kept = sheets[at];
  return kept?.length === width ? kept : (sheets[at] = new Float64Array(width));
}

function blank(width: number, height: number): string[] {
  return Array<string>(height).fill(' '.repeat(width));
}

/**
 * Those who have a place from the bottom up, and on top of them whatever the device has beyond; an array a column each.
 *
 * @param total is written over
 */
export function stackedByPlace(
  theme: Theme,
  { isPlain }: Pick<DeviceChart, 'isPlain'>,
  total: Float64Array | null,
  parts: readonly (Float64Array | null)[],
  width: number,
  height: number,
): string[] {
  const layers: ChartLayer[] = [];
  const rest = total ?? sheet(TOTAL, width).fill(NaN);
  for (const [place, values] of parts.entries()) {
    const look = theme.clients[place];
    if (values === null || look === undefined) continue;
    let isSeen = false;
    for (let i = 0; i < width; i += 1) {
      const value = values[i] ?? NaN;
      if (!(value > 0)) continue;
      isSeen = true;
      const left = rest[i] ?? NaN;
      // A device's figure may be older or lower than the sum of its clients': what they have is not cut.
      rest[i] = value < left ? left - value : Number.isNaN(left) ? NaN : 0;
    }
    // Most clients use one engine: what would add nothing is not drawn.
    if (isSeen) layers.push({ values, look, sign: LAYER_SIGNS[place] ?? OTHERS_SIGN });
  }
  layers.push({ values: rest, look: theme.others, sign: OTHERS_SIGN });
  return stackedChart(layers, width, height, isPlain);
}
