/** The screen of this or another checkout, drawn on a terminal in memory: what one frame takes. */
import { PassThrough, Writable } from 'node:stream';
import { setImmediate as turn } from 'node:timers/promises';
import type { createApp } from '../../src/tui/app.js';
import type { Snapshot } from '../../src/ledger/snapshot.js';
import { TRACE_KEY } from '../../src/tui/charts/trace-column.js';
import type { UiState } from '../../src/tui/state/state.js';

/** Columns that the screen itself gives up first where it is narrow: without them it draws 15 of 220 cells. */
export const GIVEN_UP = ['holders', 'gtt', 'unit', TRACE_KEY, 'avg60'];

class Display extends Writable {
  readonly isTTY = true;
  readonly columns = 220;
  readonly rows = 60;
  bytes = 0;

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
    this.bytes += chunk.length;
    done();
  }
}

/** What one frame took. */
export interface Took {
  readonly elapsedMs: number;
  readonly cpuMs: number;
}

export interface DrawnScreen {
  /** From the snapshot to the last byte written. */
  frame(data: Snapshot): Promise<Took>;
  /** Written since the last call. */
  takeBytes(): number;
  close(): void;
}

export async function openScreen(create: typeof createApp, state: UiState): Promise<DrawnScreen> {
  const input = Object.assign(new PassThrough(), { isTTY: true, setRawMode: () => undefined });
  const output = new Display();
  const none = (): string => '';
  const app = await create({
    input,
    output,
    state,
    readonly: false,
    callbacks: {
      quit: none,
      setInterval: none,
      setPaused: none,
      step: none,
      seek: () => null,
      signalProcess: none,
      saveScreenshot: none,
      saveSettings: none,
    },
  });
  return {
    async frame(data) {
      const start = process.cpuUsage();
      const startMs = performance.now();
      app.show(data, { cpuRatio: 0.01 });
      // blessed writes what it drew at the end of the turn.
      await turn();
      const elapsedMs = performance.now() - startMs;
      const { user, system } = process.cpuUsage(start);
      return { elapsedMs, cpuMs: (user + system) / 1000 };
    },
    takeBytes() {
      const { bytes } = output;
      output.bytes = 0;
      return bytes;
    },
    close() {
      app.close();
      input.destroy();
    },
  };
}
