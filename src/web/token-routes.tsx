// Tokens of programs on a page: made, shown once, revoked. They belong to no unit, so they are the
// province's.
import { makeToken, revokeToken, tokenDaysDefault } from '../access/api-token.js';
import { loadTokens, stateOfToken, type ApiToken } from '../access/api-token-store.js';
import { personName } from '../access/officer.js';
import { may, type Principal } from '../access/principal.js';
import { grantable, roleMay, roles } from '../access/roles.js';
import { namesByScope, officerNames } from '../oversight/name-store.js';
import { Refused } from '../problem.js';
import { idIn } from './decision-form.js';
import { grantChoices, peopleDepsOf } from './officer-asks.js';
import { officerRefusalText } from './officer-words.js';
import { scope as scopeCode } from '../api/officer-shape.js';
import { queryText } from './page-query.js';
import { insiderOf, type PageAnswer, type PageAsk, type PageDeps } from './page-route.js';
import type { PageRoute } from './page-route.js';
import { MessagePage } from './pages/message-page.js';
import { TokensPage, type TokensSaid } from './pages/tokens-page.js';

const path = '/quan-tri/ma-truy-cap';

export const tokenPageRoutes: readonly PageRoute[] = [
  { method: 'get', path, action: 'token.read', handle: show },
  { method: 'post', path, action: 'token.manage', handle: act },
];

async function show(deps: PageDeps, ask: PageAsk): Promise<PageAnswer> {
  const isEnded = queryText(ask.query, 'da') === 'thu-hoi';
  const notice = isEnded ? 'Đã thu hồi mã, cùng các mã được tạo bằng mã đó.' : null;
  return list(deps, ask, { notice });
}

async function list(deps: PageDeps, ask: PageAsk, said: TokensSaid): Promise<PageAnswer> {
  const { principal } = insiderOf(ask);
  if (!may(principal, 'token.read', null)) return noSuch(ask);
  const tokens = await loadTokens(deps.db);
  const { scopes } = await grantChoices(deps, principal);
  const at = deps.now();
  const view = {
    ...{ province: ask.province, who: principal, said },
    tokens: tokens.map((token) => ({ ...token, state: stateOfToken(token, at) })).reverse(),
    scopeNames: await namesByScope(
      deps.db,
      tokens.map(({ scope }: ApiToken) => scope),
    ),
    makers: await officerNames(deps.db),
    form: may(principal, 'token.manage', null)
      ? { roles: rolesFor(principal), scopes, chosenScope: deps.config.province }
      : null,
  };
  return { status: said.error === undefined ? 200 : 422, page: <TokensPage {...view} /> };
}

/** A token has what its maker could grant, machines' roles included. */
function rolesFor(principal: Principal) {
  const making = principal.grants.filter(
    ({ role, isProvince }) => isProvince && roleMay(role, 'token.manage'),
  );
  return roles.filter((role) => making.some((grant) => grantable[grant.role].includes(role)));
}

async function act(deps: PageDeps, ask: PageAsk): Promise<PageAnswer> {
  const { principal: asker } = insiderOf(ask);
  if (!may(asker, 'token.manage', null)) return noSuch(ask);
  const { form } = ask;
  try {
    if (form.get('viec') === 'thu-hoi') {
      const tokenId = idIn(form.get('ma'));
      if (tokenId !== null) {
        await revokeToken(peopleDepsOf(deps, ask), { asker, tokenId });
        return { goTo: `${path}?da=thu-hoi` };
      }
    }
    return await make(deps, ask);
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    return list(deps, ask, { error: officerRefusalText(error.problem), typed: form });
  }
}

async function make(deps: PageDeps, ask: PageAsk): Promise<PageAnswer> {
  const { form } = ask;
  const name = personName.safeParse(form.get('ten') ?? '');
  const role = roles.find((one) => one === form.get('vai-tro'));
  const scope = scopeCode.safeParse((form.get('pham-vi') ?? '').trim());
  const days = /^\d{1,3}$/.exec((form.get('so-ngay') ?? String(tokenDaysDefault)).trim());
  if (!name.success || !role || !scope.success || !days) {
    const error = 'Điền tên phần mềm, chọn vai trò, nhập phạm vi và số ngày (1 đến 730).';
    return list(deps, ask, { error, typed: form });
  }
  const { principal: asker } = insiderOf(ask);
  const wanted = { name: name.data, role, scope: scope.data, days: Number(days[0]) };
  const made = await makeToken(peopleDepsOf(deps, ask), { asker, ...wanted });
  return list(deps, ask, { made: { name: made.token.name, secret: made.secret } });
}

function noSuch({ province, principal: who }: PageAsk): PageAnswer {
  const title = 'Không tìm thấy trang';
  const text = 'Mã truy cập của phần mềm thuộc phạm vi toàn tỉnh.';
  return { status: 404, page: <MessagePage {...{ province, who, title, text }} /> };
}
