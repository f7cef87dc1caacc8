/** The last minute: who used which engine how much, whose memory changed, who began and ended. As the screen's page `L` and `--over` tell it. */
import type { Snapshot } from '../ledger/snapshot.js';
import type { ProcessFacts } from '../scan/sweep.js';
import { changeWords, engineLabels, memoryWords, peakWords, processWords, workedWords } from '../usage/lines.js';
import { usageReport, type DeviceUsage, type EngineUsage, type Life, type MemoryUsage } from '../usage/report.js';
import { count } from '../view/coverage/coverage.js';
import { deviceLabel } from '../view/devices/devices.js';
import { DASH } from '../view/text/glyphs.js';
import { percent } from '../view/text/numbers.js';
import { html, type Html } from './html.js';
import { TOLD_SECONDS, type PagePast } from './past.js';

/** What one reads at a glance; of the rest the number is told. */
const MOST_EVENTS = 12;
const MOST_USERS = 5;
const MOST_DEVICES = 16;

export function lastMinute({ devices, wallMs }: Snapshot, past: PagePast): Html {
  const report = usageReport(past.usage, TOLD_SECONDS, { most: MOST_EVENTS });
  const labels = new Map(devices.map((device) => [device.id, deviceLabel(device)]));
  const events = report.lives.filter(({ beganMs, endedMs }) => beganMs !== null || endedMs !== null);
  const told = report.devices.slice(0, MOST_DEVICES);
  const silent = report.devices.length - told.length;
  return html`<ul>
    ${told.map(deviceLines)} ${silent > 0 ? html`<li>${count(silent, 'more device')}</li>` : null}
    ${events.map((life) => eventLine(life, wallMs, labels))}
    ${report.events > events.length ? html`<li>and ${report.events - events.length} more began or ended</li>` : null}
    ${report.events === 0 ? html`<li>Nobody began or ended.</li>` : null}
  </ul>`;
}

function deviceLines(usage: DeviceUsage): Html {
  const { device, engines, memory } = usage;
  const name = deviceLabel(device);
  const labels = engineLabels(usage);
  if (engines.length === 0 && memory === null) return html`<li>${name} <i>no engine was seen to work</i></li>`;
  return html`${engines.map((engine, i) => engineLine(engine, name, labels[i] ?? ''))}${
    memory === null ? null : memoryLine(memory, name)
  }`;
}

function engineLine({ ratio, shares, moreShares }: EngineUsage, device: string, label: string): Html {
  const told = shares.slice(0, MOST_USERS).map((share, i) => {
    const who = share.who === null ? 'others' : nameOf(share.who);
    return html`${i === 0 ? '' : ', '}${who} ${percent(share.ratio)}<i>${processWords(share)}</i>`;
  });
  return html`<li>${device} ${label} <b>${percent(ratio)}</b> <span>${told}${moreOf(shares.length + moreShares)}</span></li>`;
}

function memoryLine({ memory, fromBytes, toBytes, changes, moreChanges }: MemoryUsage, device: string): Html {
  const told = changes
    .slice(0, MOST_USERS)
    .map((change, i) => html`${i === 0 ? '' : ', '}${nameOf(change.who)} ${changeWords(change)}`);
  const words = memoryWords(fromBytes, toBytes, memory.totalBytes);
  return html`<li>${device} ${memory.label} <b>${words}</b> <span>${told}${moreOf(changes.length + moreChanges)}</span></li>`;
}

function moreOf(all: number): string {
  return all > MOST_USERS ? `, +${all - MOST_USERS} more` : '';
}

function eventLine(life: Life, nowMs: number, labels: ReadonlyMap<string, string>): Html {
  const { who, beganMs, endedMs, devices } = life;
  const unit = who.unit === null ? '' : ` · ${who.unit.text}`;
  const on = devices.map((id) => labels.get(id) ?? id).join(', ');
  const what =
    endedMs === null
      ? html`<b>began</b> ${since(beganMs ?? nowMs, nowMs)}`
      : html`<b>ended</b> ${since(endedMs, nowMs)}${colon(didWords(life))}`;
  return html`<li class="${endedMs === null ? '' : 'ended'}">
    <b>${nameOf(who)}</b> ${who.pid} ${what} <i>on ${on}${unit}</i>
  </li>`;
}

/** `ended 12 s ago: 19 s of DEC, peak 271 MiB`. */
export function endWords({ life, agoMs }: { readonly life: Life; readonly agoMs: number }): string {
  return `ended ${ago(agoMs)}${colon(didWords(life))}`;
}

function didWords(life: Life): string {
  return [workedWords(life.engines), peakWords(life)].filter((words) => words !== '').join(', ');
}

function colon(words: string): string {
  return words === '' ? '' : `: ${words}`;
}

/** Goes on in the browser: the list is not made anew in each tick. */
function since(atMs: number, nowMs: number): Html {
  return html`<span data-at="${Math.round(atMs)}">${ago(nowMs - atMs)}</span>`;
}

function ago(ms: number): string {
  return `${Math.max(0, Math.round(ms / 1000))} s ago`;
}

function nameOf({ comm }: ProcessFacts): string {
  return comm ?? DASH;
}
