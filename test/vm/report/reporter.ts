/**
 * Writes what the machines showed as a Markdown table, kernel and driver by case, where `GPU_TOP_VM_REPORT` names a file.
 */
import { writeFileSync } from 'node:fs';
import type { Reporter, TestModule } from 'vitest/node';
import { renderReport, type Result } from './render.js';
import './meta.js';

export default class VmReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const file = process.env.GPU_TOP_VM_REPORT;
    if (file === undefined || file === '') return;
    const results = modules
      .flatMap((module) => [...module.children.allTests()])
      .flatMap((test): Result[] => {
        const { vm } = test.meta();
        const result = test.result();
        if (!vm || result.state === 'pending') return [];
        return [{ ...vm, state: result.state, note: result.state === 'skipped' ? (result.note ?? null) : null }];
      });
    writeFileSync(file, renderReport(results, new Date()));
  }
}
