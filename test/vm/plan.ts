/**
 * Which machines are booted and which scenes are played on each. A start of gpu-top in a guest takes ten seconds of CPU, so the full
 * set is played on one kernel, by two machines that can run at once, and what depends on the kernel on all.
 */
export interface Boot {
  readonly profile: 'v3d' | 'panfrost' | 'multi' | 'standin' | 'stock';
  /** A version's beginning; the mirror's newest kernel that starts so is taken. */
  readonly kernel: string;
  /** In this order: see scenes/. */
  readonly scenes: readonly string[];
}

export const BOOTS: readonly Boot[] = [
  { profile: 'v3d', kernel: '6.12', scenes: ['busy', 'found', 'reset', 'run'] },
  { profile: 'v3d', kernel: '6.12', scenes: ['gate', 'rights', 'screen', 'detect', 'bench'] },
  { profile: 'panfrost', kernel: '6.12', scenes: ['busy', 'found', 'run', 'gate'] },
  { profile: 'multi', kernel: '6.12', scenes: ['three', 'record'] },
  { profile: 'standin', kernel: '6.12', scenes: ['standin', 'found', 'unplug'] },
  { profile: 'v3d', kernel: '6.1', scenes: ['found'] },
  { profile: 'v3d', kernel: '6.18', scenes: ['busy', 'found', 'reset'] },
  { profile: 'v3d', kernel: '7.2', scenes: ['busy', 'found', 'reset'] },
  { profile: 'v3d', kernel: '7.3', scenes: ['busy', 'found', 'gate'] },
  { profile: 'panfrost', kernel: '7.2', scenes: ['found'] },
  { profile: 'stock', kernel: '6.1', scenes: ['found'] },
  { profile: 'stock', kernel: '7.2', scenes: ['found', 'detect', 'bench'] },
];
