/**
 * `clients`: debugfs names the processes, so only those are walked. Inside them the fds are found as `auto` does.
 */
import type { Strategy } from './strategy.js';
import { autoStrategy } from './auto.js';
import { readClientTables, whyNoTable } from '../nodes/clients-table.js';
import type { StrategyContext } from './context.js';

export function clientsStrategy(context: StrategyContext): Strategy {
  return {
    ...autoStrategy(context),
    name: 'clients',
    cost: 'one small file per device, then only the fds of the processes it names; never hangs',
    blindSpots: 'needs root and debugfs; names who opened a client, not who holds it by dup, fork or SCM_RIGHTS',
    processes() {
      const tables = readClientTables(context.root);
      return whyNoTable(tables) ?? new Set(tables.rows.map((row) => row.pid));
    },
  };
}
