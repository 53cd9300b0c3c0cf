import type { FailureParams, Json, TextKey } from '#base';

/** A step of a plan as it was kept: what it was told, and how long it took when it ran. */
export type KeptStep = { readonly kind: string; readonly settings: JsonObject; readonly ms: number | undefined };

/** A plan read back from where it was kept, perhaps by an older version. */
export type KeptPlan = {
  readonly type: string | undefined;
  readonly steps: readonly KeptStep[];
  readonly price: { readonly pixels: number; readonly bytes: number } | undefined;
  readonly probe: JsonObject | undefined;
  readonly artifacts: readonly { readonly role: string; readonly sizeBytes: number }[];
  readonly notes: readonly { readonly key: TextKey; readonly params: FailureParams }[];
};

export type JsonObject = { readonly [name: string]: Json };

/** Reads a kept plan; what it lacks or has in another form is left out. */
export function readKeptPlan(kept: Json | undefined): KeptPlan | undefined {
  if (!isObject(kept)) return undefined;
  const ran = objectsIn(kept['ran']);
  return {
    type: textIn(kept['type']),
    steps: objectsIn(kept['steps']).map(({ kind, ...settings }, index) => ({
      kind: textIn(kind) ?? 'unknown', settings, ms: numberIn(ran[index]?.['ms']),
    })),
    price: priceIn(kept['price']),
    probe: isObject(kept['probe']) ? kept['probe'] : undefined,
    artifacts: objectsIn(kept['artifacts']).map(({ role, sizeBytes }) => ({ role: textIn(role) ?? 'unknown', sizeBytes: numberIn(sizeBytes) ?? 0 })),
    notes: objectsIn(kept['notes']).flatMap(({ key, params }) => (typeof key === 'string' ? [{ key: key as TextKey, params: paramsIn(params) }] : [])),
  };
}

function priceIn(value: Json | undefined): KeptPlan['price'] {
  if (!isObject(value)) return undefined;
  return { pixels: numberIn(value['pixels']) ?? 0, bytes: numberIn(value['bytes']) ?? 0 };
}

function paramsIn(value: Json | undefined): FailureParams {
  if (!isObject(value)) return {};
  return Object.fromEntries(Object.entries(value).filter((entry): entry is [string, string | number] => ['string', 'number'].includes(typeof entry[1])));
}

export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function objectsIn(value: Json | undefined): readonly JsonObject[] {
  return Array.isArray(value) ? (value as readonly Json[]).filter(isObject) : [];
}

function textIn(value: Json | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function numberIn(value: Json | undefined): number | undefined {
  return typeof value === 'number' ? value : undefined;
}
