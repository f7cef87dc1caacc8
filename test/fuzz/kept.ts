/** Cases that once failed, by seed and path. They hold as long as the target's generator is what it was; their inputs also stand in tests. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface Kept {
  readonly target: string;
  readonly seed: number;
  readonly path: string;
  /** What was wrong, in a few words. */
  readonly found: string;
}

export const KEPT = JSON.parse(readFileSync(join(process.cwd(), 'test/fuzz/kept.json'), 'utf8')) as readonly Kept[];
