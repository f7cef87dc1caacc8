import { describe, expect, it } from 'vitest';
import { resolveInside } from '../../../../src/drm/devices/sysfs/resolve.js';
import { Failure } from '../../../../src/procfs/files.js';
import { MemoryFiles } from '../memory-files.js';

const files = new MemoryFiles({
  '/tree/sys/devices/pci/gpu/uevent': 'A=1',
  '/tree/sys/devices/pci/gpu/drm/card0/device': { link: '../../../gpu' },
  '/tree/sys/class/drm/card0': { link: '../../devices/pci/gpu/drm/card0' },
  '/tree/sys/class/drm/card1': { link: '/sys/devices/pci/gpu' },
  '/tree/sys/class/drm/loop': { link: 'loop' },
  '/tree/sys/class/drm/climber': { link: '../../../../etc' },
  '/tree/sys/class/drm/elsewhere': { link: '/etc' },
  '/tree/sys/class/drm/lookalike': { link: '/system/devices' },
  '/tree/sys/class/drm/refused': new Failure('EACCES', '/tree/sys/class/drm/refused'),
});

describe('resolveInside', () => {
  it.each([
    ['a plain path', 'devices/pci/gpu', 'devices/pci/gpu'],
    ['a relative link', 'class/drm/card0', 'devices/pci/gpu/drm/card0'],
    ['links inside links', 'class/drm/card0/device/uevent', 'devices/pci/gpu/uevent'],
    ['an absolute link, into the tree', 'class/drm/card1/uevent', 'devices/pci/gpu/uevent'],
    ['dots and double slashes', './class//drm/../drm/card1', 'devices/pci/gpu'],
    ['the top itself', '', ''],
  ])('follows %s', (_, path, resolved) => {
    expect(resolveInside(files, '/tree/sys', path)).toBe(resolved);
  });

  it.each([
    ['a loop', 'class/drm/loop', 'ELOOP'],
    ['a link that climbs out of the tree', 'class/drm/climber/passwd', 'EXDEV'],
    ['an absolute link elsewhere', 'class/drm/elsewhere/passwd', 'EXDEV'],
    ['a folder whose name only begins like /sys', 'class/drm/lookalike', 'EXDEV'],
    ['what is not there', 'class/drm/card7/device', 'ENOENT'],
    ['what is refused', 'class/drm/refused', 'EACCES'],
  ])('fails for %s', (_, path, errno) => {
    expect(resolveInside(files, '/tree/sys', path)).toMatchObject({ errno });
  });
});
