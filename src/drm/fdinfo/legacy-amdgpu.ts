/**
 * amdgpu of Linux 5.14 to 5.18, which printed per-process figures before there was a standard.
 *
 * No key starts with `drm-`, some hold a space (`vram mem`), and engines come per scheduler entity as a percentage
 * that the kernel worked out itself (`gfx0: 70.59%`). There is neither driver nor client id; the address space id
 * (`pasid`) is one per open file and stands in for it. Linux 5.19 replaced all of it.
 */
import { engineOf, regionOf, type Draft } from './fdinfo-draft.js';
import { readBytes, readU64 } from './quantity.js';

const ENTITY = /^([a-z_]+)[0-9]+$/;
const PERCENT = /^([0-9]{1,9})\.([0-9]{1,9})%$/;

/** Turns the keys that no rule knew into a client, where they have that old form; else leaves the draft alone. */
export function readLegacyAmdgpu(draft: Draft): void {
  const pdev = draft.unknown.get('pdev');
  const pasid = draft.unknown.get('pasid');
  if (pdev === undefined || pdev === '' || pasid === undefined || !draft.unknown.has('vram mem')) return;
  if (typeof readU64(pasid) === 'string') return;
  draft.driver = 'amdgpu';
  draft.pdev = pdev;
  draft.clientId ??= `pasid:${pasid}`;
  for (const [key, value] of draft.unknown) {
    if (key === 'pdev' || takeMemory(draft, key, value) || takeEngine(draft, key, value)) draft.unknown.delete(key);
  }
}

function takeMemory(draft: Draft, key: string, value: string): boolean {
  if (!key.endsWith(' mem')) return false;
  const bytes = readBytes(value);
  if (typeof bytes === 'string') draft.badLines.push({ line: `${key}: ${value}`, reason: bytes });
  else regionOf(draft, key.slice(0, -' mem'.length)).memoryBytes ??= bytes;
  return true;
}

/** The kernel does not pad the fraction (12.05 % is printed `12.5%`), so the ratio is good to a tenth at best. */
function takeEngine(draft: Draft, key: string, value: string): boolean {
  const name = ENTITY.exec(key)?.[1];
  if (name === undefined || !value.endsWith('%')) return false;
  if (!PERCENT.test(value)) {
    draft.badLines.push({ line: `${key}: ${value}`, reason: 'not a percentage' });
    return true;
  }
  const engine = engineOf(draft, name);
  engine.kernelRatio = (engine.kernelRatio ?? 0) + Number.parseFloat(value) / 100;
  return true;
}
