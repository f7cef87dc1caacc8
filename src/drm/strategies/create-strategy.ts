/** The one table of strategies. Adding one is a file and a line here. */
import type { Strategy, StrategyName } from './strategy.js';
import { autoStrategy } from './auto.js';
import { clientsStrategy } from './clients.js';
import type { StrategyContext } from './context.js';
import { fdinfoStrategy } from './fdinfo.js';
import { nameStrategy } from './name.js';
import { statStrategy } from './stat.js';

const STRATEGIES: Readonly<Record<StrategyName, (context: StrategyContext) => Strategy>> = {
  auto: autoStrategy,
  stat: statStrategy,
  name: nameStrategy,
  fdinfo: fdinfoStrategy,
  clients: clientsStrategy,
};

export function createStrategy(name: StrategyName, context: StrategyContext): Strategy {
  return STRATEGIES[name](context);
}
