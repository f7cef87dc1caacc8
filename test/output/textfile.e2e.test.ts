/** A page of `--prom -o` in a real node_exporter: its collector of text files takes it whole, and says that nothing was wrong with it. */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { freePort } from '../support/free-port.js';
import { gpuTop } from '../support/gpu-top.js';
import { whyWithout } from '../support/tools.js';

const PROGRAM = 'prometheus-node-exporter';
const why = whyWithout(PROGRAM, PROGRAM);

it.skipIf(why !== null)('is served by node_exporter', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'gpu-top-textfile-'));
  const address = `127.0.0.1:${await freePort()}`;
  const made = await gpuTop(['--demo', '--prom', '-n', '1', '-d', '0.2', '--by', 'unit', '-o', join(folder, 'gpu-top.prom')]);
  expect([made.stderr, made.code]).toEqual(['', 0]);
  const args = ['--collector.disable-defaults', '--collector.textfile', `--collector.textfile.directory=${folder}`];
  const exporter = spawn(PROGRAM, [...args, `--web.listen-address=${address}`], { stdio: 'ignore' });
  try {
    const page = async (): Promise<string> => fetch(`http://${address}/metrics`).then((answer) => answer.text(), () => ''); // prettier-ignore
    await expect.poll(page, { timeout: 10_000 }).toContain('node_textfile_scrape_error 0');
    const text = await page();
    expect(text).toContain('node_textfile_mtime_seconds{file=');
    expect(text).toMatch(/^gpu_top_engine_busy_ratio\{.*unit="docker:3f2a9c81d0e4"\} /m);
    expect(text).toMatch(/^gpu_top_device_info\{/m);
  } finally {
    exporter.kill();
    rmSync(folder, { recursive: true });
  }
});
