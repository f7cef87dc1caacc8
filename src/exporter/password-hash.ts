/** bcrypt hashes: what is accepted as one. */

/** Each step doubles the time of a check: 10 takes about 0.07 s here, 14 a second. */
const LEAST_COST = 4;
const MOST_COST = 14;

/** Why a text is no usable bcrypt hash, or null. */
export function checkHash(hash: string): string | null {
  const [, cost] = /^\$2[aby]\$(\d\d)\$[./A-Za-z0-9]{53}$/.exec(hash) ?? [];
  if (cost === undefined) return 'expected a bcrypt hash, as `htpasswd -nBC 10 "" | tr -d :` prints';
  if (Number(cost) < LEAST_COST || Number(cost) > MOST_COST)
    return `bcrypt cost ${Number(cost)}: expected ${LEAST_COST} to ${MOST_COST}`;
  return null;
}

/** A hash of the same cost that no password matches: an unknown user is answered as late as a wrong password. */
export function nobodysHash(cost: number): string {
  return `$2b$${String(cost).padStart(2, '0')}$${'.'.repeat(53)}`;
}
