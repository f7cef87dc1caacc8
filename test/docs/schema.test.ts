/** The parts of the JSON schema that the registries know: facts of devices and classes of engines. `npm run docs` writes them. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { format } from 'prettier';
import { expect, test } from 'vitest';
import { type DeviceFact, deviceFacts } from '../../src/measures/device-facts.js';
import { ENGINE_CLASSES } from '../../src/measures/engines.js';

const PATH = '../../docs/schema/gpu-top-1.json';

/** The part of the file that is made here. */
interface Schema {
  readonly $defs: {
    readonly engineClass: { enum: unknown };
    readonly device: { required: string[]; readonly properties: Record<string, object> };
  };
}

function typeOf(fact: DeviceFact): object {
  if (fact.kind === 'text') return { $ref: '#/$defs/textOrNull' };
  if (fact.kind === 'texts') return { type: ['array', 'null'], items: { type: 'string' } };
  if (fact.kind === 'numbers') return { type: 'object', additionalProperties: { type: 'number' } };
  return fact.min < 0 ? { type: ['number', 'null'] } : { $ref: '#/$defs/amountOrNull' };
}

test('the schema has every fact of a device, and every class of engine', async () => {
  const schema = JSON.parse(readFileSync(fileURLToPath(new URL(PATH, import.meta.url)), 'utf8')) as Schema;
  const { device, engineClass } = schema.$defs;
  for (const [, fact] of deviceFacts()) {
    device.properties[fact.name] = { ...typeOf(fact), description: `${fact.meaning}.` };
    if (!device.required.includes(fact.name)) device.required.push(fact.name);
  }
  engineClass.enum = [...ENGINE_CLASSES, null];
  const text = await format(JSON.stringify(schema), { parser: 'json', printWidth: 130 });
  await expect(text).toMatchFileSnapshot(PATH);
});
