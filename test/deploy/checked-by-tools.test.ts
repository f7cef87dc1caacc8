/** The deployment files, each given to the program that will read it. */
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { run, whyWithout } from '../support/tools.js';

const noPromtool = whyWithout('promtool', 'prometheus');
const noKubectl = whyWithout('kubectl', 'kubectl, of Kubernetes itself');
const noSystemd = whyWithout('systemd-analyze', 'systemd');

describe.skipIf(noPromtool !== null)('promtool', () => {
  it.each([
    ['the scrape configuration', ['check', 'config', 'prometheus.yml']],
    ['the rules', ['check', 'rules', '--lint=all', '--lint-fatal', 'gpu-top.rules.yml']],
    ['the alerts, which fire when they should and not before', ['test', 'rules', 'gpu-top.rules.test.yml']],
  ])('accepts %s', (_, args) => {
    const { code, text } = run('promtool', args, 'deploy/prometheus');
    expect(text).not.toMatch(/FAILED|error|warning/i);
    expect(text).toContain('SUCCESS');
    expect(code).toBe(0);
  });
});

describe.skipIf(noPromtool !== null)('promtool, asked for the dashboard', () => {
  it('understands every query', () => {
    const { panels } = JSON.parse(readFileSync('deploy/grafana/gpu-top.json', 'utf8')) as {
      panels: { id: number; targets?: { expr: string }[] }[];
    };
    const rules = panels.flatMap(({ id, targets = [] }) =>
      targets.map(({ expr }, at) => ({
        record: `panel:${id}_${at}`,
        expr: expr.replaceAll('$__rate_interval', '5m').replaceAll('$__range', '1h'),
      })),
    );
    const folder = mkdtempSync(join(tmpdir(), 'gpu-top-dashboard-'));
    const file = join(folder, 'rules.json');
    writeFileSync(file, JSON.stringify({ groups: [{ name: 'dashboard', rules }] }));
    const { code, text } = run('promtool', ['check', 'rules', file]);
    rmSync(folder, { recursive: true });
    expect(text).toContain(`${rules.length} rules found`);
    expect(code).toBe(0);
  });
});

describe.skipIf(noKubectl !== null)('kubectl kustomize', () => {
  it.each([
    ['kubernetes', ['Namespace', 'DaemonSet', 'NetworkPolicy']],
    ['kubernetes-operator', ['Namespace', 'DaemonSet', 'PodMonitor', 'NetworkPolicy']],
  ])('makes of %s what there should be', (folder, kinds) => {
    const { code, text } = run('kubectl', ['kustomize', `deploy/${folder}`]);
    expect([code, Array.from(text.matchAll(/^kind: (\w+)$/gm), ([, kind]) => kind).sort()]).toEqual([0, [...kinds].sort()]);
  });
});

describe.skipIf(noSystemd !== null)('systemd-analyze', () => {
  const folder = mkdtempSync(join(tmpdir(), 'gpu-top-unit-'));
  const unit = join(folder, 'gpu-top.service');
  beforeAll(() => {
    // verify wants the program to be there.
    const text = readFileSync('deploy/systemd/gpu-top.service', 'utf8');
    writeFileSync(unit, text.replaceAll('/usr/local/bin/gpu-top', process.execPath));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it('finds nothing wrong with the unit', () => {
    expect(run('systemd-analyze', ['verify', '--man=no', unit])).toEqual({ code: 0, text: '' });
  });

  it('finds nothing wrong with it and the credentials of web.conf', () => {
    mkdirSync(`${unit}.d`);
    copyFileSync('deploy/systemd/gpu-top.service.d/web.conf', `${unit}.d/web.conf`);
    const found = run('systemd-analyze', ['verify', '--man=no', unit]);
    // An address opened to others is more exposure: it is no part of the unit.
    rmSync(`${unit}.d`, { recursive: true });
    expect(found).toEqual({ code: 0, text: '' });
  });

  it('sees little exposed by it: at most 2.0 of 10', () => {
    const { code, text } = run('systemd-analyze', ['security', '--offline=yes', '--no-pager', '--threshold=20', unit]);
    expect(text).toContain('Overall exposure level');
    expect(code, text.split('\n').at(-2)).toBe(0);
  });
});
