import { badRequest } from '../failures.ts';
import type { ParsedQuery, SegmentScope } from './parse.ts';

/** Numbers of layers by name. */
export type LayerNames = ReadonlyMap<string, number>;

/** Collects the names that `layer=n,name` gives. @throws DELIVERY_BAD_REQUEST when two layers have one name
 *  @source delivery, §1.3 "Names" */
export function collectNames(strings: readonly ParsedQuery[]): LayerNames {
  const names = new Map<string, number>();
  for (const { scope } of strings.flatMap(({ segments }) => segments)) {
    if (scope.kind !== 'layer' || scope.number === undefined || scope.name === undefined) continue;
    if ((names.get(scope.name) ?? scope.number) !== scope.number) throw badRequest(`two layers have the name ${scope.name}`);
    names.set(scope.name, scope.number);
  }
  return names;
}

/** The layer a segment addresses. @returns undefined for the composite. @throws DELIVERY_BAD_REQUEST for a name nobody gave */
export function layerNumberOf(scope: Exclude<SegmentScope, { readonly kind: 'effect' }>, names: LayerNames): number | undefined {
  if (scope.kind === 'composite') return undefined;
  const number = scope.number ?? names.get(scope.name ?? '');
  if (number === undefined) throw badRequest(`no layer has the name ${scope.name}`);
  return number;
}
