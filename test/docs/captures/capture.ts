/** The screen of a machine that was looked at for a while, as text and as a picture. */
import type { Scene } from '../../../src/demo/scenes.js';
import { createDemoSource } from '../../../src/demo/demo-source.js';
import { createLedger } from '../../../src/ledger/ledger.js';
import type { Snapshot } from '../../../src/ledger/snapshot.js';
import { type Clock, systemClock } from '../../../src/scan/clock.js';
import { createApp } from '../../../src/tui/app.js';
import { initialState, type UiState } from '../../../src/tui/state/state.js';
import { FakeTerminal } from '../../support/fake-terminal.js';
import { quietCallbacks } from '../../tui/open.js';

export interface Capture {
  readonly text: string;
  readonly svg: string;
}

/**
 * The demo as it runs, second by second, each jumped over; within a sweep the clock is the real one, so what a sweep cost is
 * what it cost on this machine.
 */
export async function demoSnapshots(scene: Scene, seconds: number): Promise<Snapshot[]> {
  let aheadNs = 0n;
  const clock: Clock = { ...systemClock, nowNs: () => systemClock.nowNs() + aheadNs };
  const source = createDemoSource({ scene, clock });
  const snapshots: Snapshot[] = [];
  try {
    const ledger = createLedger();
    for (let second = 0; second <= seconds; second++) {
      aheadNs += 1_000_000_000n;
      const sweep = await source.next();
      if (sweep === null) throw new Error('the demo ended');
      const snapshot = ledger.fold(sweep);
      if (second > 0) snapshots.push(snapshot);
    }
  } finally {
    await source.close();
  }
  return snapshots;
}

export interface Look {
  readonly columns: number;
  readonly rows: number;
  readonly background: 'dark' | 'light';
}

/** A screen that is shown snapshots and typed at. */
export async function openLook(
  { columns, rows, background }: Look,
  state: Partial<UiState> = {},
): Promise<{
  show(snapshots: readonly Snapshot[]): void;
  type(...keys: string[]): Promise<void>;
  capture(): Promise<Capture>;
  close(): void;
}> {
  const terminal = new FakeTerminal(columns, rows);
  const app = await createApp({
    input: terminal.input,
    output: terminal.output,
    readonly: false,
    state: initialState({ colours: 24, background, ...state }),
    callbacks: quietCallbacks,
  });
  return {
    show: (snapshots) => {
      for (const snapshot of snapshots) app.show(snapshot);
    },
    type: (...keys) => terminal.type(...keys),
    capture: async () => ({ text: `${await terminal.text()}\n`, svg: await terminal.svg(background) }),
    close: () => app.close(),
  };
}
