/**
 * The ways of telling which fds are DRM. What a strategy finds is only a candidate: the parsed fdinfo decides.
 */
export const STRATEGY_NAMES = ['auto', 'stat', 'name', 'fdinfo', 'clients'] as const;
export type StrategyName = (typeof STRATEGY_NAMES)[number];
