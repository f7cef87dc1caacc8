/**
 * A scene: what happens in the guest (guest/NAME.sh) and what must be true of what it kept.
 */
import type { SceneEvidence } from './evidence.js';

export interface SceneCase {
  /** A sentence about gpu-top's behaviour, and the row of the generated table. */
  readonly title: string;
  /** Why this case says nothing on the machine that kept this, or null. Omitted: it always says something. */
  readonly notOn?: (evidence: SceneEvidence) => string | null;
  /** Throws when the case fails. What it returns is measured, and stands in the table. */
  readonly check: (evidence: SceneEvidence) => string | undefined | Promise<string | undefined>;
}

export interface Scene {
  readonly name: string;
  readonly cases: readonly SceneCase[];
}
