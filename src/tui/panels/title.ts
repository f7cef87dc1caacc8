/** The first line: program, host, how much is seen, how often, and the time of the snapshot. */
import type { Snapshot } from '../../ledger/snapshot.js';
import { count } from '../../view/coverage/coverage.js';
import { countHolders, sourceWords } from '../../view/snapshot-words.js';
import { printable } from '../../view/text/printable.js';
import { segmentLine, type Segment } from './segments.js';
import { memoryOfAll } from '../../view/devices/main-memory.js';
import { bytes, bytesOf, clock } from '../../view/text/numbers.js';
import { fit } from '../../view/text/text.js';
import type { UiState } from '../state/state.js';
import type { Theme } from '../theme/theme.js';

export function titleLine(theme: Theme, snapshot: Snapshot | null, state: UiState, width: number): string {
  if (snapshot === null)
    return segmentLine(theme, width, [
      { text: 'gpu-top', role: 'title', rank: 0 },
      { text: 'measuring…', rank: 0 },
    ]);
  const { view } = state;
  const [word, rest] = sourceWords(snapshot);
  return segmentLine(
    theme,
    width,
    [
      { text: 'gpu-top', role: 'title', rank: 0 },
      { text: snapshot.source.kind === 'live' ? printable(snapshot.host) : '', role: 'label', rank: 1 },
      { text: word, role: 'warning', rank: 1 },
      { text: rest, role: 'warning', rank: 9, gap: ': ' },
      { text: count(snapshot.devices.length, 'device'), rank: 6 },
      {
        text: `${count(snapshot.clients.length, 'client')} in ${count(countHolders(snapshot), 'process', 'processes')}`,
        rank: 5,
      },
      { text: `every ${state.intervalMs / 1000} s`, rank: 7 },
      { text: view.device === null ? '' : `only ${printable(view.device)}`, role: 'warning', rank: 3 },
      { text: view.filter === '' ? '' : `filter ${printable(view.filter)}`, role: 'warning', rank: 3 },
      { text: state.average === 'now' ? '' : `average of ${state.average.replace('s', ' s')}`, role: 'warning', rank: 4 },
    ],
    [
      ...memorySegments(snapshot),
      { text: state.paused ? 'PAUSED' : '', role: 'warning', rank: 2 },
      { text: clock(snapshot.wallMs), role: 'label', rank: 8 },
    ],
  );
}

/** The memory of all devices together. */
function memorySegments({ devices }: Snapshot): Segment[] {
  const memory = memoryOfAll(devices);
  if (memory === null) return [];
  const { label, usedBytes, totalBytes, freeBytes } = memory;
  return [
    { text: `${label} ${fit(bytesOf(usedBytes, totalBytes), totalBytes === null ? 8 : 15, 'right')}`, rank: 4 },
    { text: freeBytes === null ? '' : `${bytes(freeBytes)} free`, rank: 7, gap: ', ' },
  ];
}
