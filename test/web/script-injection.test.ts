// Script smuggled in by whoever writes a transfer's words, a remark, a name or a file's name: pages
// show it as the text it is.
import { Parser } from 'htmlparser2';
import type { BrowserContext, Page } from 'playwright-core';
import { importStatements } from '../../src/statements/import-statements.js';
import { reconcile } from '../../src/reconciliation/run-reconciliation.js';
import { byTester, loggedIn } from '../support/people.js';
import { openOfficersBrowser, textOf, type OfficersBrowser } from './officers-browser.js';
import { asOf } from './small-province.js';

const smuggled = [
  '<script>alert(1)</script>',
  '<ScRiPt src=//x.example/a.js></sCrIpT>',
  '<script>alert`1`</script >',
  '<scr<script>ipt>alert(1)</scr</script>ipt>',
  '<img src=x onerror=alert(1)>',
  '<img/src="x"/onerror=alert(1)>',
  '<img src=x:alert(1) onerror=eval(src)>',
  '<IMG SRC=javascript:alert(1)>',
  '<svg onload=alert(1)>',
  '<svg/onload=alert`1`//',
  '<svg><animate onbegin=alert(1) attributeName=x>',
  '<svg><script>alert&#40;1&#41;</script>',
  '<iframe src=javascript:alert(1)>',
  '<iframe srcdoc="<script>alert(1)</script>">',
  '<object data=javascript:alert(1)>',
  '<embed src=javascript:alert(1)>',
  '<math href=javascript:alert(1)>x</math>',
  '<body onload=alert(1)>',
  '<details open ontoggle=alert(1)>',
  '<video><source onerror=alert(1)>',
  '<audio src=x onerror=alert(1)>',
  '<input autofocus onfocus=alert(1)>',
  '<select autofocus onfocus=alert(1)>',
  '<marquee onstart=alert(1)>',
  '<a href=javascript:alert(1)>x</a>',
  '<a href="jav&#x09;ascript:alert(1)">x</a>',
  '<form action=javascript:alert(1)><button>x',
  '<button formaction=javascript:alert(1)>x',
  '<base href=//x.example/>',
  '<meta http-equiv=refresh content=0;url=//x.example>',
  '<link rel=stylesheet href=//x.example/a.css>',
  '<style>@import"//x.example/a.css"</style>',
  '<template><script>alert(1)</script></template>',
  '<noscript><p title="</noscript><img src=x onerror=alert(1)>">',
  '<!--><img src=x onerror=alert(1)>-->',
  '<![CDATA[<img src=x onerror=alert(1)>]]>',
  '&lt;script&gt;alert(1)&lt;/script&gt;',
  '%3Cscript%3Ealert(1)%3C/script%3E',
  '{{constructor.constructor("alert(1)")()}}',
  'javascript:alert(1)//',
];
const isLong = process.env['DOISOAT_LONG'] === '1';
/** Out of an attribute's value, and out of an element, too; one of the three in turn, or all of them. */
const payloads = smuggled.flatMap((each, at) => {
  const ways = [each, `"'>${each}`, `</td></textarea></title>${each}`];
  return isLong ? ways : ways.slice(at % 3, (at % 3) + 1);
});

const unit = '25345';
let browser: OfficersBrowser;
let context: BrowserContext;

beforeAll(async () => {
  browser = await openOfficersBrowser();
  const { db } = browser.database;
  const bytes = statement(['an ordinary transfer', ...payloads]);
  await importStatements({ db, by: byTester, now: () => asOf }, [
    { name: `${payloads[4] ?? ''}.sta`, bytes },
  ]);
  await reconcile({ db, now: () => asOf, by: byTester });
  context = await browser.contextOf('finance_officer', payloads[13] ?? '', '75');
}, 120_000);

afterAll(() => browser.close());

/** The statement after the one that the province has, each line of its own sum. */
function statement(narratives: readonly string[]): Buffer {
  const opening = 375_000;
  const sums = narratives.map((_each, at) => 3_000_000 + at);
  const closing = sums.reduce((sum, each) => sum + each, opening);
  return Buffer.from(
    [
      ':20:STMT2',
      ':25:9876543210',
      ':28C:2/1',
      `:60F:C260515VND${String(opening)},`,
      ...narratives.flatMap((narrative, at) => [
        `:61:2605180518C${String(sums[at])},NTRFNONREF//XX26138${String(at).padStart(3, '0')}`,
        `:86:${narrative}`,
      ]),
      `:62F:C260518VND${String(closing)},`,
      '-',
      '',
    ].join('\r\n'),
  );
}

/** The elements of a page with the names of their attributes, and its texts put together. */
function builtOf(html: string): { readonly elements: string; readonly text: string } {
  const elements: string[] = [];
  let text = '';
  const parser = new Parser({
    onopentag: (name, attributes) => elements.push([name, ...Object.keys(attributes)].join(' ')),
    ontext: (part) => (text += part),
    oncomment: (part) => elements.push(`comment ${part}`),
  });
  parser.end(html);
  return { elements: elements.join('\n'), text };
}

test(`${String(payloads.length)} payloads in transfers’ words build the same page as ordinary words`, async () => {
  const { db } = browser.database;
  const rows = await db('statement_line')
    .where('bank_ref', 'like', 'XX26138%')
    .orderBy('bank_ref')
    .select<{ id: string }[]>('id');
  const cookie = await accountant();
  const pageOf = async (id: string) => {
    const answer = await fetch(`${browser.server.url}/sao-ke/dong/${id}`, { headers: { cookie } });
    return builtOf(await answer.text());
  };
  const ordinary = await pageOf(rows[0]?.id ?? '');
  expect(ordinary.text).toContain('an ordinary transfer');
  const wrong: string[] = [];
  for (const [at, payload] of payloads.entries()) {
    const { elements, text } = await pageOf(rows[at + 1]?.id ?? '');
    if (elements !== ordinary.elements || !text.includes(payload)) wrong.push(payload);
  }
  expect([payloads.length, wrong]).toEqual([isLong ? 120 : 40, []]);
});

/** Who sees what else comes into the unit's account. */
const accountant = () =>
  loggedIn(browser.database, { role: 'commune_accountant', name: 'A', scope: unit });

/** What no text of a page may have become. */
const foreign = (): string[] =>
  [...document.querySelectorAll('*')].flatMap((each) => {
    const name = each.tagName.toLowerCase();
    const told = [...each.attributes].filter(
      (own) => own.name.startsWith('on') || /^\s*javascript:/i.test(own.value),
    );
    const isOwn = !['img', 'iframe', 'object', 'embed', 'math', 'video', 'audio', 'base'].includes(
      name,
    );
    return isOwn && told.length === 0 ? [] : [each.outerHTML.slice(0, 100)];
  });

async function shows(page: Page, texts: readonly string[]): Promise<void> {
  const all = await textOf(page, 'body');
  expect(texts.filter((text) => !all.includes(text.replace(/\s+/g, ' ')))).toEqual([]);
  expect(await page.evaluate(foreign)).toEqual([]);
}

test('they stand as text in remarks, files’ and officers’ names, and in every list of credits', async () => {
  const id = '25432:not_arrived:generic';
  const cookie = await loggedIn(browser.database, {
    role: 'finance_officer',
    name: payloads[7] ?? '',
    scope: '75',
  });
  const at = `${browser.server.url}/sai-lech/${encodeURIComponent(id)}`;
  for (const payload of payloads) {
    const answer = await fetch(`${at}/y-kien`, {
      method: 'POST',
      redirect: 'manual',
      headers: { cookie, 'sec-fetch-site': 'same-origin' },
      body: new URLSearchParams({ 'y-kien': payload }),
    });
    expect([payload, answer.status]).toEqual([payload, 303]);
  }
  const page = await browser.pageIn(context, `/sai-lech/${encodeURIComponent(id)}`);
  page.on(
    'dialog',
    (dialog) => void dialog.dismiss().then(() => expect(dialog.message()).toBe('')),
  );
  await shows(page, [...payloads, payloads[7] ?? '', payloads[13] ?? '']);
  for (const path of [`/don-vi/${unit}`, '/sao-ke', '/', '/doi-soat']) {
    await page.goto(`${browser.server.url}${path}`);
    await shows(page, [payloads[13] ?? '']);
  }
  const own = await browser.contextOf('commune_accountant', payloads[13] ?? '', unit);
  const credits = await browser.pageIn(own, `/don-vi/${unit}`);
  await shows(credits, [payloads[13] ?? '']);
  expect(await credits.locator('td.narrative').allInnerTexts()).toEqual(
    expect.arrayContaining(payloads.slice(-5)),
  );
  expect(browser.trouble).toEqual([]);
}, 60_000);
