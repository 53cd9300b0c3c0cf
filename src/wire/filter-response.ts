import { innerShape } from './catalogue.ts';
import type { TypeShape, WireObject, WireValue } from './types.ts';

/** `responseFieldArray` and `excludeFieldArray` of a request: slash-separated paths below the answer's root, through
 *  `items`, such as `assetArray/items/name`. */
export type ResponseFilter = {
  readonly include?: readonly string[] | undefined;
  readonly exclude?: readonly string[] | undefined;
};

/** Leaves of an answer what the caller wants: first only what is included, then less what is excluded. Naming a
 *  field names everything in it. Required fields stay, in their smallest form, because generated clients check them.
 *  An include list without any path means no filter. */
export function filterResponse(shape: TypeShape, value: WireObject, filter: ResponseFilter): WireObject {
  const include = pathTree(filter.include, shape.name);
  const exclude = pathTree(filter.exclude, shape.name);
  const kept = include === undefined ? value : keep(shape, value, include);
  return exclude === undefined ? kept : drop(shape, kept, exclude);
}

/** Field → what is named below it; `whole` marks where a path ended. */
type PathTree = { readonly below: Map<string, PathTree>; whole: boolean };

function pathTree(paths: readonly string[] | undefined, rootName: string): PathTree | undefined {
  const root: PathTree = { below: new Map(), whole: false };
  for (const path of paths ?? []) {
    const words = path.trim().split('/').filter((word) => word !== '');
    if (words[0] === rootName) words.shift();
    if (words.length === 0) continue;
    let node = root;
    for (const word of words) {
      const next = node.below.get(word) ?? { below: new Map(), whole: false };
      node.below.set(word, next);
      node = next;
    }
    node.whole = true;
  }
  return root.below.size === 0 ? undefined : root;
}

const nothing: PathTree = { below: new Map(), whole: false };

function keep(shape: TypeShape, value: WireObject, wanted: PathTree): WireObject {
  const kept: Record<string, WireValue> = {};
  for (const field of shape.fields) {
    const one = value[field.name];
    const below = wanted.below.get(field.name);
    if (one === undefined || (below === undefined && field.isOptional)) continue;
    const inner = innerShape(field.type);
    const want = below ?? nothing;
    if (want.whole || inner === undefined) kept[field.name] = one;
    else if (field.isRepeated) kept[field.name] = (one as readonly WireObject[]).map((item) => keep(inner, item, want));
    else kept[field.name] = keep(inner, one as WireObject, want);
  }
  return kept;
}

function drop(shape: TypeShape, value: WireObject, unwanted: PathTree): WireObject {
  const kept: Record<string, WireValue> = { ...value };
  for (const field of shape.fields) {
    const one = value[field.name];
    const below = unwanted.below.get(field.name);
    if (one === undefined || below === undefined) continue;
    const inner = innerShape(field.type);
    if (below.whole && field.isOptional) delete kept[field.name];
    else if (inner !== undefined) {
      const smaller = (item: WireObject): WireObject =>
        (below.whole ? keep(inner, item, nothing) : drop(inner, item, below));
      kept[field.name] = field.isRepeated ? (one as readonly WireObject[]).map(smaller) : smaller(one as WireObject);
    }
  }
  return kept;
}
