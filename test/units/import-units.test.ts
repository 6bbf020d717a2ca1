// Lists of units: what an import adds, completes, refuses, and what the official list keeps.
import type { Refused } from '../../src/problem.js';
import { loadReferenceData } from '../../src/reference/load-reference-data.js';
import { openDb } from '../../src/db.js';
import type { Db } from '../../src/db.js';
import type { OwnFile } from '../../src/tables/own-file.js';
import { importUnits } from '../../src/units/import-units.js';
import { loadUnits } from '../../src/units/unit-store.js';
import { cloneDatabase } from '../support/database.js';
import type { TestDatabase } from '../support/database.js';
import { csvFile, xlsxFile } from '../support/own-file.js';
import { byTester } from '../support/people.js';

let database: TestDatabase;
let db: Db;
beforeAll(async () => {
  database = await cloneDatabase();
  db = database.db;
});
afterAll(() => database.close());

const strictly = (file: OwnFile) => importUnits({ db, by: byTester }, { file, skipBad: false });
const unit = async (code: string) => (await loadUnits(db)).find((one) => one.code === code);

async function problemOf(work: Promise<unknown>): Promise<Refused['problem']> {
  const refused = (await work.then(
    () => new Error('was accepted'),
    (error: unknown) => error,
  )) as Refused;
  return refused.problem;
}

test('after migrating, all 3,321 units of 34 provinces are there', async () => {
  const units = await loadUnits(db);
  expect(units).toHaveLength(3321);
  expect(new Set(units.map((one) => one.provinceCode)).size).toBe(34);
  expect(units.filter((one) => one.provinceCode === '75')).toHaveLength(95);
});

test('an official unit is completed and keeps its official name, type and province', async () => {
  const file = csvFile(
    'units.csv',
    'code,name,type,email,contactBusiness,agencyCode',
    '25432,Ten khac,xa,ketoan@chonthanh.example; vanthu@chonthanh.example,Nguyễn Văn A,H19.101',
  );
  expect(await strictly(file)).toMatchObject({ imported: 0, updated: 1, unchanged: 0 });
  expect(await unit('25432')).toMatchObject({
    name: 'Chơn Thành',
    type: 'phuong',
    provinceCode: '75',
    email: 'ketoan@chonthanh.example; vanthu@chonthanh.example',
    contactBusiness: 'Nguyễn Văn A',
    agencyCode: 'H19.101',
  });
});

test('departments are created, below units that stand later in the file', async () => {
  const file = csvFile(
    'units.csv',
    'name,type,code,parent,province',
    'Trung tâm A,trung_tam,TT-01,SO-01,Thành phố Đồng Nai',
    'Sở Tư pháp,so,SO-01,,75',
  );
  expect(await strictly(file)).toMatchObject({ imported: 2, updated: 0 });
  expect(await unit('TT-01')).toMatchObject({ parentCode: 'SO-01', provinceCode: '75' });
  expect(await strictly(file)).toMatchObject({ imported: 0, updated: 0, unchanged: 2 });
});

test('a column that a file lacks leaves alone what is stored; one it has is what it says', async () => {
  const header = 'code,name,type,email,phone';
  await strictly(csvFile('a.csv', header, 'D1,Phòng 1,phong,a@b.example,0251'));
  const renamed = csvFile('b.csv', 'code,name,type,phone', 'D1,Phòng Một,phong,');
  expect(await strictly(renamed)).toMatchObject({ updated: 1 });
  expect(await unit('D1')).toMatchObject({
    name: 'Phòng Một',
    email: 'a@b.example',
    phone: null,
  });
});

test('wrong rows are named by file, line and column, and nothing of the file is stored', async () => {
  const file = csvFile(
    'units.csv',
    'code,name,type,province,email,parent',
    'X1,Good,so,75,,',
    'X 2,Blank in code,so,,,',
    'X3,,so,,,',
    'X4,No such province,so,Atlantis,,',
    'X5,Bad mail,so,,not-a-mail,',
    'X6,No parent,so,,,NOWHERE',
  );
  const problem = await problemOf(strictly(file));
  expect(problem.code).toBe('bad_rows');
  expect(problem.errors?.map(({ file: name, line, column }) => [name, line, column])).toEqual([
    ['units.csv', 3, 'code'],
    ['units.csv', 4, 'name'],
    ['units.csv', 5, 'province'],
    ['units.csv', 6, 'email'],
    ['units.csv', 7, 'parent'],
  ]);
  expect(await unit('X1')).toBeUndefined();
  const outcome = await importUnits({ db, by: byTester }, { file, skipBad: true });
  expect(outcome).toMatchObject({ imported: 1, unchanged: 0 });
  expect(outcome.skipped.map(({ line }) => line)).toEqual([3, 4, 5, 6, 7]);
  expect(await unit('X1')).toBeDefined();
  expect(await unit('X6')).toBeUndefined();
});

test('a header without a required column, or with one twice, is refused by name', async () => {
  const lacking = await problemOf(strictly(csvFile('u.csv', 'code,type', 'A,so')));
  expect(lacking).toMatchObject({ code: 'bad_file', errors: [{ file: 'u.csv', line: 1 }] });
  expect(lacking.detail).toContain('name');
  const twice = await problemOf(strictly(csvFile('u.csv', 'code,name,type,Code', 'A,B,so,C')));
  expect(twice.detail).toContain('"code" stands twice');
  const empty = await problemOf(strictly({ name: 'u.csv', bytes: Buffer.alloc(0) }));
  expect(empty.code).toBe('bad_file');
});

test('an unknown column is passed over with a warning that names it', async () => {
  const outcome = await strictly(csvFile('u.csv', 'code,name,type,Ghi chú', 'D2,Phòng 2,phong,x'));
  expect(outcome.imported).toBe(1);
  expect(outcome.warnings.join()).toContain('Ghi chú');
});

test('a code that lost its leading zeros creates no unit', async () => {
  const problem = await problemOf(strictly(csvFile('u.csv', 'code,name,type', '4,Ba Đình,phuong')));
  expect(problem.errors).toEqual([expect.objectContaining({ line: 2, column: 'code' })]);
});

test('two rows that say different things of one unit are refused', async () => {
  const file = csvFile('u.csv', 'code,name,type', 'D3,Một,so', 'D3,Hai,so', 'D3,Một,so');
  const problem = await problemOf(strictly(file));
  expect(problem.errors).toEqual([expect.objectContaining({ line: 3, column: 'code' })]);
});

test('XLSX and CSV give the same', async () => {
  const lines = ['type,code,name,email', 'so,D4,Sở Bốn,so4@dongnai.example'];
  await strictly(csvFile('u.csv', ...lines));
  expect(await strictly(await xlsxFile('u.xlsx', ...lines))).toMatchObject({
    imported: 0,
    updated: 0,
    unchanged: 1,
  });
});

test('loading the reference data again harms neither imported units nor completed columns', async () => {
  const before = await loadUnits(db);
  const owner = openDb({ databaseUrl: database.ownerUrl, schema: database.config.schema });
  try {
    await loadReferenceData(owner);
    await loadReferenceData(owner);
  } finally {
    await owner.destroy();
  }
  expect(await loadUnits(db)).toEqual(before);
});

test('no unit is put below itself, by one row or by several; others of the file can be taken', async () => {
  const ofTwo = csvFile(
    'circle.csv',
    'code,name,type,parent',
    'VONG1,Vòng một,so,VONG2',
    'VONG2,Vòng hai,so,VONG1',
    'NGOAI,Ngoài vòng,so,',
    'THEO,Theo vòng,so,VONG1',
  );
  const { errors } = await problemOf(strictly(ofTwo));
  expect(errors?.map(({ line, column }) => [line, column])).toEqual([
    [2, 'parent'],
    [3, 'parent'],
    [5, 'parent'],
  ]);
  const taken = await importUnits({ db, by: byTester }, { file: ofTwo, skipBad: true });
  expect(taken).toMatchObject({ imported: 1 });
  expect(await unit('VONG1')).toBeUndefined();

  await strictly(csvFile('below.csv', 'code,name,type,parent', 'DUOI,Dưới,so,NGOAI'));
  const back = csvFile('back.csv', 'code,name,type,parent', 'NGOAI,Ngoài vòng,so,DUOI');
  expect((await problemOf(strictly(back))).errors).toMatchObject([{ line: 2, column: 'parent' }]);
  expect(await unit('NGOAI')).toMatchObject({ parentCode: null });
});

test('former names are kept with their type and day, and a file without them leaves them alone', async () => {
  const header = 'code,name,type,formerNames';
  const told = 'Xã Minh Thành:2025-07-01; Thị trấn Chơn Thành;Trung tâm cũ';
  expect(await strictly(csvFile('a.csv', header, `25432,x,x,${told}`))).toMatchObject({
    updated: 1,
  });
  const formerNames = [
    { name: 'Minh Thành', type: 'xa', until: '2025-07-01' },
    { name: 'Chơn Thành', type: 'thi_tran', until: null },
    { name: 'Trung tâm cũ', type: null, until: null },
  ];
  expect(await unit('25432')).toMatchObject({ formerNames });
  expect(await strictly(csvFile('b.csv', header, `25432,x,x,${told}`))).toMatchObject({
    unchanged: 1,
  });
  await strictly(csvFile('c.csv', 'code,name,type,phone', '25432,x,x,0271'));
  expect(await unit('25432')).toMatchObject({ formerNames, phone: '0271' });
  await strictly(csvFile('d.csv', header, '25432,x,x,'));
  expect(await unit('25432')).toMatchObject({ formerNames: [] });
});

test.each(['Xã A:2025-13-01', ':2025-07-01', 'Xã A:hôm qua', Array(21).fill('Xã A').join(';')])(
  'former names %j are refused',
  async (told) => {
    const file = csvFile('a.csv', 'code,name,type,formerNames', `25432,x,x,"${told}"`);
    expect(await problemOf(strictly(file))).toMatchObject({
      code: 'bad_rows',
      errors: [{ column: 'formerNames' }],
    });
  },
);
