// The demo's officers, so that whoever tries it sees what each role sees. They are added and invited
// through the same verbs as real ones; their passwords are made for this run, in the demo's own
// throwaway data, which is why the demo may print what the service never does.
import { randomInt } from 'node:crypto';
import { addOfficer } from '../access/add-officer.js';
import { cookieNames } from '../access/cookies.js';
import { logOut } from '../access/log-in.js';
import type { PeopleDeps } from '../access/managed-officer.js';
import type { Role } from '../access/roles.js';
import { sessionOf } from '../access/session.js';
import { useSetupLink } from '../access/set-up.js';
import { inviteAgain, setupUrl } from '../access/setup-link.js';
import type { Config } from '../config.js';
import type { ProvinceReading } from '../reconciliation/reading.js';
import { unitTitle } from '../reconciliation/words.js';

/** Somebody to log in as. */
export interface DemoLogIn {
  readonly email: string;
  readonly password: string;
  readonly role: Role;
  readonly scope: string;
  /** What they see, in Vietnamese. */
  readonly sees: string;
}

export interface DemoOfficers {
  readonly logIns: readonly DemoLogIn[];
  /** The administrator. */
  readonly newcomer: DemoNewcomer;
}

/** Somebody who sets password and second factor up themselves. */
export interface DemoNewcomer {
  readonly officerId: string;
  readonly email: string;
}

/** Where they do so. */
export interface DemoSetUp {
  readonly email: string;
  readonly url: string;
  readonly expiresAt: Date;
}

type Deps = PeopleDeps & { readonly config: Pick<Config, 'baseUrl'> };

/** Adds a finance officer, the Department of Justice, an auditor, an accountant and an admin. */
export async function addDemoOfficers(deps: Deps, reading: ProvinceReading): Promise<DemoOfficers> {
  const { province } = deps.config;
  const logIns: DemoLogIn[] = [];
  for (const person of [...provincePeople(province), ...accountantOf(reading)]) {
    const { link } = await add(deps, person);
    const password = newPassword();
    const visitor = { address: '127.0.0.1', devices: [], requestId: 'demo' };
    const entered = await useSetupLink(deps, { visitor, secret: link.secret, password });
    if (entered.kind !== 'in') throw new Error(`the demo's own password was not taken`);
    const cookie = `${cookieNames(deps.config).session}=${entered.session}`;
    const session = await sessionOf(deps, { cookie });
    if (session) await logOut(deps, { session, requestId: 'demo' });
    const { email, role, scope, sees } = person;
    logIns.push({ email, password, role, scope, sees });
  }
  const email = 'quantri@demo.example';
  const { officerId } = await add(deps, {
    ...{ name: 'Vũ Quốc Bảo', email, role: 'system_admin', scope: province, sees: '' },
  });
  return { logIns, newcomer: { officerId, email } };
}

/** Links for newcomers, made when nothing moves the demo's clock any more: they stand for 72 hours. */
export async function setUpLinksOf(
  deps: Deps,
  newcomers: readonly DemoNewcomer[],
): Promise<DemoSetUp[]> {
  const setUps: DemoSetUp[] = [];
  for (const { officerId, email } of newcomers) {
    const { link } = await inviteAgain(deps, { asker: 'operator', officerId });
    setUps.push({ email, url: setupUrl(deps.config, link), expiresAt: link.expiresAt });
  }
  return setUps;
}

interface Person extends Omit<DemoLogIn, 'password'> {
  readonly name: string;
}

function provincePeople(scope: string): readonly Person[] {
  return [
    {
      ...{ name: 'Phạm Thu Ngân', email: 'taichinh@demo.example', role: 'finance_officer', scope },
      sees: 'cán bộ tài chính: cả tỉnh, kể cả người nộp',
    },
    {
      ...{
        name: 'Lê Minh Tâm',
        email: 'tuphap@demo.example',
        role: 'department_of_justice',
        scope,
      },
      sees: 'Sở Tư pháp: cả tỉnh, không thấy người nộp',
    },
    {
      ...{ name: 'Trần Văn Kiểm', email: 'kiemtra@demo.example', role: 'auditor', scope },
      sees: 'kiểm tra: cả tỉnh, chỉ đọc',
    },
  ];
}

/** The accountant of the unit that misses most. */
function accountantOf({ flags, units }: ProvinceReading): readonly Person[] {
  const [worst] = flags
    .filter(({ flag }) => flag === 'money_missing')
    .sort((one, other) => (one.amount < other.amount ? 1 : -1));
  const unit = units.find(({ unitCode }) => unitCode === worst?.unitCode);
  if (!unit) return [];
  return [
    {
      ...{ name: 'Nguyễn Thị Hoa', email: 'ketoan@demo.example', role: 'commune_accountant' },
      scope: unit.unitCode,
      sees: `kế toán ${unitTitle(unit)}: chỉ đơn vị mình`,
    },
  ];
}

function add(deps: Deps, { name, email, role, scope }: Person): ReturnType<typeof addOfficer> {
  return addOfficer(deps, { asker: 'operator', name, email, citizenId: null, role, scope });
}

const letters = 'abcdefghjkmnpqrstuvwxyz';
const digits = '23456789';

/** `kmfa-7xq2-whfn`: some sixty bits, easily typed. It ends as no published pattern does. */
function newPassword(): string {
  const four = (from: string) =>
    Array.from({ length: 4 }, () => from[randomInt(from.length)]).join('');
  return [four(letters + digits), four(letters + digits), four(letters)].join('-');
}
