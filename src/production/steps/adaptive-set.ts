import type { Step } from '../plan.ts';
import type { Context } from './context.ts';

/** Groups the encodes that a player may change between. @source specification of production, §10 "AVS" */
export function adaptiveSet(context: Context, { name, parts, isSourceMember }: Extract<Step, { kind: 'adaptiveSet' }>): Promise<void> {
  const made = new Set(context.derived.map(({ part }) => part));
  const members = parts.filter((part) => made.has(part));
  if (members.length === 0) return Promise.resolve();
  context.derived.push({
    part: 'set', name, extension: '', type: 'AssetSet', subType: 'MbrSet', artifacts: [], isShownAsOriginator: true,
    members: [...(isSourceMember ? [''] : []), ...members], warnings: [],
  });
  return Promise.resolve();
}
