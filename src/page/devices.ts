/** The devices: what each is, a chart of the last minutes (drawn in the browser), and a meter for each engine and its memory. */
import type { Device } from '../ledger/snapshot.js';
import { engineWord, inEngineOrder } from '../measures/engines.js';
import { figureText, isShare } from '../view/columns/engine-figure.js';
import { conditionsOf } from '../view/devices/device-facts.js';
import { deviceLabel } from '../view/devices/devices.js';
import { mainMemory } from '../view/devices/main-memory.js';
import { TIMES } from '../view/text/glyphs.js';
import { bytes, bytesOf, percent } from '../view/text/numbers.js';
import { entities, Html, html } from './html.js';
import { meter } from './meter.js';
import { memoryShare } from './past.js';

/** Parts of a device that move, by the id of their element. */
export function deviceSlots(device: Device, at: number): readonly (readonly [string, string])[] {
  return [
    [`d${at}facts`, factsOf(device)],
    [`d${at}meters`, metersOf(device).text],
  ];
}

/** All of it: what is in the slots stands in their elements. */
export function deviceBox(device: Device, at: number): Html {
  const [facts, meters] = deviceSlots(device, at).map(([id, text]) => [id, new Html(text)] as const);
  const memory = mainMemory(device);
  return html`<section class="device">
    <h2>${deviceLabel(device)} <small>${device.name}</small> <small>${device.driver}</small></h2>
    <p class="facts" id="${facts?.[0] ?? ''}">${facts?.[1] ?? null}</p>
    <figure>
      <div class="scale"><span>100 %</span><span>0</span></div>
      <svg class="chart" viewBox="0 0 1000 100" preserveAspectRatio="none" role="img" aria-label="the last minutes"></svg>
      <figcaption>
        <span class="from"></span>
        <span
          ><i class="key busy"></i>busiest
          engine${(memory?.totalBytes ?? null) === null ? null : html` <i class="key memory"></i>${memory?.label ?? ''}`}</span
        >
        <span>now</span>
      </figcaption>
    </figure>
    <div class="meters" id="${meters?.[0] ?? ''}">${meters?.[1] ?? null}</div>
  </section>`;
}

function factsOf(device: Device): string {
  if (device.runtimeStatus === 'suspended') return '<span>asleep</span>';
  const texts = conditionsOf(device).map(({ text, limit }) => (limit === null ? text : `${text} ${limit.text}`));
  return texts.map((text) => `<span>${entities(text)}</span>`).join(' ');
}

function metersOf(device: Device): Html {
  const engines = inEngineOrder(device.engines.keys()).flatMap((name) => {
    const engine = device.engines.get(name);
    if (engine === undefined) return [];
    const share = isShare(engine) ? engine.ratio : null;
    const word = engineWord(device.driver, name);
    const same = word.toLowerCase() === name.toLowerCase();
    const times = engine.capacity > 1 && isShare(engine) ? ` ${TIMES}${engine.capacity}` : '';
    return meter(html`${name}${times}${same ? null : html` <i>${word}</i>`}`, share, figureText(engine));
  });
  // A device whose clients tell no engines has its driver's word at least.
  const own = engines.length > 0 ? engines : [meter(html`busy`, device.busyRatio, percent(device.busyRatio))];
  const memory = mainMemory(device);
  if (memory === null) return html`${own}`;
  const { label, usedBytes, totalBytes, freeBytes } = memory;
  return html`${own}${meter(html`${label}`, memoryShare(memory), bytesOf(usedBytes, totalBytes), 'memory')}${
    freeBytes === null ? null : html`<p class="free"><b>${bytes(freeBytes)}</b> free</p>`
  }`;
}
