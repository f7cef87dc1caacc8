/** /proc/PID/cgroup: the name of a unit out of a path. */
import fc from 'fast-check';
import { MAX_PART } from '../../../src/units/unit.js';
import { Proc } from '../../../src/procfs/proc.js';
import { readCgroup, unitOfCgroup } from '../../../src/units/cgroup.js';
import { scrubCgroup } from '../../../src/recording/scrub/scrub-unit.js';
import { Tokens } from '../../../src/recording/scrub/tokens.js';
import { processTexts } from '../corpus.js';
import { mutatedText } from '../mutate.js';
import { oneFile } from '../one-file.js';
import { must } from '../sound.js';
import { target } from '../target.js';

const ID = '3f2a9c81d0e4'.padEnd(64, '0');
const POD = 'pod0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0';
const folder = fc.oneof(
  fc.constantFrom(
    'user.slice',
    'user-1000.slice',
    'user@1000.service',
    'session.slice',
    'init.scope',
    'lxc',
    'kubepods',
    'docker',
  ),
  fc.constantFrom(`docker-${ID}.scope`, `libpod-${ID}.scope`, `crio-conmon-${ID}`, `cri-containerd-${ID}.scope`, ID, POD, ''),
  fc.constantFrom(
    `kubepods-burstable-${POD.replaceAll('-', '_')}.slice`,
    'app-flatpak-org.gnome.Maps-4242.scope',
    'lxc.payload.box',
  ),
  fc.constantFrom(
    'app-flatpak-a\\x2db-\\x1b\\x0a-1.scope',
    'snap.firefox.firefox-1.scope',
    'snap..service',
    '.service',
    '.scope',
  ),
  fc.string({ unit: 'binary', maxLength: 12 }),
);
const line = fc
  .tuple(fc.constantFrom('0::', '1:name=systemd:', '4:memory:', '12:cpu,cpuacct:', 'x::'), fc.array(folder, { maxLength: 8 }))
  .map(([head, folders]) => `${head}/${folders.join('/')}\n`);
const made = fc.array(line, { maxLength: 6 }).map((lines) => lines.join(''));

export const cgroup = target({
  name: 'cgroup',
  shortCases: 2000,
  arbitrary: mutatedText(processTexts('cgroup'), ['/docker/', ID, '.scope', '.service', '.slice', 'lxc/', '\\x2d', POD], made),
  check(text) {
    const unit = unitOfCgroup(text);
    must(unit?.text !== '', 'a unit without a name');
    must(
      Object.values(unit?.parts ?? {}).every((part) => part !== '' && part.length <= MAX_PART),
      'a part of no or too great length',
    );
    readCgroup(new Proc({ proc: '/proc', files: oneFile(text) }, 7));
    const scrubbed = unitOfCgroup(scrubCgroup(new Tokens(), text));
    // A container stays one of its kind, in a text with numbers of hierarchies and lengths of paths as a kernel has them.
    if (/^\d{11,}:|.{4096}/m.test(text)) return;
    const isContainer = unit?.parts.container_id !== undefined && unit.kind !== 'container';
    must(!isContainer || scrubbed?.kind === unit.kind, `scrubbed ${unit?.text} is ${scrubbed?.text}`);
  },
});
