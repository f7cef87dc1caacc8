import { describe, expect, it, test } from 'vitest';
import { scrubCgroup, scrubUnit } from '../../src/recording/scrub/scrub-unit.js';
import { Tokens } from '../../src/recording/scrub/tokens.js';
import { unitOfCgroup } from '../../src/units/cgroup.js';
import { unitOfText } from '../../src/units/unit-of-text.js';
import { UNIT_CASES } from './unit-cases.js';

describe('the unit of a cgroup', () => {
  test.each(UNIT_CASES)('$source', ({ text, unit }) => {
    expect(unitOfCgroup(`${text}\n`)).toEqual(unit);
  });

  it('is found in a path of any length in next to no time', () => {
    const begin = performance.now();
    for (const folder of ['app-a-', 'a-'.repeat(20), 'lxc/', 'kubepods-podaaaaaaaaaaaaaaaa', 'x.libvirt-', '\\x2d'])
      unitOfCgroup(`0::/${folder.repeat(5000)}\n`.repeat(100));
    // Milliseconds on any machine; a pattern that runs back takes minutes.
    expect(performance.now() - begin).toBeLessThan(5000);
  });
});

describe('a unit without its names', () => {
  // The kind that is told by nothing but an unknown word goes with the word.
  const told = UNIT_CASES.flatMap(({ source, text, unit }) =>
    unit === null || unit.kind === 'container' ? [] : [{ source, text, unit }],
  );

  test.each(told)('is read the same: $source', ({ text, unit }) => {
    const tokens = new Tokens();
    const scrubbed = scrubUnit(tokens, unit);
    expect(scrubbed.kind).toBe(unit.kind);
    const read = unitOfCgroup(scrubCgroup(tokens, `${text}\n`));
    expect(read?.kind).toBe(unit.kind);
    expect(Object.keys(read?.parts ?? {})).toEqual(Object.keys(scrubbed.parts));
    // Escaped bytes and names beyond all bounds do not come through as they were.
    if (!/\\x(?!2d)|.{300}|uid_\d+\/pid/.test(text)) expect(read).toEqual(scrubbed);
  });
});

describe('the unit of a text', () => {
  // Ids are short in it, and what it does not say is not known.
  test.each(UNIT_CASES.flatMap(({ unit }) => (unit === null ? [] : [unit])))('$text', ({ text, kind, parts }) => {
    const read = unitOfText(text);
    expect(read).toMatchObject({ text, kind });
    const whole = new Map(Object.entries(parts));
    for (const [name, value] of Object.entries(read.parts)) expect(whole.get(name)?.startsWith(value), name).toBe(true);
  });

  test.each([
    ['app-gnome-firefox-2101.scope', { kind: 'app', parts: { app_id: 'firefox' } }],
    ['session-2.scope', { kind: 'session', parts: {} }],
    ['vte-spawn-91cb6f3b-7a5e-4c0e-8a33-2b3a7a0b11aa.scope', { kind: 'systemd', parts: { service: 'vte-spawn.scope' } }],
    ['systemd-nspawn@arch.service', { kind: 'nspawn', parts: { machine: 'arch' } }],
  ])('of gpu-top 0.1, which kept random parts: %s', (text, facts) => {
    expect(unitOfText(text)).toEqual({ ...facts, text });
  });
});
