/** The page in the browser, as text: what stands in it, and that nothing of it is anybody's but ours. */
import { Script } from 'node:vm';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { html } from '../../src/page/html.js';
import { PagePast } from '../../src/page/past.js';
import { renderParts } from '../../src/page/render.js';
import { PAGE_JS, PAGE_POLICY, pageHtml } from '../../src/page/shell.js';
import { client, device, snapshot } from '../support/snapshots.js';

const GIB = 2 ** 30;

function machine(wallMs: number, clients = [client({ engines: { gfx: 0.62 } })]) {
  const card = device({
    name: 'Navi 32',
    engines: { gfx: 0.62, dec: null },
    memory: { vram: { usedBytes: 4 * GIB, totalBytes: 16 * GIB } },
  });
  return snapshot({ wallMs, devices: [card], clients });
}

describe('the page', () => {
  it('answers who, how much is left, and how busy each engine is', () => {
    const past = new PagePast();
    past.add(machine(0));
    const parts = renderParts(machine(1000), past, false);
    expect(parts.title).toContain('12.0 GiB free');
    expect(parts.devices).toMatch(/gfx \(3d\).*62\.0 %/s);
    expect(parts.devices).toMatch(/dec \(decode\).*–/s);
    expect(parts.rows).toMatch(/blender.*/s);
    expect(parts.rows).toContain('3d 62.0 %');
  });

  it('tells who began and who ended in the last minute, and not who was there when it started', () => {
    const past = new PagePast();
    past.add(machine(0));
    past.add(machine(1000, [client({ key: 'new', clientId: '9', engines: { gfx: 0.1 } })]));
    const parts = renderParts(machine(1000, [client({ key: 'new', clientId: '9', engines: { gfx: 0.1 } })]), past, false);
    expect(parts.minute).toContain('began on card1');
    expect(parts.minute).toMatch(/ended 0 s ago on\s+card1/);
    past.add(machine(70_000, [client({ key: 'new', clientId: '9', engines: { gfx: 0.1 } })]));
    expect(past.ended).toEqual([]);
    expect(past.isNew('new', 70_000)).toBe(false);
  });

  it('draws every point of the last minutes', () => {
    const past = new PagePast();
    for (let tick = 0; tick < 300; tick += 1) past.add(machine(tick * 1000));
    const { devices } = renderParts(machine(299_000), past, false);
    const [, line = ''] = /<polyline class="line" points="([^"]*)"/.exec(devices) ?? [];
    expect(line).toMatch(/^(\d+,\d+ ?){300}$/);
    const [, area = ''] = /<polygon class="area" points="([^"]*)"/.exec(devices) ?? [];
    expect(area).toMatch(/^(\d+,\d+ ?){302}$/);
  });

  it('leaves command lines out unless they were asked for', () => {
    const past = new PagePast();
    const given = machine(0);
    expect(renderParts(given, past, false).rows).not.toContain('scene.blend');
    expect(renderParts(given, past, true).rows).toContain('scene.blend');
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

  it('asks for nothing from elsewhere and has nothing inline', () => {
    const page = pageHtml('1', renderParts(machine(0), new PagePast(), true));
    expect(page).not.toMatch(/https?:|\son\w+=|style=|<style|javascript:/);
    expect(PAGE_POLICY).not.toContain('unsafe');
    expect(() => new Script(PAGE_JS)).not.toThrow();
  });

  it('is bounded, however long it is watched', () => {
    const past = new PagePast();
    for (let tick = 0; tick < 2000; tick++)
      past.add(machine(tick * 1000, [client({ key: String(tick), clientId: String(tick), engines: { gfx: 0.1 } })]));
    expect(past.pointsOf('0000:03:00.0').length).toBeLessThanOrEqual(601);
    expect(past.ended.length).toBeLessThanOrEqual(50);
  });
});
