import type { Accounts, Company } from '#accounts';
import { setTypes, type Asset, type Library } from '#library';
import { badRequest, mergeImageServing, setTypeOf, writeSetString, type ImageServing, type Records, type SetText } from '#rendering';
import type { Log } from '#base';

/** An object of a URL: whose it is and what it is called. */
export type ObjectName = {
  /** The company named; without one the default catalog's, which settings come from. */
  readonly company: Company | undefined;
  /** Empty when the URL names a company alone. */
  readonly id: string;
  /** For messages and as `$object$`. */
  readonly path: string;
};

export type CatalogueRooms = {
  readonly accounts: Pick<Accounts, 'companyByRoot'>;
  readonly library: Pick<Library, 'servable' | 'servables' | 'servableContent' | 'packetOf' | 'sets' | 'membersOf'>;
  readonly log: Log;
};

/** Root of the company that every other one looks into for what it lacks. @source delivery, §1.1 "catalog = company" */
const defaultRoot = 'Shared';

/** Ids and roots, found for a request. */
export interface Catalogue {
  locate(elements: readonly string[]): Promise<ObjectName>;
  /** An image record: the company's, else the default catalog's. @throws DELIVERY_BAD_REQUEST for a name with a comma */
  image(name: ObjectName): Promise<Asset | undefined>;
  /** What a command such as `defaultImage=` names, seen from a company. @source delivery, §1.1 "object lookup" */
  imageNamed(main: Company | undefined, object: string): Promise<{ readonly asset: Asset; readonly path: string } | undefined>;
  /** What a company's requests are made of: its records and image presets, then those of the default catalog. */
  recordsOf(main: Company | undefined): Promise<Omit<Records, 'fonts'>>;
  content(name: ObjectName): Promise<Asset | undefined>;
  /** Published members of a set, in order. */
  membersOf(set: Asset): Promise<readonly Asset[]>;
  /** The string of a set and its published members by their full names; undefined for what is no set. */
  setOf(asset: Asset): Promise<(SetText & { readonly members: ReadonlyMap<string, Asset> }) | undefined>;
  /** The XMP packet of a record. */
  packetOf(asset: Asset): Promise<Uint8Array | undefined>;
  /** The server's settings with the company's own over them. */
  servingOf(company: Company | undefined): ImageServing;
}

export function openCatalogue(rooms: CatalogueRooms, defaults: ImageServing): Catalogue {
  const presets = new WeakMap<object, ReadonlyMap<string, string>>();
  const settings = new WeakMap<object, ImageServing>();
  const find = async (company: Company | undefined, id: string): Promise<Asset | undefined> =>
    (company && isName(id) ? rooms.library.servable(company.id, id) : undefined);
  const defaultCompany = (): Promise<Company | undefined> => rooms.accounts.companyByRoot(defaultRoot);

  const presetsOf = (company: Company | undefined): ReadonlyMap<string, string> => {
    if (!company) return new Map();
    const { imagePresets } = company.settings;
    const known = presets.get(imagePresets) ?? new Map(imagePresets.map(({ name, urlModifier }) => [name.toLowerCase(), urlModifier]));
    presets.set(imagePresets, known);
    return known;
  };

  const catalogue: Catalogue = {
    async locate(elements) {
      const [root = '', ...rest] = elements;
      const company = isName(root) ? await rooms.accounts.companyByRoot(root) : undefined;
      if (company) return { company, id: rest.join('/'), path: elements.join('/').replace(/\/$/, '') };
      return { company: elements.length > 0 ? await defaultCompany() : undefined, id: elements.join('/'), path: elements.join('/') };
    },
    async image({ company, id }) {
      if (id.includes(',')) throw badRequest('a comma has no place in an object');
      return await find(company, id) ?? find(await defaultCompany(), id);
    },
    async imageNamed(main, object) {
      const name = object.replace(/^\/+/, '');
      const places: (readonly [Company | undefined, string, string])[] = [[main, name, `${rootOf(main)}${name}`]];
      const shared = await defaultCompany();
      places[object.startsWith('/') ? 'unshift' : 'push']([shared, name, name]);
      const slash = name.indexOf('/');
      if (slash > 0 && isName(name)) places.push([await rooms.accounts.companyByRoot(name.slice(0, slash)), name.slice(slash + 1), name]);
      for (const [company, id, path] of places) {
        const asset = await find(company, id);
        if (asset) return { asset, path };
      }
      return undefined;
    },
    async recordsOf(main) {
      const [own, shared] = [presetsOf(main), presetsOf(await defaultCompany())];
      return {
        macroOf: (name) => own.get(name) ?? shared.get(name),
        async find(object) {
          const name = object.replace(/^\/+/, '').replace(/\/$/, '');
          if (name === '') return { asset: undefined, path: rootOf(main) };
          const found = await catalogue.imageNamed(main, object);
          if (found) return found;
          return isName(name) && await rooms.accounts.companyByRoot(name) ? { asset: undefined, path: name } : undefined;
        },
      };
    },
    async content({ company, id }) {
      const search = async (one: Company | undefined): Promise<Asset | undefined> =>
        (one && isName(id) ? rooms.library.servableContent(one.id, id) : undefined);
      return await search(company) ?? search(await defaultCompany());
    },
    async membersOf(set) {
      const members = await rooms.library.membersOf(set.companyId, set.id);
      return members.filter(({ isReadyForPublish }) => isReadyForPublish);
    },
    async setOf(asset) {
      if (!(setTypes as readonly string[]).includes(asset.type)) return undefined;
      const { members, definition } = await rooms.library.sets.contentsOf(asset.companyId, asset.id);
      const root = asset.folder.slice(0, asset.folder.indexOf('/'));
      const shown = await rooms.library.servables(asset.companyId, members.flatMap(({ asset: { name }, swatch }) => (swatch ? [name, swatch.name] : [name])));
      return {
        text: definition ?? writeSetString(asset, members, root), type: setTypeOf(asset),
        members: new Map(shown.map((member) => [`${root}/${member.name}`, member])),
      };
    },
    packetOf: (asset) => rooms.library.packetOf(asset.companyId, asset.id),
    servingOf(company) {
      if (!company) return defaults;
      const texts = company.settings.imageServing;
      const known = settings.get(texts);
      if (known) return known;
      const { serving, wrong } = mergeImageServing(defaults, texts);
      if (wrong.length > 0) rooms.log.warn('delivery.settings.wrong', { companyId: company.id, names: wrong });
      settings.set(texts, serving);
      return serving;
    },
  };
  return catalogue;
}

function rootOf(company: Company | undefined): string {
  return company?.rootPath ?? '';
}

/** What no record can be called need not be asked for. */
function isName(text: string): boolean {
  // eslint-disable-next-line no-control-regex -- control characters are what this keeps out
  return text !== '' && text.length <= 1000 && !/[\u0000-\u001f]/.test(text);
}
