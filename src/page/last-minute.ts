/** What changed in the last minute: how busy each device was, who began and ended, whose memory grew. */
import type { Client, Device, Snapshot } from '../ledger/snapshot.js';
import { engineWord } from '../measures/engines.js';
import { deviceLabel } from '../view/devices/devices.js';
import { mainBytesOf, mainMemory } from '../view/devices/main-memory.js';
import { bytes, bytesOf, duration, percent } from '../view/text/numbers.js';
import { html, type Html } from './html.js';
import { msOf, TOLD_MS, type PagePast, type Seen } from './past.js';

/** What one reads at a glance; of the rest the number is told. */
const MOST_EVENTS = 12;
const MOST_GROWN = 5;
/** Less is noise of allocators. */
const LEAST_GROWTH_BYTES = 16 * 2 ** 20;

type PlaceOf = (id: string) => string;

export function lastMinute(snapshot: Snapshot, past: PagePast): Html {
  const { clients, devices } = snapshot;
  const nowMs = msOf(snapshot);
  const labels = new Map(devices.map((device) => [device.id, deviceLabel(device)]));
  const place: PlaceOf = (id) => labels.get(id) ?? id;
  const when = ({ endedMs, sinceMs }: Seen): number => endedMs ?? sinceMs;
  const events = [...past.began(nowMs), ...past.ended].sort((a, b) => when(b) - when(a));
  const more = events.length - MOST_EVENTS;
  return html`<ul>
    ${devices.map((device) => deviceLine(device, past, nowMs))}
    ${grown(clients, past).map(
      ({ client, by }) =>
        html`<li>${nameOf(client)} ${by < 0 ? '−' : '+'}${bytes(Math.abs(by))} <i>on ${place(client.device)}</i></li>`,
    )}
    ${events.slice(0, MOST_EVENTS).map((seen) => eventLine(seen, nowMs, place))}
    ${more > 0 ? html`<li>and ${more} more began or ended</li>` : null}
    ${events.length === 0 ? html`<li>Nobody began or ended.</li>` : null}
  </ul>`;
}

function deviceLine(device: Device, past: PagePast, nowMs: number): Html {
  const all = past.pointsOf(device.id);
  const points = all.slice(all.findLastIndex(([ms]) => nowMs - ms >= TOLD_MS) + 1);
  const busy = points.flatMap(([, ratio]) => ratio ?? []);
  const mean = busy.length === 0 ? null : busy.reduce((sum, ratio) => sum + ratio, 0) / busy.length;
  const worked =
    mean === null
      ? html`<i>nothing is known of its engines</i>`
      : html`busiest engine <b>${percent(mean)}</b> <i>on average, at most ${percent(Math.max(...busy))}</i>`;
  const memory = mainMemory(device);
  const shares = points.flatMap(([, , share]) => share ?? []);
  const total = memory?.totalBytes ?? null;
  const by = memory === null || total === null ? 0 : ((shares.at(-1) ?? 0) - (shares[0] ?? 0)) * total;
  const changed =
    memory === null || Math.abs(by) < LEAST_GROWTH_BYTES
      ? null
      : html`, ${memory.label} ${by < 0 ? '−' : '+'}${bytes(Math.abs(by))} <i>to ${bytesOf(memory.usedBytes, total)}</i>`;
  return html`<li>${deviceLabel(device)}: ${worked}${changed}</li>`;
}

function grown(clients: readonly Client[], past: PagePast): { readonly client: Client; readonly by: number }[] {
  return clients
    .flatMap((client) => {
      const by = past.growth(client.key);
      return by === null || Math.abs(by) < LEAST_GROWTH_BYTES ? [] : { client, by };
    })
    .sort((a, b) => b.by - a.by)
    .slice(0, MOST_GROWN);
}

function eventLine(seen: Seen, nowMs: number, place: PlaceOf): Html {
  const { client, sinceMs, endedMs } = seen;
  const unit = client.owner.unit === null ? '' : ` · ${client.owner.unit.text}`;
  const what =
    endedMs === null ? html`<b>began</b> ${ago(nowMs - sinceMs)}` : html`<b>ended</b> ${ago(nowMs - endedMs)}${did(client)}`;
  return html`<li class="${endedMs === null ? '' : 'ended'}">
    ${nameOf(client)} ${what} <i>on ${place(client.device)}${unit}</i>
  </li>`;
}

/** `ended 12 s ago: 19 s of DEC, at last 271 MiB`. */
export function whatItDid({ client, endedMs }: Seen, nowMs: number): string {
  return `ended ${ago(nowMs - (endedMs ?? nowMs))}${did(client)}`;
}

/** Empty where nothing is known. */
function did(client: Client): string {
  let most: { readonly name: string; readonly ns: bigint } | null = null;
  for (const [name, { counters }] of client.engines)
    if (counters.busyNs !== null && counters.busyNs > (most?.ns ?? 999_999n)) most = { name, ns: counters.busyNs };
  const worked = most === null ? [] : [`${duration(Number(most.ns))} of ${engineWord(client.driver, most.name)}`];
  const regions = [...client.memory.keys()];
  const held = mainBytesOf(client, { regions });
  const parts = [...worked, ...(held === null || held === 0 ? [] : [`${bytes(held)} at its end`])];
  return parts.length === 0 ? '' : `: ${parts.join(', ')}`;
}

function ago(ms: number): string {
  return `${Math.max(0, Math.round(ms / 1000))} s ago`;
}

function nameOf({ owner }: Client): Html {
  return html`<b>${owner.comm ?? '?'}</b> ${owner.pid}`;
}
