/** Least squares with several predictors, by the normal equations: four unknowns, some tens of points. */

export interface Fit {
  /** One for each predictor, in their order. */
  readonly coefficients: readonly number[];
  /** Share of the variance that the fit explains, 0..1. */
  readonly r2: number;
  /** measured - fitted, in the order of the points. */
  readonly residuals: readonly number[];
}

/**
 * Fits `y = Σ coefficient_i · x_i`. Give a constant 1 as a predictor for an intercept.
 *
 * @returns null where the points do not determine it: fewer points than predictors, or predictors that move together
 */
export function leastSquares(points: readonly { readonly x: readonly number[]; readonly y: number }[]): Fit | null {
  const size = points[0]?.x.length ?? 0;
  if (size === 0 || points.length < size) return null;
  const matrix = Array.from({ length: size }, (_, row) => [
    ...Array.from({ length: size }, (_, column) => sum(points, ({ x }) => (x[row] ?? 0) * (x[column] ?? 0))),
    sum(points, ({ x, y }) => (x[row] ?? 0) * y),
  ]);
  const coefficients = solve(matrix);
  if (coefficients === null) return null;
  const residuals = points.map(({ x, y }) => y - x.reduce((fitted, value, at) => fitted + value * (coefficients[at] ?? 0), 0));
  const mean = sum(points, ({ y }) => y) / points.length;
  const variance = sum(points, ({ y }) => (y - mean) ** 2);
  const unexplained = residuals.reduce((total, residual) => total + residual ** 2, 0);
  return { coefficients, residuals, r2: variance === 0 ? 1 : 1 - unexplained / variance };
}

function sum<T>(items: readonly T[], value: (item: T) => number): number {
  return items.reduce((total, item) => total + value(item), 0);
}

/** Relative to the largest entry of its column: below it a pivot is rounding, not information. */
const SINGULAR = 1e-9;

/** Gauss elimination with partial pivoting of an augmented matrix; null when it is singular. */
function solve(augmented: readonly (readonly number[])[]): number[] | null {
  const rows = augmented.map((row) => [...row]);
  const size = rows.length;
  for (let column = 0; column < size; column++) {
    const scale = Math.max(...augmented.map((row) => Math.abs(row[column] ?? 0)));
    const rest = rows.slice(column).sort((a, b) => Math.abs(b[column] ?? 0) - Math.abs(a[column] ?? 0));
    rows.splice(column, rest.length, ...rest);
    const pivotRow = rows[column] ?? [];
    const pivot = pivotRow[column] ?? 0;
    if (Math.abs(pivot) <= SINGULAR * scale) return null;
    for (const [at, row] of rows.entries()) {
      if (at === column) continue;
      const factor = (row[column] ?? 0) / pivot;
      for (let cell = column; cell <= size; cell++) row[cell] = (row[cell] ?? 0) - factor * (pivotRow[cell] ?? 0);
    }
  }
  return rows.map((row, at) => (row[size] ?? 0) / (row[at] ?? 1));
}
