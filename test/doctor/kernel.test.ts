import { describe, expect, it } from 'vitest';
import { checkKernel } from '../../src/doctor/kernel.js';

const states = (release: string | null) => checkKernel(release).map(({ topic, state }) => `${topic} ${state}`);

describe('the kernel version', () => {
  it.each([
    ['6.18.1-amd64', ['kernel ok', 'fd counts ok']],
    ['7.0', ['kernel ok', 'fd counts ok']],
    ['6.2.0-rc1+', ['kernel ok', 'fd counts ok']],
    ['6.1.0-28-amd64', ['kernel ok', 'fd counts note']],
    ['5.19.0', ['kernel ok', 'fd counts note']],
    ['5.18.19', ['kernel note', 'fd counts note']],
    ['5.14.0-503.el9.x86_64', ['kernel note', 'fd counts note']],
    ['5.13.19', ['kernel problem', 'fd counts note']],
    ['4.19.0', ['kernel problem', 'fd counts note']],
    ['5.4', ['kernel problem', 'fd counts note']],
    ['mine', ['kernel note']],
    ['', ['kernel note']],
    [null, ['kernel note']],
  ])('%s gives %j', (release, expected) => {
    expect(states(release)).toEqual(expected);
  });

  it('is not made up where it could not be understood', () => {
    expect(checkKernel('mine')[0]?.text).toBe("version not understood: 'mine'");
    expect(checkKernel(null)[0]?.text).toBe('version unknown');
  });
});
