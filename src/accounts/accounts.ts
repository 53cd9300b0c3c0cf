import { Failure, type Log } from '#base';
import type { Clock, Database } from '#ports';
import { bootstrap, sharedCompany } from './bootstrap.ts';
import { TimedCache } from './cache.ts';
import { mergeSettings, readSettings } from './company-settings.ts';
import { defaultPasswordCost, openPasswordCheck, type PasswordCost } from './passwords.ts';
import { isAdmitted } from './roles.ts';
import { emailKeyOf, toCompany, toUser } from './rows.ts';
import {
  findAdministrators, findMemberships, findUser, insertCompany, insertUser, replacePassword, tablesOf, type Store, type UserKey,
} from './store.ts';
import type { AccessRequest, Accounts, Caller, Company, User } from './types.ts';

/** What another process changed is seen after this time at the latest. */
const lookUpMs = 3_000;

export type AccountsOptions = {
  readonly database: Database;
  readonly clock: Clock;
  readonly log: Log;
  /** Work factors for new hashes; stored hashes keep theirs. */
  readonly passwordCost?: PasswordCost;
};

type Identity = { readonly caller: Caller; readonly passwordHash: string };

/** Opens the accounts room on its tables. Callers, users and companies are remembered for three seconds, proved
 *  passwords for a minute; a change made through this object is seen at once. */
export function openAccounts(options: AccountsOptions): Accounts {
  const { database, clock, log } = options;
  const cost = options.passwordCost ?? defaultPasswordCost;
  const store: Store = { database, clock, cost };
  const passwords = openPasswordCheck(clock, cost);
  const identities = new TimedCache<Identity | undefined>(clock, lookUpMs);
  const companies = new TimedCache<Company | undefined>(clock, lookUpMs);

  async function loadIdentity(by: UserKey): Promise<Identity | undefined> {
    const row = mayBeStored('id' in by ? by.id : by.emailKey) ? await findUser(database, by) : undefined;
    if (row === undefined) return undefined;
    const user = toUser(row);
    return { caller: { user, memberships: await findMemberships(database, user.id) }, passwordHash: row.password_hash };
  }
  const identityByEmail = (email: string) => {
    const emailKey = emailKeyOf(email);
    return identities.get(`email ${emailKey}`, () => loadIdentity({ emailKey }));
  };
  const identityById = (id: number) => identities.get(`id ${id}`, () => loadIdentity({ id }));

  async function company(column: 'id' | 'name' | 'root_path', value: number | string): Promise<Company | undefined> {
    if (!mayBeStored(value)) return undefined;
    return companies.get(`${column} ${value}`, async () => {
      const row = await tablesOf(database).selectFrom('company').selectAll()
        .where(column, '=', value).executeTakeFirst();
      return row && toCompany(row);
    });
  }

  /** @returns the caller when the pair is right, whether or not the user may log in. */
  async function prove(email: string, password: string): Promise<Caller | undefined> {
    const identity = await identityByEmail(email);
    const isRight = await passwords.isRight(emailKeyOf(email), password, identity?.passwordHash);
    return isRight ? identity?.caller : undefined;
  }

  async function changed<Value>(change: Promise<Value>): Promise<Value> {
    try {
      return await change;
    } finally {
      identities.clear();
      companies.clear();
    }
  }

  async function authorise(caller: Caller, request: AccessRequest & { readonly companyId: number }): Promise<Company>;
  async function authorise(caller: Caller, request: AccessRequest): Promise<Company | undefined>;
  async function authorise(caller: Caller, request: AccessRequest): Promise<Company | undefined> {
    const { companyId, operation, roles } = request;
    const found = companyId === undefined ? undefined : await company('id', companyId);
    if (companyId !== undefined && found === undefined) throw new Failure('INVALID_COMPANY');
    if (caller.user.isIpsAdmin) return found;
    const active = caller.memberships.filter((membership) => membership.isActive);
    if (found === undefined) {
      const held = [caller.user.defaultRole, ...active.map((membership) => membership.role)];
      if (!held.some((role) => isAdmitted(role, roles))) throw new Failure('NO_OPERATION_PERMISSION', { operation });
      return undefined;
    }
    const membership = active.find((each) => each.company.id === found.id);
    const isExpired = found.expiresAt !== undefined && found.expiresAt <= clock.now();
    const isGuest = membership === undefined && found.id === sharedCompany.id && request.isLooking === true;
    if ((membership === undefined && !isGuest) || isExpired) throw new Failure('ILLEGAL_COMPANY');
    const held = membership ? [membership.role] : active.map(({ role }) => role);
    if (!held.some((role) => isAdmitted(role, roles))) throw new Failure('NO_OPERATION_PERMISSION', { operation });
    return found;
  }

  return {
    async authenticate(credentials) {
      const { email, password } = credentials ?? {};
      if (!email?.trim() || !password) throw new Failure('NO_CREDENTIALS');
      const caller = await prove(email, password);
      if (caller === undefined) {
        log.info('credentials refused', { email });
        throw new Failure('INVALID_CREDENTIALS');
      }
      if (!mayLogIn(caller.user, clock)) throw new Failure('INVALID_USER', { user: email });
      return caller;
    },
    async checkLogin({ email, password }) {
      if (email.trim() === '' || password === '') return false;
      const caller = await prove(email, password);
      return caller !== undefined && mayLogIn(caller.user, clock);
    },
    authorise,
    bootstrap: async (first) => {
      const made = await changed(bootstrap(store, first));
      if (made.isAdminNew) log.info('first administrator created', { email: made.admin.email });
      return made;
    },

    companyById: (id) => company('id', id),
    companyByName: (name) => company('name', name),
    companyByRoot: (root) => company('root_path', `${root}/`),
    async allCompanies() {
      const rows = await tablesOf(database).selectFrom('company').selectAll().orderBy('id').execute();
      return rows.map(toCompany);
    },
    userById: async (id) => (await identityById(id))?.caller.user,
    userByEmail: async (email) => (await identityByEmail(email))?.caller.user,
    administratorsOf: async (companyId) => (await findAdministrators(database, companyId)).filter((user) => mayLogIn(user, clock)),
    membershipsOf: async (userId) => (await identityById(userId))?.caller.memberships ?? [],

    changeSettings: (companyId, change) => changed(database.transaction().execute(async (transaction) => {
      const tables = tablesOf(transaction);
      const row = await tables.selectFrom('company').select('settings').where('id', '=', companyId)
        .forUpdate().executeTakeFirst();
      if (row === undefined) throw new Failure('INVALID_COMPANY');
      const settings = mergeSettings(row.settings, typeof change === 'function' ? change(readSettings(row.settings)) : change);
      await tables.updateTable('company').set({ settings: JSON.stringify(settings) })
        .where('id', '=', companyId).execute();
      return readSettings(settings);
    })),
    addCompany: (name) => changed(insertCompany(database, clock, name)),
    addUser: (user) => changed(database.transaction().execute((transaction) => insertUser(transaction, store, user))),
    changePassword: (userId, password) => changed(replacePassword(database, store, userId, password)),
  };
}

/** What PostgreSQL cannot even compare belongs to nobody: strangers send NUL characters and endless numbers. */
function mayBeStored(value: number | string): boolean {
  return typeof value === 'number' ? Number.isSafeInteger(value) : !value.includes('\0');
}

function mayLogIn(user: User, clock: Clock): boolean {
  return user.isValid && (user.passwordExpiresAt === undefined || user.passwordExpiresAt > clock.now());
}
