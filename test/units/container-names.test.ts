/** Names that kubelet and runtimes keep, in trees written as they write them (kubelet 1.29, docker 24, containerd 1.7, podman 4.3). */
import { mkdirSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openRoot } from '../../src/procfs/root.js';
import { ContainerNames } from '../../src/units/container-names.js';
import { makeUnit } from '../../src/units/unit.js';
import { temporaryTree, type TemporaryTree } from '../support/tree.js';

const ID = '3f2a9c81d0e4b5a6978877665544332211ffeeddccbbaa998877665544332211';
const POD = '1b2c3d4e-1111-2222-3333-444455556666';
const unit = makeUnit('kubernetes', { pod_uid: POD, container_id: ID });
const docker = makeUnit('docker', { container_id: ID });

function folder(tree: TemporaryTree, path: string, ...names: readonly string[]): void {
  mkdirSync(join(tree.root, path), { recursive: true });
  for (const name of names) writeFileSync(join(tree.root, path, name), '');
}

function namesIn(tree: TemporaryTree, ...state: readonly string[]): ContainerNames {
  mkdirSync(join(tree.root, 'proc'), { recursive: true });
  return new ContainerNames(
    openRoot({ root: tree.root }),
    state.map((each) => join(tree.root, each)),
  );
}

describe('names by the logs of kubelet', () => {
  it('are pod, namespace and container by the id of the container', () => {
    using tree = temporaryTree();
    folder(tree, 'var/log/containers', `frigate-0.a_media_detector-b-${ID}.log`);
    expect(namesIn(tree).complete(unit)).toEqual({
      kind: 'kubernetes',
      text: 'kubernetes:media/frigate-0.a/detector-b',
      parts: { pod_uid: POD, container_id: ID, namespace: 'media', pod: 'frigate-0.a', container_name: 'detector-b' },
    });
  });

  it('are pod and namespace by the uid of the pod, where nothing is known of the container', () => {
    using tree = temporaryTree();
    folder(tree, `var/log/pods/media_frigate-0_${POD}`);
    expect(namesIn(tree).complete(unit)).toMatchObject({
      text: 'kubernetes:media/frigate-0/3f2a9c81d0e4',
      parts: { namespace: 'media', pod: 'frigate-0' },
    });
  });

  it('are there once kubelet has told them, without a look at what did not change', () => {
    using tree = temporaryTree();
    folder(tree, 'var/log/containers');
    const path = join(tree.root, 'var/log/containers');
    utimesSync(path, 1, 1);
    const names = namesIn(tree);
    expect(names.complete(unit)).toEqual(unit);
    folder(tree, 'var/log/containers', `a_b_c-${ID}.log`);
    utimesSync(path, 1, 1);
    expect(names.complete(unit)).toEqual(unit);
    utimesSync(path, 2, 2);
    expect(names.complete(unit)?.parts.pod).toBe('a');
  });

  it.each([
    ['no name of DNS', `a b_c_d-${ID}.log`],
    ['upper case', `Pod_media_x-${ID}.log`],
    ['control characters', `a_b\u001b[31m_c-${ID}.log`],
    ['a longer id', `a_b_c-${ID}0.log`],
    ['too few parts', `a_c-${ID}.log`],
  ])('are none where a log has %s', (_, log) => {
    using tree = temporaryTree();
    folder(tree, 'var/log/containers', log);
    expect(namesIn(tree).complete(unit)).toEqual(unit);
  });

  it('say nothing of units that are in no pod', () => {
    using tree = temporaryTree();
    folder(tree, 'var/log/containers', `a_b_c-${ID}.log`);
    const names = namesIn(tree);
    expect(names.complete(docker)).toEqual(docker);
    expect(names.complete(null)).toBeNull();
  });
});

describe('names by the state of', () => {
  const annotations = {
    'io.kubernetes.cri.container-name': 'detector',
    'io.kubernetes.cri.sandbox-name': 'frigate-0',
    'io.kubernetes.cri.sandbox-namespace': 'media',
  };
  it.each([
    ['docker', docker, `state/containers/${ID}/config.v2.json`, { ID, Name: '/web' }, 'docker:web'],
    [
      'containerd with kubelet',
      unit,
      `state/io.containerd.runtime.v2.task/k8s.io/${ID}/config.json`,
      { ociVersion: '1.1.0', annotations },
      'kubernetes:media/frigate-0/detector',
    ],
    [
      'nerdctl',
      makeUnit('containerd', { container_id: ID }),
      `state/io.containerd.runtime.v2.task/default/${ID}/config.json`,
      { annotations: { 'nerdctl/name': 'web' } },
      'containerd:web',
    ],
    [
      'podman',
      makeUnit('podman', { container_id: ID }),
      'state/overlay-containers/containers.json',
      [{ id: 'ab'.repeat(32), names: ['other'] }, null, { id: ID, names: ['web'] }],
      'podman:web',
    ],
  ])('%s', (_, given, path, content, text) => {
    using tree = temporaryTree();
    tree.writeFile(path, JSON.stringify(content));
    expect(namesIn(tree, 'elsewhere', 'state').complete(given)?.text).toBe(text);
    // Only where the user named the folder.
    expect(namesIn(tree).complete(given)).toEqual(given);
  });

  it.each([
    ['no JSON', '{"Name":'],
    ['no name', '{"Name":7}'],
    ['a name with an escape', '{"Name":"/a\\u001b[31m"}'],
    ['a path', '{"Name":"../../etc"}'],
    ['null', 'null'],
  ])('a runtime that says %s are none', (_, text) => {
    using tree = temporaryTree();
    tree.writeFile(`state/containers/${ID}/config.v2.json`, text);
    expect(namesIn(tree, 'state').complete(docker)).toEqual(docker);
  });

  it('several runtimes: one that has the container without a name hides no other', () => {
    using tree = temporaryTree();
    const oci = { ociVersion: '1.1.0', annotations: { 'org.example.note': 'x' } };
    tree.writeFile(`run/io.containerd.runtime.v2.task/moby/${ID}/config.json`, JSON.stringify(oci));
    tree.writeFile(`lib/containers/${ID}/config.v2.json`, '{"Name":"/web"}');
    expect(namesIn(tree, 'run', 'lib').complete(docker)?.text).toBe('docker:web');
  });

  it('a runtime whose files are links are none', () => {
    using tree = temporaryTree();
    tree.writeFile('elsewhere', '{"Name":"/web"}');
    tree.writeFile('list', JSON.stringify([{ id: ID, names: ['web'] }]));
    folder(tree, `state/containers/${ID}`);
    folder(tree, 'state/overlay-containers');
    symlinkSync(join(tree.root, 'elsewhere'), join(tree.root, `state/containers/${ID}/config.v2.json`));
    symlinkSync(join(tree.root, 'list'), join(tree.root, 'state/overlay-containers/containers.json'));
    expect(namesIn(tree, 'state').complete(docker)).toEqual(docker);
  });

  it('a container whose id is none are not looked for', () => {
    using tree = temporaryTree();
    tree.writeFile('state/containers/x/config.v2.json', '{"Name":"/web"}');
    const strange = makeUnit('docker', { container_id: '../containers/x' });
    expect(namesIn(tree, 'state').complete(strange)).toEqual(strange);
  });
});
