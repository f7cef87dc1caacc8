/** The parts of the JSON schema that the registries know: facts of devices, classes of engines, groupings. `npm run docs` writes them. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { format } from 'prettier';
import { expect, test } from 'vitest';
import { CLIENT_FACTS } from '../../src/measures/client-facts.js';
import { type DeviceFact, deviceFacts } from '../../src/measures/device-facts.js';
import { ENGINE_CLASSES } from '../../src/measures/engines.js';
import { GROUPINGS } from '../../src/view/row/row.js';

const PATH = '../../docs/schema/gpu-top-1.json';

/** The part of the file that is made here. */
interface Schema {
  readonly $defs: {
    readonly engineClass: { enum: unknown };
    readonly client: Made;
    readonly group: Made;
    readonly device: Made;
  };
}

interface Made {
  required: string[];
  readonly properties: Record<string, object>;
}

function typeOf(fact: DeviceFact): object {
  if (fact.kind === 'text') return { $ref: '#/$defs/textOrNull' };
  if (fact.kind === 'texts') return { type: ['array', 'null'], items: { type: 'string' } };
  if (fact.kind === 'numbers') return { type: 'object', additionalProperties: { type: 'number' } };
  return fact.min < 0 ? { type: ['number', 'null'] } : { $ref: '#/$defs/amountOrNull' };
}

test('the schema has every fact of a device, and every class of engine', async () => {
  const schema = JSON.parse(readFileSync(fileURLToPath(new URL(PATH, import.meta.url)), 'utf8')) as Schema;
  const { client, device, engineClass, group } = schema.$defs;
  const set = ({ properties, required }: Made, name: string, type: object, meaning: string): void => {
    properties[name] = { ...type, description: `${meaning}.` };
    if (!required.includes(name)) required.push(name);
  };
  for (const [, fact] of deviceFacts()) set(device, fact.name, typeOf(fact), fact.meaning);
  for (const { name, meaning } of CLIENT_FACTS) {
    set(client, name, { $ref: '#/$defs/amountOrNull' }, meaning);
    set(group, name, { $ref: '#/$defs/amountOrNull' }, meaning);
  }
  group.properties.by = { enum: GROUPINGS.filter((by) => by !== 'client') };
  engineClass.enum = [...ENGINE_CLASSES, null];
  const text = await format(JSON.stringify(schema), { parser: 'json', printWidth: 130 });
  await expect(text).toMatchFileSnapshot(PATH);
});

test('the schema of --over has every class of engine', async () => {
  const path = '../../docs/schema/gpu-top-over-1.json';
  const schema = JSON.parse(readFileSync(fileURLToPath(new URL(path, import.meta.url)), 'utf8')) as Pick<Schema, '$defs'>;
  schema.$defs.engineClass.enum = [...ENGINE_CLASSES, null];
  const text = await format(JSON.stringify(schema), { parser: 'json', printWidth: 130 });
  await expect(text).toMatchFileSnapshot(path);
});
