/**
 * amdgpu's gpu_metrics: what the card's power controller knows, as a binary table (struct gpu_metrics_vN_N in kgd_pp_interface.h).
 *
 * Of it, what holds the clock down: the field that means the same on every chip (indep_throttle_status), which versions 1.3 of cards and
 * 2.2 to 2.4 of APUs have. Other versions tell it by chip, or as sums of times since the start (1.4 and later of MI300, 3.0 of Strix);
 * those are left unknown. As with all of amdgpu's files reading it resumed a sleeping GPU before Linux 6.14, so it is read while awake only.
 */
import type { BinaryFile } from '../sysfs/folder.js';

/** Where the field stands, bytes, by version of the table. */
const FIELD_AT: ReadonlyMap<string, number> = new Map([
  ['1.3', 112],
  ['2.2', 120],
  ['2.3', 120],
  ['2.4', 120],
]);
const FIELD_BYTES = 8;
const HEADER_BYTES = 4;
/** Of a field that this chip has not. */
const NOT_SET = 0xffff_ffff_ffff_ffffn;

/** Bits by their names (SMU_THROTTLER_*_BIT in amdgpu_smu.h): power, currents, temperatures, other. */
const REASONS: readonly (readonly [bit: number, word: string])[] = [
  ...numbered(0, ['ppt0', 'ppt1', 'ppt2', 'ppt3', 'spl', 'fppt', 'sppt', 'sppt_apu']),
  ...numbered(16, ['tdc_gfx', 'tdc_soc', 'tdc_mem', 'tdc_vdd', 'tdc_cvip', 'edc_cpu', 'edc_gfx', 'apcc']),
  ...numbered(32, ['temp_gpu', 'temp_core', 'temp_mem', 'temp_edge', 'temp_hotspot', 'temp_soc', 'temp_vr_gfx', 'temp_vr_soc']),
  ...numbered(40, ['temp_vr_mem0', 'temp_vr_mem1', 'temp_liquid0', 'temp_liquid1', 'vrhot0', 'vrhot1']),
  ...numbered(46, ['prochot_cpu', 'prochot_gfx']),
  ...numbered(56, ['ppm', 'fit']),
];

function numbered(first: number, words: readonly string[]): (readonly [number, string])[] {
  return words.map((word, at) => [first + at, word]);
}

/** Reads what holds the clock down, while the file tells it; a table of another version is read once. */
export function attachMetrics(file: BinaryFile): () => readonly string[] | null {
  let isOfUse = true;
  return () => {
    const bytes = isOfUse ? file.read() : null;
    if (bytes === null) return null;
    if (bytes.length >= HEADER_BYTES && !FIELD_AT.has(versionOf(bytes))) isOfUse = false;
    return parseThrottling(bytes);
  };
}

/** The reasons, empty where nothing holds it down; null where the table does not tell. A bit without a name is `bit N`. */
export function parseThrottling(table: Uint8Array): readonly string[] | null {
  const at = fieldOf(table);
  if (at === null) return null;
  const status = new DataView(table.buffer, table.byteOffset, table.byteLength).getBigUint64(at, true);
  if (status === NOT_SET) return null;
  const known = REASONS.filter(([bit]) => (status >> BigInt(bit)) & 1n).map(([, word]) => word);
  const named = REASONS.reduce((mask, [bit]) => mask | (1n << BigInt(bit)), 0n);
  const others = Array.from({ length: 64 }, (_, bit) => bit).filter((bit) => ((status & ~named) >> BigInt(bit)) & 1n);
  return [...known, ...others.map((bit) => `bit ${bit}`)];
}

/** Where the field stands in this table; null: it has none, or is shorter than it says. */
function fieldOf(table: Uint8Array): number | null {
  if (table.length < HEADER_BYTES) return null;
  const [low = 0, high = 0] = table;
  const at = FIELD_AT.get(versionOf(table)) ?? null;
  const size = low + high * 256;
  return at === null || size < at + FIELD_BYTES || table.length < at + FIELD_BYTES ? null : at;
}

function versionOf([, , format, content]: Uint8Array): string {
  return `${format}.${content}`;
}
