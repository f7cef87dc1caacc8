/**
 * Errors that amdgpu's memory and other blocks counted since the driver was loaded: `ras/BLOCK_err_count` (amdgpu_ras.c), mode 0444,
 * `ue: 0` and `ce: 1` in lines, `de` too in newer kernels. Cards for computing have them, most others do not.
 *
 * At each read the driver asks the card, adds what it says to its own sums and clears the card's registers. So they are read once a
 * minute, and while it is awake only.
 */
import type { Attribute, Folder } from '../sysfs/folder.js';

export const ERRORS_EVERY_NS = 60_000_000_000n;

const KINDS: ReadonlyMap<string, string> = new Map([
  ['ce', 'corrected'],
  ['ue', 'uncorrected'],
  ['de', 'deferred'],
]);
/** The memory controller: what it counts is the memory's, and has no name before it. */
const MEMORY = 'umc';
/** More blocks than any chip has. */
const MOST_BLOCKS = 64;

/** @returns reads the counts; those of the memory always, of other blocks those above 0 */
export function attachErrors(device: Folder): (nowNs: bigint) => ReadonlyMap<string, number> {
  const names = device.folder('ras')?.names() ?? [];
  const blocks = names.flatMap((name) => /^(\w{1,32})_err_count$/.exec(name)?.[1] ?? []).sort();
  const files = blocks.slice(0, MOST_BLOCKS).map((block) => ({ block, file: device.file(`ras/${block}_err_count`) }));
  let known: ReadonlyMap<string, number> = new Map();
  let dueNs: bigint | null = null;
  return (nowNs) => {
    if (files.length === 0 || (dueNs !== null && nowNs < dueNs)) return known;
    dueNs = nowNs + ERRORS_EVERY_NS;
    return (known = new Map(files.flatMap(countsOf)));
  };
}

function countsOf({ block, file }: { readonly block: string; readonly file: Attribute }): [string, number][] {
  return [...(file.read() ?? '').matchAll(/^(ce|ue|de): (\d{1,15})$/gm)].flatMap(([, key = '', digits]): [string, number][] => {
    const [kind = '', count] = [KINDS.get(key), Number(digits)];
    if (block === MEMORY) return [[kind, count]];
    return count === 0 ? [] : [[`${block} ${kind}`, count]];
  });
}
