import { COMPARISONS, OTHER_DIFFERENCES, rightPercent } from './comparisons.js';

const HEAD = ['program', 'what is looked at', 'it shows', 'gpu-top shows', 'why that is right'];

/** Where other programs are known to differ, as a Markdown table. */
export function differenceTable(): string {
  const numbers = COMPARISONS.flatMap((comparison) => {
    const { program, differs, figure } = comparison;
    if (differs === undefined) return [];
    const { what, shows, why } = differs;
    const text = (percent: number): string =>
      figure.startsWith('listed') ? (percent > 0 ? 'listed' : 'not listed') : `${percent.toFixed(1).replace('.0', '')} %`;
    return [[program, what, text(shows), text(rightPercent(comparison)), why]];
  });
  const others = OTHER_DIFFERENCES.map(({ program, what, shows, right, why }) => [program, what, shows, right, why]);
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [HEAD, HEAD.map(() => '---'), ...others, ...numbers].map(line).join('\n');
}

/** How many numbers agree, by program: `gputop 10, intel_gpu_top 2`. */
export function agreementCounts(): string {
  const counts = new Map<string, number>();
  for (const { program, differs } of COMPARISONS) {
    if (differs === undefined) counts.set(program, (counts.get(program) ?? 0) + 1);
  }
  return [...counts].map(([program, count]) => `${program} ${count}`).join(', ');
}
