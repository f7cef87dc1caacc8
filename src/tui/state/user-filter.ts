/** The user that the filter asks for, in whatever way it was typed: what the menu of `u` shows as chosen, and replaces. */
import { tryParseFilter, type Filter } from '../../view/filter/filter.js';
import type { MenuItem } from './state.js';

type FilterTerm = Filter['terms'][number];

/** The value of the entry for the user that a filter asks for, by name or by uid; the empty one of all users where it asks for none of them. */
export function userOf(filter: string, users: readonly MenuItem[]): string {
  const wanted = tryParseFilter(filter).filter?.terms.find(asksUser)?.field?.value;
  return (
    users.find(({ value, also }) => wanted !== undefined && (value.toLowerCase() === wanted || also === wanted))?.value ?? ''
  );
}

/** The filter with its term of a user replaced; an empty name takes it away. What cannot be understood stays. */
export function withUser(filter: string, user: string): string {
  const terms = tryParseFilter(filter)
    .filter?.terms.filter((term) => !asksUser(term))
    .map(({ typed }) => typed) ?? [filter];
  return (user === '' ? terms : [...terms, `user:${quoted(user)}`]).join(' ');
}

function asksUser({ field, negated }: FilterTerm): boolean {
  return field?.key === 'user' && !negated;
}

function quoted(name: string): string {
  if (/^[^\s"'|]+$/.test(name)) return name;
  return name.includes('"') ? `'${name}'` : `"${name}"`;
}
