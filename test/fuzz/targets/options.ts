/** Values of options: durations, counts, addresses, hosts, hashes, sizes and times. */
import { InvalidArgumentError } from 'commander';
import { countOption, durationMs, durationOption } from '../../../src/shell/duration.js';
import { sshSpec, viaSpec } from '../../../src/options/host-spec.js';
import { parseListen } from '../../../src/exporter/listen-address.js';
import { checkHash } from '../../../src/exporter/password-hash.js';
import { UsageError } from '../../../src/errors/usage-error.js';
import { parseAmount, parseTime } from '../../../src/view/filter/filter-numbers.js';
import { mutatedText } from '../mutate.js';
import { must, mustLie } from '../sound.js';
import { target } from '../target.js';

const HASH = '$2y$10$abcdefghijklmnopqrstuuu1rAJ0q2.YgQm9lG0Hn8sB3O6Zk5eXy';
const REAL = [
  '1',
  '0.5',
  '500ms',
  '2s',
  '5m',
  '1h',
  '.5',
  '10',
  '127.0.0.1:9840',
  '[::1]:9840',
  ':9840',
  'box:1',
  'user@host',
  'web',
  HASH,
];

/** What it gives, or null for a value that it refuses in words. */
function refusing<T>(call: () => T): T | null {
  try {
    return call();
  } catch (error) {
    if (error instanceof InvalidArgumentError || error instanceof UsageError) return null;
    throw error;
  }
}

export const options = target({
  name: 'options',
  shortCases: 1000,
  arbitrary: mutatedText(REAL, ['ms', 's', 'h', '.', ':', '[', ']', '@', '-', '$2b$', 'GiB', '%', '-oProxyCommand=x']),
  check(text) {
    const ms = durationMs(text);
    must(ms === null || ms >= 0, `a duration of ${ms} ms`);
    mustLie(
      refusing(() => durationOption(10, 3_600_000)(text)),
      10,
      3_600_000,
      'duration',
    );
    mustLie(
      refusing(() => countOption(1)(text)),
      1,
      Number.MAX_SAFE_INTEGER,
      'count',
    );
    mustLie(refusing(() => parseListen(text))?.port ?? null, 0, 65_535, 'port');
    const spec = refusing(() => sshSpec(text));
    must(spec === null || (spec.command.at(-2) === text && !text.startsWith('-')), 'a host that ssh takes for an option');
    refusing(() => viaSpec(text));
    must(checkHash(text) !== null || /^\$2[aby]\$\d\d\$.{53}$/.test(text), 'a hash that is none');
    const amount = parseAmount(text);
    must(amount === null || amount.value >= 0, 'an amount below 0');
    const seconds = parseTime(text);
    must(seconds === null || seconds >= 0, 'a time below 0');
  },
});
