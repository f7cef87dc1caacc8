/** Every hostile text through every exit: nothing leaves that the exit's contract does not allow. */
import { describe, expect, test } from 'vitest';
import { CONTRACTS } from './support/contracts.js';
import { EXITS } from './support/exits.js';
import { HOSTILE_BUNDLES, HOSTILE_TEXTS } from './support/hostile-text.js';

describe.each(EXITS)('$name', ({ contract, takes, show }) => {
  test(`lets no hostile text through (${contract})`, async () => {
    const broken: Record<string, string> = {};
    for (const [name, text] of takes === 'each' ? HOSTILE_TEXTS : HOSTILE_BUNDLES) {
      try {
        const output = await show(text);
        if (output === '') throw new Error('nothing came out');
        CONTRACTS[contract](output, text);
      } catch (error) {
        broken[name] = error instanceof Error ? error.message || String(error.stack) : String(error);
      }
    }
    expect(broken).toEqual({});
  }, 120_000);
});
