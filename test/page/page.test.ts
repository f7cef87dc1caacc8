/** The page in the browser, as text: what stands in it, and that nothing of it is anybody's but ours. */
import { Script } from 'node:vm';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { html } from '../../src/page/html.js';
import { PagePast } from '../../src/page/past.js';
import { PageState } from '../../src/page/render.js';
import { PAGE_JS } from '../../src/page/script.js';
import { PAGE_POLICY, pageHtml } from '../../src/page/shell.js';
import type { Client, Snapshot } from '../../src/ledger/snapshot.js';
import { hostileSnapshot } from '../support/hostile-snapshot.js';
import { HOSTILE_TEXTS } from '../support/hostile-text.js';
import { client, device, engineUse, GIB, MIB, SECOND_NS, snapshot } from '../support/snapshots.js';

function machine(second: number, clients: Client[] = [client({ engines: { gfx: 0.62 } })]): Snapshot {
  const card = device({
    name: 'Navi 32',
    engines: { gfx: 0.62, dec: null },
    memory: { vram: { usedBytes: 4 * GIB, totalBytes: 16 * GIB } },
  });
  return snapshot({ atNs: BigInt(second) * SECOND_NS, wallMs: second * 1000, devices: [card], clients });
}

/** The page of a machine that is watched: `see` gives what a browser is told. */
function watched(withCommands = false) {
  const past = new PagePast();
  const state = new PageState({ program: '1', withCommands }, past);
  return {
    past,
    state,
    see: (given: Snapshot) => {
      past.add(given);
      return state.take(given);
    },
    part: (id: string) => state.parts.get(id) ?? '',
  };
}

const young = client({ key: 'new', clientId: '9', owner: { pid: 9, unit: 'docker:abc' }, engines: { gfx: 0.1 } });

describe('the page', () => {
  it('answers who, in which container, how much is left, and how busy each engine is', () => {
    const { see, part } = watched();
    see(machine(1, [client({ owner: { unit: 'docker:abc' }, engines: { gfx: 0.62, dec: 0.2 } })]));
    expect(part('title')).toContain('12.0 GiB free');
    expect(part('devices')).toMatch(/gfx <i>3D<\/i>.*62\.0 %/s);
    expect(part('devices')).toMatch(/>dec<.*class="bar none".*>–</s);
    expect(part('rows')).toMatch(/blender.*docker:abc/s);
    expect(part('rows')).toContain('3D 62 · DEC 20');
  });

  it('tells who began and who ended in the last minute, and not who was there when it started', () => {
    const { past, see, part } = watched();
    see(machine(1));
    expect(part('minute')).toContain('Nobody began or ended');
    see(machine(2, [young]));
    expect(part('minute')).toMatch(/blender<\/b> 9 <b>began<\/b> <span data-at="2000">0 s ago<\/span> <i>on card1 · docker:abc/);
    expect(part('minute')).toMatch(
      /blender<\/b> 4242 <b>ended<\/b> <span data-at="2000">0 s ago<\/span>: peak 1.00 GiB <i>on card1/,
    );
    see(machine(70, [young]));
    expect(past.ended).toEqual([]);
    expect(part('minute')).toContain('Nobody began or ended');
  });

  it('leaves the row of one that ended for a while, dimmed, and marks a new one for a moment', () => {
    const { see, part } = watched();
    see(machine(1));
    see(machine(2, [young]));
    expect(part('rows')).toMatch(/class="ended".*ended 0 s ago/s);
    expect(part('rows')).toContain('class="new"');
    see(machine(6, [young]));
    expect(part('rows')).toMatch(/class="ended".*ended 4 s ago/s);
    expect(part('rows')).not.toContain('class="new"');
    see(machine(18, [young]));
    expect(part('rows')).not.toContain('ended');
  });

  it('tells who used how much of which engine, as the screen does', () => {
    const { see, part } = watched();
    for (let second = 0; second <= 60; second += 1) {
      const atNs = BigInt(second) * SECOND_NS;
      const one = client({ engines: { gfx: engineUse(0.25, { busyNs: atNs / 4n }) } });
      see(machine(second, [{ ...one, reading: { ...one.reading, atNs } }]));
    }
    expect(part('minute')).toMatch(/card1 3D <b>25.0 %<\/b> <span>blender 25.0 %/);
  });

  it('makes the last minute anew every few seconds, and at once when somebody comes or goes', () => {
    const { see } = watched();
    const worked = (busyNs: bigint): Client =>
      client({ key: 'old', engines: { gfx: engineUse(0.25, { busyNs }) }, memory: { vram: GIB } });
    const isTold = (second: number, clients: Client[]): boolean =>
      see(machine(second, clients))?.slots.some(([id]) => id === 'minute') ?? false;
    see(machine(1, [worked(0n)]));
    expect([2, 3, 4, 5].map((second) => isTold(second, [worked(BigInt(second) * 100_000_000n)]))).toEqual(Array(4).fill(false));
    expect(isTold(6, [worked(600_000_000n)])).toBe(true);
    expect(isTold(7, [worked(700_000_000n)])).toBe(false);
    expect(isTold(8, [worked(800_000_000n), young])).toBe(true);
    expect(isTold(9, [worked(900_000_000n)])).toBe(true);
  });

  it('tells how much the memory of one that was there grew', () => {
    const { see, part } = watched();
    for (let second = 0; second <= 60; second += 10) see(machine(second, [client({ memory: { vram: (100 + second) * MIB } })]));
    expect(part('minute')).toContain('+60.0 MiB');
  });

  it('sends what changed and nothing else', () => {
    const { see } = watched();
    expect(see(machine(1))).toBeNull();
    const same = see(machine(2));
    expect(same).toMatchObject({ cells: [], added: '', gone: [], slots: [] });
    expect(same?.points).toEqual([[[2000, 0.62, 0.25]]]);
    const other = see(machine(3, [client({ engines: { gfx: engineUse(0.31) } }), young]));
    expect(other?.cells?.map(([row, column]) => `${row} ${column}`)).toEqual(['1 3', '1 4']);
    expect(other?.added).toMatch(/^<tr id="r2" class="new">/);
  });

  it('sends everything where the devices are others', () => {
    const { see, state } = watched();
    see(machine(1));
    expect(see({ ...machine(2), devices: [] })).toBeNull();
    expect(state.all).toMatchObject({ version: '1', points: [] });
  });

  it('shows a bound and an instant as what they are, without a bar', () => {
    const { see, part } = watched();
    see(machine(1, [client({ engines: { kfd: { ...engineUse(0.26), basis: 'bound' } } })]));
    expect(part('rows')).toMatch(/bar none.*COMP ≤ 26 %/s);
  });

  it('tells a browser every point of the last minutes', () => {
    const { see, state } = watched();
    for (let second = 0; second < 300; second += 1) see(machine(second));
    expect(state.all?.points[0]).toHaveLength(300);
  });

  it('leaves command lines out unless they were asked for', () => {
    const [closed, open] = [watched(), watched(true)];
    for (const { see } of [closed, open]) see(machine(1));
    expect(closed.part('rows')).not.toContain('scene.blend');
    expect(open.part('rows')).toContain('scene.blend');
  });

  it('keeps what others wrote from being HTML', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.string(), fc.constantFrom('<script>alert(1)</script>', '"><img src=x onerror=alert(1)>', "'&\x1b[31m")),
        (text) => {
          const { text: made } = html`<p title="${text}">${text}</p>`;
          expect(made.replace(/^<p title="[^"<>]*">[^<>]*<\/p>$/s, '')).toBe('');
        },
      ),
    );
  });

  it.each([...HOSTILE_TEXTS])('has of %s no element and no attribute', (_, text) => {
    const { see, state } = watched(true);
    // One that is there, one that ended, and what is told of both.
    see(hostileSnapshot(text));
    see({ ...hostileSnapshot(text), atNs: 20n * SECOND_NS, clients: [] });
    const page = pageHtml(text, state.parts);
    expect(page).not.toMatch(
      /<(?!\/?(?:!doctype|html|head|meta|title|link|script|body|svg|linearGradient|stop|header|main|footer|noscript|div|section|figure|figcaption|h1|h2|small|p|i|b|a|span|ul|li|table|thead|tbody|tr|th|td|button|rect)\b)/,
    );
    expect(page.match(/<script\b/g)).toHaveLength(1);
    expect(page).not.toMatch(/<[^>"]*(?:"[^"]*"[^>"]*)*\s(?:on\w+|style)=/);
    expect(() => JSON.stringify(state.all)).not.toThrow();
  });

  it('asks for nothing from elsewhere and has nothing inline', () => {
    const { see, state } = watched(true);
    see(machine(1));
    const page = pageHtml('1', state.parts);
    expect(page).not.toMatch(/https?:|\son\w+=|style=|<style|javascript:/);
    expect(PAGE_POLICY).not.toContain('unsafe');
    expect(() => new Script(PAGE_JS)).not.toThrow();
  });

  it('is bounded, however long it is watched', () => {
    const past = new PagePast();
    for (let tick = 0; tick < 2000; tick++)
      past.add(machine(tick, [client({ key: String(tick), clientId: String(tick), engines: { gfx: 0.1 } })]));
    expect(past.pointsOf('0000:03:00.0').length).toBeLessThanOrEqual(601);
    expect(past.ended.length).toBeLessThanOrEqual(50);
    expect([...past.usage.entries].length).toBeLessThan(100);
  });
});
