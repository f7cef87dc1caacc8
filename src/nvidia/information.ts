/**
 * /proc/driver/nvidia/gpus/PCI/information: what a GPU is, as NVIDIA's modules print it (nv-procfs.c). It never changes while the GPU
 * is bound, and needs neither the device nor its locks; the file `power` beside it takes the driver's locks and is left alone.
 */
import { decimal } from '../procfs/decimal.js';

export interface NvidiaInformation {
  /** `NVIDIA GeForce RTX 4090`; null: not printed. */
  readonly model: string | null;
  /** N of /dev/nvidiaN. */
  readonly minor: number | null;
}

/** Lines that are read; the UUID among the others tells this card from all others in the world. */
export const INFORMATION_KEYS: readonly string[] = ['Model', 'Device Minor'];

/** A name longer than this is none. */
const MOST_NAME_CHARS = 128;

export function parseInformation(text: string): NvidiaInformation {
  const said = new Map<string, string>();
  for (const line of text.split('\n')) {
    const colon = line.indexOf(':');
    if (colon > 0) said.set(line.slice(0, colon).trim(), line.slice(colon + 1).trim());
  }
  const [model = '', minorText = ''] = INFORMATION_KEYS.map((key) => said.get(key));
  const minor = decimal(minorText);
  // Before the first client has woken the GPU the driver prints question marks.
  const isName = model !== '' && !model.startsWith('Unknown') && !model.includes('??') && model.length <= MOST_NAME_CHARS;
  return { model: isName ? model : null, minor };
}
