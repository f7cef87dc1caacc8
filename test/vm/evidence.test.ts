import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Evidence } from './evidence.js';

const kept = (scene: string, file: string, text: string) =>
  JSON.stringify({ scene, file, base64: Buffer.from(text).toString('base64') });

describe('what a boot brought back', () => {
  it('is there by scene and file, up to where the machine died', () => {
    const evidence = new Evidence(
      `${kept('busy', 'marks', 'start 1.5\nstop 2\n')}\nnoise\n${kept('found', 'fds', 'x').slice(0, 20)}`,
    );
    expect(evidence.scene('busy').rows('marks')).toEqual([
      ['start', '1.5'],
      ['stop', '2'],
    ]);
    expect(() => evidence.scene('found').text('fds')).toThrow('scene found kept no fds');
  });

  it('can be written down and read again', () => {
    const folder = mkdtempSync(join(tmpdir(), 'gpu-top-evidence-'));
    try {
      new Evidence(`${kept('busy', 'marks', 'start 1.5\n')}\n${kept('found', 'fds', 'x')}`).writeTo(folder);
      const again = Evidence.readFrom(folder);
      expect(again.scene('busy').rows('marks')).toEqual([['start', '1.5']]);
      expect(again.scene('found').text('fds')).toBe('x');
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('holds the whole ticks of a run that was cut short', () => {
    const evidence = new Evidence(kept('busy', 'ticks', '{"t_mono_ns":"1"}\n{"t_mono_ns":"2"}\n{"t_mo'));
    expect(evidence.scene('busy').ticks('ticks')).toHaveLength(2);
  });

  it('says what the program said when there is no tick', () => {
    const evidence = new Evidence(`${kept('busy', 'ticks', '')}\n${kept('busy', 'stderr', 'no such option')}`);
    expect(() => evidence.scene('busy').ticks('ticks')).toThrow('no such option');
  });
});
