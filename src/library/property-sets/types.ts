/** What a property set is attached to. @source string constants of the interface, "Property Set Types" */
export const propertyTypes = ['UserProperty', 'CompanyProperty', 'UserCompanyProperty'] as const;
export type PropertyType = (typeof propertyTypes)[number];

export type PropertySetType = {
  readonly id: number;
  /** Undefined for a type that every company has. */
  readonly companyId: number | undefined;
  readonly name: string;
  readonly propertyType: PropertyType;
  /** Otherwise an owner has one set of this type, and a new one takes the place of the old. */
  readonly allowMultiple: boolean;
};

/** Types that are there from the start. @source specification of the operations, §6 "getPropertySets" */
export const systemPropertySetTypes = { encodingPreset: 1, autoSetScript: 2 } as const;

export type Property = { readonly name: string; readonly value: string };

/** Whose a set is: a company's, a user's, or a user's in a company, as its type says. */
export type PropertyOwner = { readonly companyId?: number; readonly userId?: number };

export type PropertySet = {
  readonly id: number;
  readonly typeId: number;
  readonly owner: PropertyOwner;
  /** In order, each name once. */
  readonly properties: readonly Property[];
};

/** Property sets and their types. What the properties of a type may say, those decide who use them. */
export interface PropertySets {
  /** The types of everybody and those of the company, by age. */
  types(companyId: number | undefined): Promise<readonly PropertySetType[]>;
  typeById(typeId: number): Promise<PropertySetType | undefined>;
  /** @throws INVALID_PARAMETER for a name that is empty, above 200 characters or taken */
  createType(type: Omit<PropertySetType, 'id'>): Promise<PropertySetType>;
  /** Deletes a type with its sets. @throws INVALID_PARAMETER for one that is there from the start; NOT_FOUND */
  removeType(typeId: number): Promise<void>;

  /** Sets of a type that exactly these owners have, by owner in the order named, then by age. */
  ofOwners(typeId: number, owners: readonly PropertyOwner[]): Promise<readonly PropertySet[]>;
  /** In the order of the ids; unknown ones are missing. */
  byIds(setIds: readonly number[]): Promise<readonly PropertySet[]>;
  /** Where the type allows one set only, the owner's old set goes.
   *  @throws INVALID_PARAMETER for more than 1000 properties, names above 200 or values above 20,000 characters;
   *    NOT_FOUND for an unknown type */
  create(typeId: number, owner: PropertyOwner, properties: readonly Property[]): Promise<PropertySet>;
  /** @param change Makes the new properties of the old. @throws NOT_FOUND, as `create`, and what `change` throws */
  update(setId: number, change: (old: readonly Property[]) => readonly Property[]): Promise<PropertySet>;
  /** @throws NOT_FOUND */
  remove(setId: number): Promise<void>;
}
