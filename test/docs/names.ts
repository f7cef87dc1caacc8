/** The names that --sort and --filter know, for documents: from the registry of columns, and the words for engines and regions. */
import { ENGINE_CLASSES } from '../../src/measures/engines.js';
import type { ColumnUnit } from '../../src/view/columns/column.js';
import { NAMED } from '../../src/view/columns/columns.js';
import { UNIT_COLUMNS } from '../../src/view/columns/filter-columns.js';
import { AVERAGE_KEYS } from '../../src/view/columns/measure-columns.js';

export interface NameDoc {
  readonly names: readonly string[];
  readonly meaning: string;
  /** A term of a filter. */
  readonly example: string;
}

const EXAMPLES: Readonly<Record<ColumnUnit, string>> = { percent: '>5', bytes: '>1G', count: '>1', seconds: '>5m' };

export const NAME_DOCS: readonly NameDoc[] = [
  ...[...NAMED, ...UNIT_COLUMNS].map(({ key, aliases = [], meaning = '', unit, words }) => ({
    names: [key, ...aliases],
    meaning: words?.part === true ? `${meaning}; a part of it is enough` : meaning,
    example: `${key}${unit === undefined ? '=VALUE' : EXAMPLES[unit]}`,
  })),
  {
    names: AVERAGE_KEYS,
    meaning: 'mean of the busiest engine over the last 10 and 60 seconds, as long as gpu-top looks on',
    example: 'avg10>5',
  },
  { names: ['gfx', 'render', '...'], meaning: 'an engine, as its driver calls it', example: 'gfx>5' },
  { names: ENGINE_CLASSES, meaning: 'the busiest engine of this class, whatever its driver calls it', example: 'decode>5' },
  { names: ['vram0', 'gtt', '...'], meaning: 'a region of memory, as its driver calls it', example: 'gtt>512M' },
  { names: ['vram'], meaning: 'memory on the card: vram, vram0, local0 ... together', example: 'vram>1G' },
  { names: ['memory'], meaning: 'memory in all regions together', example: 'memory>1G' },
  {
    names: ['engine:NAME', 'region:NAME'],
    meaning: 'where a name has two meanings, or may come later',
    example: 'region:cpu>1M',
  },
];
