/** The settings file: anything a person may type, or an editor leave behind. */
import fc from 'fast-check';
import { describeProblems, formatSettings, parseSettings, SETTING_KEYS } from '../../../src/tui/state/settings.js';
import { initialState } from '../../../src/tui/state/state.js';
import { oneLine } from '../../../src/view/text/printable.js';
import { mutatedText } from '../mutate.js';
import { must, mustLie } from '../sound.js';
import { target } from '../target.js';

const REAL = [
  formatSettings(initialState()),
  'interval = 0.5\ntheme = "light"\nsort = "gfx"\nhide = ["cpu", "holders"]\nmouse = true\nby = "unit"\n',
  '[view]\nsort = "pid"\n[[themes]]\nname = \'x\'\n"a.b" = 1979-05-27T07:32:00Z\nc = {d = [1, 2]}\ne = """\nmany\n"""\n',
];
const value = fc.oneof(
  fc.constantFrom(
    'true',
    'false',
    '1',
    '0.5',
    '"gfx"',
    '[]',
    '["cpu"]',
    '[1]',
    'nan',
    'inf',
    '-inf',
    '1979-05-27',
    '"\\u001b[31m"',
    '{}',
  ),
  fc.constantFrom(
    '0x7fffffffffffffff',
    '99999999999999999999',
    '1e999',
    '"""a\nb"""',
    `${'['.repeat(3000)}${']'.repeat(3000)}`,
    '{__proto__ = 1}',
  ),
  fc.string({ maxLength: 10 }).map((text) => JSON.stringify(text)),
);
const key = fc.oneof(
  fc.constantFrom(...SETTING_KEYS, '__proto__', 'constructor', 'toString', '""', '"a b"', 'view.sort', 'a.b.c'),
);
const made = fc
  .array(fc.tuple(key, value), { maxLength: 8 })
  .map((pairs) => pairs.map(([name, is]) => `${name} = ${is}\n`).join(''));

export const config = target({
  name: 'config',
  shortCases: 1000,
  arbitrary: mutatedText(REAL, [...SETTING_KEYS, ' = ', '"', '"""', "'''", '[', ']', '{', '}', '[[', 'true', '# '], made),
  check(text) {
    const { settings, problems } = parseSettings(text);
    mustLie(settings.intervalMs ?? null, 100, 86_400_000, 'interval');
    const lines = text.split('\n').length;
    for (const { line } of problems) mustLie(line, 1, lines + 1, 'line');
    // Printed by one `oneLine` each.
    for (const problem of describeProblems('config.toml', problems)) must(oneLine(problem).length <= 4096, 'a long problem');
    const { view, ...rest } = settings;
    const state = initialState({ ...rest, view: { ...initialState().view, ...view } });
    const again = parseSettings(formatSettings(state));
    must(again.problems.length === 0, `its own words: ${again.problems[0]?.message}`);
    const { view: viewAgain, ...restAgain } = again.settings;
    const brought = initialState({ ...restAgain, view: { ...initialState().view, ...viewAgain } });
    must(formatSettings(brought) === formatSettings(state), 'settings do not come back as they were saved');
  },
});
