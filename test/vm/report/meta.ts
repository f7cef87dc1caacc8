/**
 * What a test of the machine tells the reporter beyond passed or failed.
 */
import 'vitest';

export interface VmMeta {
  /** `v3d-6.12` */
  readonly boot: string;
  /** The case, a row of the table. */
  readonly title: string;
  /** What was measured, in words, or null. */
  figure: string | null;
  /** `uname -r` of the guest; null when it did not boot. */
  release: string | null;
}

declare module 'vitest' {
  interface TaskMeta {
    vm?: VmMeta;
  }
}
