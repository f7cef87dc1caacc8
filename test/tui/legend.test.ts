/** Whose colour is whose, at every height at which there are charts. */
import { describe, expect, test } from 'vitest';
import type { Snapshot } from '../../src/ledger/snapshot.js';
import type { UiState } from '../../src/tui/state/state.js';
import { client, device, GIB, SECOND_NS, snapshot } from '../support/snapshots.js';
import { openApp } from './open.js';

const NAMES = ['blender', 'ffmpeg', 'obs'];

function machine(second: number, devices: number, names: readonly string[]): Snapshot {
  const atNs = BigInt(second) * SECOND_NS;
  const ids = Array.from({ length: devices }, (_, i) => `0000:0${i}:00.0`);
  const clients = ids.flatMap((id) =>
    names.map((comm, i) => {
      const owner = { pid: 100 + i, startTimeTicks: i, comm, cmdline: comm };
      return client({ key: `${id} ${i}`, device: id, engines: { gfx: 0.3 - i / 20 }, owner });
    }),
  );
  return snapshot({
    atNs,
    devices: ids.map((id, i) =>
      device({
        ...{ id, nodes: [`card${i}`], name: 'DG2 [Arc A770]', engines: { gfx: 0.8, dec: 0 } },
        memory: { vram: { usedBytes: 7 * GIB, totalBytes: 16 * GIB } },
      }),
    ),
    clients,
  });
}

/** The lines of the first device's panel after ten seconds. */
async function panelOf(
  devices: number,
  [columns, lines]: readonly [number, number],
  state: Partial<UiState> = {},
  names = NAMES,
): Promise<string[]> {
  const { terminal, app } = await openApp(columns, lines, { colours: 24, ...state });
  for (let second = 1; second <= 10; second += 1) app.show(machine(second, devices, names));
  const all = await terminal.lines();
  app.close();
  const from = all.findIndex((line) => /^(?:\W )?card0/.test(line));
  const height = all.slice(from + 1).findIndex((line) => line.includes('card1') || line.includes('COMMAND')) + 1;
  return all.slice(from, from + height);
}

describe('a panel without a frame', () => {
  test.each([
    [80, 'blender'],
    [100, 'blender', 'ffmpeg'],
    [120, 'blender', 'obs'],
  ] as const)('names those who have a colour in its title, at %i columns', async (columns, ...named) => {
    const panel = await panelOf(4, [columns, 24]);
    expect(panel.length).toBeLessThan(5);
    for (const name of named) expect(panel[0]).toContain(name);
    expect(panel[0]).toContain('7.00 / 16.0 GiB 9.00 GiB free');
  });

  test('says by a sign who is who where there are no colours', async () => {
    const panel = await panelOf(4, [120, 24], { theme: 'mono' });
    expect(panel[0]).toMatch(/ █ blender {2}▓ ffmpeg {2}▒ obs ─/);
    const ascii = await panelOf(4, [120, 24], { ascii: true });
    expect(ascii[0]).toMatch(/ \S blender {2}\S ffmpeg {2}\S obs -/);
  });

  test('names nobody where no chart is', async () => {
    const panels = await panelOf(8, [80, 24]);
    expect(panels.length).toBeGreaterThan(0);
    expect(panels.join('\n')).not.toContain('blender');
  });
});

test('those who have one name are told apart by their process', async () => {
  const panel = await panelOf(1, [120, 30], {}, ['python3', 'obs', 'python3']);
  expect(panel.at(-1)).toContain('█ python3 100  █ obs  █ python3 102  █ others');
});
