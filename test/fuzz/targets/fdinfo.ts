/** /proc/PID/fdinfo/N. The scanner's quick look at a text and the parser must agree on what it is. */
import type { Fdinfo } from '../../../src/drm/fdinfo/fdinfo.js';
import { parseFdinfo } from '../../../src/drm/fdinfo/parse-fdinfo.js';
import {
  genericNumber,
  isDrmText,
  isIdentityLost,
  isPathOnly,
  namesDevice,
  signatureOf,
} from '../../../src/drm/fdinfo/identity.js';
import { fixtureTexts } from '../corpus.js';
import { mutatedText } from '../mutate.js';
import { must, mustBeU64, mustCount } from '../sound.js';
import { target } from '../target.js';

const KEYS =
  'pos flags mnt_id ino drm-driver drm-pdev drm-client-id drm-client-name pdev pasid drm-engine- drm-engine-gfx drm-engine-capacity-gfx'
    .concat(
      ' drm-cycles-gfx drm-total-cycles-gfx drm-maxfreq-gfx drm-curfreq-gfx drm-total-vram drm-shared-vram drm-resident-vram',
    )
    .concat(' drm-purgeable-vram drm-active-vram drm-memory-vram drm-engine-capacity- drm-__proto__')
    .split(' ');
const UNITS = [' ns', ' B', ' KiB', 'kB', ' MiB', ' GiB', ' TiB', ' Hz', ' MHz', ' GHz', ' us', '%', '70.59%', ' EiB'];
const WORDS = [...KEYS, ...UNITS, ...KEYS.map((key) => `${key}:\t`), 'vram mem:\t1 kB', 'gfx0:\t12.5%'];

function mustBeSound(fdinfo: Fdinfo, text: string): void {
  for (const [name, engine] of fdinfo.engines) {
    must(name !== '', 'an engine without a name');
    for (const key of ['busyNs', 'cycles'] as const) {
      // A key printed twice is summed, so only each line is held to 64 bits.
      const value = engine[key];
      must(value === null || value >= 0n, `${key} of ${name}`);
    }
    mustBeU64(engine.totalCycles, `total cycles of ${name}`);
    mustCount(engine.capacity, `capacity of ${name}`);
    must(engine.capacity >= 1, `capacity of ${name}`);
    mustCount(engine.maxFrequencyHz, `max frequency of ${name}`);
    mustCount(engine.currentFrequencyHz, `frequency of ${name}`);
    must(engine.kernelRatio === null || (Number.isFinite(engine.kernelRatio) && engine.kernelRatio >= 0), `ratio of ${name}`);
  }
  for (const [name, region] of fdinfo.memory) {
    must(name !== '', 'a region without a name');
    for (const [kind, bytes] of Object.entries<number | null>(region)) mustCount(bytes, `${kind} of ${name}`);
  }
  mustCount(fdinfo.inode, 'inode');
  mustCount(fdinfo.mountId, 'mount id');
  must(fdinfo.clientId === null || /^(?:pasid:)?[0-9]+$/.test(fdinfo.clientId), 'client id');
  for (const { line, reason } of fdinfo.badLines) must(!line.includes('\n') && reason !== '', 'a bad line');
  must(fdinfo.badLines.length <= text.split('\n').length, 'more bad lines than lines');
}

export const fdinfo = target({
  name: 'fdinfo',
  shortCases: 2000,
  arbitrary: mutatedText(fixtureTexts('fdinfo', /\.fdinfo$/), WORDS),
  check(text) {
    const found = parseFdinfo(text);
    mustBeSound(found, text);
    isPathOnly(text);
    isIdentityLost(text);
    signatureOf(text);
    mustCount(genericNumber(text, 'ino'), 'inode at a glance');
    mustCount(genericNumber(text, 'mnt_id'), 'mount id at a glance');
    if (!text.endsWith('\n')) return;
    must(
      isDrmText(text) === (found.driver !== null),
      `at a glance ${isDrmText(text) ? 'a' : 'no'} client, read: ${found.driver}`,
    );
    must(namesDevice(text) || found.pdev === null, 'a device is named, and at a glance none is');
    // Blanks around keys and values, and the kind of line end, say nothing.
    const spaced = parseFdinfo(text.replaceAll('\n', ' \r\n'));
    must(JSON.stringify([...spaced.engines.keys()]) === JSON.stringify([...found.engines.keys()]), 'blanks change the engines');
    must(spaced.clientId === found.clientId && spaced.driver === found.driver, 'blanks change who it is');
  },
});
