/** The way back from a unit's text, for recordings of gpu-top 0.1, which hold nothing else. */
import { MAIN_PART, makeUnit, type Unit, UNIT_KINDS } from './unit.js';
import { unitOfCgroup } from './cgroup.js';

/** The unit that a text names, whatever version made it: the text stays as it is, and its ids are as short as it has them. */
export function unitOfText(text: string): Unit {
  return { ...read(text), text };
}

function read(text: string): Unit {
  const [, prefix, name = ''] = /^([a-z]+)(?::(.+))?$/s.exec(text) ?? [];
  const kind = UNIT_KINDS.find((each) => each === prefix);
  // A name of systemd's, with the random part that is cut by now.
  if (kind === undefined) return unitOfCgroup(`0::/${text}\n`) ?? makeUnit('systemd', { service: text });
  const [first = '', second = ''] = name.split('/');
  if (kind === 'kubernetes') return makeUnit(kind, { pod_uid: first, container_id: second });
  if (kind === 'nomad') return makeUnit(kind, { nomad_alloc: first, task: second });
  return makeUnit(kind, { [MAIN_PART[kind]]: name });
}
