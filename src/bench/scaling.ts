/**
 * How cost grows: a few workloads of other shapes, and a fit of `cost = a + b·processes + c·fds + d·GPU fds` for each row.
 *
 * What the fullest walk met is what is fitted, not what was asked for: other processes of the machine are walked too.
 */
import { type Fit, leastSquares } from './fit.js';
import { measureRows, type Measured } from './measure.js';
import type { BenchRow, Visited } from './rows/row.js';
import type { Workload, WorkloadShape } from './workloads/workload.js';

export interface ScalingPoint extends WorkloadShape {
  readonly measured: readonly Measured[];
}

export interface CostModel {
  readonly key: string;
  readonly label: string;
  /** CPU ns: at rest, per process, per fd, per GPU fd (null where no row of the points met any). */
  readonly baseNs: number;
  readonly perProcessNs: number;
  readonly perFdNs: number;
  readonly perGpuFdNs: number | null;
  readonly r2: number;
  /** Largest |measured - fitted| as a share of the measured cost. */
  readonly worstResidual: number;
}

/** Shapes around the main one: each of the three dimensions moves while the others stand. */
export function scalingShapes({ processes, fdsPerProcess, gpuClients }: WorkloadShape): WorkloadShape[] {
  const few = Math.max(1, Math.round(processes / 4));
  const middle = Math.max(2, Math.round(processes / 2));
  return [
    { processes: few, fdsPerProcess: 5, gpuClients: 0 },
    { processes: few, fdsPerProcess: fdsPerProcess * 3, gpuClients },
    { processes: middle, fdsPerProcess, gpuClients: 0 },
    { processes: middle, fdsPerProcess, gpuClients: Math.min(middle, gpuClients * 4) },
    { processes, fdsPerProcess: 5, gpuClients },
    { processes, fdsPerProcess: fdsPerProcess * 3, gpuClients: 0 },
  ];
}

export interface ScalingOptions {
  readonly shapes: readonly WorkloadShape[];
  readonly make: (shape: WorkloadShape) => Promise<Workload>;
  readonly rows: (workload: Workload) => readonly BenchRow[];
  readonly iterations: number;
  readonly progress: (done: number, all: number) => void;
}

export async function measureScaling({ shapes, make, rows, iterations, progress }: ScalingOptions): Promise<ScalingPoint[]> {
  const points: ScalingPoint[] = [];
  for (const [at, shape] of shapes.entries()) {
    const workload = await make(shape);
    try {
      const part = (done: number, all: number): void => progress(at + done / all, shapes.length);
      points.push({
        ...shape,
        measured: await measureRows(rows(workload), { iterations, warmUp: 3, slowEvery: 1, progress: part }),
      });
    } finally {
      await workload.close();
    }
  }
  return points;
}

/** A model for each row that all points have. */
export function fitCosts(all: readonly (readonly Measured[])[]): CostModel[] {
  const sizes = all.map(sizeOf);
  const withGpu = sizes.some(({ gpuFds }) => gpuFds > 0);
  return (all[0] ?? []).flatMap(({ key, label }) => {
    const costs = all.flatMap((measured) => measured.find((row) => row.key === key)?.cpu.median ?? []);
    if (costs.length !== all.length) return [];
    const points = sizes.map(({ processes, fds, gpuFds }, at) => ({
      x: [1, processes, fds, ...(withGpu ? [gpuFds] : [])],
      y: costs[at] ?? 0,
    }));
    const fit = leastSquares(points);
    return fit === null ? [] : [toModel(key, label, fit, costs, withGpu)];
  });
}

/** What there was to be met. A row that looks at less pays for less, and that is what the fit shows. */
function sizeOf(measured: readonly Measured[]): Visited {
  const most = (value: (visited: Visited) => number): number => Math.max(0, ...measured.map(({ visited }) => value(visited)));
  return { processes: most((each) => each.processes), fds: most((each) => each.fds), gpuFds: most((each) => each.gpuFds) };
}

function toModel(
  key: string,
  label: string,
  { coefficients, r2, residuals }: Fit,
  costs: readonly number[],
  withGpu: boolean,
): CostModel {
  const [baseNs = 0, perProcessNs = 0, perFdNs = 0, perGpuFdNs = 0] = coefficients;
  const worstResidual = Math.max(...residuals.map((residual, at) => Math.abs(residual) / (costs[at] ?? 1)));
  return { key, label, baseNs, perProcessNs, perFdNs, perGpuFdNs: withGpu ? perGpuFdNs : null, r2, worstResidual };
}
