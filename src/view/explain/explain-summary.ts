/**
 * A client in a sentence and a table: what people ask first. How each number came about (`explain.ts`) stands below it.
 *
 * The lines are raw: names in them are other processes' words. Escape each before it is shown.
 */
import { bytesInUse } from '../../drm/fdinfo/bytes-in-use.js';
import { busyTime } from '../../ledger/busy.js';
import type { Client, Device, EngineUse, SilentFd } from '../../ledger/snapshot.js';
import { causeOfUnknown, sayCause } from '../../ledger/why-unknown.js';
import { engineWord } from '../../measures/engines.js';
import { inRegionOrder } from '../../measures/regions.js';
import { deviceLabel } from '../devices/devices.js';
import { DASH } from '../text/glyphs.js';
import { bytes, duration, percent } from '../text/numbers.js';

/** The sentence, the table with its head, and nothing else. */
export function summariseClient(client: Client, devices: readonly Device[]): string[] {
  return [sentence(client, devices), ...table(client)];
}

/** Why nothing is known of a fd that is no client, without a final stop. Raw, as above. */
export function whySilent({ driver, isAtRest }: Pick<SilentFd, 'driver' | 'isAtRest'>): string {
  const name = driver ?? 'its driver';
  return isAtRest ? `its device is at rest, and ${name} would wake it to answer` : `${name} prints no statistics`;
}

function sentence(client: Client, devices: readonly Device[]): string {
  const { owner, engines, memory, readingBefore, reading, driver } = client;
  const known = devices.find(({ id }) => id === client.device);
  const device = known === undefined ? client.device : deviceLabel(known);
  const who = `${owner.comm ?? '?'} (pid ${owner.pid}${owner.user === null ? '' : `, user ${owner.user}`})`;
  const over = readingBefore === null ? null : duration(Number(reading.atNs - readingBefore.atNs));
  const busy = [...engines].filter(([, use]) => (busyTime(use) ?? 0) > 0);
  const cause = causeOfUnknown(client, devices);
  const worked = Array.from(byWord(driver, busy), ([word, ratio]) => `${word} for ${percent(ratio)}`);
  const did =
    over === null
      ? `was seen on ${device} for the first time: one reading is no rate`
      : worked.length > 0
        ? `kept ${listed(worked)} of the last ${over} on ${device}`
        : cause === null
          ? `did nothing on ${device} in the last ${over}`
          : `holds ${device}; how busy it kept it is not known (${sayCause(cause, driver)})`;
  const held = inRegionOrder(memory.keys()).flatMap((name) => {
    const region = memory.get(name);
    const used = region === undefined ? null : bytesInUse(region);
    return used === null || used === 0 ? [] : [{ name, used }];
  });
  const holds = held.length === 0 ? '' : `, and holds ${listed(held.map(({ name, used }) => `${bytes(used)} of ${name}`))}`;
  return `${who} ${did}${holds}.`;
}

/** As BUSIEST and ENGINES have it: of the engines that one word stands for, the busiest. */
function byWord(driver: string | null, engines: readonly (readonly [string, EngineUse])[]): ReadonlyMap<string, number | null> {
  const words = new Map<string, number | null>();
  for (const [name, use] of engines) {
    const word = engineWord(driver, name);
    const ratio = shown(use.ratio);
    if ((ratio ?? -1) >= (words.get(word) ?? -1)) words.set(word, ratio);
  }
  return words;
}

function table({ engines, readingBefore, reading, driver }: Client): string[] {
  if (engines.size === 0) return [];
  const spanNs = readingBefore === null ? null : Number(reading.atNs - readingBefore.atNs);
  const rows = [
    ['engine', 'busy', 'rests on'],
    ...Array.from(engines, ([name, use]) => [bothNames(driver, name), percent(shown(use.ratio)), restsOn(use, spanNs)]),
  ];
  const widths = [0, 1].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map(
    ([name = '', busy = '', why = '']) => `  ${name.padEnd(widths[0] ?? 0)}  ${busy.padStart(widths[1] ?? 0)}  ${why}`,
  );
}

/** `3D (rcs)`: the word of the screen, and the driver's, under which the division stands below. */
function bothNames(driver: string | null, name: string): string {
  const word = engineWord(driver, name);
  return word.toLowerCase() === name.toLowerCase() ? word : `${word} (${name})`;
}

/** In a few words; the division itself stands below. */
function restsOn({ basis, ratio, counters, before }: EngineUse, spanNs: number | null): string {
  if (ratio === null || spanNs === null) return DASH;
  if (basis === 'ns' && before !== null && counters.busyNs !== null && before.counters.busyNs !== null) {
    const engines = counters.capacity === 1 ? '' : ` on ${counters.capacity} engines`;
    return `${duration(Number(counters.busyNs - before.counters.busyNs))} of busy time in ${duration(spanNs)}${engines}`;
  }
  if (basis === 'cycles') return 'busy cycles of all cycles of the engine';
  if (basis === 'sample') return `${Math.round(ratio * counters.capacity)} of ${counters.capacity} in use at this instant`;
  if (basis === 'bound') return 'at most so much: no figure of its own is known';
  if (basis === 'full-speed') return 'cycles, as a share of full speed';
  return basis === 'kernel-percent' ? 'a percentage that the driver itself works out' : (basis ?? DASH);
}

function shown(ratio: number | null): number | null {
  return ratio === null ? null : Math.min(1, ratio);
}

/** `a`, `a and b`, `a, b and c`. */
function listed(parts: readonly string[]): string {
  return parts.length < 2 ? parts.join('') : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1) ?? ''}`;
}
