export const DRIVER: string;
export const ENGINE: string;
export function busyRatioOf(clientId: number): number;
export function withDriver(text: string, nodes: readonly string[], nowNs: bigint): string;
