/**
 * The report's text: pure, from results to Markdown.
 */
import { cpus } from 'node:os';
import type { VmMeta } from './meta.js';

export interface Result extends VmMeta {
  readonly state: 'passed' | 'failed' | 'skipped';
  /** Why it was skipped. */
  readonly note: string | null;
}

/** @returns Markdown with a table of cases by machine, what was measured, and why cells are empty */
export function renderReport(results: readonly Result[], now: Date): string {
  const boots = unique(results.map(({ boot }) => boot));
  const titles = unique(results.map(({ title }) => title));
  const cell = new Map(results.map((result) => [`${result.title}\n${result.boot}`, result]));
  const counts = ['passed', 'failed', 'skipped'].map((state) => `${results.filter((r) => r.state === state).length} ${state}`);
  const notes = unique(results.flatMap(({ note }) => (note === null ? [] : [note])));
  const release = (boot: string) => results.find((r) => r.boot === boot && r.release !== null)?.release ?? 'did not boot';
  const mark = (result: Result | undefined) => {
    if (!result) return '';
    if (result.state === 'skipped') return `– ${footnote(notes.indexOf(result.note ?? ''))}`;
    return result.state === 'failed' ? '**FAILED**' : (result.figure ?? 'yes');
  };
  return [
    '# gpu-top on real drivers',
    '',
    `Made by \`npm run test:vm:report\` on ${now.toISOString().slice(0, 10)}, Node.js ${process.version} on the host, ${cpus().length} CPUs`,
    `(${cpus()[0]?.model ?? 'unknown'}), QEMU without KVM: ${counts.join(', ')}. Do not edit; [how it works](../test/vm/README.md).`,
    '',
    'A cell says what was measured, or `yes`; an empty one was not tried there; a dash has its reason below the table.',
    '',
    row(['case', ...boots.map((boot) => boot.replace('-', ' '))]),
    row(['---', ...boots.map(() => '---')]),
    row(['kernel', ...boots.map((boot) => `\`${release(boot)}\``)]),
    ...titles.map((title) => row([title, ...boots.map((boot) => mark(cell.get(`${title}\n${boot}`)))])),
    '',
    ...notes.map((note, index) => `${footnote(index)} ${note}  `),
    '',
  ].join('\n');
}

function footnote(index: number): string {
  return `(${String.fromCharCode(97 + index)})`;
}

function row(cells: readonly string[]): string {
  return `| ${cells.map((text) => text.replaceAll('|', '\\|')).join(' | ')} |`;
}

function unique<T>(values: readonly T[]): T[] {
  return [...new Set(values)];
}
