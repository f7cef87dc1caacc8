/**
 * What fdinfo says of a client beside engines and regions, in a key of its own: one entry a fact. Parser, ledger, JSON with its schema,
 * filter, sort and, where the entry says so, a column follow. All of them add up over the clients of a row.
 */
export interface ClientFact {
  /** The key in fdinfo. */
  readonly fdinfoKey: string;
  /** Bytes with or without a unit, or a plain number. */
  readonly unit: 'bytes' | 'count';
  /** In JSON. The unit stands in it. */
  readonly name: string;
  /** What filter and sort call it. */
  readonly key: string;
  /** Of its column. */
  readonly title: string;
  /** One line without a final stop. */
  readonly meaning: string;
  /** Whether the table has it where a client has any; else only JSON, filter and sort know it. */
  readonly inTable: boolean;
}

export const CLIENT_FACTS: readonly ClientFact[] = [
  {
    fdinfoKey: 'amd-evicted-vram',
    ...{ unit: 'bytes', name: 'evicted_bytes', key: 'evicted', title: 'EVICTED', inTable: false },
    meaning: 'memory that belongs on the card and had to leave it',
  },
];

/** Known facts of a client, by `name`. */
export type ClientFactValues = ReadonlyMap<string, number>;

export const NO_CLIENT_FACTS: ClientFactValues = new Map();
