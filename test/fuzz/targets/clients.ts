/** debugfs `clients`: columns by their header, and two columns of free text. */
import fc from 'fast-check';
import { parseClientsTable } from '../../../src/drm/nodes/clients-table.js';
import { scrubClientsTable } from '../../../src/capture/scrub-clients-table.js';
import { Tokens } from '../../../src/recording/scrub/tokens.js';
import { fixtureTexts } from '../corpus.js';
import { mutatedText } from '../mutate.js';
import { must, mustCount } from '../sound.js';
import { target } from '../target.js';

const NEW =
  '             command  tgid dev master a   uid      magic                                                             name    id';
const OLD = '             command   pid dev master a   uid      magic';
const REAL = [
  NEW,
  '             painter    10 128   n    n  1000          0                                                          <unset>     1',
  '',
].join('\n');
const word = fc.oneof(
  fc.nat().map(String),
  fc.constantFrom('y', 'n', '<unset>', 'a b', ''),
  fc.string({ unit: 'binary', maxLength: 20 }),
);
const row = fc
  .tuple(word, fc.array(word, { maxLength: 9 }))
  .map(([command, cells]) => `${command.padStart(20)} ${cells.map((cell) => cell.padStart(5)).join(' ')}`);
const made = fc
  .tuple(fc.constantFrom(NEW, OLD), fc.array(row, { maxLength: 5 }))
  .map(([header, rows]) => [header, ...rows, ''].join('\n'));

export const clients = target({
  name: 'clients',
  shortCases: 2000,
  arbitrary: mutatedText(
    [REAL, ...fixtureTexts('sysfs', /\/debug\/.*clients$/), ...fixtureTexts('trees', /\/debug\/.*clients$/)],
    ['command', 'tgid', ' pid', 'dev', 'uid', 'name', 'id', '<unset>'],
    made,
  ),
  check(text) {
    for (const { pid, number, clientId } of parseClientsTable(text, 226)) {
      mustCount(pid, 'pid');
      mustCount(Number(number.slice('226:'.length)), 'minor');
      must(/^226:\d+$/.test(number), `number ${number}`);
      must(clientId === null || /^\d+$/.test(clientId), `client ${clientId}`);
    }
    const scrubbed = scrubClientsTable(new Tokens(), text);
    for (const { pid, clientId } of parseClientsTable(scrubbed, 226)) {
      mustCount(pid, 'pid of a scrubbed row');
      must(clientId === null || /^\d+$/.test(clientId), 'client of a scrubbed row');
    }
  },
});
